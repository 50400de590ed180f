/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlitem.h"

G_BEGIN_DECLS

/**
 * GstCochlQueue:
 *
 * The bounded queue between the streaming thread, which copies audio in, and
 * the worker, which takes it out. Small buffers that follow one another without
 * a break are put together into one chunk, so that tiny buffers cost a memcpy
 * and no wake-up each. Items come out in order; none is ever lost except by flush,
 * or audio by a push that may not wait: a LOST item stands in its place then.
 *
 * Threads: push functions from the streaming thread; pop from the worker; flush,
 * set_flushing and stop from any. No callback is called with the lock held.
 */
typedef struct _GstCochlQueue GstCochlQueue;

/* @wake is called (any pushing thread, no lock held) when the worker, which
 * found less than it wanted, has something to do; at most once a pop that
 * returned NULL. */
GstCochlQueue *gst_cochl_queue_new (GFunc wake, gpointer user_data);
GstCochlQueue *gst_cochl_queue_ref (GstCochlQueue *self);
void           gst_cochl_queue_unref (GstCochlQueue *self);

/* At most @duration of audio waits (one buffer always fits). */
void gst_cochl_queue_set_limit (GstCochlQueue *self, GstClockTime duration);

/* FALSE when flushing, but for a format: upstream tells it once, so it is taken
 * even then. push_audio copies @buffer's audio; where there is no room it waits
 * for some if it may @block, which flush and stop end at once, else the oldest
 * audio becomes LOST. */
gboolean gst_cochl_queue_push_format (GstCochlQueue *self, const GstAudioInfo *info);
gboolean gst_cochl_queue_push_segment (GstCochlQueue *self, const GstSegment *segment);
gboolean gst_cochl_queue_push_audio (GstCochlQueue *self, GstBuffer *buffer, gboolean block);
gboolean gst_cochl_queue_push_gap (GstCochlQueue *self, GstClockTime pts, GstClockTime duration);
gboolean gst_cochl_queue_push_eos (GstCochlQueue *self);
/* Drops what waits and puts a FLUSH item in. */
void     gst_cochl_queue_push_flush (GstCochlQueue *self);
/* While flushing every push fails at once and waits end. */
void     gst_cochl_queue_set_flushing (GstCochlQueue *self, gboolean flushing);

/* The next item, or NULL when there is none, or when only audio waits and it is
 * less than @wanted frames (so that tiny buffers do not wake the worker; 0: any).
 * A chunk that is still being filled is handed over as it is. (transfer full) */
GstCochlItem *gst_cochl_queue_pop (GstCochlQueue *self, gsize wanted);
/* Gives @item back instead of freeing it, from the thread that pops: its memory
 * is used for audio to come. (transfer full) */
void          gst_cochl_queue_recycle (GstCochlQueue *self, GstCochlItem *item);
/* Whether there is an item; if not, the next one wakes the worker. */
gboolean      gst_cochl_queue_has_item (GstCochlQueue *self);
gsize         gst_cochl_queue_get_frames (GstCochlQueue *self);
/* Pushing thread: the number of the frame that is pushed next, counted from the
 * first since the queue was made. */
guint64       gst_cochl_queue_get_position (GstCochlQueue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlQueue, gst_cochl_queue_unref)

G_END_DECLS
