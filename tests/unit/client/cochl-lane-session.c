/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-lane-session.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-lane.h"

static const char *const slow[] = { "--analysis-time=0.3", NULL };

/* A flush: everything that is under way is cancelled, and the session goes. */
static void
test_cancel_all (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, slow);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  test_lane_run (lane, 0, 2, 2);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.open"), ==, 1);
  for (unsigned int i = 2; i < 8; i++)
    test_lane_submit (lane, i, 1, cancellable);
  g_cancellable_cancel (cancellable);
  test_lane_wait (lane);
  g_assert_error (lane->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&lane->error);
  test_lane_end (lane);
}

/* One of several: the others are answered, by another session. */
static void
test_cancel_one (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, slow);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  test_lane_run (lane, 0, 2, 2);
  test_lane_submit (lane, 2, 1, NULL);
  test_lane_submit (lane, 3, 1, cancellable);
  test_lane_submit (lane, 4, 1, NULL);
  g_cancellable_cancel (cancellable);
  test_lane_wait (lane);
  g_assert_error (lane->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&lane->error);
  g_ptr_array_remove_index (lane->calls, 3);
  test_lane_run (lane, 5, 11, 2);
  test_lane_end (lane);
  test_lane_assert_windows (lane);
}

/* The oldest are given up while the session is still being created, as in an
 * outage: it begins with the first that is left. */
static void
test_cancel_first (gconstpointer data)
{
  g_autoptr (TestLane) lane = test_lane_new (GPOINTER_TO_INT (data), 12, slow);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  test_emulator_add_fault (lane->emulator, "create@1x2=503");
  test_lane_submit (lane, 0, 1, cancellable);
  test_lane_submit (lane, 1, 1, cancellable);
  test_lane_submit (lane, 2, 1, NULL);
  test_lane_submit (lane, 3, 1, NULL);
  g_cancellable_cancel (cancellable);
  test_lane_wait (lane);
  g_assert_error (lane->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&lane->error);
  g_ptr_array_remove_range (lane->calls, 0, 2);
  test_lane_run (lane, 4, 11, 2);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.created"), ==, 1);
  test_lane_end (lane);
  test_lane_assert_windows (lane);
}

/* What is no matter of one session is told to all that wait. */
static void
test_failure (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, slow);

  test_emulator_add_fault (lane->emulator, "create@1=401");
  for (unsigned int i = 0; i < 3; i++)
    test_lane_submit (lane, i, 1, NULL);
  test_lane_wait (lane);
  g_assert_error (lane->error, COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED);
}

/* The audio was cut for others: nothing is sent. */
static void
test_other_windows (void)
{
  static const char *const options[] = { "--window-size=1", "--window-hop=0.5", NULL };
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, options);

  test_lane_submit (lane, 0, 1, NULL);
  test_lane_wait (lane);
  g_assert_error (lane->error, COCHL_ERROR, COCHL_ERROR_OTHER_WINDOWS);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "calls.chunk"), ==, 0);
  test_lane_end (lane);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/lane-session/cancel-all", test_cancel_all);
  g_test_add_func ("/client/lane-session/cancel-one", test_cancel_one);
  g_test_add_data_func ("/client/lane-session/cancel-first/stream", GINT_TO_POINTER (COCHL_SESSION_STREAM), test_cancel_first);
  g_test_add_data_func ("/client/lane-session/cancel-first/predict", GINT_TO_POINTER (COCHL_SESSION_PREDICT), test_cancel_first);
  g_test_add_func ("/client/lane-session/failure", test_failure);
  g_test_add_func ("/client/lane-session/other-windows", test_other_windows);
  return g_test_run ();
}
