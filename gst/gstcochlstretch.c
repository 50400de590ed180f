/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlstretch.h"

#include <math.h>

#include "gst/gstcochlconverter.h"
#include "gst/gstcochlmarks.h"

struct _GstCochlStretch {
  grefcount refs;
  int rate; /* of the input */
  GstCochlGrid grid;
  GstCochlTimeline *timeline;
  GstCochlMarks *marks;
  GstCochlConverter *converter; /* NULL once ended */
  GstCochlSegmenter *segmenter; /* NULL: lost */
  gboolean lost_given;
  GArray *samples; /* between converter and segmenter; empty between calls */
};

GstCochlStretch *
gst_cochl_stretch_new (const GstAudioInfo *info, const GstSegment *segment, const GstCochlGrid *grid,
                       gboolean settled, GstClockTime duration)
{
  GstCochlConverter *converter = gst_cochl_converter_new (info);
  GstCochlStretch *self;

  if (!converter)
    return NULL;
  self = g_new0 (GstCochlStretch, 1);
  g_ref_count_init (&self->refs);
  self->rate = GST_AUDIO_INFO_RATE (info);
  self->converter = converter;
  self->grid = *grid;
  self->grid.rate = gst_cochl_converter_get_rate (converter);
  self->timeline = gst_cochl_timeline_new (self->rate, segment);
  self->marks = gst_cochl_marks_new (self->rate);
  self->segmenter = gst_cochl_segmenter_new (&self->grid, settled, duration);
  self->samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  return self;
}

GstCochlStretch *
gst_cochl_stretch_new_lost (const GstCochlItem *lost, const GstSegment *segment, const GstCochlGrid *grid)
{
  GstCochlStretch *self = g_new0 (GstCochlStretch, 1);

  g_ref_count_init (&self->refs);
  self->rate = GST_AUDIO_INFO_RATE (&lost->info);
  self->grid = *grid;
  self->grid.rate = self->rate;
  self->timeline = gst_cochl_timeline_new (self->rate, segment);
  self->samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  self->marks = gst_cochl_marks_new (self->rate);
  gst_cochl_timeline_push (self->timeline, lost->pts, FALSE, lost->frames, lost->arrival);
  gst_cochl_marks_push (self->marks, lost->frames, lost->position, FALSE, lost->utc);
  return self;
}

static GstCochlAudioSegment *
pop_lost (GstCochlStretch *self)
{
  GstCochlAudioSegment *segment;

  if (self->lost_given)
    return NULL;
  self->lost_given = TRUE;
  segment = g_new0 (GstCochlAudioSegment, 1);
  segment->n_windows = gst_cochl_grid_count (&self->grid, gst_cochl_timeline_get_frames (self->timeline), self->rate);
  segment->levels = g_new (double, segment->n_windows);
  for (guint i = 0; i < segment->n_windows; i++)
    segment->levels[i] = NAN;
  segment->lost = segment->last = TRUE;
  return segment;
}

gboolean
gst_cochl_stretch_is_lost (GstCochlStretch *self)
{
  return self->segmenter == NULL;
}

