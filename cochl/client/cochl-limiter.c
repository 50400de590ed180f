/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-limiter.h"

#define MINUTE (60 * G_TIME_SPAN_SECOND)
/* Of the limit that was found. */
#define MARGIN 0.9
/* With nothing known of a limit but that there is one. */
#define PACE_UNKNOWN 600.0
#define PACE_MIN 0.2
#define BURST_MAX 4.0
#define STEP_FIRST 0.1
#define STEP_MAX 1.0
#define STEP_WAIT_MAX (8 * MINUTE)
/* So many times the limit went well: there is none any more. */
#define GONE_ABOVE 10.0
#define GONE_AFTER (10 * MINUTE)

void
cochl_limiter_init (CochlLimiter *self)
{
  *self = (CochlLimiter) { .step = STEP_FIRST, .step_wait = MINUTE, .burst = 1 };
}

static gint64
interval_of (const CochlLimiter *self)
{
  return self->pace > 0 ? (gint64) ((double) MINUTE / self->pace) : 0;
}

gint64
cochl_limiter_due (const CochlLimiter *self, gint64 now)
{
  gint64 due = now;

  if (self->pace > 0)
    due = self->next - (gint64) ((self->burst - 1) * (double) interval_of (self));
  return MAX (due, self->not_before);
}

void
cochl_limiter_sent (CochlLimiter *self, gint64 now)
{
  if (self->pace > 0)
    self->next = MAX (self->next, now) + interval_of (self);
}

void
cochl_limiter_held (CochlLimiter *self)
{
  self->had_to_wait = TRUE;
}

/* -- how many were taken -- */

static void
count_taken (CochlLimiter *self, gint64 now)
{
  gint64 second = now / G_TIME_SPAN_SECOND;
  gint64 first = MAX (self->taken_second + 1, second - COCHL_LIMITER_SECONDS + 1);

  for (gint64 i = first; i <= second; i++)
    self->taken[i % COCHL_LIMITER_SECONDS] = 0;
  self->taken_second = MAX (self->taken_second, second);
  self->taken[second % COCHL_LIMITER_SECONDS]++;
  self->cycle_n++;
}

static guint64
count_since (const CochlLimiter *self, gint64 when)
{
  gint64 first = MAX (when / G_TIME_SPAN_SECOND, self->taken_second - COCHL_LIMITER_SECONDS + 1);
  guint64 n = 0;

  for (gint64 i = first; i <= self->taken_second; i++)
    n += self->taken[i % COCHL_LIMITER_SECONDS];
  return n;
}

/* Calls a minute, by what was taken until the pause, which ends at @end; 0:
 * nothing was. A short time between two pauses shows less than the last minute
 * as a whole, and the last minute less than a limit for each second. */
static double
guess_limit (const CochlLimiter *self, gint64 end)
{
  gint64 span = MAX (end - self->cycle_start, G_TIME_SPAN_MILLISECOND);

  if (self->cycle_start == 0)
    return 0;
  return MAX ((double) self->cycle_n * (double) MINUTE / (double) span, (double) count_since (self, end - MINUTE));
}

/* -- what follows from it -- */

static void
set_pace (CochlLimiter *self, double pace, gint64 now)
{
  self->pace = MAX (pace, PACE_MIN);
  self->had_to_wait = FALSE;
  self->step_at = MAX (now, self->not_before) + self->step_wait;
}

static void
forget (CochlLimiter *self)
{
  self->pace = 0;
  self->guess = 0;
  self->burst = 1;
  self->step = STEP_FIRST;
  self->step_wait = MINUTE;
}

/* The pace that goes with the guess: one bad minute halves it once, and a 429
 * never raises it. */
static void
follow_guess (CochlLimiter *self, gint64 end, gint64 now)
{
  double limit = guess_limit (self, end);

  if (limit <= 0) {
    set_pace (self, self->before > 0 ? self->before : PACE_UNKNOWN, now);
    return;
  }
  double pace = limit * MARGIN;
  if (self->guess > 0)
    pace = CLAMP (pace, self->before / 2, self->before);
  /* What was taken in a row shows how many there may be in one. */
  self->burst = CLAMP ((double) self->cycle_n * (1 - MARGIN), 1, BURST_MAX);
  set_pace (self, pace, now);
}

void
cochl_limiter_refused (CochlLimiter *self, gint64 wait, gint64 now)
{
  gboolean first = self->refused_at == 0;

  if (first) {
    /* An increase was too much; the next one waits longer. */
    if (self->guess > 0 && self->pace > self->guess)
      self->step_wait = MIN (self->step_wait * 2, STEP_WAIT_MAX);
    self->step = STEP_FIRST;
    self->before = self->pace;
    self->guess = self->guess > 0 ? self->pace : 0;
  }
  self->refused_at = self->last_refused = now;
  self->not_before = MAX (self->not_before, now + wait);
  /* Others that were refused with it say the same, or ask for a longer pause. */
  follow_guess (self, self->not_before, now);
  /* One may go when the pause is over, and then one after another. */
  self->next = self->not_before + (gint64) ((self->burst - 1) * (double) interval_of (self));
}

static void
look_for_more (CochlLimiter *self, gint64 now)
{
  if (!self->had_to_wait) {
    if (now >= self->last_refused + GONE_AFTER)
      forget (self);
    return;
  }
  if (now < self->step_at)
    return;
  if (self->guess > 0 && self->pace > self->guess * GONE_ABOVE) {
    forget (self);
    return;
  }
  /* Well above what was the limit: it has grown. */
  if (self->pace > self->guess * (1 + 3 * STEP_FIRST))
    self->step_wait = MAX (self->step_wait / 2, MINUTE);
  set_pace (self, self->pace * (1 + self->step), now);
  self->step = MIN (self->step * 2, STEP_MAX);
}

void
cochl_limiter_taken (CochlLimiter *self, gint64 sent, gint64 now)
{
  /* One that went out before the pause shows nothing new. */
  if (self->refused_at != 0 && sent >= self->refused_at) {
    /* The pause was as long as it had to be: now the guess is as good as can be. */
    follow_guess (self, MAX (sent, self->not_before), now);
    self->guess = self->cycle_start != 0 ? self->pace : 0;
    self->refused_at = 0;
    self->cycle_start = 0;
    self->cycle_n = 0;
  }
  if (self->cycle_start == 0)
    self->cycle_start = sent;
  count_taken (self, now);
  if (self->pace > 0)
    look_for_more (self, now);
}
