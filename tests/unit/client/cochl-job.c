/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-job.h"

#include "tests/unit/client/test-client.h"
#include "tests/unit/client/test-net.h"

typedef struct {
  TestNet *net;
  CochlJob *job;
  GTask *task;
  unsigned int n_answers, n_cancelled;
  gpointer value;
  GError *error;
  GCancellable *cancellable;
  CochlSubmission *submission;
} Case;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Case *c = user_data;

  c->n_answers++;
  c->value = g_task_propagate_pointer (G_TASK (result), &c->error);
}

static void
case_init (Case *c, TestNet *net)
{
  *c = (Case) { .net = net };
  c->cancellable = g_cancellable_new ();
  c->task = g_task_new (NULL, c->cancellable, answered_cb, c);
  c->submission = test_submission_new (2, 1000);
  c->job = cochl_job_new (c->task, c->submission);
  g_clear_object (&c->task);
}

static void
case_clear (Case *c)
{
  g_clear_pointer (&c->job, cochl_job_free);
  g_clear_object (&c->cancellable);
  g_clear_error (&c->error);
  cochl_submission_unref (c->submission);
}

static void
await_answer (Case *c)
{
  while (c->n_answers == 0)
    g_main_context_iteration (NULL, TRUE);
  /* There is no second one. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (c->n_answers, ==, 1);
}

static void
cancelled_cb (CochlJob *job, gpointer user_data)
{
  Case *c = user_data;

  c->n_cancelled++;
  test_net_done (c->net);
}

static void
watch_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  cochl_job_watch (c->job, c->net->network, cancelled_cb, c);
  g_assert_false (cochl_job_is_started (c->job));
  g_cancellable_cancel (c->cancellable);
}

static void
test_cancel_before_start (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (TestNet) net = test_net_new (test_server_get_url (server), 0);
  Case c;

  case_init (&c, net);
  test_net_run (net, watch_cb, &c);
  await_answer (&c);
  g_assert_error (c.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (c.n_cancelled, ==, 1);
  g_assert_cmpuint (test_server_count (server, "any"), ==, 0);
  case_clear (&c);
}

static void
ended_cb (CochlJob *job, gpointer user_data)
{
  Case *c = user_data;

  test_net_done (c->net);
}

static void
start_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  cochl_job_start (c->job, &c->net->service, ended_cb, c);
  g_assert_true (cochl_job_is_started (c->job));
}

static void
start_and_cancel_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  start_cb (data, user_data);
  cochl_job_cancel (c->job);
  cochl_job_cancel (c->job);
}

static void
test_judged (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (TestNet) net = test_net_new (test_server_get_url (server), 0);
  CochlClientStats stats;
  Case c;

  case_init (&c, net);
  test_net_run (net, start_cb, &c);
  /* It has ended: the session is gone as well. */
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
  await_answer (&c);
  g_assert_no_error (c.error);
  test_assert_windows (c.value, 2, 2, 1);
  g_ptr_array_unref (c.value);
  cochl_counters_get (net->service.counters, &stats);
  g_assert_cmpuint (stats.submissions_done, ==, 1);
  case_clear (&c);
}

static void
test_cancel_after_start (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (TestNet) net = test_net_new (test_server_get_url (server), 0);
  CochlClientStats stats;
  Case c;

  case_init (&c, net);
  test_net_run (net, start_and_cancel_cb, &c);
  await_answer (&c);
  g_assert_error (c.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
  cochl_counters_get (net->service.counters, &stats);
  g_assert_cmpuint (stats.submissions_failed, ==, 1);
  case_clear (&c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/cancel-before-start", test_cancel_before_start);
  g_test_add_func ("/job/judged", test_judged);
  g_test_add_func ("/job/cancel-after-start", test_cancel_after_start);
  return g_test_run ();
}
