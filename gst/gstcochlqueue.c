/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlqueue.h"

#include <string.h>

/* A chunk that small buffers are put together in: so much memory and so long at
 * most; audio that came later than the chunk's first by more than CHUNK_ARRIVAL
 * (us) begins a new one, so that arrivals stay true. */
#define CHUNK_BYTES (64 * 1024)
#define CHUNK_DURATION (100 * GST_MSECOND)
#define CHUNK_ARRIVAL 10000
/* Timestamps that are rounded to milliseconds still follow one another. */
#define FOLLOW_TOLERANCE GST_MSECOND
#define DEFAULT_LIMIT GST_SECOND

/* What waits in the queue: the item, and for audio the room that its memory
 * has. In planar chunks each plane has @capacity frames. */
typedef struct {
  GstCochlItem item;
  GstAudioInfo format;
  gsize capacity;
} Chunk;

struct _GstCochlQueue {
  gint refs;
  GMutex lock;
  GCond room;         /* something was taken, or flushing began */
  GFunc wake;
  gpointer user_data;

  GQueue items;       /* Chunk */
  GstAudioInfo info;  /* of what is pushed now */
  GstClockTime limit;
  GstClockTime waiting; /* audio in the queue */
  gsize frames;
  guint n_others;     /* items that are no audio */
  guint n_blocked;    /* pushes that wait for room */
  gboolean flushing;
  guint flushes;      /* counted, so that a push that waited sees one */
  gboolean asleep;    /* pop found too little and is to be woken */
  gsize wanted;
};

void
gst_cochl_item_free (GstCochlItem *item)
{
  if (item == NULL)
    return;
  g_free (item->planes);
  g_free (item->data);
  g_free (item);
}

GstCochlQueue *
gst_cochl_queue_new (GFunc wake, gpointer user_data)
{
  GstCochlQueue *self = g_new0 (GstCochlQueue, 1);

  self->refs = 1;
  g_mutex_init (&self->lock);
  g_cond_init (&self->room);
  g_queue_init (&self->items);
  self->wake = wake;
  self->user_data = user_data;
  self->limit = DEFAULT_LIMIT;
  return self;
}

GstCochlQueue *
gst_cochl_queue_ref (GstCochlQueue *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

static void
free_chunk (gpointer chunk)
{
  gst_cochl_item_free (chunk);
}

void
gst_cochl_queue_unref (GstCochlQueue *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->refs))
    return;
  g_queue_clear_full (&self->items, free_chunk);
  g_cond_clear (&self->room);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static GstClockTime
get_duration (const GstAudioInfo *info, gsize frames)
{
  return gst_util_uint64_scale (frames, GST_SECOND, info->rate);
}

/* Whether the worker gets something now. What a blocked push waits for must be
 * handed out even when it is less than wanted, else both wait for ever. */
static gboolean
is_ready (GstCochlQueue *self)
{
  if (self->items.length == 0)
    return FALSE;
  return self->n_others > 0 || self->frames >= self->wanted || self->n_blocked > 0
      || self->waiting >= self->limit;
}

static gboolean
take_wake (GstCochlQueue *self)
{
  if (!self->asleep || !is_ready (self))
    return FALSE;
  self->asleep = FALSE;
  return TRUE;
}

/* Unlocks, and wakes the worker if it is time. */
static void
unlock_and_wake (GstCochlQueue *self)
{
  gboolean wake = take_wake (self);

  g_mutex_unlock (&self->lock);
  if (wake && self->wake != NULL)
    self->wake (self, self->user_data);
}

void
gst_cochl_queue_set_limit (GstCochlQueue *self, GstClockTime duration)
{
  g_mutex_lock (&self->lock);
  self->limit = duration;
  g_cond_broadcast (&self->room);
  unlock_and_wake (self);
}

static Chunk *
new_chunk (GstCochlItemType type)
{
  Chunk *chunk = g_new0 (Chunk, 1);

  chunk->item.type = type;
  chunk->item.pts = chunk->item.duration = GST_CLOCK_TIME_NONE;
  gst_audio_info_init (&chunk->item.info);
  gst_segment_init (&chunk->item.segment, GST_FORMAT_UNDEFINED);
  chunk->item.arrival = g_get_monotonic_time ();
  return chunk;
}

static void
append_other (GstCochlQueue *self, Chunk *chunk)
{
  g_queue_push_tail (&self->items, chunk);
  self->n_others++;
}

/* Takes @chunk. */
static gboolean
push_other (GstCochlQueue *self, Chunk *chunk)
{
  g_mutex_lock (&self->lock);
  if (self->flushing) {
    g_mutex_unlock (&self->lock);
    free_chunk (chunk);
    return FALSE;
  }
  if (chunk->item.type == GST_COCHL_ITEM_FORMAT)
    self->info = chunk->item.info;
  append_other (self, chunk);
  unlock_and_wake (self);
  return TRUE;
}

gboolean
gst_cochl_queue_push_format (GstCochlQueue *self, const GstAudioInfo *info)
{
  Chunk *chunk = new_chunk (GST_COCHL_ITEM_FORMAT);

  chunk->item.info = *info;
  return push_other (self, chunk);
}