GstCochlStretch *
gst_cochl_stretch_ref (GstCochlStretch *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
gst_cochl_stretch_unref (GstCochlStretch *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  gst_cochl_timeline_free (self->timeline);
  gst_cochl_marks_free (self->marks);
  g_clear_pointer (&self->converter, gst_cochl_converter_free);
  g_clear_pointer (&self->segmenter, gst_cochl_segmenter_free);
  g_array_unref (self->samples);
  g_free (self);
}

static void
hand_over (GstCochlStretch *self)
{
  gst_cochl_segmenter_push (self->segmenter, (const gint16 *) self->samples->data, self->samples->len);
  g_array_set_size (self->samples, 0);
}

gboolean
gst_cochl_stretch_push (GstCochlStretch *self, const GstCochlItem *audio)
{
  if (!gst_cochl_timeline_push (self->timeline, audio->pts, audio->discont, audio->frames, audio->arrival))
    return FALSE;
  gst_cochl_marks_push (self->marks, audio->frames, audio->position, FALSE, audio->utc);
  gst_cochl_converter_push (self->converter, audio->planes, audio->frames, self->samples);
  hand_over (self);
  return TRUE;
}

gboolean
gst_cochl_stretch_push_silence (GstCochlStretch *self, const GstCochlItem *gap)
{
  guint64 frames = gst_util_uint64_scale_int_round (gap->duration, self->rate, GST_SECOND);

  if (frames == 0)
    return TRUE;
  if (!gst_cochl_timeline_push (self->timeline, gap->pts, FALSE, frames, gap->arrival))
    return FALSE;
  gst_cochl_marks_push (self->marks, frames, gap->position, TRUE, GST_CLOCK_TIME_NONE);
  gst_cochl_converter_push (self->converter, NULL, frames, self->samples);
  hand_over (self);
  return TRUE;
}

void
gst_cochl_stretch_end (GstCochlStretch *self)
{
  if (!self->converter)
    return;
  gst_cochl_converter_drain (self->converter, self->samples);
  hand_over (self);
  gst_cochl_segmenter_end (self->segmenter, gst_cochl_timeline_get_frames (self->timeline), self->rate);
  g_clear_pointer (&self->converter, gst_cochl_converter_free);
}

GstCochlAudioSegment *
gst_cochl_stretch_pop (GstCochlStretch *self)
{
  return self->segmenter ? gst_cochl_segmenter_pop (self->segmenter) : pop_lost (self);
}

gboolean
gst_cochl_stretch_is_done (GstCochlStretch *self)
{
  return self->segmenter ? gst_cochl_segmenter_is_done (self->segmenter) : self->lost_given;
}

gboolean
gst_cochl_stretch_set_grid (GstCochlStretch *self, const GstCochlGrid *grid)
{
  self->grid.size = grid->size;
  self->grid.hop = grid->hop;
  return self->segmenter ? gst_cochl_segmenter_set_grid (self->segmenter, &self->grid) : TRUE;
}

void
gst_cochl_stretch_set_duration (GstCochlStretch *self, GstClockTime duration)
{
  if (self->segmenter)
    gst_cochl_segmenter_set_duration (self->segmenter, duration);
}

gsize
gst_cochl_stretch_get_wanted (GstCochlStretch *self)
{
  guint64 missing = gst_cochl_segmenter_get_missing (self->segmenter);

  if (missing == G_MAXUINT64)
    return G_MAXSIZE;
  return MAX (1, gst_util_uint64_scale_int_ceil (missing, self->rate, self->grid.rate));
}

const GstCochlGrid *
gst_cochl_stretch_get_grid (GstCochlStretch *self)
{
  return &self->grid;
}

/* The first frame of window @k. */
static guint64
get_frame (GstCochlStretch *self, guint64 k)
{
  return gst_util_uint64_scale_int_round (k * self->grid.hop, self->rate, GST_SECOND);
}

void
gst_cochl_stretch_get_window (GstCochlStretch *self, guint64 k, GstCochlFrameTime *start,
                              GstClockTime *duration, gint64 *last_arrival)
{
  GstClockTime position = k * self->grid.hop;
  GstClockTime length = gst_cochl_timeline_get_duration (self->timeline);
  GstCochlFrameTime last;

  *duration = length > position ? MIN (self->grid.size, length - position) : 0;
  gst_cochl_timeline_get_time (self->timeline, position, start);
  gst_cochl_marks_get (self->marks, get_frame (self, k), &start->position, &start->utc);
  gst_cochl_timeline_get_time (self->timeline, position + (*duration ? *duration - 1 : 0), &last);
  *last_arrival = last.arrival;
}

void
gst_cochl_stretch_forget (GstCochlStretch *self, guint64 k)
{
  gst_cochl_timeline_forget (self->timeline, k * self->grid.hop);
  gst_cochl_marks_forget (self->marks, get_frame (self, k));
}

guint64
gst_cochl_stretch_get_position (GstCochlStretch *self, guint64 k)
{
  guint64 position;

  gst_cochl_marks_get (self->marks, MIN (get_frame (self, k), gst_cochl_timeline_get_frames (self->timeline)),
                       &position, NULL);
  return position;
}

GstClockTime
gst_cochl_stretch_get_end_time (GstCochlStretch *self)
{
  GstCochlFrameTime end;

  gst_cochl_timeline_get_time (self->timeline, gst_cochl_timeline_get_duration (self->timeline), &end);
  return end.timestamp;
}

GstClockTime
gst_cochl_stretch_get_length (GstCochlStretch *self)
{
  return gst_cochl_timeline_get_duration (self->timeline);
}
