/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-json.h"

#include <string.h>

#include "tools/emulator/emulator-error.h"

static void
assert_text (GBytes *bytes, const char *wanted)
{
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), wanted, strlen (wanted));
  g_bytes_unref (bytes);
}

static EmulatorSession *
make_session (guint n_windows)
{
  EmulatorSessionParams *params = g_new0 (EmulatorSessionParams, 1);
  EmulatorGrid grid = { 2, 1 };
  GPtrArray *windows = emulator_window_list_new ();
  EmulatorSession *session;

  params->sensitivity = emulator_sensitivity_new ();
  session = emulator_session_new ("id", params, &grid, 0);
  for (guint i = 0; i < n_windows; i++) {
    EmulatorWindow *window = emulator_window_new (i, i + 2);

    g_ptr_array_add (window->tags, emulator_tag_new ("A \"b\"", 0.5));
    g_ptr_array_add (windows, window);
  }
  emulator_session_make_readonly (session, 0);
  emulator_session_complete (session, windows, 10);
  return session;
}

static void
test_small_replies (void)
{
  static const char *const tags[] = { "A", "B\\", NULL };
  g_autoptr (EmulatorSession) session = make_session (0);

  assert_text (emulator_json_error (404, "no \"x\""), "{\"status_code\":404,\"error\":\"no \\\"x\\\"\"}");
  assert_text (emulator_json_created (session, TRUE),
               "{\"session_id\":\"id\",\"chunk_sequence\":0,\"window_size\":2.0,\"window_hop\":1.0}");
  assert_text (emulator_json_created (session, FALSE), "{\"session_id\":\"id\",\"chunk_sequence\":0}");
  assert_text (emulator_json_chunk_taken (session), "{\"session_id\":\"id\",\"chunk_sequence\":0}");
  assert_text (emulator_json_tags (tags), "[\"A\",\"B\\\\\"]");
}

static void
test_results (void)
{
  g_autoptr (EmulatorSession) session = make_session (3);

  assert_text (emulator_json_results (session, 0, 10, 9), "{\"state\":\"in-progress\",\"data\":[],\"has_more\":false}");
  assert_text (emulator_json_results (session, 1, 1, 10),
               "{\"state\":\"done\",\"data\":[{\"start_time\":1.0,\"end_time\":3.0,"
               "\"tags\":[{\"name\":\"A \\\"b\\\"\",\"probability\":0.5}]}],\"has_more\":true}");
  assert_text (emulator_json_results (session, 3, 1, 10), "{\"state\":\"done\",\"data\":[],\"has_more\":false}");
  emulator_session_fail (session, "why");
  assert_text (emulator_json_results (session, 0, 1, 10),
               "{\"state\":\"error\",\"data\":[],\"has_more\":false,\"error\":\"why\"}");
}

static void
test_status (void)
{
  g_autoptr (EmulatorSession) session = make_session (2);

  assert_text (emulator_json_status (session, 0, 10, 9),
               "{\"state\":\"readonly\",\"refs\":{\"session_id\":\"id\",\"chunk_sequence\":0},\"inference\":{"
               "\"in_progress\":true,\"page\":{\"offset\":0,\"count\":0,\"total\":0,\"next_token\":\"after-0\"},"
               "\"results\":[]}}");
  assert_text (emulator_json_status (session, 2, 10, 10),
               "{\"state\":\"readonly\",\"refs\":{\"session_id\":\"id\",\"chunk_sequence\":0},\"inference\":{"
               "\"in_progress\":false,\"page\":{\"offset\":2,\"count\":0,\"total\":2},\"results\":[]}}");
}

static void
test_tokens (void)
{
  static const char *const bad[] = { "", "5", "after-", "after-x", "after--1", "before-5" };
  guint64 offset = 0;

  g_assert_true (emulator_json_read_token ("after-1024", &offset, NULL));
  g_assert_cmpuint (offset, ==, 1024);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (emulator_json_read_token (bad[i], &offset, &error));
    g_assert_error (error, EMULATOR_ERROR, 400);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/json/small-replies", test_small_replies);
  g_test_add_func ("/emulator/json/results", test_results);
  g_test_add_func ("/emulator/json/status", test_status);
  g_test_add_func ("/emulator/json/tokens", test_tokens);
  return g_test_run ();
}