gboolean
gst_cochl_queue_push_segment (GstCochlQueue *self, const GstSegment *segment)
{
  Chunk *chunk = new_chunk (GST_COCHL_ITEM_SEGMENT);

  chunk->item.segment = *segment;
  return push_other (self, chunk);
}

gboolean
gst_cochl_queue_push_gap (GstCochlQueue *self, GstClockTime pts, GstClockTime duration)
{
  Chunk *chunk = new_chunk (GST_COCHL_ITEM_GAP);

  chunk->item.pts = pts;
  chunk->item.duration = duration;
  return push_other (self, chunk);
}

gboolean
gst_cochl_queue_push_eos (GstCochlQueue *self)
{
  return push_other (self, new_chunk (GST_COCHL_ITEM_EOS));
}

/* The format and the segment are told once by upstream and hold beyond a flush:
 * where the worker has not seen the newest, they stay. */
void
gst_cochl_queue_push_flush (GstCochlQueue *self)
{
  Chunk *format = NULL, *segment = NULL, *chunk;

  g_mutex_lock (&self->lock);
  while ((chunk = g_queue_pop_tail (&self->items)) != NULL) {
    if (chunk->item.type == GST_COCHL_ITEM_FORMAT && format == NULL)
      format = chunk;
    else if (chunk->item.type == GST_COCHL_ITEM_SEGMENT && segment == NULL)
      segment = chunk;
    else
      free_chunk (chunk);
  }
  self->waiting = 0;
  self->frames = 0;
  self->n_others = 0;
  self->flushes++;
  append_other (self, new_chunk (GST_COCHL_ITEM_FLUSH));
  if (format != NULL)
    append_other (self, format);
  if (segment != NULL)
    append_other (self, segment);
  g_cond_broadcast (&self->room);
  unlock_and_wake (self);
}

void
gst_cochl_queue_set_flushing (GstCochlQueue *self, gboolean flushing)
{
  g_mutex_lock (&self->lock);
  self->flushing = flushing;
  g_cond_broadcast (&self->room);
  g_mutex_unlock (&self->lock);
}

/* A buffer's audio, mapped. @planes NULL: silence. */
typedef struct {
  GstBuffer *buffer;
  GstMapInfo map;
  GstAudioBuffer audio;
  gboolean by_map, by_audio;
  guint8 *contiguous[64];
  guint8 **planes;
  gsize frames;
} Source;

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

static void
map_plain (Source *source, const GstAudioInfo *info, GstBuffer *buffer)
{
  gsize width = info->bpf / info->channels;
  guint n_planes = get_n_planes (info);

  if (n_planes > G_N_ELEMENTS (source->contiguous) || !gst_buffer_map (buffer, &source->map, GST_MAP_READ)) {
    GST_WARNING ("cannot read %" GST_PTR_FORMAT "; silence is analysed in its place", buffer);
    return;
  }
  source->by_map = TRUE;
  source->planes = source->contiguous;
  for (guint i = 0; i < n_planes; i++)
    source->planes[i] = source->map.data + i * source->frames * width;
}

/* Planar buffers tell in a meta where each plane is; one without it has the
 * planes one after the other. A meta that contradicts the caps is not believed. */
static void
map_source (Source *source, const GstAudioInfo *info, GstBuffer *buffer)
{
  GstAudioMeta *meta = is_planar (info) ? gst_buffer_get_audio_meta (buffer) : NULL;
  gsize size = gst_buffer_get_size (buffer);

  memset (source, 0, sizeof *source);
  source->buffer = buffer;
  source->frames = size / info->bpf;
  if (size % info->bpf != 0)
    GST_WARNING ("%" GST_PTR_FORMAT " is no whole number of frames of %d bytes; the rest is left out",
        buffer, info->bpf);
  if (meta != NULL && gst_audio_info_is_equal (&meta->info, info)) {
    source->frames = meta->samples;
    if (!GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP)
        && gst_audio_buffer_map (&source->audio, info, buffer, GST_MAP_READ)) {
      source->by_audio = TRUE;
      source->planes = (guint8 **) source->audio.planes;
    }
  } else if (!GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP)) {
    map_plain (source, info, buffer);
  }
}

static void
unmap_source (Source *source)
{
  if (source->by_audio)
    gst_audio_buffer_unmap (&source->audio);
  if (source->by_map)
    gst_buffer_unmap (source->buffer, &source->map);
}

static void
copy_into (Chunk *chunk, const Source *source)
{
  GstCochlItem *item = &chunk->item;
  gsize width = chunk->format.bpf / item->n_planes;

  for (guint i = 0; source->planes != NULL && i < item->n_planes; i++)
    memcpy ((guint8 *) item->planes[i] + item->frames * width, source->planes[i], source->frames * width);
  item->frames += source->frames;
}

