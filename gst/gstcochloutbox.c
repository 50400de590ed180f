/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochloutbox.h"

struct _GstCochlOutbox {
  GMutex lock;
  GCond cond;
  GQueue events;      /* element-type GstStructure */
  GQueue metas;
  guint undrained;    /* EOS that went to the worker and was not drained */
  gboolean flushing;  /* from FLUSH_START to FLUSH_STOP */
  gboolean unseen;    /* from FLUSH_STOP until the worker saw it */
  gboolean failed;
  gint quiet;         /* atomic: nothing is in it and nothing is the matter */
};

/* Says without the lock, which each buffer asks for, what each change left. */
static void
unlock (GstCochlOutbox *self)
{
  gboolean quiet = g_queue_is_empty (&self->events) && g_queue_is_empty (&self->metas)
      && self->undrained == 0 && !self->flushing && !self->failed;

  g_atomic_int_set (&self->quiet, quiet);
  g_mutex_unlock (&self->lock);
}

GstCochlOutbox *
gst_cochl_outbox_new (void)
{
  GstCochlOutbox *self = g_new0 (GstCochlOutbox, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_queue_init (&self->events);
  g_queue_init (&self->metas);
  return self;
}

static void
clear (GstCochlOutbox *self)
{
  g_queue_clear_full (&self->events, (GDestroyNotify) gst_structure_free);
  g_queue_clear_full (&self->metas, (GDestroyNotify) gst_structure_free);
  self->undrained = 0;
}

void
gst_cochl_outbox_free (GstCochlOutbox *self)
{
  clear (self);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
gst_cochl_outbox_reset (GstCochlOutbox *self)
{
  g_mutex_lock (&self->lock);
  clear (self);
  self->flushing = self->unseen = self->failed = FALSE;
  unlock (self);
}

static void
put (GstCochlOutbox *self, GQueue *queue, GstStructure *structure)
{
  g_mutex_lock (&self->lock);
  if (!self->flushing && !self->unseen)
    g_queue_push_tail (queue, g_steal_pointer (&structure));
  g_cond_broadcast (&self->cond);
  unlock (self);
  g_clear_pointer (&structure, gst_structure_free);
}

void
gst_cochl_outbox_put_event (GstCochlOutbox *self, GstStructure *event)
{
  put (self, &self->events, event);
}

void
gst_cochl_outbox_put_meta (GstCochlOutbox *self, GstStructure *meta)
{
  put (self, &self->metas, meta);
}

void
gst_cochl_outbox_set_drained (GstCochlOutbox *self)
{
  g_mutex_lock (&self->lock);
  if (!self->flushing && !self->unseen && self->undrained > 0)
    self->undrained--;
  g_cond_broadcast (&self->cond);
  unlock (self);
}

void
gst_cochl_outbox_set_failed (GstCochlOutbox *self)
{
  g_mutex_lock (&self->lock);
  self->failed = TRUE;
  g_cond_broadcast (&self->cond);
  unlock (self);
}

gboolean
gst_cochl_outbox_is_void (GstCochlOutbox *self)
{
  gboolean is_void;

  g_mutex_lock (&self->lock);
  is_void = self->flushing || self->unseen;
  g_mutex_unlock (&self->lock);
  return is_void;
}

void
gst_cochl_outbox_set_seen (GstCochlOutbox *self)
{
  g_mutex_lock (&self->lock);
  self->unseen = FALSE;
  g_mutex_unlock (&self->lock);
}

void
gst_cochl_outbox_begin_flush (GstCochlOutbox *self)
{
  g_mutex_lock (&self->lock);
  self->flushing = TRUE;
  g_cond_broadcast (&self->cond);
  unlock (self);
}

void
gst_cochl_outbox_end_flush (GstCochlOutbox *self)
{
  g_mutex_lock (&self->lock);
  clear (self);
  self->flushing = FALSE;
  self->unseen = TRUE;
  unlock (self);
}

static void
move_all (GQueue *from, GQueue *to)
{
  gpointer data;

  while (to && (data = g_queue_pop_head (from)))
    g_queue_push_tail (to, data);
}

static GstCochlOutboxState
get_state (GstCochlOutbox *self)
{
  if (self->failed)
    return GST_COCHL_OUTBOX_FAILED;
  if (self->flushing)
    return GST_COCHL_OUTBOX_FLUSHED;
  return self->undrained > 0 ? GST_COCHL_OUTBOX_OPEN : GST_COCHL_OUTBOX_DRAINED;
}

GstCochlOutboxState
gst_cochl_outbox_take (GstCochlOutbox *self, GQueue *events, GQueue *metas)
{
  GstCochlOutboxState state;

  if (g_atomic_int_get (&self->quiet))
    return GST_COCHL_OUTBOX_DRAINED;
  g_mutex_lock (&self->lock);
  move_all (&self->events, events);
  move_all (&self->metas, metas);
  state = get_state (self);
  unlock (self);
  return state;
}

void
gst_cochl_outbox_expect_drained (GstCochlOutbox *self)
{
  g_mutex_lock (&self->lock);
  self->undrained++;
  unlock (self);
}

GstCochlOutboxState
gst_cochl_outbox_wait (GstCochlOutbox *self, gint64 end_time, GQueue *events)
{
  GstCochlOutboxState state;
  gboolean in_time = TRUE;

  g_mutex_lock (&self->lock);
  while ((state = get_state (self)) == GST_COCHL_OUTBOX_OPEN && g_queue_is_empty (&self->events) && in_time) {
    if (end_time < 0)
      g_cond_wait (&self->cond, &self->lock);
    else
      in_time = g_cond_wait_until (&self->cond, &self->lock, end_time);
  }
  if (state == GST_COCHL_OUTBOX_OPEN && g_queue_is_empty (&self->events))
    state = GST_COCHL_OUTBOX_TIMED_OUT;
  move_all (&self->events, events);
  unlock (self);
  return state;
}
