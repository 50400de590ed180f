/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlqueue.h"
#include "gst/gstcochlsegmenter.h"
#include "gst/gstcochltimeline.h"

G_BEGIN_DECLS

/**
 * GstCochlStretch:
 *
 * One stretch of unbroken audio: its times, its samples as the service wants
 * them and its segments. Reference counted, because what is in flight asks for
 * the times of its windows long after the stretch has ended. One thread.
 */
typedef struct _GstCochlStretch GstCochlStretch;

/* @grid: size and hop count, the rate is the stretch's own. NULL when the audio
 * of @info cannot be converted. @duration: of a segment. */
GstCochlStretch *gst_cochl_stretch_new (const GstAudioInfo *info, const GstSegment *segment,
                                        const GstCochlGrid *grid, gboolean settled, GstClockTime duration);
GstCochlStretch *gst_cochl_stretch_ref (GstCochlStretch *self);
void             gst_cochl_stretch_unref (GstCochlStretch *self);

/* Takes the audio in; FALSE, having taken nothing, when the stretch ends before
 * it. */
gboolean gst_cochl_stretch_push (GstCochlStretch *self, const GstCochlItem *audio);
/* The same for the silence of a GAP, whose duration must be known. */
gboolean gst_cochl_stretch_push_silence (GstCochlStretch *self, const GstCochlItem *gap);
/* A stretch that has ended, of audio that was lost: it has times and windows, and
 * one segment without samples. */
GstCochlStretch *gst_cochl_stretch_new_lost (const GstCochlItem *lost, const GstSegment *segment,
                                             const GstCochlGrid *grid);
/* No more audio comes. */
void     gst_cochl_stretch_end (GstCochlStretch *self);

gboolean gst_cochl_stretch_is_lost (GstCochlStretch *self);

/* As GstCochlSegmenter. */
GstCochlAudioSegment *gst_cochl_stretch_pop (GstCochlStretch *self);
gboolean              gst_cochl_stretch_is_done (GstCochlStretch *self);
gboolean              gst_cochl_stretch_set_grid (GstCochlStretch *self, const GstCochlGrid *grid);
void                  gst_cochl_stretch_set_duration (GstCochlStretch *self, GstClockTime duration);
/* Input frames until a segment is ready, at least 1; G_MAXSIZE when none will be
 * before the grid is settled. */
gsize                 gst_cochl_stretch_get_wanted (GstCochlStretch *self);

const GstCochlGrid *gst_cochl_stretch_get_grid (GstCochlStretch *self);
/* When window @k is: its start, its @duration up to the real end of the audio,
 * and the monotonic time, us, at which the last of its audio came. */
void                gst_cochl_stretch_get_window (GstCochlStretch *self, guint64 k, GstCochlFrameTime *start,
                                                  GstClockTime *duration, gint64 *last_arrival);
/* The position (GstCochlItem) of window @k's first frame, or that after the last
 * frame so far. */
guint64             gst_cochl_stretch_get_position (GstCochlStretch *self, guint64 k);
/* No window before @k will be asked for again. */
void                gst_cochl_stretch_forget (GstCochlStretch *self, guint64 k);
/* Timestamp of what would follow the last frame. */
GstClockTime        gst_cochl_stretch_get_end_time (GstCochlStretch *self);
GstClockTime        gst_cochl_stretch_get_length (GstCochlStretch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlStretch, gst_cochl_stretch_unref)

G_END_DECLS
