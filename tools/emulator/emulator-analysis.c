/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-analysis.h"

#include "tools/emulator/emulator-decoder.h"
#include "tools/emulator/emulator-measure.h"

/* Jobs and their results hold the analysis itself, so that a result on its way
 * to the main context when the analysis goes finds something to ask. */
struct _EmulatorAnalysis {
  gatomicrefcount      refs;
  EmulatorVocabulary  *vocabulary;
  EmulatorAnalysisFunc func;   /* NULL once freed; main context only */
  gpointer             user_data;
  GMainContext        *context;
  GThreadPool         *pool;
};

typedef struct {
  EmulatorAnalysis *analysis;
  EmulatorSession  *session;
  GPtrArray        *audio;
  EmulatorMeasure  *measure;
  GPtrArray        *windows;
  double            length;
  GError           *error;
} Job;

static void
analysis_unref (EmulatorAnalysis *self)
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

  analysis_unref (job->analysis);
  emulator_session_unref (job->session);
  g_clear_pointer (&job->audio, g_ptr_array_unref);
  g_clear_pointer (&job->measure, emulator_measure_free);
  g_clear_pointer (&job->windows, g_ptr_array_unref);
  g_clear_error (&job->error);
  g_free (job);
}

static void
measure_cb (const float *samples, gsize n_samples, guint rate, gpointer user_data)
{
  Job *job = user_data;

  if (!job->measure)
    job->measure = emulator_measure_new (rate, emulator_session_get_grid (job->session), job->analysis->vocabulary,
                                         emulator_session_get_sensitivity (job->session));
  emulator_measure_push (job->measure, samples, n_samples);
}

static gboolean
tell_cb (gpointer data)
{
  Job *job = data;

  if (job->analysis->func)
    job->analysis->func (job->session, g_steal_pointer (&job->windows), job->length,
                         job->error ? job->error->message : NULL, job->analysis->user_data);
  return G_SOURCE_REMOVE;
}

static void
run_cb (gpointer data, gpointer user_data)
{
  Job *job = data;

  if (emulator_decoder_run (job->audio, measure_cb, job, &job->error)) {
    if (job->measure) {
      job->length = emulator_measure_get_length (job->measure);
      job->windows = emulator_measure_finish (job->measure);
    } else {
      job->windows = emulator_window_list_new ();
    }
  }
  g_clear_pointer (&job->audio, g_ptr_array_unref);
  g_main_context_invoke_full (job->analysis->context, G_PRIORITY_DEFAULT, tell_cb, job, job_free);
}

EmulatorAnalysis *
emulator_analysis_new (EmulatorVocabulary *vocabulary, EmulatorAnalysisFunc func, gpointer user_data)
{
  EmulatorAnalysis *self = g_new0 (EmulatorAnalysis, 1);

  g_atomic_ref_count_init (&self->refs);
  self->vocabulary = vocabulary;
  self->func = func;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->pool = g_thread_pool_new_full (run_cb, NULL, job_free, MAX (2, g_get_num_processors ()), FALSE, NULL);
  return self;
}

void
emulator_analysis_free (EmulatorAnalysis *self)
{
  self->func = NULL;
  g_thread_pool_free (self->pool, TRUE, TRUE);
  analysis_unref (self);
}

void
emulator_analysis_push (EmulatorAnalysis *self, EmulatorSession *session, GPtrArray *audio)
{
  Job *job = g_new0 (Job, 1);

  g_atomic_ref_count_inc (&self->refs);
  job->analysis = self;
  job->session = emulator_session_ref (session);
  job->audio = audio;
  g_thread_pool_push (self->pool, job, NULL);
}
