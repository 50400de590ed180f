/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-scheduler.h"

#include "tests/unit/client/test-client.h"

static void
left_cb (const char *session_id, const GError *why, gpointer user_data)
{
}

static void
freed_cb (gpointer user_data)
{
  g_atomic_int_inc ((int *) user_data);
}

static void
closed_cb (gpointer user_data)
{
  g_atomic_int_inc ((int *) user_data);
  g_main_context_wakeup (NULL);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (g_task_propagate_pointer (G_TASK (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  (*(unsigned int *) user_data)++;
}

static void
add_job (CochlScheduler *scheduler, unsigned int *n)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, answered_cb, n);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);

  cochl_scheduler_add (scheduler, cochl_job_new (task, submission));
}

/* No more are begun than may be, more as soon as more may be; closing cancels
 * them all, and what is added later is cancelled at once. */
static void
test_bound (void)
{
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .never_done = TRUE });
  CochlNetwork *network = cochl_network_acquire ();
  g_autoptr (CochlCounters) counters = cochl_counters_new ();
  CochlConnection connection = { .base_url = g_strdup (test_server_get_url (server)),
                                 .key = cochl_key_new (TEST_KEY, NULL, NULL),
                                 .timeout = 1 };
  g_autoptr (CochlPool) pool = cochl_pool_acquire (&connection);
  unsigned int n_answered = 0;
  int n_closed = 0, n_freed = 0;
  CochlScheduler *scheduler = cochl_scheduler_new (pool, &(CochlRetries) { 0 }, counters, left_cb, &n_freed, freed_cb);

  cochl_scheduler_set_max (scheduler, 2);
  for (unsigned int i = 0; i < 5; i++)
    add_job (scheduler, &n_answered);
  test_server_await (server, "results", 8);
  g_assert_cmpuint (test_server_count (server, "create"), ==, 2);
  cochl_scheduler_set_max (scheduler, 3);
  test_server_await (server, "create", 3);

  cochl_scheduler_close (scheduler, closed_cb, &n_closed);
  add_job (scheduler, &n_answered);
  while (n_answered < 6 || g_atomic_int_get (&n_closed) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (test_server_count (server, "create"), ==, 3);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&n_freed), ==, 1);
  /* Closing what is closed is answered as well. */
  cochl_scheduler_close (scheduler, closed_cb, &n_closed);
  while (g_atomic_int_get (&n_closed) < 2)
    g_main_context_iteration (NULL, TRUE);
  cochl_scheduler_unref (scheduler);
  cochl_network_release (network);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scheduler/bound", test_bound);
  return g_test_run ();
}
