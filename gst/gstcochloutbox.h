/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlteller.h"

G_BEGIN_DECLS

/* Something for downstream. */
typedef struct {
  guint64 position;    /* number of the frame (GstCochlItem) that it speaks of, or GST_COCHL_POSITION_NEXT, _LAST */
  GstStructure *event; /* may be NULL */
  GPtrArray *metas;    /* element-type GstStructure: fields of metas; may be NULL */
} GstCochlResult;

void gst_cochl_result_free (GstCochlResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlResult, gst_cochl_result_free)

/**
 * GstCochlOutbox:
 *
 * What the worker has for the streaming thread: results, how far the audio is
 * judged, that everything before EOS was told, that a failure stops the flow of
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

/* Worker: (transfer full), either may be NULL. TRUE: it comes too late, for its frame has left;
 * the metas, which would lie on another's buffer, are dropped and the event has a
 * field `late`. All of it is dropped while what the worker tells is void. */
gboolean gst_cochl_outbox_put (GstCochlOutbox *self, guint64 position, GstStructure *event, GPtrArray *metas);
/* Worker: every result for a frame before @position has been put. */
void     gst_cochl_outbox_set_judged (GstCochlOutbox *self, guint64 position);
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

/* Streaming thread: what there is now goes to @results, element-type
 * GstCochlResult (transfer full); NULL leaves it. */
GstCochlOutboxState gst_cochl_outbox_take (GstCochlOutbox *self, GQueue *results);
/* Streaming thread: the same, and frames before @passing leave now: a result for
 * one of them that is put from here on is late. @judged: out. */
GstCochlOutboxState gst_cochl_outbox_pass (GstCochlOutbox *self, guint64 passing, GQueue *results, guint64 *judged);
/* Streaming thread: EOS goes to the worker now. */
void                gst_cochl_outbox_expect_drained (GstCochlOutbox *self);
/* Streaming thread: the state is open until all before @position is judged. */
void                gst_cochl_outbox_expect_judged (GstCochlOutbox *self, guint64 position);
/* Streaming thread: waits until there is a result, which is taken, until more is
 * judged than at the last look, or until the state is another than open.
 * @end_time: monotonic us, or -1. @judged: out. */
GstCochlOutboxState gst_cochl_outbox_wait (GstCochlOutbox *self, gint64 end_time, GQueue *results, guint64 *judged);
/* Worker: a window came too late. */
void                gst_cochl_outbox_count_late (GstCochlOutbox *self);
/* Any thread: how many since the start. */
guint64             gst_cochl_outbox_get_late (GstCochlOutbox *self);

G_END_DECLS
