/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-stream-session.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-lane.h"

static const char *const quick[] = { "--analysis-time=0.05", NULL };

/* One session, each sample sent once, windows as a file's. */
static void
test_windows (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 20, quick);
  CochlClientStats stats;

  test_lane_run (lane, 0, 19, 4);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.created"), ==, 1);
  cochl_client_get_stats (lane->client, &stats);
  g_assert_cmpuint (stats.analysis_units, ==, 2);
  g_assert_cmpuint (stats.submissions_done, ==, 19);
  g_assert_cmpuint (stats.bytes_sent, <, 20 * TEST_LANE_RATE * 2 * 4 / 3 + 20 * 100);
  test_lane_end (lane);
  test_lane_assert_windows (lane);
}

/* Submissions of several windows, and long ones, whose audio needs several chunks. */
static void
test_long (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 120, quick);

  test_lane_submit (lane, 0, 3, NULL);
  test_lane_submit (lane, 3, 100, NULL);
  test_lane_submit (lane, 103, 16, NULL);
  test_lane_wait (lane);
  test_lane_assert_windows (lane);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/stream-session/windows", test_windows);
  g_test_add_func ("/client/stream-session/long", test_long);
  return g_test_run ();
}
