/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What is known of a held buffer. */
typedef struct {
  guint64 start, end;     /* positions (GstCochlItem) of its first frame and of what follows it */
  GstClockTime end_time;  /* running time of its end; NONE: it follows the one before */
  GstClockTime duration;
  gint64 arrival;         /* monotonic us */
} GstCochlHoldSpan;

/**
 * GstCochlHold:
 *
 * Buffers and serialized events that wait, in one line, until it is known what
 * belongs on them. What goes in comes out, in order, none lost, buffers with their
 * data, flags and metas; an event waits as long as the buffers before it. Pure;
 * one thread at a time.
 */
typedef struct _GstCochlHold GstCochlHold;

GstCochlHold *gst_cochl_hold_new (void);
void          gst_cochl_hold_free (GstCochlHold *self);

/* (transfer full) both. @end_time: running time of the end of a GAP, else NONE. */
void gst_cochl_hold_push_buffer (GstCochlHold *self, GstBuffer *buffer, const GstCochlHoldSpan *span);
void gst_cochl_hold_push_event (GstCochlHold *self, GstEvent *event, GstClockTime end_time);

/* Puts @event (transfer full) before the buffer that has frame @position, and
 * @metas (GstStructures, fields for gst_cochl_meta_attach()) on it. Either may be
 * NULL. Where that buffer has not come yet the event goes behind all others and
 * the metas have no place. FALSE, having taken nothing, when it is gone. */
gboolean gst_cochl_hold_place (GstCochlHold *self, guint64 position, GstEvent *event, GPtrArray *metas);

/* The position up to which buffers have been held for @latency: those that would
 * be held for longer if the next one, as long as the newest, came before they left. */
guint64        gst_cochl_hold_get_due (GstCochlHold *self, GstClockTime latency);
/* The position up to which buffers came at @arrival or before. */
guint64        gst_cochl_hold_get_overdue (GstCochlHold *self, gint64 arrival);
/* What goes next: a buffer that ends at @passing or before, with the events that
 * were placed before it, or an event that no buffer stands before. NULL: nothing.
 * (transfer full) */
GstMiniObject *gst_cochl_hold_pop (GstCochlHold *self, guint64 passing);
/* Everything goes; what a flush must not lose, the sticky events that tell of no
 * segment, is stored on @pad where that is not NULL. */
void           gst_cochl_hold_clear (GstCochlHold *self, GstPad *pad);

gboolean     gst_cochl_hold_is_empty (GstCochlHold *self);
/* The position after the last buffer. */
guint64      gst_cochl_hold_get_end (GstCochlHold *self);
/* When the first buffer arrived; 0 when there is none. */
gint64       gst_cochl_hold_get_arrival (GstCochlHold *self);
/* Audio that is held. */
GstClockTime gst_cochl_hold_get_duration (GstCochlHold *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlHold, gst_cochl_hold_free)

G_END_DECLS
