/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlqueue.h"

#include <time.h>

#define DEFAULT_LIMIT GST_SECOND
/* Used memory that is kept. Malloc would give most of it back to the system,
 * and the streaming thread would pay for every page of it again. */
#define MAX_SPARE_BYTES (512 * 1024)
#define MAX_SPARES 128

struct _GstCochlQueue {
  gint refs;
  GMutex lock;
  GCond room;         /* something was taken, or flushing began */
  GFunc wake;
  gpointer user_data;

  GQueue items;       /* GstCochlItem, by their own links, as the next two */
  GQueue spares;
  gsize spare_bytes;
  GQueue returned;    /* the worker's alone: becomes spare at its next pop */
  GstAudioInfo info;  /* of what is pushed now */
  GstClockTime limit;
  GstClockTime waiting; /* audio in the queue */
  gsize frames;
  guint64 position;   /* frames that ever came in */
  guint n_others;     /* items that are no audio */
  guint n_blocked;    /* pushes that wait for room */
  gboolean flushing;
  guint flushes;      /* counted, so that a push that waited sees one */
  gboolean asleep;    /* pop found too little and is to be woken */
  gsize wanted;
};

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

static GstCochlItem *
pop_head (GQueue *queue)
{
  GList *link = g_queue_pop_head_link (queue);

  return link != NULL ? link->data : NULL;
}

static void
free_all (GQueue *queue)
{
  GstCochlItem *item;

  while ((item = pop_head (queue)) != NULL)
    gst_cochl_item_free (item);
}

void
gst_cochl_queue_unref (GstCochlQueue *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->refs))
    return;
  free_all (&self->items);
  free_all (&self->spares);
  free_all (&self->returned);
  g_cond_clear (&self->room);
  g_mutex_clear (&self->lock);
  g_free (self);
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

static void
append_other (GstCochlQueue *self, GstCochlItem *item)
{
  g_queue_push_tail_link (&self->items, &item->link);
  self->n_others++;
}

/* Takes @item. A format is told once: it is taken while flushing too, for it holds beyond. */
static gboolean
push_other (GstCochlQueue *self, GstCochlItem *item)
{
  item->arrival = g_get_monotonic_time ();
  g_mutex_lock (&self->lock);
  if (self->flushing && item->type != GST_COCHL_ITEM_FORMAT) {
    g_mutex_unlock (&self->lock);
    gst_cochl_item_free (item);
    return FALSE;
  }
  if (item->type == GST_COCHL_ITEM_FORMAT)
    self->info = item->info;
  item->position = self->position;
  append_other (self, item);
  unlock_and_wake (self);
  return TRUE;
}

gboolean
gst_cochl_queue_push_format (GstCochlQueue *self, const GstAudioInfo *info)
{
  GstCochlItem *item = gst_cochl_item_new (GST_COCHL_ITEM_FORMAT);

  item->info = *info;
  return push_other (self, item);
}

gboolean
gst_cochl_queue_push_segment (GstCochlQueue *self, const GstSegment *segment)
{
  GstCochlItem *item = gst_cochl_item_new (GST_COCHL_ITEM_SEGMENT);

  item->segment = *segment;
  return push_other (self, item);
}

gboolean
gst_cochl_queue_push_gap (GstCochlQueue *self, GstClockTime pts, GstClockTime duration)
{
  GstCochlItem *item = gst_cochl_item_new (GST_COCHL_ITEM_GAP);

  item->pts = pts;
  item->duration = duration;
  return push_other (self, item);
}

gboolean
gst_cochl_queue_push_eos (GstCochlQueue *self)
{
  return push_other (self, gst_cochl_item_new (GST_COCHL_ITEM_EOS));
}

/* The format and the segment are told once by upstream and hold beyond a flush:
 * where the worker has not seen the newest, they stay. */
