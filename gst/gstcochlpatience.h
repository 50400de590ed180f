/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlline.h"
#include "gst/gstcochlnotice.h"
#include "gst/gstcochltally.h"

G_BEGIN_DECLS

/**
 * GstCochlPatience:
 *
 * Gives up segments of a line that waited too long, or that are too many, and
 * rings when the next will have. Times are monotonic us; G_MAXINT64: never. One
 * thread, whose default GMainContext rings.
 */
typedef struct _GstCochlPatience GstCochlPatience;

/* What it is given must outlive it. @ring: it is time for gst_cochl_patience_expire(). */
GstCochlPatience *gst_cochl_patience_new (GstCochlLine *line, GstCochlTally *tally,
                                          void (*ring) (gpointer user_data), gpointer user_data);
void              gst_cochl_patience_free (GstCochlPatience *self);
/* What of it is worth a WARNING. (transfer none) */
GstCochlNotice   *gst_cochl_patience_get_notice (GstCochlPatience *self);

/* @max_queued: segments that may wait; G_MAXUINT: any number. @deadline: from the
 * arrival of a segment's last audio, ns, or GST_CLOCK_TIME_NONE. */
void     gst_cochl_patience_set (GstCochlPatience *self, guint max_queued, GstClockTime deadline);
/* EOS came at @from: @timeout (ns, or GST_CLOCK_TIME_NONE) later everything is given up. */
void     gst_cochl_patience_begin_drain (GstCochlPatience *self, gint64 from, GstClockTime timeout);
void     gst_cochl_patience_end_drain (GstCochlPatience *self);
/* The drain's time is over. */
gboolean gst_cochl_patience_has_ended (GstCochlPatience *self, gint64 now);

/* A segment that was given up already is appended to the line. */
void     gst_cochl_patience_note (GstCochlPatience *self, const GstCochlJob *job);
/* Gives up the oldest of those that wait, as long as they are too many; and the
 * oldest of all, when a thousand others cannot be told for it. */
void     gst_cochl_patience_leak (GstCochlPatience *self);
/* Gives up what is too old at @now. TRUE: there was something. */
gboolean gst_cochl_patience_expire (GstCochlPatience *self, gint64 now);
/* Sets the time to ring, from what the line holds now. */
void     gst_cochl_patience_plan (GstCochlPatience *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlPatience, gst_cochl_patience_free)

G_END_DECLS
