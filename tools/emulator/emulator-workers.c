/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-workers.h"

/* Jobs hold the pool, so that one on its way to the main context when the pool
 * is freed finds something to ask. */
struct _EmulatorWorkers {
  gatomicrefcount refs;
  gboolean        freed;   /* main context only */
  GMainContext   *context;
  GThreadPool    *pool;
};

typedef struct {
  EmulatorWorkers    *workers;
  EmulatorWorkersFunc work;
  EmulatorWorkersFunc done;
  gpointer            data;
  GDestroyNotify      destroy;
} Job;

static void
workers_unref (EmulatorWorkers *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_main_context_unref (self->context);
  g_free (self);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  job->destroy (job->data);
  workers_unref (job->workers);
  g_free (job);
}

static gboolean
done_cb (gpointer data)
{
  Job *job = data;

  if (!job->workers->freed)
    job->done (job->data);
  return G_SOURCE_REMOVE;
}

static void
run_cb (gpointer data, gpointer user_data)
{
  Job *job = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  job->work (job->data);
  /* Not invoked: that would call it in this thread whenever nobody runs the context. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, done_cb, job, job_free);
  g_source_attach (source, job->workers->context);
}

EmulatorWorkers *
emulator_workers_new (void)
{
  EmulatorWorkers *self = g_new0 (EmulatorWorkers, 1);

  g_atomic_ref_count_init (&self->refs);
  self->context = g_main_context_ref_thread_default ();
  self->pool = g_thread_pool_new_full (run_cb, NULL, job_free, MAX (2, g_get_num_processors ()), FALSE, NULL);
  return self;
}

void
emulator_workers_free (EmulatorWorkers *self)
{
  self->freed = TRUE;
  g_thread_pool_free (self->pool, TRUE, TRUE);
  workers_unref (self);
}

void
emulator_workers_run (EmulatorWorkers *self, EmulatorWorkersFunc work, EmulatorWorkersFunc done,
                      gpointer data, GDestroyNotify destroy)
{
  Job *job = g_new (Job, 1);

  g_atomic_ref_count_inc (&self->refs);
  *job = (Job) { self, work, done, data, destroy };
  g_thread_pool_push (self->pool, job, NULL);
}
