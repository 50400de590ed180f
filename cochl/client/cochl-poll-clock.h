/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CochlPollClock:
 *
 * When to ask for results. Learns from each analysis how long the service takes
 * from the last chunk to `done`, and has the next one asked for first at that
 * time and then quickly: after a tenth of what has passed so far, at least
 * 20 ms and at most 1 s. So a result is fetched at most a tenth later than it
 * was there, and a long analysis is not asked for all the time. For a minute after a 429 the
 * first question comes half as late again and each further one only when the
 * time has doubled, so that two are enough for nearly every analysis.
 *
 * All times in us, `now` of g_get_monotonic_time(). Pure; one thread at a time.
 */
typedef struct {
  gint64 learned;          /* time of analysis, 0: nothing learned yet */
  gint64 learned_duration; /* of the audio it was learned from */
  gint64 limited_until;    /* 0: no 429 seen */
} CochlPollClock;

void   cochl_poll_clock_init (CochlPollClock *self);
/* A 429 was seen. */
void   cochl_poll_clock_limited (CochlPollClock *self, gint64 now);
/* How long after the last chunk to ask first, for @duration of audio. */
gint64 cochl_poll_clock_first (const CochlPollClock *self, gint64 duration, gint64 now);
/* How long to wait with @elapsed passed since the last chunk. */
gint64 cochl_poll_clock_next (const CochlPollClock *self, gint64 elapsed, gint64 now);
/* The analysis of @duration of audio was done at @done; it was not yet at
 * @not_yet, both since the last chunk; -1: it was done at the first question. */
void   cochl_poll_clock_learn (CochlPollClock *self, gint64 duration, gint64 not_yet, gint64 done);

G_END_DECLS
