/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define COCHL_LIMITER_SECONDS 64

/**
 * CochlLimiter:
 *
 * Finds out from 429 and its pauses how many calls a minute the service takes,
 * and when the next call may go so that hardly any gets a 429.
 *
 * The limit is how many calls were taken since calls began to go through again,
 * over the time until the pause that the service asked for is over; or those of
 * the last minute, where they are more. Calls then go out evenly at nine tenths
 * of it, so that a few may go at once after a while without any. When calls
 * have had to wait for that and none got a 429 for a minute, a tenth is added,
 * then a fifth, two fifths, ..., until ten times the limit has gone well, or
 * nothing had to wait for ten minutes: then there is none any more. An increase
 * that ends in a 429 is taken back, and the next comes after twice the time,
 * eight minutes at most, which becomes shorter again as increases go well.
 *
 * All times in us of g_get_monotonic_time(). Pure; a plain value; one thread at
 * a time.
 */
typedef struct {
  gint64 not_before;    /* the pause that was asked for */
  double pace;          /* calls a minute that are let out; 0: any number */
  gint64 next;          /* when the next call is due by the pace */
  double burst;         /* calls that may go at once after a while */

  /* The calls that were taken, for the next guess: */
  gint64 cycle_start;   /* the first that went through after the last pause; 0: none yet */
  guint64 cycle_n;
  gint64 refused_at;    /* the last 429; 0: there was none, or one has gone through since */
  guint32 taken[COCHL_LIMITER_SECONDS]; /* in each of the last seconds */
  gint64 taken_second;  /* the one that was counted last */

  /* The search for more: */
  double guess;         /* the pace as it was found last, before any increase; 0: never */
  double before;        /* the pace at the first 429 of those without a call between them */
  double step;
  gint64 step_wait;
  gint64 step_at;
  gint64 last_refused;  /* any time */
  gboolean had_to_wait; /* since the last increase */
} CochlLimiter;

void   cochl_limiter_init (CochlLimiter *self);
/* When the next call may go, at most @now: at once. */
gint64 cochl_limiter_due (const CochlLimiter *self, gint64 now);
/* A call goes out, whether it was due or not. */
void   cochl_limiter_sent (CochlLimiter *self, gint64 now);
/* A call had to wait for the pace. */
void   cochl_limiter_held (CochlLimiter *self);
/* A call that went out at @sent was answered with anything but 429. */
void   cochl_limiter_taken (CochlLimiter *self, gint64 sent, gint64 now);
/* It was answered with 429: no call goes out for @wait. */
void   cochl_limiter_refused (CochlLimiter *self, gint64 wait, gint64 now);

G_END_DECLS
