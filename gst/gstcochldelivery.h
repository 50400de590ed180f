/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlhold.h"
#include "gst/gstcochloutbox.h"

G_BEGIN_DECLS

typedef enum {
  GST_COCHL_DELIVERY_AT_ONCE,     /* nothing is held: results go with the next buffer */
  GST_COCHL_DELIVERY_AFTER,       /* buffers are held for the latency */
  GST_COCHL_DELIVERY_WHEN_JUDGED  /* buffers are held until their results are known */
} GstCochlDeliveryMode;

/**
 * GstCochlDelivery:
 *
 * The way out of the element: brings results to the buffers that they speak of,
 * and buffers and events downstream. Everything but get_held() belongs to the
 * streaming thread, which waits here only where a function says so.
 */
typedef struct _GstCochlDelivery GstCochlDelivery;

/* @pad and @outbox must outlive it; no reference is taken: the element owns both. */
GstCochlDelivery *gst_cochl_delivery_new (GstPad *pad, GstCochlOutbox *outbox);
void              gst_cochl_delivery_free (GstCochlDelivery *self);

/* From the next buffer on. What is held goes when nothing is held any more. */
void          gst_cochl_delivery_set_mode (GstCochlDelivery *self, GstCochlDeliveryMode mode, GstClockTime latency);
/* Whether buffers are to be given to push() rather than to pass(): from the first
 * buffer that was held until clear(). GstBaseTransform marks the next buffer that it
 * pushes itself as DISCONT if any before was, so it must not get a turn between. */
gboolean      gst_cochl_delivery_is_active (GstCochlDelivery *self);

/* A buffer that somebody else pushes: sends the events that belong before it and
 * attaches the metas, if it is writable. ERROR when the worker gave up. */
GstFlowReturn gst_cochl_delivery_pass (GstCochlDelivery *self, GstBuffer *buffer);
/* A buffer (transfer full) that is held, and what may go now. */
GstFlowReturn gst_cochl_delivery_push (GstCochlDelivery *self, GstBuffer *buffer, const GstCochlHoldSpan *span);
/* A serialized event (transfer full), in its turn. @end_time: running time of the
 * end of a GAP, else NONE. */
gboolean      gst_cochl_delivery_push_event (GstCochlDelivery *self, GstEvent *event, GstClockTime end_time);

/* EOS went to the worker: waits until everything has been told, until @end_time
 * (monotonic us, or -1), or for a flush. Results go meanwhile, and buffers as
 * they are judged, or their latency is over; then, but for a flush, all others. */
GstCochlOutboxState gst_cochl_delivery_drain (GstCochlDelivery *self, gint64 end_time);
/* Everything held goes: where buffers wait until they are judged and @judge is
 * set, after that, for which it waits, else at once. */
void                gst_cochl_delivery_finish (GstCochlDelivery *self, gboolean judge);
/* Forgets what is held. @flushed: the stream goes on, and keeps its sticky events. */
void                gst_cochl_delivery_clear (GstCochlDelivery *self, gboolean flushed);

/* Timestamp of the end of the last buffer that left by push(), or NONE. */
GstClockTime gst_cochl_delivery_get_position (GstCochlDelivery *self);
/* Any thread: audio that is held, in whole ms. */
GstClockTime gst_cochl_delivery_get_held (GstCochlDelivery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlDelivery, gst_cochl_delivery_free)

G_END_DECLS
