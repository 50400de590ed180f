/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-stream.h"

#include <math.h>
#include <string.h>

#include "tools/emulator/emulator-error.h"
#include "tools/emulator/emulator-measure.h"

struct _EmulatorStream {
  EmulatorFormat       format;
  EmulatorGrid         grid;
  EmulatorVocabulary  *vocabulary;
  EmulatorSensitivity *sensitivity;
  EmulatorMeasure     *measure;    /* NULL until audio is pushed */
  EmulatorJudge       *judge;      /* NULL until a window is asked for */
  float               *last;       /* the last window asked for */
  guint64              n_asked;
};

EmulatorStream *
emulator_stream_new (const EmulatorFormat *format, const EmulatorGrid *grid,
                     EmulatorVocabulary *vocabulary, EmulatorSensitivity *sensitivity)
{
  EmulatorStream *self = g_new0 (EmulatorStream, 1);

  self->format = *format;
  self->grid = *grid;
  self->vocabulary = vocabulary;
  self->sensitivity = sensitivity;
  return self;
}

void
emulator_stream_free (EmulatorStream *self)
{
  g_clear_pointer (&self->measure, emulator_measure_free);
  g_clear_pointer (&self->judge, emulator_judge_free);
  g_free (self->last);
  g_free (self);
}

GPtrArray *
emulator_stream_push (EmulatorStream *self, GBytes *audio, double *seconds, GError **error)
{
  g_autofree float *samples = NULL;
  gsize n_samples = 0;

  if (self->judge) {
    g_set_error (error, EMULATOR_ERROR, 400, "the session has been asked with predict: it takes no chunks");
    return NULL;
  }
  samples = emulator_format_read (&self->format, audio, &n_samples, error);
  if (!samples)
    return NULL;
  if (!self->measure)
    self->measure = emulator_measure_new (self->format.rate, &self->grid, self->vocabulary, self->sensitivity);
  emulator_measure_push (self->measure, samples, n_samples);
  *seconds = (double) n_samples / self->format.rate;
  return emulator_measure_take (self->measure);
}

GPtrArray *
emulator_stream_finish (EmulatorStream *self)
{
  return self->measure ? emulator_measure_finish (self->measure) : emulator_window_list_new ();
}

/* Whether a call carries what it must; one window may be short, as the last one
 * of a stream is. */
static gboolean
check_length (EmulatorStream *self, gsize n_samples, gboolean whole_window, GError **error)
{
  double wanted = whole_window ? self->grid.size : self->grid.hop;
  double least = MIN (whole_window ? EMULATOR_GRID_SHORTEST : 0, wanted);
  double length = (double) n_samples / self->format.rate;

  if (length <= wanted + EMULATOR_GRID_TOLERANCE && length >= least - EMULATOR_GRID_TOLERANCE)
    return TRUE;
  g_set_error (error, EMULATOR_ERROR, 400, "predict takes %s of %g s, not %g s of audio",
               whole_window ? "a whole window" : "the new audio, one hop", wanted, length);
  return FALSE;
}

/* The new audio goes behind what the window has in common with the one before;
 * what is missing at the end counts as silence. */
static void
place (EmulatorStream *self, const float *samples, gsize n_samples, gboolean whole_window)
{
  gsize window = llround (self->grid.size * self->format.rate);
  gsize hop = MIN ((gsize) llround (self->grid.hop * self->format.rate), window);
  gsize kept = whole_window ? 0 : window - hop;

  if (!self->last)
    self->last = g_new0 (float, window);
  memmove (self->last, self->last + window - kept, kept * sizeof (float));
  n_samples = MIN (n_samples, window - kept);
  memcpy (self->last + kept, samples, n_samples * sizeof (float));
  memset (self->last + kept + n_samples, 0, (window - kept - n_samples) * sizeof (float));
}

EmulatorWindow *
emulator_stream_predict (EmulatorStream *self, GBytes *audio, EmulatorPredictData data, double *seconds, GError **error)
{
  gboolean whole_window = data == EMULATOR_PREDICT_WINDOW || self->n_asked == 0;
  g_autofree float *samples = NULL;
  gsize n_samples = 0;
  EmulatorWindow *window;
  double start;

  if (self->measure) {
    g_set_error (error, EMULATOR_ERROR, 400, "the session has taken chunks: it cannot be asked with predict");
    return NULL;
  }
  samples = emulator_format_read (&self->format, audio, &n_samples, error);
  if (!samples || !check_length (self, n_samples, whole_window, error))
    return NULL;
  if (!self->judge)
    self->judge = emulator_judge_new (self->format.rate, self->vocabulary, self->sensitivity);
  place (self, samples, n_samples, whole_window);
  start = emulator_grid_start (&self->grid, self->n_asked++);
  window = emulator_window_new (start, start + self->grid.size);
  emulator_judge_hear (self->judge, self->last, llround (self->grid.size * self->format.rate), window);
  *seconds = (double) n_samples / self->format.rate;
  return window;
}
