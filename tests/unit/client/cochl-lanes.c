/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-lanes.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-lane.h"

static const char *const slow[] = { "--analysis-time=0.2", NULL };
static const char *const quick[] = { "--analysis-time=0.05", NULL };

/* What the service does to its sessions costs no window and doubles none. */
static void
test_ended_by_service (gconstpointer data)
{
  const char *method = data;
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 20, slow);

  test_lane_run (lane, 0, 5, 4);
  json_node_unref (test_emulator_request (lane->emulator, method, "sessions", NULL));
  test_lane_run (lane, 5, 9, 4);
  /* And with some under way. */
  for (unsigned int i = 9; i < 12; i++)
    test_lane_submit (lane, i, 1, NULL);
  json_node_unref (test_emulator_request (lane->emulator, method, "sessions", NULL));
  test_lane_run (lane, 12, 19, 4);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.created"), >=, 3);
  test_lane_end (lane);
  test_lane_assert_windows (lane);
}

/* A service whose sessions take so much audio, or live so long. */
static void
test_short_lives (gconstpointer data)
{
  const char *options[] = { data, "--analysis-time=0.05", NULL };
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 30, options);

  test_lane_run (lane, 0, 29, 3);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.created"), >=, 2);
  test_lane_assert_windows (lane);
}

static void
test_refused (gconstpointer data)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, quick);

  test_emulator_add_fault (lane->emulator, data);
  test_lane_run (lane, 0, 11, 1);
  g_assert_cmpint (test_emulator_count_fired (lane->emulator), ==, 1);
  test_lane_end (lane);
  test_lane_assert_windows (lane);
}

/* Not for ever. */
static void
test_hopeless (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, slow);

  test_emulator_add_fault (lane->emulator, "chunk=404");
  test_lane_submit (lane, 0, 1, NULL);
  test_lane_wait (lane);
  g_assert_error (lane->error, COCHL_ERROR, COCHL_ERROR_SESSION_LOST);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.created"), ==, 1 + COCHL_LANES_RENEWALS);
  g_clear_error (&lane->error);
  /* The next one is tried again. */
  test_emulator_clear_faults (lane->emulator);
  test_lane_submit (lane, 1, 1, NULL);
  test_lane_wait (lane);
  g_assert_no_error (lane->error);
  test_lane_end (lane);
}

/* What is told at the create is told to a session of its own, while the one
 * before tells the windows that are left. */
static void
test_sensitivity (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 20, slow);

  lane->sensitivity = -2;
  for (unsigned int i = 0; i < 4; i++)
    test_lane_submit (lane, i, 1, NULL);
  lane->sensitivity = 2;
  test_lane_run (lane, 4, 12, 4);
  lane->sensitivity = 0;
  test_lane_run (lane, 12, 19, 4);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.created"), ==, 3);
  test_lane_end (lane);
  test_lane_assert_windows (lane);
}

/* Audio that never came, as of a segment that was dropped. */
static void
test_gap (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 20, slow);

  test_lane_run (lane, 0, 4, 4);
  test_lane_run (lane, 9, 14, 4);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.created"), ==, 2);
  test_lane_end (lane);
  test_lane_assert_windows (lane);
}

/* Lanes do not mix, and end each for itself. */
static void
test_two (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, slow);
  CochlLane *first = lane->lane;
  CochlLane *second = cochl_lane_new ();

  for (unsigned int i = 0; i < 10; i++) {
    lane->lane = i % 2 ? first : second;
    test_lane_submit (lane, i / 2, 1, NULL);
  }
  test_lane_wait (lane);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.open"), ==, 2);
  cochl_client_end_lane (lane->client, second);
  lane->lane = first;
  test_lane_end (lane);
  test_lane_assert_windows (lane);
  cochl_lane_unref (second);
}

/* A lane is ended before what was submitted has had its turn. */
static void
test_ended_early (void)
{
  g_autoptr (TestLane) lane = test_lane_new (COCHL_SESSION_STREAM, 12, slow);

  g_object_set (lane->client, "max-in-flight", 1, NULL);
  for (unsigned int i = 0; i < 5; i++)
    test_lane_submit (lane, i, 1, NULL);
  cochl_client_end_lane (lane->client, lane->lane);
  test_lane_wait (lane);
  test_lane_end (lane);
  g_assert_cmpint (test_emulator_get_stat (lane->emulator, "sessions.created"), ==, 1);
  test_lane_assert_windows (lane);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/client/lanes/readonly", "PATCH", test_ended_by_service);
  g_test_add_data_func ("/client/lanes/deleted", "DELETE", test_ended_by_service);
  g_test_add_data_func ("/client/lanes/short-length", "--stream-length=7", test_short_lives);
  g_test_add_data_func ("/client/lanes/short-life", "--stream-life=0.3", test_short_lives);
  g_test_add_data_func ("/client/lanes/chunk-403", "chunk@4=403", test_refused);
  g_test_add_data_func ("/client/lanes/chunk-404", "chunk@4=404", test_refused);
  g_test_add_data_func ("/client/lanes/chunk-409", "chunk@4=409", test_refused);
  g_test_add_data_func ("/client/lanes/chunk-409-last", "chunk@11=409", test_refused);
  g_test_add_data_func ("/client/lanes/status-404", "status@4=404", test_refused);
  g_test_add_func ("/client/lanes/hopeless", test_hopeless);
  g_test_add_func ("/client/lanes/sensitivity", test_sensitivity);
  g_test_add_func ("/client/lanes/gap", test_gap);
  g_test_add_func ("/client/lanes/two", test_two);
  g_test_add_func ("/client/lanes/ended-early", test_ended_early);
  return g_test_run ();
}
