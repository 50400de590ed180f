/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-status-poll.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-lane.h"

/* A service that answers at once, whatever there is: the questions come when
 * the windows are expected, and are few. */
static void
test_short_polls (void)
{
  static const char *const options[] = { "--analysis-time=0.5", "--hold=0", NULL };
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, options);

  test_lane_run (lane, 0, 11, 1);
  /* Every 20 ms for half a second would be 25 for each of the eleven. */
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "calls.status"), <=, 11 * 10);
  test_lane_assert_windows (lane);
}

/* One that holds the question costs one a window. */
static void
test_held (void)
{
  static const char *const options[] = { "--analysis-time=0.3", "--hold=5", NULL };
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, options);

  test_lane_run (lane, 0, 11, 1);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "calls.status"), <=, 11 + 2);
  test_lane_assert_windows (lane);
}

/* What the service says is read strictly, and asked for again. */
static void
test_answers (gconstpointer data)
{
  static const char *const options[] = { "--analysis-time=0.05", NULL };
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, options);

  test_emulator_add_fault (lane->emulator, data);
  test_lane_run (lane, 0, 11, 2);
  g_assert_cmpint (test_emulator_count_fired (lane->emulator), >=, 1);
  test_lane_assert_windows (lane);
}

/* Old servers tell nothing of windows in the create's reply. */
static void
test_learns (void)
{
  static const char *const options[] = { "--no-tell-windows", "--window-size=1", "--window-hop=0.5", NULL };
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, options);
  gint64 size, hop;

  test_lane_submit (lane, 0, 1, NULL);
  test_lane_wait (lane);
  g_assert_error (lane->error, COCHL_ERROR, COCHL_ERROR_OTHER_WINDOWS);
  g_assert_true (cochl_client_get_windows (lane->client, &size, &hop));
  g_assert_cmpint (size, ==, COCHL_SECOND);
  g_assert_cmpint (hop, ==, COCHL_SECOND / 2);
  test_lane_end (lane);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/status-poll/short-polls", test_short_polls);
  g_test_add_func ("/client/status-poll/held", test_held);
  g_test_add_data_func ("/client/status-poll/garbage", "status@2x2=garbage", test_answers);
  g_test_add_data_func ("/client/status-poll/lost", "status@2x2=reset-after", test_answers);
  g_test_add_data_func ("/client/status-poll/limited", "status@2=429:1", test_answers);
  g_test_add_func ("/client/status-poll/learns", test_learns);
  return g_test_run ();
}
