/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "tools/emulator/emulator-call.h"

G_BEGIN_DECLS

/* What the emulator counts. One thread. */
typedef struct {
  guint64 calls[EMULATOR_N_CALLS];
  guint64 statuses[600];     /* replies by HTTP status */
  guint64 broken;            /* calls that a fault left without a whole reply */
  guint64 connections;       /* that carried at least one call */
  guint64 bytes_in;          /* of bodies */
  guint64 bytes_out;
  guint64 sessions_created;
  guint64 sessions_deleted;
  guint64 analyses;
  guint64 analyses_failed;
  guint64 windows;
  double  audio_seconds;     /* that analyses decoded */
} EmulatorCounters;

/* As `GET /emulator/stats` tells them. (transfer full) */
JsonNode *emulator_counters_to_json (const EmulatorCounters *self, guint sessions_open, guint64 sessions_expired);

G_END_DECLS
