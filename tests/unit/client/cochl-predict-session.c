/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-predict-session.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-lane.h"

static const char *const quick[] = { "--analysis-time=0.02", NULL };

/* One session, one call a window, whole windows: what overlaps is paid for. */
static void
test_windows (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_PREDICT, 20, quick);
  CochlClientStats stats;

  test_lane_run (lane, 0, 19, 3);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.created"), ==, 1);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "calls.predict"), ==, 19);
  cochl_client_get_stats (lane->client, &stats);
  /* 19 windows of 2 s. */
  g_assert_cmpuint (stats.analysis_units, ==, 3);
  test_lane_end (lane);
  test_lane_assert_windows (lane);
}

/* Several windows in a submission; each sample once. */
static void
test_new_audio (void)
{
  static const char *const options[] = { "--predict-data=hop", NULL };
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_PREDICT, 20, options);
  CochlClientStats stats;
  gboolean new_audio;

  g_object_set (lane->client, "predict-new-audio", TRUE, NULL);
  g_object_get (lane->client, "predict-new-audio", &new_audio, NULL);
  g_assert_true (new_audio);
  test_lane_submit (lane, 0, 5, NULL);
  test_lane_run (lane, 5, 10, 3);
  test_emulator_add_fault (lane->emulator, "predict@3=reset-after");
  test_lane_submit (lane, 10, 9, NULL);
  test_lane_wait (lane);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.created"), ==, 2);
  cochl_client_get_stats (lane->client, &stats);
  g_assert_cmpuint (stats.analysis_units, ==, 2);
  test_lane_assert_windows (lane);
}

/* A call in the middle goes wrong: the windows are those of the clean run. */
static void
test_fault (gconstpointer data)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_PREDICT, 12, quick);

  test_emulator_add_fault (lane->emulator, data);
  test_lane_run (lane, 0, 11, 3);
  g_assert_cmpint (test_emulator_count_fired (lane->emulator), ==, 1);
  test_lane_end (lane);
  test_lane_assert_windows (lane);
}

/* With whole windows a window that is not sent changes nothing for the others. */
static void
test_gap (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_PREDICT, 12, quick);

  test_lane_run (lane, 0, 3, 3);
  test_lane_run (lane, 7, 11, 3);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.created"), ==, 1);
  test_lane_assert_windows (lane);
}

static void
test_payment (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_PREDICT, 12, quick);

  test_emulator_add_fault (lane->emulator, "predict@2=402");
  test_lane_run (lane, 0, 2, 1);
  g_assert_error (lane->error, COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED);
}

static void
test_learns (void)
{
  static const char *const options[] = { "--no-tell-windows", "--window-size=2", "--window-hop=1", NULL };
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_PREDICT, 12, options);

  test_lane_run (lane, 0, 11, 2);
  test_lane_assert_windows (lane);
}

int
main (int argc, char **argv)
{
  static const char *const faults[] = { "409", "403", "404", "500", "429:1", "reset", "reset-after", "cut-after", "garbage",
                                        "garbage-after", "stall", "stall-after" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/predict-session/windows", test_windows);
  g_test_add_func ("/client/predict-session/new-audio", test_new_audio);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *path = g_strconcat ("/client/predict-session/fault/", faults[i], NULL);

    g_test_add_data_func_full (path, g_strconcat ("predict@4=", faults[i], NULL), test_fault, g_free);
  }
  g_test_add_func ("/client/predict-session/gap", test_gap);
  g_test_add_func ("/client/predict-session/payment", test_payment);
  g_test_add_func ("/client/predict-session/learns", test_learns);
  return g_test_run ();
}
