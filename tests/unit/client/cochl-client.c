/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-client.h"

#include "cochl/model/cochl-error.h"
#include "test-client.h"

static void
test_submit (void)
{
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .analysis_time = 0.05 });
  CochlClient *client = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (10, 440044);
  g_autoptr (GError) error = NULL;
  CochlClientStats stats;
  gint64 size, hop;

  g_assert_false (cochl_client_get_windows (client, &size, &hop));
  g_assert_cmpint (size, ==, COCHL_DEFAULT_WINDOW_SIZE);
  g_autoptr (GPtrArray) windows = test_client_submit (client, submission, &error);
  g_assert_no_error (error);
  test_assert_windows (windows, 10, 2, 1);
  g_assert_true (cochl_client_get_windows (client, &size, &hop));
  g_assert_cmpint (size, ==, 2 * COCHL_SECOND);
  g_assert_cmpint (hop, ==, COCHL_SECOND);

  test_client_close (client);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
  cochl_client_get_stats (client, &stats);
  g_assert_cmpuint (stats.requests, ==, test_server_count (server, "any"));
  g_assert_cmpuint (stats.connections, ==, 1);
  g_assert_cmpuint (stats.retries, ==, 0);
  g_assert_cmpuint (stats.sessions_created, ==, 1);
  g_assert_cmpuint (stats.sessions_deleted, ==, 1);
  g_assert_cmpuint (stats.sessions_left, ==, 0);
  g_assert_cmpuint (stats.analysis_units, ==, 1);
  g_assert_cmpuint (stats.submissions_done, ==, 1);
  g_assert_cmpuint (stats.bytes_sent, >, 440044 / 3 * 4);
  g_assert_cmpuint (stats.bytes_received, >, 0);
  g_autofree char *key = test_server_dup_key (server);
  g_assert_cmpstr (key, ==, TEST_KEY);
  g_object_unref (client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/submit", test_submit);
  return g_test_run ();
}