static Chunk *
new_audio_chunk (const GstAudioInfo *info, const Source *source)
{
  Chunk *chunk = new_chunk (GST_COCHL_ITEM_AUDIO);
  gsize room = MIN ((guint64) CHUNK_BYTES / info->bpf,
      gst_util_uint64_scale (CHUNK_DURATION, info->rate, GST_SECOND));
  gsize width;

  chunk->format = *info;
  chunk->capacity = MAX (room, source->frames);
  chunk->item.n_planes = get_n_planes (info);
  width = info->bpf / chunk->item.n_planes;
  if (source->planes != NULL) {
    chunk->item.data = g_malloc (chunk->capacity * info->bpf);
    chunk->item.planes = g_new (gpointer, chunk->item.n_planes);
    for (guint i = 0; i < chunk->item.n_planes; i++)
      chunk->item.planes[i] = (guint8 *) chunk->item.data + i * chunk->capacity * width;
  }
  return chunk;
}

/* Whether the source's audio goes on where the chunk at the tail ends. */
static gboolean
follows (GstCochlQueue *self, const Source *source, gint64 now)
{
  Chunk *tail = g_queue_peek_tail (&self->items);
  GstClockTime pts = GST_BUFFER_PTS (source->buffer), end;

  if (tail == NULL || tail->item.type != GST_COCHL_ITEM_AUDIO
      || GST_BUFFER_FLAG_IS_SET (source->buffer, GST_BUFFER_FLAG_DISCONT))
    return FALSE;
  if (source->frames > tail->capacity - tail->item.frames
      || now - tail->item.arrival >= CHUNK_ARRIVAL
      || (source->planes == NULL) != (tail->item.planes == NULL))
    return FALSE;
  if (!GST_CLOCK_TIME_IS_VALID (pts))
    return TRUE;
  if (!GST_CLOCK_TIME_IS_VALID (tail->item.pts))
    return FALSE;
  end = tail->item.pts + get_duration (&tail->format, tail->item.frames);
  return MAX (pts, end) - MIN (pts, end) <= FOLLOW_TOLERANCE;
}

static void
append_audio (GstCochlQueue *self, const Source *source)
{
  gint64 now = g_get_monotonic_time ();
  Chunk *chunk;

  if (follows (self, source, now)) {
    chunk = g_queue_peek_tail (&self->items);
    self->waiting -= get_duration (&chunk->format, chunk->item.frames);
  } else {
    chunk = new_audio_chunk (&self->info, source);
    chunk->item.pts = GST_BUFFER_PTS (source->buffer);
    chunk->item.discont = GST_BUFFER_FLAG_IS_SET (source->buffer, GST_BUFFER_FLAG_DISCONT);
    chunk->item.arrival = now;
    g_queue_push_tail (&self->items, chunk);
  }
  copy_into (chunk, source);
  self->waiting += get_duration (&chunk->format, chunk->item.frames);
  self->frames += source->frames;
}

/* With the lock held, which it gives up while it waits. FALSE: flushed. */
static gboolean
wait_for_room (GstCochlQueue *self, GstClockTime duration)
{
  guint flushes = self->flushes;

  while (!self->flushing && flushes == self->flushes
      && self->waiting > 0 && self->waiting + duration > self->limit) {
    gboolean wake;

    self->n_blocked++;
    wake = take_wake (self);
    if (wake && self->wake != NULL) {
      g_mutex_unlock (&self->lock);
      self->wake (self, self->user_data);
      g_mutex_lock (&self->lock);
    } else {
      g_cond_wait (&self->room, &self->lock);
    }
    self->n_blocked--;
  }
  return !self->flushing && flushes == self->flushes;
}

gboolean
gst_cochl_queue_push_audio (GstCochlQueue *self, GstBuffer *buffer, gboolean block)
{
  Source source;
  gboolean pushed;

  g_return_val_if_fail (GST_AUDIO_INFO_IS_VALID (&self->info), FALSE);

  map_source (&source, &self->info, buffer);
  g_mutex_lock (&self->lock);
  if (block)
    pushed = wait_for_room (self, get_duration (&self->info, source.frames));
  else
    pushed = !self->flushing;
  if (pushed && source.frames > 0)
    append_audio (self, &source);
  unlock_and_wake (self);
  unmap_source (&source);
  return pushed;
}

GstCochlItem *
gst_cochl_queue_pop (GstCochlQueue *self, gsize wanted)
{
  Chunk *chunk = NULL;

  g_mutex_lock (&self->lock);
  self->wanted = wanted;
  self->asleep = !is_ready (self);
  if (!self->asleep) {
    chunk = g_queue_pop_head (&self->items);
    if (chunk->item.type == GST_COCHL_ITEM_AUDIO) {
      self->waiting -= get_duration (&chunk->format, chunk->item.frames);
      self->frames -= chunk->item.frames;
      if (self->n_blocked > 0)
        g_cond_broadcast (&self->room);
    } else {
      self->n_others--;
    }
  }
  g_mutex_unlock (&self->lock);
  return (GstCochlItem *) chunk;
}

gsize
gst_cochl_queue_get_frames (GstCochlQueue *self)
{
  gsize frames;

  g_mutex_lock (&self->lock);
  frames = self->frames;
  g_mutex_unlock (&self->lock);
  return frames;
}
