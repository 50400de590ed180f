/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-client.h"

#include <unistd.h>

#include <glib/gstdio.h>

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-client.h"

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

static void
test_list_tags (void)
{
  g_autoptr (TestServer) server =
      test_server_new (&(TestServerOptions) { .tags = "{\"tags\": [{\"name\": \"Siren\"}, \"Gunshot\", \"Siren\"]}" });
  CochlClient *client = test_client_new (server);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) tags = test_client_list_tags (client, &error);

  g_assert_no_error (error);
  g_assert_true (g_strv_equal ((const char *const *) tags, (const char *const[]) { "Gunshot", "Siren", NULL }));
  test_client_end (client);
}

/* -- many at once -- */

typedef struct {
  unsigned int n_done, n_failed;
  gboolean all_done;
} Tally;

static void
tally_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tally *tally = user_data;
  g_autoptr (GPtrArray) windows = cochl_client_submit_finish (COCHL_CLIENT (source), result, NULL);

  if (windows != NULL && windows->len == 1)
    tally->n_done++;
  else
    tally->n_failed++;
  tally->all_done = tally->n_done + tally->n_failed == 64;
}

static void
test_many (void)
{
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .analysis_time = 0.01 });
  CochlClient *client = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 80000);
  CochlClientStats stats;
  Tally tally = { 0 };

  g_object_set (client, "max-in-flight", 5, NULL);
  for (unsigned int i = 0; i < 64; i++)
    cochl_client_submit_async (client, submission, NULL, tally_cb, &tally);
  test_wait_for (&tally.all_done);
  g_assert_cmpuint (tally.n_done, ==, 64);
  test_client_close (client);
  cochl_client_get_stats (client, &stats);
  g_assert_cmpuint (stats.connections, <=, 5);
  g_assert_cmpuint (test_server_count_connections (server), ==, stats.connections);
  g_assert_cmpuint (stats.sessions_deleted, ==, 64);
  g_object_unref (client);
}

/* Submissions of several threads come back in each one's own context. */
static gpointer
submit_in_thread (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (CochlSubmission) submission = test_submission_new (3, 1000);
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (context);
  g_autoptr (GPtrArray) windows = test_client_submit (data, submission, &error);
  g_main_context_pop_thread_default (context);
  g_assert_no_error (error);
  test_assert_windows (windows, 3, 2, 1);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  GThread *threads[4];

  for (unsigned int i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("submit", submit_in_thread, client);
  for (unsigned int i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  test_client_end (client);
}

/* -- ends -- */

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cochl_client_submit_finish (COCHL_CLIENT (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  (*(unsigned int *) user_data)++;
}

static void
test_close_cancels (void)
{
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .never_done = TRUE });
  CochlClient *client = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  g_autoptr (GError) error = NULL;
  unsigned int n = 0;

  for (unsigned int i = 0; i < 8; i++)
    cochl_client_submit_async (client, submission, NULL, cancelled_cb, &n);
  test_server_await (server, "results", 4);
  test_client_close (client);
  g_assert_cmpuint (n, ==, 8);
  g_assert_cmpuint (test_server_count (server, "create"), ==, 4);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);

  g_assert_null (test_client_submit (client, submission, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_FAILED);
  g_object_set (client, "max-in-flight", 9, NULL);
  test_client_close (client);
  g_object_unref (client);
}

static void
test_cancel_waiting (void)
{
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .never_done = TRUE });
  CochlClient *client = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  unsigned int n = 0, n_waiting = 0;

  g_object_set (client, "max-in-flight", 1, NULL);
  cochl_client_submit_async (client, submission, NULL, cancelled_cb, &n);
  cochl_client_submit_async (client, submission, cancellable, cancelled_cb, &n_waiting);
  test_server_await (server, "results", 1);
  g_cancellable_cancel (cancellable);
  while (n_waiting == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n, ==, 0);
  test_client_end (client);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (test_server_count (server, "create"), ==, 1);
}