void
gst_cochl_queue_push_flush (GstCochlQueue *self)
{
  GstCochlItem *format = NULL, *segment = NULL;
  GList *link;

  g_mutex_lock (&self->lock);
  while ((link = g_queue_pop_tail_link (&self->items)) != NULL) {
    GstCochlItem *item = link->data;

    if (item->type == GST_COCHL_ITEM_FORMAT && format == NULL)
      format = item;
    else if (item->type == GST_COCHL_ITEM_SEGMENT && segment == NULL)
      segment = item;
    else
      gst_cochl_item_free (item);
  }
  self->waiting = 0;
  self->frames = 0;
  self->n_others = 0;
  self->flushes++;
  append_other (self, gst_cochl_item_new (GST_COCHL_ITEM_FLUSH));
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

/* The monotonic time to a few milliseconds, which costs a fraction of the exact
 * one: enough to see whether a small buffer came with those before it. */
static gint64
get_rough_time (void)
{
#ifdef CLOCK_MONOTONIC_COARSE
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC_COARSE, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
#else
  return g_get_monotonic_time ();
#endif
}

static GstCochlItem *
take_item (GstCochlQueue *self, const GstCochlItemSource *source)
{
  GstCochlItem *item = pop_head (&self->spares);

  if (item == NULL)
    return gst_cochl_item_new_audio (source, g_get_monotonic_time ());
  self->spare_bytes -= item->bytes;
  gst_cochl_item_reuse (item, source, g_get_monotonic_time ());
  return item;
}

static void
append_audio (GstCochlQueue *self, const GstCochlItemSource *source)
{
  GstCochlItem *item = g_queue_peek_tail (&self->items);
  GstClockTime had = 0;

  if (item != NULL)
    had = item->duration;
  if (item == NULL || !gst_cochl_item_append (item, source, get_rough_time ())) {
    item = take_item (self, source);
    item->position = self->position;
    g_queue_push_tail_link (&self->items, &item->link);
    had = 0;
  }
  self->waiting += item->duration - had;
  self->frames += source->frames;
  self->position += source->frames;
}

/* Whether audio of @duration may go in; any may when nothing waits. */
static gboolean
has_room (GstCochlQueue *self, GstClockTime duration)
{
  return self->waiting == 0 || self->waiting + duration <= self->limit;
}

/* With the lock held, which it gives up while it waits. A push that found the
 * queue full waits until three quarters of it are free, so that the two threads do not
 * take turns at every buffer, or until the limit was changed. FALSE: flushed. */
static gboolean
wait_for_room (GstCochlQueue *self, GstClockTime duration)
{
  guint flushes = self->flushes;
  GstClockTime limit = self->limit;
  GstClockTime room = has_room (self, duration) ? duration : MAX (duration, limit - limit / 4);

  while (!self->flushing && flushes == self->flushes
      && !has_room (self, limit == self->limit ? room : duration)) {
    self->n_blocked++;
    if (take_wake (self) && self->wake != NULL) {
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

/* How far two pieces of lost audio may lie apart to be one. */
#define LOST_TOLERANCE (100 * GST_MSECOND)
/* When there are more of them (timestamps jump all the time) all are one. */
#define MAX_LOST 64

static gboolean
joins (GstCochlQueue *self, const GstCochlItem *lost, const GstCochlItem *item)
{
  GstClockTime end;

  if (lost->type != GST_COCHL_ITEM_LOST)
    return FALSE;
  if (self->n_others > MAX_LOST || !GST_CLOCK_TIME_IS_VALID (item->pts))
    return TRUE;
  end = lost->pts + lost->duration;
  return GST_CLOCK_TIME_IS_VALID (lost->pts) && MAX (end, item->pts) - MIN (end, item->pts) <= LOST_TOLERANCE;
}

/* What @item had is told as lost by the item before it, or by a new one in its place. */
static void
mark_lost (GstCochlQueue *self, const GstCochlItem *item)
{
  GList *before = item->link.prev;
  GstCochlItem *lost = before != NULL ? before->data : NULL;

  if (lost == NULL || !joins (self, lost, item)) {
    lost = gst_cochl_item_new (GST_COCHL_ITEM_LOST);
    lost->info = item->info;
    lost->pts = item->pts;
    lost->utc = item->utc;
    lost->position = item->position;
    g_queue_insert_before_link (&self->items, (GList *) &item->link, &lost->link);
    self->n_others++;
  }
  lost->frames += item->frames;
  lost->duration = gst_util_uint64_scale_int_round (lost->frames, GST_SECOND, lost->info.rate);
  lost->arrival = item->arrival;
}

/* FALSE: there is no audio. */
static gboolean
lose_oldest (GstCochlQueue *self)
{
  for (GList *l = self->items.head; l != NULL; l = l->next) {
    GstCochlItem *item = l->data;

    if (item->type != GST_COCHL_ITEM_AUDIO)
      continue;
    mark_lost (self, item);
    self->waiting -= item->duration;
    self->frames -= item->frames;
    g_queue_unlink (&self->items, &item->link);
    g_queue_push_head_link (&self->spares, &item->link);
    self->spare_bytes += item->bytes;
    return TRUE;
  }
  return FALSE;
}

static void
make_room (GstCochlQueue *self, GstClockTime duration)
{
  gboolean lost = TRUE;

  while (lost && !has_room (self, duration))
    lost = lose_oldest (self);
}

gboolean
gst_cochl_queue_push_audio (GstCochlQueue *self, GstBuffer *buffer, gboolean block)
{
  GstCochlItemSource source;
  gboolean pushed;

  g_return_val_if_fail (GST_AUDIO_INFO_IS_VALID (&self->info), FALSE);

  gst_cochl_item_source_map (&source, &self->info, buffer);
  g_mutex_lock (&self->lock);
  if (block)
    pushed = wait_for_room (self, source.duration);
  else
    pushed = !self->flushing;
  if (pushed && !block)
    make_room (self, source.duration);
  if (pushed && source.frames > 0)
    append_audio (self, &source);
  unlock_and_wake (self);
  gst_cochl_item_source_unmap (&source);
  return pushed;
}

/* The most recently used memory goes first, while the caches know it. What is
 * too much stays, and is freed without the lock. */
static void
keep_returned (GstCochlQueue *self)
{
  GstCochlItem *item;

  while ((item = g_queue_peek_head (&self->returned)) != NULL && self->spares.length < MAX_SPARES
      && self->spare_bytes + item->bytes <= MAX_SPARE_BYTES) {
    g_queue_unlink (&self->returned, &item->link);
    g_queue_push_head_link (&self->spares, &item->link);
    self->spare_bytes += item->bytes;
  }
}

void
gst_cochl_queue_recycle (GstCochlQueue *self, GstCochlItem *item)
{
  if (item->type == GST_COCHL_ITEM_AUDIO)
    g_queue_push_tail_link (&self->returned, &item->link);
  else
    gst_cochl_item_free (item);
}

GstCochlItem *
gst_cochl_queue_pop (GstCochlQueue *self, gsize wanted)
{
  GstCochlItem *item = NULL;

  g_mutex_lock (&self->lock);
  keep_returned (self);
  self->wanted = wanted;
  self->asleep = !is_ready (self);
  if (!self->asleep) {
    item = pop_head (&self->items);
    if (item->type == GST_COCHL_ITEM_AUDIO) {
      self->waiting -= item->duration;
      self->frames -= item->frames;
      if (self->n_blocked > 0 && self->waiting <= self->limit / 4)
        g_cond_broadcast (&self->room);
    } else {
      self->n_others--;
    }
  }
  g_mutex_unlock (&self->lock);
  free_all (&self->returned);
  return item;
}

gboolean
gst_cochl_queue_has_item (GstCochlQueue *self)
{
  gboolean has_item;

  g_mutex_lock (&self->lock);
  has_item = self->items.length > 0;
  self->wanted = 0;
  self->asleep = !has_item;
  g_mutex_unlock (&self->lock);
  return has_item;
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

guint64
gst_cochl_queue_get_position (GstCochlQueue *self)
{
  return self->position;
}
