/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-workers.h"

typedef struct {
  GMainLoop *loop;
  GThread   *home;
  GMutex    *gate;     /* work waits for it when there is one */
  gint       n_worked;
  gint       n_done;
  gint       n_destroyed;
} Job;

static void
work (gpointer data)
{
  Job *job = data;

  if (job->gate) {
    g_mutex_lock (job->gate);
    g_mutex_unlock (job->gate);
  }
  g_assert_true (g_thread_self () != job->home);
  g_atomic_int_inc (&job->n_worked);
}

static void
done (gpointer data)
{
  Job *job = data;

  g_assert_true (g_thread_self () == job->home);
  job->n_done++;
  if (job->loop)
    g_main_loop_quit (job->loop);
}

static void
destroy (gpointer data)
{
  g_atomic_int_inc (&((Job *) data)->n_destroyed);
}

static void
test_done_at_home (void)
{
  g_autoptr (EmulatorWorkers) workers = emulator_workers_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Job job = { .loop = loop, .home = g_thread_self () };

  emulator_workers_run (workers, work, done, &job, destroy);
  g_main_loop_run (loop);
  while (g_atomic_int_get (&job.n_destroyed) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (job.n_worked, ==, 1);
  g_assert_cmpint (job.n_done, ==, 1);
}

/* What is under way ends, what waits is dropped, and nothing is told. */
static void
test_freed (void)
{
  EmulatorWorkers *workers = emulator_workers_new ();
  GMutex gate;
  Job job = { .home = g_thread_self (), .gate = &gate };

  g_mutex_init (&gate);
  g_mutex_lock (&gate);
  for (guint i = 0; i < 100; i++)
    emulator_workers_run (workers, work, done, &job, destroy);
  g_mutex_unlock (&gate);
  emulator_workers_free (workers);
  while (g_atomic_int_get (&job.n_destroyed) < 100)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (job.n_done, ==, 0);
  g_mutex_clear (&gate);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/workers/done-at-home", test_done_at_home);
  g_test_add_func ("/emulator/workers/freed", test_freed);
  return g_test_run ();
}
