/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlcutter.h"

#include "cochl/model/cochl-window.h"

struct _GstCochlCutter {
  GQueue stretches;      /* element-type GstCochlStretch, oldest first */
  GstCochlStretch *open; /* the last of them while audio may still join it, or NULL */
  GstCochlGrid grid;     /* its rate is not used */
  gboolean settled;
  gboolean given;        /* a segment was given out since the grid was last changed */
  GstClockTime duration;

  gboolean have_info;
  GstAudioInfo info;
  GstSegment segment;
  GstClockTime next_pts; /* of audio without a timestamp after a stretch that ended */
  GstClockTime length;   /* of ended stretches */
};

GstCochlCutter *
gst_cochl_cutter_new (void)
{
  GstCochlCutter *self = g_new0 (GstCochlCutter, 1);

  g_queue_init (&self->stretches);
  self->grid.size = COCHL_DEFAULT_WINDOW_SIZE;
  self->grid.hop = COCHL_DEFAULT_WINDOW_HOP;
  self->duration = 60 * GST_SECOND;
  self->next_pts = GST_CLOCK_TIME_NONE;
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  return self;
}

static void
forget_audio (GstCochlCutter *self)
{
  g_queue_clear_full (&self->stretches, (GDestroyNotify) gst_cochl_stretch_unref);
  self->open = NULL;
  self->given = FALSE;
  self->next_pts = GST_CLOCK_TIME_NONE;
}

void
gst_cochl_cutter_free (GstCochlCutter *self)
{
  forget_audio (self);
  g_free (self);
}

void
gst_cochl_cutter_set_duration (GstCochlCutter *self, GstClockTime duration)
{
  if (self->duration == duration)
    return;
  self->duration = duration;
  for (GList *l = self->stretches.head; l; l = l->next)
    gst_cochl_stretch_set_duration (l->data, duration);
}

static void
end_stretch (GstCochlCutter *self)
{
  if (!self->open)
    return;
  gst_cochl_stretch_end (self->open);
  self->next_pts = gst_cochl_stretch_get_end_time (self->open);
  self->length += gst_cochl_stretch_get_length (self->open);
  self->open = NULL;
}

static gboolean
begin_stretch (GstCochlCutter *self)
{
  GstCochlStretch *stretch;

  if (!self->have_info)
    return FALSE;
  stretch = gst_cochl_stretch_new (&self->info, &self->segment, &self->grid, self->settled, self->duration);
  if (!stretch)
    return FALSE;
  g_queue_push_tail (&self->stretches, stretch);
  self->open = stretch;
  return TRUE;
}

static void
push_format (GstCochlCutter *self, const GstAudioInfo *info)
{
  if (self->have_info && gst_audio_info_is_equal (&self->info, info))
    return;
  end_stretch (self);
  self->info = *info;
  self->have_info = TRUE;
}

/* A segment event that says again what holds already breaks nothing. Position
 * and duration change no time of any buffer. */
static void
push_segment (GstCochlCutter *self, const GstSegment *segment)
{
  GstSegment before = self->segment;

  before.position = segment->position;
  before.duration = segment->duration;
  if (gst_segment_is_equal (&before, segment))
    return;
  end_stretch (self);
  self->segment = *segment;
  self->next_pts = GST_CLOCK_TIME_NONE;
}

static GstCochlCutterAnswer
push_audio (GstCochlCutter *self, GstCochlItem *item)
{
  if (self->segment.rate < 0)
    return GST_COCHL_CUTTER_REVERSED;
  if (self->open) {
    if (gst_cochl_stretch_push (self->open, item))
      return GST_COCHL_CUTTER_TAKEN;
    end_stretch (self);
  }
  if (!GST_CLOCK_TIME_IS_VALID (item->pts))
    item->pts = self->next_pts;
  if (!begin_stretch (self))
    return GST_COCHL_CUTTER_UNREADABLE;
  gst_cochl_stretch_push (self->open, item);
  return GST_COCHL_CUTTER_TAKEN;
}

/* A short gap is silence in unbroken audio; a long one is a break, as the same
 * jump in timestamps would be. */
static void
push_gap (GstCochlCutter *self, const GstCochlItem *item)
{
  if (!GST_CLOCK_TIME_IS_VALID (item->duration) || self->segment.rate < 0)
    return;
  if (self->open && item->duration < GST_COCHL_TIMELINE_CUT &&
      gst_cochl_stretch_push_silence (self->open, item))
    return;
  end_stretch (self);
  if (GST_CLOCK_TIME_IS_VALID (item->pts))
    self->next_pts = item->pts + item->duration;
}

