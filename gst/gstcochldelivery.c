/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochldelivery.h"

#include "gst/gstcochlmeta.h"

struct _GstCochlDelivery {
  GstPad *pad;
  GstCochlOutbox *outbox;
  GstCochlHold *hold;

  GstCochlDeliveryMode mode;
  GstClockTime latency;
  gboolean active;
  GPtrArray *metas;      /* of results that a GAP has sent on without a buffer; NULL: none */
  GstClockTime position; /* timestamp of the end of what has left */
  gint held;             /* atomic, ms */
};

GstCochlDelivery *
gst_cochl_delivery_new (GstPad *pad, GstCochlOutbox *outbox)
{
  GstCochlDelivery *self = g_new0 (GstCochlDelivery, 1);

  self->pad = pad;
  self->outbox = outbox;
  self->hold = gst_cochl_hold_new ();
  self->position = GST_CLOCK_TIME_NONE;
  return self;
}

void
gst_cochl_delivery_free (GstCochlDelivery *self)
{
  g_clear_pointer (&self->metas, g_ptr_array_unref);
  gst_cochl_hold_free (self->hold);
  g_free (self);
}

static void
note_held (GstCochlDelivery *self)
{
  g_atomic_int_set (&self->held, gst_cochl_hold_get_duration (self->hold) / GST_MSECOND);
}

/* Results for buffers that are not held go before what leaves next. */
static void
place (GstCochlDelivery *self, GQueue *results)
{
  gpointer data;

  while ((data = g_queue_pop_head (results))) {
    g_autoptr (GstCochlResult) result = data;
    GstEvent *event = NULL;

    if (result->event)
      event = gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM, g_steal_pointer (&result->event));
    if (result->position != GST_COCHL_POSITION_NEXT
        && gst_cochl_hold_place (self->hold, result->position, event, result->metas))
      continue;
    if (event)
      gst_pad_push_event (self->pad, event);
  }
}

static GstFlowReturn
push_buffer (GstCochlDelivery *self, GstBuffer *buffer)
{
  if (GST_BUFFER_PTS_IS_VALID (buffer))
    self->position = GST_BUFFER_PTS (buffer);
  if (GST_BUFFER_PTS_IS_VALID (buffer) && GST_BUFFER_DURATION_IS_VALID (buffer))
    self->position += GST_BUFFER_DURATION (buffer);
  return gst_pad_push (self->pad, buffer);
}

static GstFlowReturn
release (GstCochlDelivery *self, guint64 passing)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GstMiniObject *object;

  while (ret == GST_FLOW_OK && (object = gst_cochl_hold_pop (self->hold, passing))) {
    if (GST_IS_EVENT (object))
      gst_pad_push_event (self->pad, GST_EVENT_CAST (object));
    else
      ret = push_buffer (self, GST_BUFFER_CAST (object));
  }
  note_held (self);
  return ret;
}

/* Late is what comes for these from here on. */
static GstFlowReturn
let_go (GstCochlDelivery *self, guint64 passing)
{
  GQueue results = G_QUEUE_INIT;
  guint64 judged;
  GstCochlOutboxState state = gst_cochl_outbox_pass (self->outbox, passing, &results, &judged);
  GstFlowReturn ret;

  place (self, &results);
  ret = release (self, self->mode == GST_COCHL_DELIVERY_WHEN_JUDGED ? MAX (passing, judged) : passing);
  return state == GST_COCHL_OUTBOX_FAILED ? GST_FLOW_ERROR : ret;
}

static GstFlowReturn
let_all_go (GstCochlDelivery *self)
{
  if (gst_cochl_hold_is_empty (self->hold))
    return GST_FLOW_OK;
  return let_go (self, gst_cochl_hold_get_end (self->hold));
}

static GstFlowReturn
let_due_go (GstCochlDelivery *self)
{
  if (self->mode == GST_COCHL_DELIVERY_AFTER)
    return let_go (self, gst_cochl_hold_get_due (self->hold, self->latency));
  return let_go (self, 0);
}

void
gst_cochl_delivery_set_mode (GstCochlDelivery *self, GstCochlDeliveryMode mode, GstClockTime latency)
{
  self->mode = mode;
  self->latency = latency;
  if (mode == GST_COCHL_DELIVERY_AT_ONCE)
    let_all_go (self);
  else
    self->active = TRUE;
}

gboolean
gst_cochl_delivery_is_active (GstCochlDelivery *self)
{
  return self->active;
}

/* After attach-metas was switched off some may still be on the way, to a buffer
 * that is not ours to write. */
static void
attach_pending (GstCochlDelivery *self, GstBuffer *buffer)
{
  for (guint i = 0; self->metas && i < self->metas->len && gst_buffer_is_writable (buffer); i++)
    gst_cochl_meta_attach (buffer, g_ptr_array_index (self->metas, i));
  g_clear_pointer (&self->metas, g_ptr_array_unref);
}

