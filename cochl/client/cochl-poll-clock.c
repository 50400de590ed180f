/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-poll-clock.h"

#define INTERVAL_MIN (20 * G_TIME_SPAN_MILLISECOND)
#define INTERVAL_MAX (1 * G_TIME_SPAN_SECOND)
#define LIMITED_FIRST_MIN (500 * G_TIME_SPAN_MILLISECOND)
#define LIMITED_INTERVAL_MIN (1 * G_TIME_SPAN_SECOND)
#define LIMITED_INTERVAL_MAX (30 * G_TIME_SPAN_SECOND)
#define LIMITED_FOR (60 * G_TIME_SPAN_SECOND)
/* Whatever was learned from a service that had a bad minute, the next analysis
 * is asked for after this time at the latest. */
#define FIRST_MAX (30 * G_TIME_SPAN_SECOND)

void
cochl_poll_clock_init (CochlPollClock *self)
{
  *self = (CochlPollClock) { 0 };
}

void
cochl_poll_clock_limited (CochlPollClock *self, gint64 now)
{
  self->limited_until = now + LIMITED_FOR;
}

gint64
cochl_poll_clock_first (const CochlPollClock *self, gint64 duration, gint64 now)
{
  gint64 expected = self->learned;

  /* Less audio is expected to take less; more audio is not expected to take
   * more, since a question too early costs less than a result fetched late. */
  if (duration < self->learned_duration)
    expected = (gint64) ((double) expected * ((double) duration / (double) self->learned_duration));
  if (now < self->limited_until)
    expected = MAX (expected + expected / 2, LIMITED_FIRST_MIN);
  return CLAMP (expected, INTERVAL_MIN, FIRST_MAX);
}

gint64
cochl_poll_clock_next (const CochlPollClock *self, gint64 elapsed, gint64 now)
{
  if (now < self->limited_until)
    return CLAMP (elapsed, LIMITED_INTERVAL_MIN, LIMITED_INTERVAL_MAX);
  return CLAMP (elapsed / 10, INTERVAL_MIN, INTERVAL_MAX);
}

void
cochl_poll_clock_learn (CochlPollClock *self, gint64 duration, gint64 not_yet, gint64 done)
{
  /* Done at the first question means done at some time before it: the next
   * first question comes a little earlier, until one comes too early. */
  gint64 sample = not_yet < 0 ? done - done / 8 : not_yet + (done - not_yet) / 2;

  /* The learned time is to lie at the low end of what is seen: it falls at
   * once by half of the difference and rises by a quarter. */
  if (self->learned == 0)
    self->learned = sample;
  else if (sample < self->learned)
    self->learned -= (self->learned - sample) / 2;
  else
    self->learned += (sample - self->learned) / 4;
  self->learned_duration = duration;
}
