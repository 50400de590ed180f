/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlsegmenter.h"

#include <math.h>
#include <string.h>

#define SILENCE_LEVEL -200.0
#define FULL_SCALE 32768.0

struct _GstCochlSegmenter {
  GstCochlGrid grid;
  gboolean settled;
  GstClockTime duration;
  guint64 next;     /* window with which the next segment begins */
  gboolean given;   /* a segment was given out while unsettled */

  GArray *samples;  /* gint16 */
  guint64 first;    /* sample of the stretch that the array begins with */
  guint64 end;      /* samples of the stretch so far */

  gboolean ended;
  guint64 n_windows; /* once ended */
  guint64 frames;    /* of the input, once ended */
  int frame_rate;
};

void
gst_cochl_audio_segment_free (GstCochlAudioSegment *segment)
{
  if (segment == NULL)
    return;
  g_clear_pointer (&segment->samples, g_bytes_unref);
  g_free (segment->levels);
  g_free (segment);
}

GstCochlSegmenter *
gst_cochl_segmenter_new (const GstCochlGrid *grid, gboolean settled, GstClockTime duration)
{
  GstCochlSegmenter *self;

  g_return_val_if_fail (grid->hop > 0 && grid->hop <= grid->size && grid->rate > 0, NULL);

  self = g_new0 (GstCochlSegmenter, 1);
  self->grid = *grid;
  self->settled = settled;
  self->duration = duration;
  self->samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  return self;
}

void
gst_cochl_segmenter_free (GstCochlSegmenter *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->samples);
  g_free (self);
}

void
gst_cochl_segmenter_set_duration (GstCochlSegmenter *self, GstClockTime duration)
{
  self->duration = duration;
}

/* What no later segment needs goes; only when it is at least half of what is
 * held, so that moving the rest costs no more than copying it in did. */
static void
drop_old (GstCochlSegmenter *self)
{
  guint64 old = gst_cochl_grid_get_start (&self->grid, self->next);

  if (!self->settled)
    return;
  old = MIN (old, self->end) - self->first;
  if (old == 0 || old < self->samples->len / 2)
    return;
  g_array_remove_range (self->samples, 0, old);
  self->first += old;
}

gboolean
gst_cochl_segmenter_set_grid (GstCochlSegmenter *self, const GstCochlGrid *grid)
{
  gboolean same = grid->size == self->grid.size && grid->hop == self->grid.hop;

  g_return_val_if_fail (grid->rate == self->grid.rate, TRUE);
  g_return_val_if_fail (grid->hop > 0 && grid->hop <= grid->size, TRUE);
  g_return_val_if_fail (same || !self->settled, TRUE);

  self->settled = TRUE;
  self->given = FALSE;
  if (!same) {
    self->grid = *grid;
    self->next = 0;
    if (self->ended)
      self->n_windows = gst_cochl_grid_count (grid, self->frames, self->frame_rate);
  }
  drop_old (self);
  return same;
}

void
gst_cochl_segmenter_push (GstCochlSegmenter *self, const gint16 *samples, gsize n)
{
  g_return_if_fail (!self->ended);

  g_array_append_vals (self->samples, samples, n);
  self->end += n;
}

void
gst_cochl_segmenter_end (GstCochlSegmenter *self, guint64 frames, int frame_rate)
{
  g_return_if_fail (!self->ended);
  g_return_if_fail (frame_rate > 0);

  self->ended = TRUE;
  self->frames = frames;
  self->frame_rate = frame_rate;
  self->n_windows = gst_cochl_grid_count (&self->grid, frames, frame_rate);
}

/* Windows in the next segment, 0 when there is none. The service judges no
 * less than a second, so that shorter segments would not be cheaper. */
static guint
count_windows (GstCochlSegmenter *self)
{
  guint64 n = gst_cochl_grid_count_whole (&self->grid, MAX (self->duration, GST_SECOND));

  if (!self->settled && self->given)
    return 0;
  if (self->ended)
    n = MIN (n, self->n_windows - MIN (self->next, self->n_windows));
  return MIN (n, G_MAXUINT);
}

