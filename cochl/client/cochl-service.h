/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-counters.h"
#include "cochl/client/cochl-health.h"
#include "cochl/client/cochl-known-windows.h"
#include "cochl/client/cochl-network.h"
#include "cochl/client/cochl-poll-clock.h"
#include "cochl/client/cochl-transport.h"

G_BEGIN_DECLS

/* What all sessions of one client share; windows, health and poll clock are those
 * of all clients of its pool. Network thread. */
typedef struct {
  CochlNetwork *network;
  CochlTransport *transport;
  CochlCounters *counters;
  CochlKnownWindows *windows;
  CochlHealth *health;
  CochlPollClock *poll_clock;   /* of file sessions */
  CochlPollClock *stream_clock; /* of stream sessions, from a chunk to its windows */
  struct _CochlLanes *lanes;    /* the sessions of lanes; NULL where there are none */
  gboolean predict_new_audio;   /* a predict call carries the new audio only, not the whole window */
  /* Called for each session that stays on the service. */
  void (*left) (const char *session_id, const GError *why, gpointer user_data);
  gpointer user_data;
} CochlService;

/* Counts and tells a session that stays. @session_id: NULL when its name never came. */
void cochl_service_leave (CochlService *self, const char *session_id, const GError *why);
/* What is billed for @duration (ns) of audio in one session: each begun 15 s. */
guint64 cochl_service_count_units (gint64 duration);
/* To be told of every failure: takes note of call limits. */
void cochl_service_note_failure (CochlService *self, const GError *error);

G_END_DECLS
