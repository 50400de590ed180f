/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlitem.h"

#include <string.h>

#include "gst/gstcochlutc.h"

/* Small buffers are put together up to this much memory and this part of a
 * second. */
#define MERGED_BYTES (64 * 1024)
#define MERGED_PART 10
/* A buffer above this part of that is not small: copying it again, while an item
 * grows, would cost more than an item of its own does. */
#define SMALL_PART 8
/* Audio that came later than the item's first by this much (us) begins a new
 * item, so that arrivals stay true. */
#define MERGED_ARRIVAL 10000
/* Timestamps that are rounded to milliseconds still follow one another. */
#define FOLLOW_TOLERANCE GST_MSECOND
/* Times of day that are told in milliseconds do not drift by this in an item. */
#define UTC_TOLERANCE (100 * GST_USECOND)

static gboolean
is_planar (const GstAudioInfo *info)
{
  return GST_AUDIO_INFO_LAYOUT (info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED && info->channels > 1;
}

static guint
get_n_planes (const GstAudioInfo *info)
{
  return is_planar (info) ? info->channels : 1;
}

/* gst_util_uint64_scale() for what fits into 64 bits, which is quicker. */
static GstClockTime
get_duration (gsize frames, int rate)
{
  if (frames <= G_MAXUINT32)
    return frames * GST_SECOND / rate;
  return gst_util_uint64_scale (frames, GST_SECOND, rate);
}

/* The planes one after the other, as they are without a meta. */
static void
map_plain (GstCochlItemSource *source)
{
  const GstAudioInfo *info = source->info;
  guint n_planes = get_n_planes (info);
  gsize width = info->bpf / n_planes;

  if (!gst_buffer_map (source->buffer, &source->map, GST_MAP_READ)) {
    GST_WARNING ("cannot read %" GST_PTR_FORMAT "; silence is analysed in its place", source->buffer);
    return;
  }
  source->by_map = TRUE;
  if (n_planes > G_N_ELEMENTS (source->few))
    source->many = g_new (gpointer, n_planes);
  source->planes = source->many != NULL ? source->many : source->few;
  for (guint i = 0; i < n_planes; i++)
    source->planes[i] = source->map.data + i * source->frames * width;
}

/* A meta that contradicts the caps is not believed: its planes may have other
 * widths than those that will be read. */
static GstAudioMeta *
get_planar_meta (const GstAudioInfo *info, GstBuffer *buffer)
{
  GstAudioMeta *meta = is_planar (info) ? gst_buffer_get_audio_meta (buffer) : NULL;

  if (meta == NULL || meta->info.finfo != info->finfo || meta->info.channels != info->channels
      || meta->info.layout != info->layout)
    return NULL;
  return meta;
}

void
gst_cochl_item_source_map (GstCochlItemSource *source, const GstAudioInfo *info, GstBuffer *buffer)
{
  GstAudioMeta *meta = get_planar_meta (info, buffer);
  gsize size = gst_buffer_get_size (buffer);

  source->buffer = buffer;
  source->info = info;
  source->planes = source->many = NULL;
  source->by_map = source->by_audio = FALSE;
  source->frames = meta != NULL ? meta->samples : size / info->bpf;
  source->duration = get_duration (source->frames, info->rate);
  source->utc = gst_cochl_utc_from_buffer (buffer);
  if (meta == NULL && size % info->bpf != 0)
    GST_WARNING ("%" GST_PTR_FORMAT " is no whole number of frames of %d bytes; the rest is left out",
        buffer, info->bpf);

  if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP) || source->frames == 0)
    return;
  if (meta == NULL) {
    map_plain (source);
  } else if (gst_audio_buffer_map (&source->audio, &meta->info, buffer, GST_MAP_READ)) {
    source->by_audio = TRUE;
    source->planes = source->audio.planes;
  }
}

void
gst_cochl_item_source_unmap (GstCochlItemSource *source)
{
  if (source->by_audio)
    gst_audio_buffer_unmap (&source->audio);
  if (source->by_map)
    gst_buffer_unmap (source->buffer, &source->map);
  g_clear_pointer (&source->many, g_free);
  source->by_audio = source->by_map = FALSE;
}

GstCochlItem *
gst_cochl_item_new (GstCochlItemType type)
{
  GstCochlItem *self = g_new0 (GstCochlItem, 1);

  self->type = type;
  self->link.data = self;
  self->pts = self->duration = self->utc = GST_CLOCK_TIME_NONE;
  gst_audio_info_init (&self->info);
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
  return self;
}

gboolean
gst_cochl_item_outlives_flush (const GstCochlItem *item)
{
  return item->type == GST_COCHL_ITEM_FLUSH || item->type == GST_COCHL_ITEM_FORMAT
      || item->type == GST_COCHL_ITEM_SEGMENT;
}

void
gst_cochl_item_free (GstCochlItem *self)
{
  if (self == NULL)
    return;
  g_free (self->planes);
  g_free (self->data);
  g_free (self);
}

