/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlpassage.h"

/* What the worker gives up when drain-timeout is over is told before EOS; only a
 * worker that is held up itself, by an application's handler, is not waited for. */
#define DRAIN_GRACE GST_SECOND

struct _GstCochlPassage {
  GstAudioFilter *filter;
  GstCochlQueue *queue;
  GstCochlOutbox *outbox;
  GstCochlDelivery *delivery;
  /* Atomic: what the configuration says, for each buffer to see. */
  gint leaky;
  gint mode;
  gint latency;  /* ms */
  gint unsure;   /* one of the two has changed */
};

GstCochlPassage *
gst_cochl_passage_new (GstAudioFilter *filter, GstCochlQueue *queue, GstCochlOutbox *outbox)
{
  GstCochlPassage *self = g_new0 (GstCochlPassage, 1);

  self->filter = filter;
  self->queue = queue;
  self->outbox = outbox;
  self->delivery = gst_cochl_delivery_new (GST_BASE_TRANSFORM_SRC_PAD (filter), outbox);
  return self;
}

void
gst_cochl_passage_free (GstCochlPassage *self)
{
  gst_cochl_delivery_free (self->delivery);
  g_free (self);
}

static GstCochlDeliveryMode
choose_mode (const GstCochlConfig *config)
{
  if (gst_cochl_config_holds_until_judged (config))
    return GST_COCHL_DELIVERY_WHEN_JUDGED;
  return config->latency > 0 ? GST_COCHL_DELIVERY_AFTER : GST_COCHL_DELIVERY_AT_ONCE;
}

void
gst_cochl_passage_set_config (GstCochlPassage *self, const GstCochlConfig *config)
{
  g_atomic_int_set (&self->leaky, gst_cochl_config_is_leaky (config));
  g_atomic_int_set (&self->mode, choose_mode (config));
  g_atomic_int_set (&self->latency, config->latency);
  g_atomic_int_set (&self->unsure, TRUE);
}

gboolean
gst_cochl_passage_is_holding (GstCochlPassage *self)
{
  if (g_atomic_int_get (&self->unsure)) {
    g_atomic_int_set (&self->unsure, FALSE);
    gst_cochl_delivery_set_mode (self->delivery, g_atomic_int_get (&self->mode),
                                 g_atomic_int_get (&self->latency) * GST_MSECOND);
  }
  return gst_cochl_delivery_is_active (self->delivery);
}

static gboolean
copy (GstCochlPassage *self, GstBuffer *buffer)
{
  return gst_cochl_queue_push_audio (self->queue, buffer, !g_atomic_int_get (&self->leaky));
}

GstFlowReturn
gst_cochl_passage_look (GstCochlPassage *self, GstBuffer *buffer)
{
  gboolean pushed = copy (self, buffer);
  GstFlowReturn ret = gst_cochl_delivery_pass (self->delivery, buffer);

  return ret == GST_FLOW_OK && !pushed ? GST_FLOW_FLUSHING : ret;
}

/* Running time of the end of what begins at @start. */
static GstClockTime
get_end_time (GstCochlPassage *self, GstClockTime start, GstClockTime duration)
{
  const GstSegment *segment = &GST_BASE_TRANSFORM (self->filter)->segment;

  if (!GST_CLOCK_TIME_IS_VALID (start) || segment->format != GST_FORMAT_TIME)
    return GST_CLOCK_TIME_NONE;
  if (GST_CLOCK_TIME_IS_VALID (duration))
    start += duration;
  return gst_segment_to_running_time (segment, GST_FORMAT_TIME, MIN (start, segment->stop));
}

GstFlowReturn
gst_cochl_passage_hold (GstCochlPassage *self, GstBuffer *buffer)
{
  GstCochlHoldSpan span = { .start = gst_cochl_queue_get_position (self->queue) };
  gboolean pushed = copy (self, buffer);
  GstFlowReturn ret;

  span.end = gst_cochl_queue_get_position (self->queue);
  span.duration = gst_util_uint64_scale_int_round (span.end - span.start, GST_SECOND,
                                                   GST_AUDIO_FILTER_RATE (self->filter));
  span.end_time = get_end_time (self, GST_BUFFER_PTS (buffer), span.duration);
  span.arrival = g_get_monotonic_time ();
  ret = gst_cochl_delivery_push (self->delivery, buffer, &span);
  return ret == GST_FLOW_OK && !pushed ? GST_FLOW_FLUSHING : ret;
}

/* In the base class too, which would not keep the event in its turn. */
static void
push_segment (GstCochlPassage *self, GstEvent *event)
{
  GstBaseTransform *base = GST_BASE_TRANSFORM (self->filter);
  GstSegment segment;

  gst_event_copy_segment (event, &base->segment);
  base->have_segment = TRUE;
  segment = base->segment;
  if (segment.format != GST_FORMAT_TIME)
    gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_cochl_queue_push_segment (self->queue, &segment);
}

