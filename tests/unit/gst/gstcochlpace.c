/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlpace.h"

#define BASE (2 * GST_SECOND)
#define OVERLAP GST_SECOND
#define AT(seconds) ((gint64) ((seconds) * (double) G_USEC_PER_SEC))

static void
assert_duration (GstCochlPace *pace, guint seconds)
{
  g_assert_cmpuint (gst_cochl_pace_get_duration (pace, BASE), ==, seconds * GST_SECOND);
}

static void
cut (GstCochlPace *pace, double now, guint outstanding)
{
  gst_cochl_pace_cut (pace, AT (now), BASE, OVERLAP, outstanding);
}

/* Without a limit nothing changes, however much piles up: that is no matter of calls. */
static void
test_free (void)
{
  GstCochlPace pace;

  gst_cochl_pace_init (&pace);
  for (guint i = 0; i < 100; i++)
    cut (&pace, i, 12);
  assert_duration (&pace, 2);
  g_assert_false (gst_cochl_pace_is_slow (&pace));
  g_assert_cmpuint (gst_cochl_pace_get_deadline (&pace, 20 * GST_SECOND, BASE), ==, 20 * GST_SECOND);
}

/* Five calls a segment: 27 calls a minute are enough for one each 11 s. */
static void
test_known (void)
{
  GstCochlPace pace;

  gst_cochl_pace_init (&pace);
  gst_cochl_pace_set_limit (&pace, TRUE, 27);
  g_assert_cmpuint (gst_cochl_pace_get_deadline (&pace, 20 * GST_SECOND, BASE), ==, 84 * GST_SECOND);
  cut (&pace, 1, 1);
  assert_duration (&pace, 15);
  g_assert_cmpuint (gst_cochl_pace_get_deadline (&pace, 20 * GST_SECOND, BASE), ==, 110 * GST_SECOND);
  g_assert_cmpuint (gst_cochl_pace_get_deadline (&pace, GST_CLOCK_TIME_NONE, BASE), ==, GST_CLOCK_TIME_NONE);
  /* It stays known when calls are not held back any more, and so does what follows. */
  gst_cochl_pace_set_limit (&pace, FALSE, 27);
  for (guint i = 2; i < 600; i += 14)
    cut (&pace, i, 1);
  assert_duration (&pace, 15);
  gst_cochl_pace_set_limit (&pace, TRUE, 2);
  cut (&pace, 600, 1);
  assert_duration (&pace, 30);
  /* There is no longer step. */
  cut (&pace, 630, 9);
  assert_duration (&pace, 30);
}

static void
test_unknown (void)
{
  GstCochlPace pace;

  gst_cochl_pace_init (&pace);
  gst_cochl_pace_set_limit (&pace, TRUE, 0);
  cut (&pace, 1, 3);
  assert_duration (&pace, 2);
  cut (&pace, 2, 4);
  assert_duration (&pace, 5);
  cut (&pace, 6, 4);
  assert_duration (&pace, 15);
}

/* Half a minute in which nothing piles up, for each step; not into a limit that
 * is known to be too low. */
static void
test_recovers (void)
{
  GstCochlPace pace;

  gst_cochl_pace_init (&pace);
  gst_cochl_pace_set_limit (&pace, TRUE, 4);
  cut (&pace, 0, 1);
  assert_duration (&pace, 30);
  gst_cochl_pace_set_limit (&pace, FALSE, 40);
  cut (&pace, 10, 1);
  assert_duration (&pace, 30);
  cut (&pace, 20, 2);
  cut (&pace, 49, 1);
  assert_duration (&pace, 30);
  cut (&pace, 50, 1);
  assert_duration (&pace, 15);
  cut (&pace, 100, 1);
  assert_duration (&pace, 15);
  gst_cochl_pace_set_limit (&pace, FALSE, 0);
  cut (&pace, 130, 0);
  assert_duration (&pace, 5);
  cut (&pace, 160, 0);
  assert_duration (&pace, 2);
  cut (&pace, 200, 0);
  assert_duration (&pace, 2);
}

/* What the properties say is the least, and steps below it are none. */
static void
test_by_hand (void)
{
  const GstClockTime duration = 10 * GST_SECOND;
  GstCochlPace pace;

  gst_cochl_pace_init (&pace);
  gst_cochl_pace_set_limit (&pace, TRUE, 0);
  gst_cochl_pace_cut (&pace, 1, duration, OVERLAP, 4);
  g_assert_cmpuint (gst_cochl_pace_get_duration (&pace, duration), ==, 15 * GST_SECOND);
  gst_cochl_pace_set_limit (&pace, FALSE, 0);
  gst_cochl_pace_cut (&pace, 1 + AT (30), duration, OVERLAP, 0);
  g_assert_cmpuint (gst_cochl_pace_get_duration (&pace, duration), ==, duration);
  g_assert_false (gst_cochl_pace_is_slow (&pace));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pace/free", test_free);
  g_test_add_func ("/pace/known", test_known);
  g_test_add_func ("/pace/unknown", test_unknown);
  g_test_add_func ("/pace/recovers", test_recovers);
  g_test_add_func ("/pace/by-hand", test_by_hand);
  return g_test_run ();
}