static gsize
get_plane_width (const GstCochlItem *self)
{
  return self->info.bpf / self->n_planes;
}

/* Gives every plane room for @capacity frames, keeping those it has. */
static void
grow (GstCochlItem *self, gsize capacity)
{
  gsize width = get_plane_width (self);
  guint8 *data = g_malloc (capacity * self->info.bpf);

  for (guint i = 0; i < self->n_planes; i++) {
    if (self->frames > 0)
      memcpy (data + i * capacity * width, self->planes[i], self->frames * width);
    self->planes[i] = data + i * capacity * width;
  }
  g_free (self->data);
  self->data = data;
  self->bytes = capacity * self->info.bpf;
  self->capacity = capacity;
}

static void
copy_from (GstCochlItem *self, const GstCochlItemSource *source)
{
  gsize width = get_plane_width (self);

  for (guint i = 0; self->planes != NULL && i < self->n_planes; i++)
    memcpy ((guint8 *) self->planes[i] + self->frames * width, source->planes[i], source->frames * width);
  self->frames += source->frames;
  self->duration = get_duration (self->frames, self->info.rate);
}

/* Lays the planes out in the memory that there is, or in new. */
static void
lay_out (GstCochlItem *self, gsize frames)
{
  self->planes = g_renew (gpointer, self->planes, self->n_planes);
  self->capacity = self->bytes / self->info.bpf;
  if (self->capacity < frames) {
    grow (self, frames);
    return;
  }
  for (guint i = 0; i < self->n_planes; i++)
    self->planes[i] = (guint8 *) self->data + i * self->capacity * get_plane_width (self);
}

void
gst_cochl_item_reuse (GstCochlItem *self, const GstCochlItemSource *source, gint64 arrival)
{
  self->info = *source->info;
  self->pts = GST_BUFFER_PTS (source->buffer);
  self->discont = GST_BUFFER_FLAG_IS_SET (source->buffer, GST_BUFFER_FLAG_DISCONT);
  self->utc = source->utc;
  self->arrival = arrival;
  self->frames = 0;
  self->n_planes = get_n_planes (source->info);
  if (source->planes != NULL)
    lay_out (self, source->frames);
  else
    g_clear_pointer (&self->planes, g_free);
  copy_from (self, source);
}

GstCochlItem *
gst_cochl_item_new_audio (const GstCochlItemSource *source, gint64 arrival)
{
  GstCochlItem *self = gst_cochl_item_new (GST_COCHL_ITEM_AUDIO);

  gst_cochl_item_reuse (self, source, arrival);
  return self;
}

static gboolean
is_near (GstClockTime a, GstClockTime b, GstClockTime tolerance)
{
  return MAX (a, b) - MIN (a, b) <= tolerance;
}

/* A DISCONT flag on audio whose time follows to the sample tells of no break. */
static gboolean
follows (const GstCochlItem *self, const GstCochlItemSource *source)
{
  GstClockTime pts = GST_BUFFER_PTS (source->buffer), end, tolerance = FOLLOW_TOLERANCE;

  if (!GST_CLOCK_TIME_IS_VALID (pts))
    return TRUE;
  if (!GST_CLOCK_TIME_IS_VALID (self->pts))
    return FALSE;
  if (GST_BUFFER_FLAG_IS_SET (source->buffer, GST_BUFFER_FLAG_DISCONT))
    tolerance = GST_SECOND / self->info.rate;
  end = self->pts + self->duration;
  return is_near (pts, end, tolerance);
}

/* Where the time of day is told, what is told for the item's first frame must
 * hold for the others too. */
static gboolean
follows_in_utc (const GstCochlItem *self, const GstCochlItemSource *source)
{
  if (!GST_CLOCK_TIME_IS_VALID (source->utc))
    return TRUE;
  return GST_CLOCK_TIME_IS_VALID (self->utc) && is_near (source->utc, self->utc + self->duration, UTC_TOLERANCE);
}

/* Grows in few steps, the last of them to all that an item may hold. */
static void
make_room (GstCochlItem *self, gsize frames, gsize most)
{
  gsize capacity = MAX (frames, SMALL_PART * self->capacity);

  if (self->planes != NULL && frames > self->capacity)
    grow (self, capacity > most / SMALL_PART ? most : capacity);
}

gboolean
gst_cochl_item_append (GstCochlItem *self, const GstCochlItemSource *source, gint64 arrival)
{
  const GstAudioInfo *info = source->info;
  gsize most = MIN (MERGED_BYTES / info->bpf, info->rate / MERGED_PART);
  gsize frames = self->frames + source->frames;

  if (self->type != GST_COCHL_ITEM_AUDIO || frames > most || source->frames > most / SMALL_PART
      || (source->planes == NULL) != (self->planes == NULL)
      || arrival - self->arrival >= MERGED_ARRIVAL || !follows (self, source) || !follows_in_utc (self, source))
    return FALSE;
  make_room (self, frames, most);
  copy_from (self, source);
  return TRUE;
}
