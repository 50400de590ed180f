/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * GstCochlMarks:
 *
 * Says of each frame of a stretch which of all frames it is that came into the
 * element (its position), and which time of day it has where buffers told one.
 * Keeps a mark wherever these do not simply follow from the frame before. Pure;
 * one thread at a time.
 */
typedef struct _GstCochlMarks GstCochlMarks;

GstCochlMarks *gst_cochl_marks_new (int rate);
void           gst_cochl_marks_free (GstCochlMarks *self);

/* The next @frames frames of the stretch; the first is number @position of all.
 * @silent: they stand for no frame that came; what follows them has @position too.
 * @utc: time of day (ns) of the first, or NONE: as far as before, it goes on. */
void gst_cochl_marks_push (GstCochlMarks *self, guint64 frames, guint64 position, gboolean silent, GstClockTime utc);
/* Of frame @frame of the stretch; beyond the last frame the last mark goes on.
 * Either may be NULL. @utc: NONE where no buffer up to it told one. */
void gst_cochl_marks_get (GstCochlMarks *self, guint64 frame, guint64 *position, GstClockTime *utc);
/* No frame before @frame will be asked for again. */
void gst_cochl_marks_forget (GstCochlMarks *self, guint64 frame);
/* Marks in memory. */
guint gst_cochl_marks_get_length (GstCochlMarks *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlMarks, gst_cochl_marks_free)

G_END_DECLS
