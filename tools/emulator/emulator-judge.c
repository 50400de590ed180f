/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-judge.h"

#include <math.h>
#include <string.h>

#include "tools/emulator/emulator-knock.h"
#include "tools/emulator/emulator-spectrum.h"

#define NOISE_ENTROPY_NONE 0.55
#define NOISE_ENTROPY_FULL 0.85
#define KNOCK_TONAL_SHARE  0.5   /* an onset that is a tone is no knock */
#define PROBABILITY_STEPS  10000.0

struct _EmulatorJudge {
  guint                rate;
  EmulatorVocabulary  *vocabulary;
  EmulatorSensitivity *sensitivity;
  EmulatorSpectrum    *spectrum;
  GHashTable          *sums;  /* tag (borrowed) -> double *, over the frames of one window */
};

EmulatorJudge *
emulator_judge_new (guint rate, EmulatorVocabulary *vocabulary, EmulatorSensitivity *sensitivity)
{
  EmulatorJudge *self = g_new0 (EmulatorJudge, 1);

  self->rate = rate;
  self->vocabulary = vocabulary;
  self->sensitivity = sensitivity;
  self->spectrum = emulator_spectrum_new (rate);
  self->sums = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return self;
}

void
emulator_judge_free (EmulatorJudge *self)
{
  g_hash_table_unref (self->sums);
  emulator_spectrum_free (self->spectrum);
  g_free (self);
}

static void
add_to (EmulatorJudge *self, const char *tag, double share)
{
  double *sum = g_hash_table_lookup (self->sums, tag);

  if (!sum) {
    sum = g_new0 (double, 1);
    g_hash_table_insert (self->sums, (gpointer) tag, sum);
  }
  *sum += share;
}

static void
add_frame (EmulatorJudge *self, const EmulatorFrame *frame)
{
  double spread = (frame->entropy - NOISE_ENTROPY_NONE) / (NOISE_ENTROPY_FULL - NOISE_ENTROPY_NONE);

  if (frame->silent)
    return;
  for (guint i = 0; i < frame->n_peaks; i++) {
    const char *name = emulator_vocabulary_name_tone (self->vocabulary, frame->peaks[i].hz,
                                                      emulator_spectrum_get_resolution (self->spectrum));

    add_to (self, name ? name : EMULATOR_TAG_TONE, frame->peaks[i].share);
  }
  add_to (self, EMULATOR_TAG_NOISE, frame->rest * CLAMP (spread, 0, 1));
}

/* Rounded, so that the last bits of floating-point arithmetic do not show. */
static void
report (EmulatorJudge *self, EmulatorWindow *window, const char *tag, double probability)
{
  probability = round (MIN (probability, 1) * PROBABILITY_STEPS) / PROBABILITY_STEPS;
  /* The thresholds are sums in floating point: half a step of slack keeps
   * "at least 0.35" true for 0.35. */
  if (probability + 0.5 / PROBABILITY_STEPS >= emulator_sensitivity_get_threshold (self->sensitivity, tag))
    g_ptr_array_add (window->tags, emulator_tag_new (tag, probability));
}

/* Frames lie evenly over the window, the last one ending with it. */
static EmulatorFrame *
measure_frames (EmulatorJudge *self, const float *samples, gsize n_samples, guint *n_frames)
{
  gsize length = emulator_spectrum_get_length (self->spectrum);
  EmulatorFrame *frames;

  *n_frames = n_samples < length ? 0 : (n_samples + length - 1) / length;
  frames = g_new0 (EmulatorFrame, *n_frames + 1);
  for (guint i = 0; i < *n_frames; i++) {
    gsize start = *n_frames == 1 ? 0 : (n_samples - length) * i / (*n_frames - 1);

    emulator_spectrum_measure (self->spectrum, samples + start, &frames[i]);
    add_frame (self, &frames[i]);
  }
  return frames;
}

static double
hear_knocks (EmulatorJudge *self, const float *samples, gsize n_samples,
             const EmulatorFrame *frames, guint n_frames)
{
  g_autoptr (GArray) knocks = emulator_knock_find (samples, n_samples, self->rate);
  double strongest = 0;

  for (guint i = 0; i < knocks->len && n_frames > 0; i++) {
    const EmulatorKnock *knock = &g_array_index (knocks, EmulatorKnock, i);
    const EmulatorFrame *frame = &frames[MIN (knock->position * n_frames / n_samples, n_frames - 1)];

    if (frame->n_peaks == 0 || frame->peaks[0].share < KNOCK_TONAL_SHARE)
      strongest = MAX (strongest, knock->strength);
  }
  return strongest;
}

static int
compare_tags (gconstpointer a, gconstpointer b)
{
  const EmulatorTag *left = *(EmulatorTag *const *) a, *right = *(EmulatorTag *const *) b;

  if (left->probability != right->probability)
    return left->probability < right->probability ? 1 : -1;
  return strcmp (left->name, right->name);
}

void
emulator_judge_hear (EmulatorJudge *self, const float *samples, gsize n_samples, EmulatorWindow *window)
{
  g_autofree EmulatorFrame *frames = NULL;
  guint n_frames = 0;
  GHashTableIter iter;
  gpointer tag, sum;

  g_hash_table_remove_all (self->sums);
  frames = measure_frames (self, samples, n_samples, &n_frames);
  g_hash_table_iter_init (&iter, self->sums);
  /* The root: a tone in a quarter of the window is as good as even. */
  while (g_hash_table_iter_next (&iter, &tag, &sum))
    report (self, window, tag, sqrt (*(double *) sum / n_frames));
  report (self, window, EMULATOR_TAG_KNOCK, hear_knocks (self, samples, n_samples, frames, n_frames));
  g_ptr_array_sort (window->tags, compare_tags);
  if (window->tags->len == 0)
    g_ptr_array_add (window->tags, emulator_tag_new (EMULATOR_TAG_OTHERS, 0));
}