/* Samples of a segment of @n windows. Where hops are no whole number of
 * samples, the service, which counts from the segment's start, may see the
 * windows a sample later than the stretch's grid has them. */
static guint64
get_length (GstCochlSegmenter *self, guint n)
{
  const GstCochlGrid *grid = &self->grid;
  guint64 start = gst_cochl_grid_get_start (grid, self->next);
  guint64 length = gst_cochl_grid_get_start (grid, self->next + n - 1) + gst_cochl_grid_get_size (grid) - start;

  length = MAX (length, gst_cochl_grid_get_span (grid, n));
  return MAX (length, (guint64) grid->rate);
}

guint64
gst_cochl_segmenter_get_missing (GstCochlSegmenter *self)
{
  guint n = count_windows (self);
  guint64 end;

  if (n == 0)
    return G_MAXUINT64;
  end = gst_cochl_grid_get_start (&self->grid, self->next) + get_length (self, n);
  return self->ended || end <= self->end ? 0 : end - self->end;
}

gboolean
gst_cochl_segmenter_is_done (GstCochlSegmenter *self)
{
  if (!self->ended)
    return FALSE;
  return self->n_windows == 0 || (self->settled && self->next >= self->n_windows);
}

gsize
gst_cochl_segmenter_get_held (GstCochlSegmenter *self)
{
  return self->samples->len;
}

/* The sum of squares of samples [from, to) of the stretch, those that exist. */
static guint64
sum_squares (GstCochlSegmenter *self, guint64 from, guint64 to)
{
  const gint16 *samples = (const gint16 *) self->samples->data;
  guint64 sum = 0;

  to = MIN (to, self->end) - MIN (self->first, MIN (to, self->end));
  from -= self->first;
  for (guint64 i = from; i < to; i++)
    sum += (guint32) (samples[i] * samples[i]);
  return sum;
}

static double
get_level (guint64 sum, guint64 n)
{
  if (sum == 0)
    return SILENCE_LEVEL;
  return 10 * log10 (sum / (FULL_SCALE * FULL_SCALE) / n);
}

/* Each window's sum follows from the one before by what left and what came,
 * exactly, since it is kept in integers. */
static double *
measure (GstCochlSegmenter *self, guint n)
{
  guint64 size = gst_cochl_grid_get_size (&self->grid);
  guint64 start = gst_cochl_grid_get_start (&self->grid, self->next);
  guint64 sum = sum_squares (self, start, start + size);
  double *levels = g_new (double, n);

  for (guint i = 0; i < n; i++) {
    guint64 next = gst_cochl_grid_get_start (&self->grid, self->next + i + 1);

    levels[i] = get_level (sum, MIN (start + size, self->end) - MIN (start, self->end));
    if (i + 1 < n)
      sum += sum_squares (self, start + size, next + size) - sum_squares (self, start, next);
    start = next;
  }
  return levels;
}

static GBytes *
copy_samples (GstCochlSegmenter *self, guint64 length)
{
  guint64 start = gst_cochl_grid_get_start (&self->grid, self->next);
  guint64 real = MIN (length, self->end - MIN (start, self->end));
  gint16 *samples = g_new (gint16, length);

  if (real > 0)
    memcpy (samples, &g_array_index (self->samples, gint16, start - self->first), real * sizeof (gint16));
  memset (samples + real, 0, (length - real) * sizeof (gint16));
  return g_bytes_new_take (samples, length * sizeof (gint16));
}

GstCochlAudioSegment *
gst_cochl_segmenter_pop (GstCochlSegmenter *self)
{
  GstCochlAudioSegment *segment;
  guint n = count_windows (self);

  if (gst_cochl_segmenter_get_missing (self) > 0)
    return NULL;

  segment = g_new0 (GstCochlAudioSegment, 1);
  segment->first_window = self->next;
  segment->n_windows = n;
  segment->samples = copy_samples (self, get_length (self, n));
  segment->levels = measure (self, n);
  segment->last = self->ended && self->next + n == self->n_windows;
  self->next += n;
  self->given = !self->settled;
  drop_old (self);
  return segment;
}