/* Its times count on, but it can only be told, not judged. */
static void
push_lost (GstCochlCutter *self, GstCochlItem *item)
{
  GstCochlStretch *stretch;

  if (self->segment.rate < 0 || item->frames == 0)
    return;
  end_stretch (self);
  if (!GST_CLOCK_TIME_IS_VALID (item->pts))
    item->pts = self->next_pts;
  stretch = gst_cochl_stretch_new_lost (item, &self->segment, &self->grid);
  g_queue_push_tail (&self->stretches, stretch);
  self->next_pts = gst_cochl_stretch_get_end_time (stretch);
  self->length += gst_cochl_stretch_get_length (stretch);
}

/* Times that no stream reaches would overflow the signed ones of windows. */
static GstClockTime
usable (GstClockTime time)
{
  return time <= G_MAXINT64 / 2 ? time : GST_CLOCK_TIME_NONE;
}

GstCochlCutterAnswer
gst_cochl_cutter_push (GstCochlCutter *self, GstCochlItem *item)
{
  item->pts = usable (item->pts);
  switch (item->type) {
    case GST_COCHL_ITEM_FORMAT:
      push_format (self, &item->info);
      break;
    case GST_COCHL_ITEM_SEGMENT:
      push_segment (self, &item->segment);
      break;
    case GST_COCHL_ITEM_AUDIO:
      return push_audio (self, item);
    case GST_COCHL_ITEM_GAP:
      push_gap (self, item);
      break;
    case GST_COCHL_ITEM_LOST:
      push_lost (self, item);
      break;
    case GST_COCHL_ITEM_EOS:
      end_stretch (self);
      break;
    case GST_COCHL_ITEM_FLUSH:
      self->length = gst_cochl_cutter_get_length (self);
      forget_audio (self);
      break;
  }
  return GST_COCHL_CUTTER_TAKEN;
}

GstCochlAudioSegment *
gst_cochl_cutter_pop (GstCochlCutter *self, GstCochlStretch **stretch)
{
  GstCochlStretch *head;

  while ((head = g_queue_peek_head (&self->stretches))) {
    GstCochlAudioSegment *segment;

    if (gst_cochl_cutter_is_held (self))
      return NULL;
    segment = gst_cochl_stretch_pop (head);
    if (segment) {
      self->given |= !segment->lost;
      *stretch = gst_cochl_stretch_ref (head);
      return segment;
    }
    if (head == self->open)
      return NULL;
    gst_cochl_stretch_unref (g_queue_pop_head (&self->stretches));
  }
  return NULL;
}

gboolean
gst_cochl_cutter_is_held (GstCochlCutter *self)
{
  return self->given && !self->settled;
}

gsize
gst_cochl_cutter_get_wanted (GstCochlCutter *self)
{
  return self->open ? gst_cochl_stretch_get_wanted (self->open) : 1;
}

gboolean
gst_cochl_cutter_is_done (GstCochlCutter *self)
{
  if (self->open)
    return FALSE;
  for (GList *l = self->stretches.head; l; l = l->next) {
    if (!gst_cochl_stretch_is_done (l->data))
      return FALSE;
  }
  return TRUE;
}

gboolean
gst_cochl_cutter_set_windows (GstCochlCutter *self, GstClockTime size, GstClockTime hop)
{
  gboolean same = self->grid.size == size && self->grid.hop == hop;
  gboolean was_settled = self->settled;

  self->grid.size = size;
  self->grid.hop = hop;
  self->settled = TRUE;
  if (was_settled) {
    if (!same)
      end_stretch (self);
    return TRUE;
  }
  for (GList *l = self->stretches.head; l; l = l->next)
    gst_cochl_stretch_set_grid (l->data, &self->grid);
  return same || !self->given;
}

void
gst_cochl_cutter_settle (GstCochlCutter *self)
{
  gst_cochl_cutter_set_windows (self, self->grid.size, self->grid.hop);
}

gboolean
gst_cochl_cutter_is_settled (GstCochlCutter *self)
{
  return self->settled;
}

void
gst_cochl_cutter_get_windows (GstCochlCutter *self, GstClockTime *size, GstClockTime *hop)
{
  *size = self->grid.size;
  *hop = self->grid.hop;
}

GstClockTime
gst_cochl_cutter_get_held (GstCochlCutter *self)
{
  GstClockTime held = 0;

  for (GList *l = self->stretches.head; l && gst_cochl_cutter_is_held (self); l = l->next)
    held += gst_cochl_stretch_get_length (l->data);
  return held;
}

GstClockTime
gst_cochl_cutter_get_length (GstCochlCutter *self)
{
  return self->length + (self->open ? gst_cochl_stretch_get_length (self->open) : 0);
}
