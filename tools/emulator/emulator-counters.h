/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "tools/emulator/emulator-call.h"
#include "tools/emulator/emulator-session.h"

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
  double  audio_seconds;     /* that were heard */
  guint64 units[EMULATOR_N_USES];  /* analysis units */
} EmulatorCounters;

/* What there is at the time of asking. */
typedef struct {
  guint   open[EMULATOR_N_USES];  /* sessions */
  guint   held;                   /* status calls that wait for news */
  guint64 expired;                /* sessions, so far */
} EmulatorPresence;

/* As `GET /emulator/stats` tells them. (transfer full) */
JsonNode *emulator_counters_to_json (const EmulatorCounters *self, const EmulatorPresence *presence);

G_END_DECLS
