/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochltimeline.h"

/* Jitter below the threshold is none; what lasts longer than the wait is drift
 * and re-stamps. The values of GStreamer's own audio elements. */
#define ALIGN_THRESHOLD (40 * GST_MSECOND)
#define ALIGN_WAIT GST_SECOND
/* Arrivals are kept as exactly as this, us. */
#define ARRIVAL_STEP 10000
/* GstAudioStreamAlign counts in guint. */
#define MAX_FRAMES G_MAXINT32

/* From @frame on arrivals are @arrival and timestamps count from @base_timestamp
 * at @base_frame: always from there, never from the anchor before, so that
 * rounding does not add up. */
typedef struct {
  guint64 frame;
  gint64 arrival;
  guint64 base_frame;
  GstClockTime base_timestamp;
} Anchor;

struct _GstCochlTimeline {
  int rate;
  GstSegment segment;
  GstAudioStreamAlign *align;
  GArray *anchors; /* Anchor, by frame; never empty once frames > 0 */
  guint64 frames;
};

GstCochlTimeline *
gst_cochl_timeline_new (int rate, const GstSegment *segment)
{
  GstCochlTimeline *self;

  g_return_val_if_fail (rate > 0, NULL);

  self = g_new0 (GstCochlTimeline, 1);
  self->rate = rate;
  self->segment = *segment;
  self->align = gst_audio_stream_align_new (rate, ALIGN_THRESHOLD, ALIGN_WAIT);
  self->anchors = g_array_new (FALSE, FALSE, sizeof (Anchor));
  return self;
}

void
gst_cochl_timeline_free (GstCochlTimeline *self)
{
  if (self == NULL)
    return;
  gst_audio_stream_align_free (self->align);
  g_array_unref (self->anchors);
  g_free (self);
}

static GstClockTime
frames_to_time (GstCochlTimeline *self, guint64 frames)
{
  return gst_util_uint64_scale (frames, GST_SECOND, self->rate);
}

static Anchor *
last_anchor (GstCochlTimeline *self)
{
  return &g_array_index (self->anchors, Anchor, self->anchors->len - 1);
}

/* The timestamp that the next frame has if it simply follows. */
static GstClockTime
expect_timestamp (GstCochlTimeline *self)
{
  Anchor *anchor;

  if (self->anchors->len > 0) {
    anchor = last_anchor (self);
    return anchor->base_timestamp + frames_to_time (self, self->frames - anchor->base_frame);
  }
  if (self->segment.format == GST_FORMAT_TIME && GST_CLOCK_TIME_IS_VALID (self->segment.start))
    return self->segment.start;
  return 0;
}

static void
add_anchor (GstCochlTimeline *self, gboolean restamp, GstClockTime timestamp, gint64 arrival)
{
  Anchor anchor = { self->frames, arrival, self->frames, timestamp };

  if (!restamp) {
    anchor.base_frame = last_anchor (self)->base_frame;
    anchor.base_timestamp = last_anchor (self)->base_timestamp;
    if (ABS (arrival - last_anchor (self)->arrival) < ARRIVAL_STEP)
      return;
  }
  g_array_append_val (self->anchors, anchor);
}

/* A jump of the cut's size is believed at once, flagged or not: waiting to see
 * whether it lasts would give a second of audio to the wrong time. A smaller
 * one is believed when flagged, else when it lasts. */
gboolean
gst_cochl_timeline_push (GstCochlTimeline *self, GstClockTime pts, gboolean discont,
    guint64 frames, gint64 arrival)
{
  GstClockTime expected = expect_timestamp (self);
  guint64 jump;

  if (!GST_CLOCK_TIME_IS_VALID (pts))
    pts = expected;
  jump = pts > expected ? pts - expected : expected - pts;
  if (self->frames > 0 && jump >= GST_COCHL_TIMELINE_CUT)
    return FALSE;

  /* A flag on audio that follows to the sample is no reason to begin counting
   * anew from a rounded timestamp. */
  discont = discont && jump > frames_to_time (self, 1) + 1;
  while (frames > 0) {
    guint n = MIN (frames, MAX_FRAMES);
    GstClockTime timestamp;

    if (gst_audio_stream_align_process (self->align, discont, pts, n, &timestamp, NULL, NULL))
      add_anchor (self, TRUE, timestamp, arrival);
    else
      add_anchor (self, FALSE, timestamp, arrival);
    self->frames += n;
    frames -= n;
    pts = expect_timestamp (self);
    discont = FALSE;
  }
  return TRUE;
}

guint64
gst_cochl_timeline_get_frames (GstCochlTimeline *self)
{
  return self->frames;
}

/* The index of the last anchor at or before @position; the first where there
 * is none. */
static guint
find_anchor (GstCochlTimeline *self, GstClockTime position)
{
  guint low = 0, high = self->anchors->len;

  while (high - low > 1) {
    guint middle = low + (high - low) / 2;

    if (frames_to_time (self, g_array_index (self->anchors, Anchor, middle).frame) <= position)
      low = middle;
    else
      high = middle;
  }
  return low;
}

void
gst_cochl_timeline_get_time (GstCochlTimeline *self, GstClockTime position, GstCochlFrameTime *time)
{
  const GstSegment *segment = &self->segment;
  Anchor anchor = { 0, 0, 0, expect_timestamp (self) };

  if (self->anchors->len > 0)
    anchor = g_array_index (self->anchors, Anchor, find_anchor (self, position));
  time->timestamp = anchor.base_timestamp + position - frames_to_time (self, anchor.base_frame);
  time->arrival = anchor.arrival;
  time->running_time = time->stream_time = time->utc = GST_CLOCK_TIME_NONE;
  time->position = 0;
  if (segment->format == GST_FORMAT_TIME) {
    time->running_time = gst_segment_to_running_time (segment, GST_FORMAT_TIME, time->timestamp);
    time->stream_time = gst_segment_to_stream_time (segment, GST_FORMAT_TIME, time->timestamp);
  }
}

void
gst_cochl_timeline_forget (GstCochlTimeline *self, GstClockTime position)
{
  guint n;

  if (self->anchors->len == 0)
    return;
  n = find_anchor (self, position);
  if (n > 0)
    g_array_remove_range (self->anchors, 0, n);
}

GstClockTime
gst_cochl_timeline_get_duration (GstCochlTimeline *self)
{
  return gst_util_uint64_scale_round (self->frames, GST_SECOND, self->rate);
}

guint
gst_cochl_timeline_get_n_anchors (GstCochlTimeline *self)
{
  return self->anchors->len;
}