static GstCochlOutboxState
take (GstCochlDelivery *self)
{
  GQueue results = G_QUEUE_INIT;
  GstCochlOutboxState state = gst_cochl_outbox_take (self->outbox, &results);
  gpointer data;

  while ((data = g_queue_pop_head (&results))) {
    g_autoptr (GstCochlResult) result = data;

    if (result->event)
      gst_pad_push_event (self->pad, gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
                                                           g_steal_pointer (&result->event)));
    if (self->metas && result->metas)
      g_ptr_array_extend_and_steal (self->metas, g_steal_pointer (&result->metas));
    else if (result->metas)
      self->metas = g_steal_pointer (&result->metas);
  }
  return state;
}

GstFlowReturn
gst_cochl_delivery_pass (GstCochlDelivery *self, GstBuffer *buffer)
{
  GstCochlOutboxState state = take (self);

  attach_pending (self, buffer);
  return state == GST_COCHL_OUTBOX_FAILED ? GST_FLOW_ERROR : GST_FLOW_OK;
}

static GstFlowReturn
push_at_once (GstCochlDelivery *self, GstBuffer *buffer)
{
  GstCochlOutboxState state = take (self);

  if (state == GST_COCHL_OUTBOX_FAILED) {
    gst_buffer_unref (buffer);
    return GST_FLOW_ERROR;
  }
  if (self->metas)
    buffer = gst_buffer_make_writable (buffer);
  attach_pending (self, buffer);
  return push_buffer (self, buffer);
}

GstFlowReturn
gst_cochl_delivery_push (GstCochlDelivery *self, GstBuffer *buffer, const GstCochlHoldSpan *span)
{
  if (self->mode == GST_COCHL_DELIVERY_AT_ONCE)
    return push_at_once (self, buffer);
  gst_cochl_hold_push_buffer (self->hold, buffer, span);
  return let_due_go (self);
}

gboolean
gst_cochl_delivery_push_event (GstCochlDelivery *self, GstEvent *event, GstClockTime end_time)
{
  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP && self->mode == GST_COCHL_DELIVERY_AT_ONCE)
    take (self);
  if (gst_cochl_hold_is_empty (self->hold))
    return gst_pad_push_event (self->pad, event);
  gst_cochl_hold_push_event (self->hold, event, end_time);
  if (GST_CLOCK_TIME_IS_VALID (end_time))
    let_due_go (self);
  return TRUE;
}

/* Nothing newer comes that would push out what is held for the latency: its own
 * clock does. -1: nothing is. */
static gint64
get_due_time (GstCochlDelivery *self)
{
  if (self->mode != GST_COCHL_DELIVERY_AFTER || gst_cochl_hold_is_empty (self->hold))
    return -1;
  return gst_cochl_hold_get_arrival (self->hold) + (gint64) (self->latency / GST_USECOND);
}

static guint64
get_overdue (GstCochlDelivery *self)
{
  return gst_cochl_hold_get_overdue (self->hold, g_get_monotonic_time () - (gint64) (self->latency / GST_USECOND));
}

static GstCochlOutboxState
wait_and_release (GstCochlDelivery *self, gint64 end_time)
{
  gint64 due_time = get_due_time (self);
  gboolean due_first = due_time >= 0 && (end_time < 0 || due_time < end_time);
  GQueue results = G_QUEUE_INIT;
  guint64 judged;
  GstCochlOutboxState state = gst_cochl_outbox_wait (self->outbox, due_first ? due_time : end_time, &results, &judged);

  place (self, &results);
  if (state == GST_COCHL_OUTBOX_FLUSHED)
    return state;
  release (self, judged);
  if (due_first)
    let_go (self, get_overdue (self));
  return state == GST_COCHL_OUTBOX_TIMED_OUT && due_first ? GST_COCHL_OUTBOX_OPEN : state;
}

GstCochlOutboxState
gst_cochl_delivery_drain (GstCochlDelivery *self, gint64 end_time)
{
  GstCochlOutboxState state;

  do
    state = wait_and_release (self, end_time);
  while (state == GST_COCHL_OUTBOX_OPEN);
  if (state != GST_COCHL_OUTBOX_FLUSHED)
    let_all_go (self);
  return state;
}

void
gst_cochl_delivery_finish (GstCochlDelivery *self, gboolean judge)
{
  if (gst_cochl_hold_is_empty (self->hold))
    return;
  if (self->mode == GST_COCHL_DELIVERY_WHEN_JUDGED && judge) {
    gst_cochl_outbox_expect_judged (self->outbox, gst_cochl_hold_get_end (self->hold));
    gst_cochl_delivery_drain (self, -1);
    gst_cochl_outbox_expect_judged (self->outbox, 0);
    return;
  }
  let_all_go (self);
}

void
gst_cochl_delivery_clear (GstCochlDelivery *self, gboolean flushed)
{
  gst_cochl_hold_clear (self->hold, flushed ? self->pad : NULL);
  g_clear_pointer (&self->metas, g_ptr_array_unref);
  self->active = self->mode != GST_COCHL_DELIVERY_AT_ONCE;
  self->position = GST_CLOCK_TIME_NONE;
  note_held (self);
}

GstClockTime
gst_cochl_delivery_get_position (GstCochlDelivery *self)
{
  return self->position;
}

GstClockTime
gst_cochl_delivery_get_held (GstCochlDelivery *self)
{
  return g_atomic_int_get (&self->held) * GST_MSECOND;
}
