/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-file-session.h"

#include <string.h>

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-number.h"
#include "tests/unit/client/test-client.h"

typedef struct {
  unsigned int n;
  char *last_id;
  int last_code;
} Left;

static void
left_cb (CochlClient *client, const char *session_id, const GError *why, gpointer user_data)
{
  Left *left = user_data;

  left->n++;
  g_free (left->last_id);
  left->last_id = g_strdup (session_id);
  left->last_code = why->domain == COCHL_ERROR ? why->code : -1;
}

static GPtrArray *
submit (CochlClient *client, double seconds, gsize size, GError **error)
{
  g_autoptr (CochlSubmission) submission = test_submission_new (seconds, size);

  return test_client_submit (client, submission, error);
}

/* -- torture: each call once with each fault gives the windows of the clean run -- */

static const struct {
  const char *name;
  TestFault fault;
} faults[] = {
  { "500", { TEST_FAULT_STATUS, 500 } },
  { "503-retry-after", { TEST_FAULT_STATUS, 503, "0" } },
  { "429", { TEST_FAULT_STATUS, 429 } },
  { "429-retry-after", { TEST_FAULT_STATUS, 429, "1" } },
  { "reset", { TEST_FAULT_CUT } },
  { "reset-after", { TEST_FAULT_CUT_AFTER } },
  { "stall", { TEST_FAULT_STALL } },
  { "stall-after", { TEST_FAULT_STALL_AFTER } },
  { "truncated", { TEST_FAULT_TRUNCATE } },
  { "garbage", { TEST_FAULT_GARBAGE } },
  { "empty-object", { TEST_FAULT_GARBAGE, .body = "{}" } },
  { "no-http", { TEST_FAULT_NO_HTTP } },
};

static void
torture_one (const char *call, unsigned int nth, unsigned int fault)
{
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .analysis_time = 0.01, .page = 4 });
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;
  CochlClientStats stats;

  g_test_message ("%s on %s %u", faults[fault].name, call, nth);
  test_server_fail (server, call, nth, 1, &faults[fault].fault);
  g_autoptr (GPtrArray) windows = submit (client, 10, 900000, &error);
  g_assert_no_error (error);
  test_assert_windows (windows, 10, 2, 1);
  test_client_close (client);
  cochl_client_get_stats (client, &stats);
  g_assert_cmpuint (stats.submissions_done, ==, 1);
  /* Every session that the server has still is one that was told of. */
  g_assert_cmpuint (test_server_count_sessions (server), <=, stats.sessions_left);
  g_assert_cmpuint (stats.sessions_created, ==, stats.sessions_deleted);
  g_object_unref (client);
}

static void
test_torture (gconstpointer data)
{
  const char *call = data;
  /* Nine windows in pages of four make three pages; 900,000 bytes two chunks. */
  unsigned int n = g_str_equal (call, "chunk") ? 2 : g_str_equal (call, "results") ? 3 : 1;

  for (unsigned int nth = 0; nth < n; nth++)
    for (unsigned int fault = 0; fault < G_N_ELEMENTS (faults); fault++)
      torture_one (call, nth, fault);
}

/* -- ordinary lives -- */

static void
test_create_body (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (GPtrArray) windows = submit (client, 2.5, 1000, NULL);

  test_assert_windows (windows, 2.5, 2, 1);
  g_autofree char *create = test_server_dup_create (server);
  g_assert_cmpstr (create, ==,
                   "{\"type\":\"file\",\"content_type\":\"audio/wav\",\"total_size\":1000,\"file_name\":\"a test.wav\","
                   "\"file_length\":2.5,\"default_sensitivity\":0,\"tags_sensitivity\":{}}");
  test_client_end (client);
}

static void
test_pages (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) windows = submit (client, 3001, 1000, &error);

  g_assert_no_error (error);
  test_assert_windows (windows, 3001, 2, 1);
  g_assert_cmpuint (test_server_count (server, "results"), ==, 3);
  test_client_end (client);
}

static void
test_chunks (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (60, 3000000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) windows = test_client_submit (client, submission, &error);

  g_assert_no_error (error);
  test_assert_windows (windows, 60, 2, 1);
  g_assert_cmpuint (test_server_count (server, "chunk"), ==, 4);
  g_autofree char *arrived = test_server_dup_audio_checksum (server);
  g_autofree char *sent = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, cochl_submission_get_audio (submission));
  g_assert_cmpstr (arrived, ==, sent);
  test_client_end (client);
}

static void
test_analysis_error (void)
{
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .analysis_error = "no audio in it" });
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) windows = submit (client, 10, 1000, &error);

  g_assert_null (windows);
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_ANALYSIS);
  g_assert_nonnull (strstr (error->message, "no audio in it"));
  g_assert_cmpstr (cochl_error_get_call (error), ==, "results");
  g_assert_cmpstr (cochl_error_get_session_id (error), ==, "s/1");
  test_client_close (client);
  g_assert_cmpuint (test_server_count (server, "results"), ==, 1);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
  g_object_unref (client);
}

