/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-closing.h"

#include "tests/unit/client/test-client.h"

static void
count_cb (CochlClient *client, const char *session_id, const GError *why, gpointer user_data)
{
  (*(unsigned int *) user_data)++;
}

static void
drop_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) windows = cochl_client_submit_finish (COCHL_CLIENT (source), result, NULL);

  g_assert_nonnull (windows);
  *(gboolean *) user_data = TRUE;
}

/* A client of another context that has left a session behind. */
static CochlClient *
leave_one (TestServer *server, GMainContext *context, unsigned int *n_told)
{
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  gboolean done = FALSE;

  g_main_context_push_thread_default (context);
  CochlClient *client = test_client_new (server);
  g_main_context_pop_thread_default (context);
  g_signal_connect (client, "session-left", G_CALLBACK (count_cb), n_told);
  test_server_fail (server, "create", 0, 1, &(TestFault) { TEST_FAULT_CUT_AFTER });
  cochl_client_submit_async (client, submission, NULL, drop_result_cb, &done);
  test_wait_for (&done);
  return client;
}

/* The context that the signals go to does not run: closing ends all the same. */
static void
test_context_that_does_not_run (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (GMainContext) context = g_main_context_new ();
  unsigned int n_told = 0;
  CochlClient *client = leave_one (server, context, &n_told);

  test_client_close (client);
  g_assert_cmpuint (n_told, ==, 0);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpuint (n_told, ==, 1);
  g_object_unref (client);
}

static gpointer
run_context (gpointer data)
{
  GMainLoop *loop = data;

  g_main_context_push_thread_default (g_main_loop_get_context (loop));
  g_main_loop_run (loop);
  g_main_context_pop_thread_default (g_main_loop_get_context (loop));
  return NULL;
}

/* Everything has been told when closing ends, in another thread as well. */
static void
test_other_context (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  unsigned int n_told = 0;
  CochlClient *client = leave_one (server, context, &n_told);
  GThread *thread = g_thread_new ("context", run_context, loop);

  test_client_close (client);
  g_assert_cmpuint (n_told, ==, 1);
  g_object_unref (client);
  while (!g_main_loop_is_running (loop))
    g_thread_yield ();
  g_main_loop_quit (loop);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/closing/context-that-does-not-run", test_context_that_does_not_run);
  g_test_add_func ("/closing/other-context", test_other_context);
  return g_test_run ();
}
