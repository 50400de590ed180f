/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-lane-session.h"
#include "cochl/client/cochl-wire.h"

G_BEGIN_DECLS

/**
 * CochlStatusPoll:
 *
 * Asks for the windows of a stream session, one question at a time. Over HTTP/2
 * it asks as soon as their audio has arrived and lets the service hold the
 * question until there are some; over HTTP/1.1, where a held question has a
 * connection to itself, and where the service does not hold, it asks when the
 * poll clock expects them and then quickly. Part of its session, in the network thread.
 */
typedef struct {
  CochlLaneSession *session;
  void (*told) (CochlLaneSession *session, const CochlWireStatus *status);

  CochlWireStatus status;  /* the last that came */
  GSource *timer;
  gboolean asking;
  gint64 since;            /* when the audio arrived whose windows are waited for; 0: it has not, us */
  gint64 begun_at;         /* of the last question */
  gint64 not_yet_at;       /* the last question since then that found nothing, or 0 */
  gboolean held_short;     /* the service does not hold questions */

  char *token;             /* of the next page, or NULL: by number */
  unsigned int n_windows;  /* that were read */
  gint64 last_start;       /* of the last of them, ns; -1: none */
  gint64 bound;            /* no window starts later, ns */
} CochlStatusPoll;

/* @told is called with each answer, whose windows are new ones in order. It may
 * end the session; else it calls cochl_status_poll_await() or _rest(). Failures
 * end the session. */
void cochl_status_poll_init (CochlStatusPoll *self, CochlLaneSession *session,
                             void (*told) (CochlLaneSession *session, const CochlWireStatus *status));
void cochl_status_poll_clear (CochlStatusPoll *self);

/* Windows are waited for; their audio had arrived at @since (monotonic, us), or
 * 0: it has not yet. @more: there are some to be read at once. @bound: no window
 * can begin later. */
void cochl_status_poll_await (CochlStatusPoll *self, gint64 since, gboolean more, gint64 bound);
/* Nothing is waited for. */
void cochl_status_poll_rest (CochlStatusPoll *self);

G_END_DECLS