/* -- windows -- */

static void
test_other_windows_told (void)
{
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .window_size = 1, .window_hop = 0.5 });
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) windows = submit (client, 10, 1000, &error);
  gint64 size, hop;

  g_assert_null (windows);
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_OTHER_WINDOWS);
  g_assert_nonnull (strstr (error->message, "1 s every 0.5 s"));
  g_assert_true (cochl_client_get_windows (client, &size, &hop));
  g_assert_cmpint (size, ==, COCHL_SECOND);
  g_assert_cmpint (hop, ==, COCHL_SECOND / 2);
  /* Known now: the next one does not even begin a session. */
  g_clear_error (&error);
  g_assert_null (submit (client, 10, 1000, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_OTHER_WINDOWS);
  test_client_close (client);
  g_assert_cmpuint (test_server_count (server, "create"), ==, 1);
  g_assert_cmpuint (test_server_count (server, "chunk"), ==, 0);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
  g_object_unref (client);
}

static void
test_windows_not_told (void)
{
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .silent = TRUE });
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;
  gint64 size, hop;

  g_autoptr (GPtrArray) one = submit (client, 2, 1000, &error);
  g_assert_no_error (error);
  test_assert_windows (one, 2, 2, 1);
  g_assert_false (cochl_client_get_windows (client, &size, &hop));
  g_autoptr (GPtrArray) windows = submit (client, 10, 1000, &error);
  g_assert_no_error (error);
  test_assert_windows (windows, 10, 2, 1);
  g_assert_true (cochl_client_get_windows (client, &size, &hop));
  g_assert_cmpint (size, ==, 2 * COCHL_SECOND);
  g_assert_cmpint (hop, ==, COCHL_SECOND);
  test_client_end (client);
}

static void
test_other_windows_shown (void)
{
  g_autoptr (TestServer) server =
      test_server_new (&(TestServerOptions) { .silent = TRUE, .window_size = 1, .window_hop = 0.5 });
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;
  gint64 size, hop;

  g_assert_null (submit (client, 10, 1000, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_OTHER_WINDOWS);
  g_assert_true (cochl_client_get_windows (client, &size, &hop));
  g_assert_cmpint (size, ==, COCHL_SECOND);
  g_assert_cmpint (hop, ==, COCHL_SECOND / 2);
  g_clear_error (&error);

  g_autoptr (GBytes) audio = g_bytes_new_static ("RIFF", 4);
  g_autoptr (CochlSubmission) any =
      cochl_submission_new (audio, "audio/wav", "x", 3 * COCHL_SECOND, 0, 0, 0, NULL);
  g_autoptr (GPtrArray) windows = test_client_submit (client, any, &error);
  g_assert_no_error (error);
  test_assert_windows (windows, 3, 1, 0.5);
  test_client_end (client);
}

/* -- sessions that get lost, sessions that are left -- */

static void
test_lost_once (gconstpointer data)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;
  CochlClientStats stats;

  test_server_fail (server, data, 0, 1, &(TestFault) { TEST_FAULT_STATUS, 404 });
  g_autoptr (GPtrArray) windows = submit (client, 10, 1000, &error);
  g_assert_no_error (error);
  test_assert_windows (windows, 10, 2, 1);
  test_client_close (client);
  cochl_client_get_stats (client, &stats);
  g_assert_cmpuint (stats.sessions_created, ==, 2);
  g_assert_cmpuint (stats.sessions_deleted, ==, 2);
  g_assert_cmpuint (stats.submissions_done, ==, 1);
  g_object_unref (client);
}

static void
test_lost_for_ever (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;

  test_server_fail (server, "results", 0, G_MAXUINT, &(TestFault) { TEST_FAULT_STATUS, 404 });
  g_assert_null (submit (client, 10, 1000, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_SESSION_LOST);
  g_assert_cmpuint (cochl_error_get_http_status (error), ==, 404);
  g_assert_cmpuint (test_server_count (server, "create"), ==, 1 + COCHL_FILE_SESSION_RENEWALS);
  test_client_close (client);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
  g_object_unref (client);
}

/* A chunk that the service says it did not expect, and then waits for. */
static void
test_missing_audio (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;

  test_server_fail (server, "chunk", 0, 1, &(TestFault) { TEST_FAULT_STATUS, 409 });
  g_autoptr (GPtrArray) windows = submit (client, 10, 1000, &error);
  g_assert_no_error (error);
  test_assert_windows (windows, 10, 2, 1);
  g_assert_cmpuint (test_server_count (server, "create"), ==, 2);
  test_client_close (client);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
  g_object_unref (client);
}

static void
test_lost_create (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;
  CochlClientStats stats;
  Left left = { 0 };

  g_signal_connect (client, "session-left", G_CALLBACK (left_cb), &left);
  test_server_fail (server, "create", 0, 1, &(TestFault) { TEST_FAULT_CUT_AFTER });
  g_autoptr (GPtrArray) windows = submit (client, 10, 1000, &error);
  g_assert_no_error (error);
  test_assert_windows (windows, 10, 2, 1);
  test_client_close (client);
  g_assert_cmpuint (left.n, ==, 1);
  g_assert_null (left.last_id);
  g_assert_cmpint (left.last_code, ==, COCHL_ERROR_NETWORK);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 1);
  cochl_client_get_stats (client, &stats);
  g_assert_cmpuint (stats.sessions_left, ==, 1);
  g_object_unref (client);
}

