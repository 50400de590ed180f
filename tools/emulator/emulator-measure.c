/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-measure.h"

#include <math.h>

struct _EmulatorMeasure {
  guint          rate;
  EmulatorGrid   grid;
  EmulatorJudge *judge;
  GArray        *kept;     /* floats from @offset on */
  guint64        offset;   /* samples before those kept */
  guint64        total;
  guint64        n_judged;
  GPtrArray     *windows;  /* those judged that were not taken */
};

EmulatorMeasure *
emulator_measure_new (guint rate, const EmulatorGrid *grid,
                      EmulatorVocabulary *vocabulary, EmulatorSensitivity *sensitivity)
{
  EmulatorMeasure *self = g_new0 (EmulatorMeasure, 1);

  self->rate = rate;
  self->grid = *grid;
  self->judge = emulator_judge_new (rate, vocabulary, sensitivity);
  self->kept = g_array_new (FALSE, TRUE, sizeof (float));
  self->windows = emulator_window_list_new ();
  return self;
}

void
emulator_measure_free (EmulatorMeasure *self)
{
  emulator_judge_free (self->judge);
  g_array_unref (self->kept);
  g_clear_pointer (&self->windows, g_ptr_array_unref);
  g_free (self);
}

/* Rounded from the start of the audio, so that nothing drifts. */
static guint64
start_of (EmulatorMeasure *self, guint64 index)
{
  return llround (emulator_grid_start (&self->grid, index) * self->rate);
}

static gsize
window_length (EmulatorMeasure *self)
{
  return llround (self->grid.size * self->rate);
}

static void
judge_next (EmulatorMeasure *self)
{
  guint64 index = self->n_judged++;
  double start_time = emulator_grid_start (&self->grid, index);
  EmulatorWindow *window = emulator_window_new (start_time, start_time + self->grid.size);
  gsize from = start_of (self, index) - self->offset;

  emulator_judge_hear (self->judge, &g_array_index (self->kept, float, from), window_length (self), window);
  g_ptr_array_add (self->windows, window);
}

static void
drop_used (EmulatorMeasure *self)
{
  guint64 used = start_of (self, self->n_judged) - self->offset;

  used = MIN (used, self->kept->len);
  if (used == 0)
    return;
  g_array_remove_range (self->kept, 0, used);
  self->offset += used;
}

void
emulator_measure_push (EmulatorMeasure *self, const float *samples, gsize n_samples)
{
  g_array_append_vals (self->kept, samples, n_samples);
  self->total += n_samples;
  if (start_of (self, self->n_judged) + window_length (self) > self->total)
    return;
  while (start_of (self, self->n_judged) + window_length (self) <= self->total)
    judge_next (self);
  drop_used (self);
}

GPtrArray *
emulator_measure_take (EmulatorMeasure *self)
{
  GPtrArray *windows = g_steal_pointer (&self->windows);

  self->windows = emulator_window_list_new ();
  return windows;
}

GPtrArray *
emulator_measure_finish (EmulatorMeasure *self)
{
  guint64 count = emulator_grid_count (&self->grid, emulator_measure_get_length (self));
  guint64 taken = self->n_judged - self->windows->len;

  while (self->n_judged < count) {
    guint64 end = start_of (self, self->n_judged) + window_length (self);

    if (self->offset + self->kept->len < end)
      g_array_set_size (self->kept, end - self->offset);
    judge_next (self);
  }
  /* Windows below a second are judged before it shows that the audio is too short. */
  g_ptr_array_set_size (self->windows, CLAMP (count, taken, taken + self->windows->len) - taken);
  return g_steal_pointer (&self->windows);
}

double
emulator_measure_get_length (EmulatorMeasure *self)
{
  return (double) self->total / self->rate;
}