/* The result is there before the session is deleted: dropping the client right
 * then leaves the DELETE to the network thread. */
static void
test_dispose_without_close (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);

  test_server_fail (server, "delete", 0, 1, &(TestFault) { TEST_FAULT_STATUS, 500 });
  g_autoptr (GPtrArray) windows = test_client_submit (client, submission, NULL);
  test_assert_windows (windows, 2, 2, 1);
  g_object_unref (client);
  test_server_await_no_session (server);
  g_assert_cmpuint (test_server_count (server, "delete"), ==, 2);
}

static void
unref_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) windows = cochl_client_submit_finish (COCHL_CLIENT (source), result, NULL);

  test_assert_windows (windows, 2, 2, 1);
  g_object_unref (source);
  *(gboolean *) user_data = TRUE;
}

static void
test_unref_in_callback (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  gboolean done = FALSE;

  cochl_client_submit_async (test_client_new (server), submission, NULL, unref_cb, &done);
  test_wait_for (&done);
  test_server_await_no_session (server);
}

/* With nobody's client left, the next one starts a new thread. */
static void
test_again_and_again (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);

  for (unsigned int i = 0; i < 50; i++) {
    CochlClient *client = test_client_new (server);
    g_autoptr (GPtrArray) windows = i % 2 == 0 ? test_client_submit (client, submission, NULL) : NULL;

    if (i % 4 < 2)
      test_client_end (client);
    else
      g_object_unref (client);
  }
  test_server_await_no_session (server);
}

static void
close_cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cochl_client_close_finish (COCHL_CLIENT (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_cancel_close (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;

  test_server_fail (server, "delete", 0, 1, &(TestFault) { TEST_FAULT_STALL });
  g_autoptr (GPtrArray) windows = test_client_submit (client, submission, NULL);
  cochl_client_close_async (client, cancellable, close_cancelled_cb, &done);
  test_server_await (server, "delete", 1);
  g_cancellable_cancel (cancellable);
  test_wait_for (&done);
  g_object_unref (client);
  test_server_await_no_session (server);
}

static void
test_no_key (void)
{
  CochlClient *client = cochl_client_new ("base-url", "http://127.0.0.1:1/", NULL);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  g_autoptr (GError) error = NULL;

  g_assert_null (test_client_submit (client, submission, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_NO_KEY);
  test_client_end (client);
}

/* The key file is read again for each submission. */
static void
test_key_file_changes (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "cochl-client-key-XXXXXX", NULL);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);

  close (g_mkstemp (path));
  g_assert_true (g_file_set_contents (path, "the-first-key\n", -1, NULL));
  g_autoptr (CochlKey) key = cochl_key_new (NULL, path, NULL);
  CochlClient *client = cochl_client_new ("base-url", test_server_get_url (server), "key", key, NULL);
  g_autoptr (GPtrArray) first = test_client_submit (client, submission, NULL);
  g_assert_true (g_file_set_contents (path, "the-second-key\n", -1, NULL));
  g_autoptr (GPtrArray) second = test_client_submit (client, submission, NULL);
  g_autofree char *sent = test_server_dup_key (server);
  g_assert_cmpstr (sent, ==, "the-second-key");
  test_client_end (client);
  g_remove (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/submit", test_submit);
  g_test_add_func ("/client/list-tags", test_list_tags);
  g_test_add_func ("/client/many", test_many);
  g_test_add_func ("/client/threads", test_threads);
  g_test_add_func ("/client/close-cancels", test_close_cancels);
  g_test_add_func ("/client/cancel-waiting", test_cancel_waiting);
  g_test_add_func ("/client/cancel-close", test_cancel_close);
  g_test_add_func ("/client/dispose-without-close", test_dispose_without_close);
  g_test_add_func ("/client/unref-in-callback", test_unref_in_callback);
  g_test_add_func ("/client/again-and-again", test_again_and_again);
  g_test_add_func ("/client/no-key", test_no_key);
  g_test_add_func ("/client/key-file-changes", test_key_file_changes);
  return g_test_run ();
}