/* A create whose answer is of no use but for the session's name. */
static void
test_bad_create_is_deleted (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;
  CochlClientStats stats;

  test_server_fail (server, "create", 0, 1,
                    &(TestFault) { TEST_FAULT_GARBAGE, .body = "{\"session_id\": \"s/1\", \"window_size\": -1, \"window_hop\": 1}" });
  g_autoptr (GPtrArray) windows = submit (client, 10, 1000, &error);
  g_assert_no_error (error);
  test_client_close (client);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
  cochl_client_get_stats (client, &stats);
  g_assert_cmpuint (stats.sessions_created, ==, 2);
  g_assert_cmpuint (stats.sessions_left, ==, 0);
  g_object_unref (client);
}

static void
test_dead_delete (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  Left left = { 0 };

  g_signal_connect (client, "session-left", G_CALLBACK (left_cb), &left);
  test_server_fail (server, "delete", 0, G_MAXUINT, &(TestFault) { TEST_FAULT_STALL });
  g_autoptr (GPtrArray) windows = submit (client, 10, 1000, NULL);
  test_assert_windows (windows, 10, 2, 1);
  test_client_close (client);
  g_assert_cmpuint (left.n, ==, 1);
  g_assert_cmpstr (left.last_id, ==, "s/1");
  g_assert_cmpint (left.last_code, ==, COCHL_ERROR_TIMED_OUT);
  g_free (left.last_id);
  g_object_unref (client);
}

/* -- cancelling -- */

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cochl_client_submit_finish (COCHL_CLIENT (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

/* Cancels while the server keeps the first @call waiting, or is done with it. */
static void
test_cancel (gconstpointer data)
{
  const char *call = data;
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .never_done = TRUE });
  CochlClient *client = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (10, 900000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;

  cochl_client_submit_async (client, submission, cancellable, cancelled_cb, &done);
  test_server_await (server, call, 1);
  g_cancellable_cancel (cancellable);
  test_wait_for (&done);
  test_client_close (client);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
  g_object_unref (client);
}

static void
test_cancel_stalled (gconstpointer data)
{
  const char *call = data;
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (10, 1000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;

  test_server_fail (server, call, 0, 1, &(TestFault) { TEST_FAULT_STALL });
  cochl_client_submit_async (client, submission, cancellable, cancelled_cb, &done);
  test_server_await (server, call, 1);
  g_cancellable_cancel (cancellable);
  test_wait_for (&done);
  test_client_close (client);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
  g_object_unref (client);
}

int
main (int argc, char **argv)
{
  static const char *const calls[] = { "create", "chunk", "results", "delete" };

  g_test_init (&argc, &argv, NULL);
  for (unsigned int i = 0; i < G_N_ELEMENTS (calls); i++) {
    g_autofree char *path = g_strconcat ("/file-session/torture/", calls[i], NULL);

    g_test_add_data_func (path, calls[i], test_torture);
  }
  for (unsigned int i = 0; i < 3; i++) {
    g_autofree char *path = g_strconcat ("/file-session/cancel/", calls[i], NULL);
    g_autofree char *stalled = g_strconcat ("/file-session/cancel-stalled/", calls[i], NULL);

    g_test_add_data_func (path, calls[i], test_cancel);
    g_test_add_data_func (stalled, calls[i], test_cancel_stalled);
  }
  g_test_add_func ("/file-session/create-body", test_create_body);
  g_test_add_func ("/file-session/pages", test_pages);
  g_test_add_func ("/file-session/chunks", test_chunks);
  g_test_add_func ("/file-session/analysis-error", test_analysis_error);
  g_test_add_func ("/file-session/windows/other-told", test_other_windows_told);
  g_test_add_func ("/file-session/windows/not-told", test_windows_not_told);
  g_test_add_func ("/file-session/windows/other-shown", test_other_windows_shown);
  g_test_add_data_func ("/file-session/lost-once/chunk", "chunk", test_lost_once);
  g_test_add_data_func ("/file-session/lost-once/results", "results", test_lost_once);
  g_test_add_func ("/file-session/lost-for-ever", test_lost_for_ever);
  g_test_add_func ("/file-session/missing-audio", test_missing_audio);
  g_test_add_func ("/file-session/lost-create", test_lost_create);
  g_test_add_func ("/file-session/bad-create-is-deleted", test_bad_create_is_deleted);
  g_test_add_func ("/file-session/dead-delete", test_dead_delete);
  return g_test_run ();
}
