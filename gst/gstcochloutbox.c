/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochloutbox.h"

void
gst_cochl_result_free (GstCochlResult *self)
{
  g_clear_pointer (&self->event, gst_structure_free);
  g_clear_pointer (&self->metas, g_ptr_array_unref);
  g_free (self);
}

struct _GstCochlOutbox {
  GMutex lock;
  GCond cond;
  GQueue results;     /* element-type GstCochlResult */
  guint64 judged;     /* positions, as the next three */
  guint64 seen;       /* judged, as the streaming thread knows it */
  guint64 expected;   /* what it waits for */
  guint64 passed;     /* what has left */
  guint64 late;
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
  gboolean quiet = g_queue_is_empty (&self->results) && self->undrained == 0 && !self->flushing && !self->failed;

  g_atomic_int_set (&self->quiet, quiet);
  g_mutex_unlock (&self->lock);
}

GstCochlOutbox *
gst_cochl_outbox_new (void)
{
  GstCochlOutbox *self = g_new0 (GstCochlOutbox, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_queue_init (&self->results);
  return self;
}

static void
clear (GstCochlOutbox *self)
{
  g_queue_clear_full (&self->results, (GDestroyNotify) gst_cochl_result_free);
  self->undrained = 0;
  self->expected = 0;
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
  self->judged = self->seen = self->passed = self->late = 0;
  unlock (self);
}

/* With the lock held. An event names its time and may come late, a meta without
 * its buffer says nothing true. */
static gboolean
check_late (GstCochlOutbox *self, GstCochlResult *result)
{
  if (result->position >= self->passed)
    return FALSE;
  g_clear_pointer (&result->metas, g_ptr_array_unref);
  if (result->event)
    gst_structure_set (result->event, "late", G_TYPE_BOOLEAN, TRUE, NULL);
  result->position = GST_COCHL_POSITION_NEXT;
  return TRUE;
}

gboolean
gst_cochl_outbox_put (GstCochlOutbox *self, guint64 position, GstStructure *event, GPtrArray *metas)
{
  g_autoptr (GstCochlResult) result = g_new0 (GstCochlResult, 1);
  gboolean late = FALSE;

  result->position = position;
  result->event = event;
  result->metas = metas;
  g_mutex_lock (&self->lock);
  if (!self->flushing && !self->unseen) {
    late = check_late (self, result);
    if (result->event || result->metas)
      g_queue_push_tail (&self->results, g_steal_pointer (&result));
  }
  g_cond_broadcast (&self->cond);
  unlock (self);
  return late;
}

void
gst_cochl_outbox_set_judged (GstCochlOutbox *self, guint64 position)
{
  g_mutex_lock (&self->lock);
  self->judged = MAX (self->judged, position);
  g_cond_broadcast (&self->cond);
  unlock (self);
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
move_results (GstCochlOutbox *self, GQueue *results)
{
  gpointer result;

  while (results && (result = g_queue_pop_head (&self->results)))
    g_queue_push_tail (results, result);
}

static GstCochlOutboxState
get_state (GstCochlOutbox *self)
{
  if (self->failed)
    return GST_COCHL_OUTBOX_FAILED;
  if (self->flushing)
    return GST_COCHL_OUTBOX_FLUSHED;
  return self->undrained > 0 || self->judged < self->expected ? GST_COCHL_OUTBOX_OPEN : GST_COCHL_OUTBOX_DRAINED;
}

GstCochlOutboxState
gst_cochl_outbox_take (GstCochlOutbox *self, GQueue *results)
{
  GstCochlOutboxState state;

  if (g_atomic_int_get (&self->quiet))
    return GST_COCHL_OUTBOX_DRAINED;
  g_mutex_lock (&self->lock);
  move_results (self, results);
  state = get_state (self);
  unlock (self);
  return state;
}

GstCochlOutboxState
gst_cochl_outbox_pass (GstCochlOutbox *self, guint64 passing, GQueue *results, guint64 *judged)
{
  GstCochlOutboxState state;

  g_mutex_lock (&self->lock);
  self->passed = MAX (self->passed, passing);
  move_results (self, results);
  *judged = self->seen = self->judged;
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

void
gst_cochl_outbox_expect_judged (GstCochlOutbox *self, guint64 position)
{
  g_mutex_lock (&self->lock);
  self->expected = position;
  unlock (self);
}

/* With the lock held. */
static gboolean
has_news (GstCochlOutbox *self)
{
  return !g_queue_is_empty (&self->results) || self->judged > self->seen;
}

GstCochlOutboxState
gst_cochl_outbox_wait (GstCochlOutbox *self, gint64 end_time, GQueue *results, guint64 *judged)
{
  GstCochlOutboxState state;
  gboolean in_time = TRUE;

  g_mutex_lock (&self->lock);
  while ((state = get_state (self)) == GST_COCHL_OUTBOX_OPEN && !has_news (self) && in_time) {
    if (end_time < 0)
      g_cond_wait (&self->cond, &self->lock);
    else
      in_time = g_cond_wait_until (&self->cond, &self->lock, end_time);
  }
  if (state == GST_COCHL_OUTBOX_OPEN && !has_news (self))
    state = GST_COCHL_OUTBOX_TIMED_OUT;
  move_results (self, results);
  *judged = self->seen = self->judged;
  unlock (self);
  return state;
}

void
gst_cochl_outbox_count_late (GstCochlOutbox *self)
{
  g_mutex_lock (&self->lock);
  self->late++;
  g_mutex_unlock (&self->lock);
}

guint64
gst_cochl_outbox_get_late (GstCochlOutbox *self)
{
  guint64 late;

  g_mutex_lock (&self->lock);
  late = self->late;
  g_mutex_unlock (&self->lock);
  return late;
}
