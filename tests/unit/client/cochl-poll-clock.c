/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-poll-clock.h"

#define MS G_TIME_SPAN_MILLISECOND
#define S G_TIME_SPAN_SECOND

/* Asks as a session does for the results of an analysis that takes @time;
 * tells how many questions it took, and how long after @time it was answered. */
static unsigned int
ask (CochlPollClock *clock, gint64 duration, gint64 time, gint64 now, gint64 *late)
{
  gint64 elapsed = cochl_poll_clock_first (clock, duration, now);
  gint64 not_yet = -1;
  unsigned int n = 1;

  for (; elapsed < time; n++) {
    not_yet = elapsed;
    elapsed += cochl_poll_clock_next (clock, elapsed, now);
  }
  cochl_poll_clock_learn (clock, duration, not_yet, elapsed);
  *late = elapsed - time;
  return n;
}

static void
test_learns (void)
{
  const gint64 times[] = { 5 * MS, 200 * MS, 3 * S, 40 * S };

  for (unsigned int i = 0; i < G_N_ELEMENTS (times); i++) {
    CochlPollClock clock;
    gint64 late;
    unsigned int n = 0;

    cochl_poll_clock_init (&clock);
    for (unsigned int k = 0; k < 20; k++) {
      n = ask (&clock, 10 * S, times[i], 0, &late);
      g_assert_cmpint (late, <=, MAX (times[i] / 10 + times[i] / 100, 20 * MS));
    }
    g_assert_cmpuint (n, <=, times[i] > 30 * S ? 12 : 3);
  }
}

/* Even the very first analysis is not asked for all the time. */
static void
test_first_time (void)
{
  CochlPollClock clock;
  gint64 late;

  cochl_poll_clock_init (&clock);
  g_assert_cmpuint (ask (&clock, 10 * S, 200 * MS, 0, &late), <=, 10);
  g_assert_cmpint (late, <=, 20 * MS);
  cochl_poll_clock_init (&clock);
  g_assert_cmpuint (ask (&clock, 10 * S, 60 * S, 0, &late), <=, 110);
  g_assert_cmpint (late, <=, 1 * S);
}

static void
test_less_audio (void)
{
  CochlPollClock clock;
  gint64 late;

  cochl_poll_clock_init (&clock);
  for (unsigned int k = 0; k < 20; k++)
    ask (&clock, 60 * S, 6 * S, 0, &late);
  g_assert_cmpint (cochl_poll_clock_first (&clock, 6 * S, 0), <, 700 * MS);
  g_assert_cmpint (cochl_poll_clock_first (&clock, 600 * S, 0), <, 7 * S);
  g_assert_cmpint (cochl_poll_clock_first (&clock, 600 * S, 0), >, 5 * S);
}

/* After a 429 two questions are enough, for a minute. */
static void
test_limited (void)
{
  CochlPollClock clock;
  gint64 late;

  cochl_poll_clock_init (&clock);
  for (unsigned int k = 0; k < 20; k++)
    ask (&clock, 10 * S, 2 * S, 0, &late);
  cochl_poll_clock_limited (&clock, 100 * S);
  for (unsigned int k = 0; k < 20; k++)
    g_assert_cmpuint (ask (&clock, 10 * S, k % 2 == 0 ? 2 * S : 3 * S, 101 * S, &late), <=, 2);
  cochl_poll_clock_init (&clock);
  cochl_poll_clock_limited (&clock, 100 * S);
  g_assert_cmpuint (ask (&clock, 10 * S, 900 * MS, 101 * S, &late), <=, 2);
  g_assert_cmpint (cochl_poll_clock_next (&clock, 2 * S, 159 * S), ==, 2 * S);
  g_assert_cmpint (cochl_poll_clock_next (&clock, 2 * S, 160 * S), ==, 200 * MS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/poll-clock/learns", test_learns);
  g_test_add_func ("/poll-clock/first-time", test_first_time);
  g_test_add_func ("/poll-clock/less-audio", test_less_audio);
  g_test_add_func ("/poll-clock/limited", test_limited);
  return g_test_run ();
}