static GstClockTime
push_gap (GstCochlPassage *self, GstEvent *event)
{
  GstClockTime timestamp, duration;

  gst_event_parse_gap (event, &timestamp, &duration);
  gst_cochl_queue_push_gap (self->queue, timestamp, duration);
  return get_end_time (self, timestamp, duration);
}

gboolean
gst_cochl_passage_push_event (GstCochlPassage *self, GstEvent *event)
{
  GstClockTime end_time = GST_CLOCK_TIME_NONE;

  if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT)
    push_segment (self, event);
  else if (GST_EVENT_TYPE (event) == GST_EVENT_GAP)
    end_time = push_gap (self, event);
  return gst_cochl_delivery_push_event (self->delivery, event, end_time);
}

/* A new format ends the stretch, so that all of it can be judged first. */
void
gst_cochl_passage_finish_format (GstCochlPassage *self, GstEvent *event)
{
  g_autoptr (GstCaps) before = gst_pad_get_current_caps (GST_BASE_TRANSFORM_SRC_PAD (self->filter));
  GstAudioInfo info;
  GstCaps *caps;
  gboolean differs;

  gst_event_parse_caps (event, &caps);
  if (!gst_cochl_delivery_is_active (self->delivery) || (before && gst_caps_is_equal (before, caps))
      || !gst_audio_info_from_caps (&info, caps))
    return;
  differs = !gst_audio_info_is_equal (&info, GST_AUDIO_FILTER_INFO (self->filter));
  if (differs)
    gst_cochl_queue_push_format (self->queue, &info);
  gst_cochl_delivery_finish (self->delivery, differs);
}

gboolean
gst_cochl_passage_drain (GstCochlPassage *self, GstClockTime timeout)
{
  gint64 end_time = timeout >= GST_CLOCK_TIME_NONE - DRAIN_GRACE ? -1 :
      g_get_monotonic_time () + (gint64) ((timeout + DRAIN_GRACE) / GST_USECOND);
  GstCochlOutboxState state;

  gst_cochl_outbox_expect_drained (self->outbox);
  if (!gst_cochl_queue_push_eos (self->queue)) {
    if (gst_cochl_outbox_take (self->outbox, NULL) != GST_COCHL_OUTBOX_FAILED)
      return FALSE;
    gst_cochl_delivery_finish (self->delivery, FALSE);
    return TRUE;
  }
  state = gst_cochl_delivery_drain (self->delivery, end_time);
  if (state == GST_COCHL_OUTBOX_TIMED_OUT)
    GST_ELEMENT_WARNING (self->filter, RESOURCE, BUSY,
        ("Not everything was told within the drain-timeout of %.1f s; EOS goes on.", timeout / 1e9), (NULL));
  return state != GST_COCHL_OUTBOX_FLUSHED;
}

void
gst_cochl_passage_begin_flush (GstCochlPassage *self)
{
  gst_cochl_outbox_begin_flush (self->outbox);
  gst_cochl_queue_set_flushing (self->queue, TRUE);
}

void
gst_cochl_passage_end_flush (GstCochlPassage *self)
{
  gst_cochl_delivery_clear (self->delivery, TRUE);
  gst_cochl_outbox_end_flush (self->outbox);
  gst_cochl_queue_push_flush (self->queue);
  gst_cochl_queue_set_flushing (self->queue, FALSE);
  /* After a failure nobody takes what is pushed. The worker marks the outbox
   * first, so that one of us sees the other. */
  if (gst_cochl_outbox_take (self->outbox, NULL) == GST_COCHL_OUTBOX_FAILED)
    gst_cochl_queue_set_flushing (self->queue, TRUE);
}

void
gst_cochl_passage_start (GstCochlPassage *self)
{
  gst_cochl_queue_set_flushing (self->queue, FALSE);
  gst_cochl_outbox_reset (self->outbox);
}

void
gst_cochl_passage_stop (GstCochlPassage *self)
{
  GstCochlItem *item;

  while ((item = gst_cochl_queue_pop (self->queue, 0)))
    gst_cochl_item_free (item);
  gst_cochl_delivery_clear (self->delivery, FALSE);
}

/* The base class answers with the position of what it has pushed itself. */
gboolean
gst_cochl_passage_answer_position (GstCochlPassage *self, GstQuery *query)
{
  GstClockTime position = gst_cochl_delivery_get_position (self->delivery);
  GstFormat format;

  gst_query_parse_position (query, &format, NULL);
  if (format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID (position))
    return FALSE;
  position = gst_segment_to_stream_time (&GST_BASE_TRANSFORM (self->filter)->segment, GST_FORMAT_TIME, position);
  gst_query_set_position (query, GST_FORMAT_TIME, position);
  return GST_CLOCK_TIME_IS_VALID (position);
}

GstClockTime
gst_cochl_passage_get_held (GstCochlPassage *self)
{
  return gst_cochl_delivery_get_held (self->delivery);
}
