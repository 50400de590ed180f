/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * GstCochlOutbox:
 *
 * What the worker has for the streaming thread: events and metas for the next
 * buffer, that everything before EOS was told, that a failure stops the flow of
 * data. And what the streaming thread has for the worker: that a flush made all
 * before it void. Each function says whose it is. The lock is never held while
 * something is done.
 */
typedef struct _GstCochlOutbox GstCochlOutbox;

typedef enum {
  GST_COCHL_OUTBOX_OPEN,     /* there is or may be more */
  GST_COCHL_OUTBOX_DRAINED,  /* everything before EOS was told */
  GST_COCHL_OUTBOX_FLUSHED,  /* a flush began, or the element stops */
  GST_COCHL_OUTBOX_FAILED,   /* the worker gave up */
  GST_COCHL_OUTBOX_TIMED_OUT
} GstCochlOutboxState;

GstCochlOutbox *gst_cochl_outbox_new (void);
void            gst_cochl_outbox_free (GstCochlOutbox *self);

/* The element starts: as new. */
void gst_cochl_outbox_reset (GstCochlOutbox *self);

/* Worker: (transfer full). Dropped while what the worker tells is void. */
void     gst_cochl_outbox_put_event (GstCochlOutbox *self, GstStructure *event);
void     gst_cochl_outbox_put_meta (GstCochlOutbox *self, GstStructure *meta);
/* Worker: EOS was taken and everything before it told. */
void     gst_cochl_outbox_set_drained (GstCochlOutbox *self);
void     gst_cochl_outbox_set_failed (GstCochlOutbox *self);
/* Worker: between the beginning of a flush and when the worker has seen it. */
gboolean gst_cochl_outbox_is_void (GstCochlOutbox *self);
/* Worker: it has seen a flush. */
void     gst_cochl_outbox_set_seen (GstCochlOutbox *self);

/* Any thread: FLUSH_START, or the element stops. Ends the wait. */
void gst_cochl_outbox_begin_flush (GstCochlOutbox *self);
/* Streaming thread: FLUSH_STOP; before the worker can see it. */
void gst_cochl_outbox_end_flush (GstCochlOutbox *self);

/* Streaming thread: what there is now goes to the queues, element-type
 * GstStructure (transfer full). Either may be NULL. */
GstCochlOutboxState gst_cochl_outbox_take (GstCochlOutbox *self, GQueue *events, GQueue *metas);
/* Streaming thread: EOS goes to the worker now. */
void                gst_cochl_outbox_expect_drained (GstCochlOutbox *self);
/* Streaming thread: waits until there is an event, which is taken, or the state
 * is another than open. @end_time: monotonic us, or -1. */
GstCochlOutboxState gst_cochl_outbox_wait (GstCochlOutbox *self, gint64 end_time, GQueue *events);

G_END_DECLS
