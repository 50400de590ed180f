/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochljob.h"

G_BEGIN_DECLS

/**
 * GstCochlLine:
 *
 * The segments that wait, are in flight or are done, in the order of the audio:
 * they may be done in any order and leave in that one. One thread.
 */
typedef struct _GstCochlLine GstCochlLine;

GstCochlLine *gst_cochl_line_new (void);
void          gst_cochl_line_free (GstCochlLine *self);

/* One that waits, or is done already. (transfer full) */
void          gst_cochl_line_append (GstCochlLine *self, GstCochlJob *job);
/* The first that waits is in flight from now on; NULL when none does. It stays
 * alive until gst_cochl_line_finish(). (transfer none) */
GstCochlJob  *gst_cochl_line_start (GstCochlLine *self);
/* A job that was started is not in flight any more. FALSE: it had been dropped
 * and is gone now. TRUE: it is done. */
gboolean      gst_cochl_line_finish (GstCochlLine *self, GstCochlJob *job);
/* The first, if it is done. (transfer full) */
GstCochlJob  *gst_cochl_line_pop (GstCochlLine *self);
/* The first that waits is given up for @reason: it is done, unjudged, where it
 * stands. NULL when none waits. (transfer none) */
GstCochlJob  *gst_cochl_line_give_up_waiting (GstCochlLine *self, const char *reason);
/* The first that is not done, if its last audio came at @arrival (monotonic us)
 * or before, is given up: what is in flight is cancelled. (transfer none) */
GstCochlJob  *gst_cochl_line_give_up_old (GstCochlLine *self, gint64 arrival, const char *reason);
/* What is not done and goes to stream sessions by default waits for file sessions
 * now; what is in flight is cancelled. */
void          gst_cochl_line_begin_as_files (GstCochlLine *self);
/* When the last audio of the first that is not done came; G_MAXINT64: all are. */
gint64        gst_cochl_line_get_oldest (GstCochlLine *self);
/* Drops all: what is in flight is cancelled. */
void          gst_cochl_line_drop (GstCochlLine *self);

guint         gst_cochl_line_get_waiting (GstCochlLine *self);
guint         gst_cochl_line_get_in_flight (GstCochlLine *self);
/* With those that are done. */
guint         gst_cochl_line_get_length (GstCochlLine *self);
gboolean      gst_cochl_line_is_empty (GstCochlLine *self);
/* Jobs that were started and not finished, dropped ones among them. */
guint         gst_cochl_line_get_outstanding (GstCochlLine *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlLine, gst_cochl_line_free)

G_END_DECLS
