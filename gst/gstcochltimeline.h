/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

/**
 * GstCochlTimeline:
 *
 * Says which time each input frame of a stretch has, and where a stretch ends.
 * GstAudioStreamAlign decides what is a discontinuity: a small or slow one
 * (below GST_COCHL_TIMELINE_CUT) only re-stamps what follows, a larger one cuts.
 * Keeps an anchor (frame, timestamp, arrival) wherever times do not simply
 * follow from the frame before; anchors that were left behind are dropped by
 * gst_cochl_timeline_forget(). Pure; one thread at a time.
 */
typedef struct _GstCochlTimeline GstCochlTimeline;

/* A jump in time of at least this much ends the stretch. */
#define GST_COCHL_TIMELINE_CUT (100 * GST_MSECOND)

typedef struct {
  GstClockTime timestamp;    /* of the frame, as the buffers had it */
  GstClockTime running_time; /* NONE outside the segment */
  GstClockTime stream_time;
  gint64 arrival;            /* monotonic time, us: when the frame came into the element */
  GstClockTime utc;          /* time of day, ns since 1970, as GstCochlMarks has it; else NONE, as here */
  guint64 position;          /* likewise; else 0 */
} GstCochlFrameTime;

GstCochlTimeline *gst_cochl_timeline_new (int rate, const GstSegment *segment);
void              gst_cochl_timeline_free (GstCochlTimeline *self);

/* The next @frames frames came with @pts (NONE: they follow what was before,
 * or begin at the segment's start) at @arrival. @discont: flag DISCONT, which
 * makes a jump count at once. Returns FALSE, having taken nothing, when the
 * stretch ends before them: begin a new timeline and push them there. */
gboolean gst_cochl_timeline_push (GstCochlTimeline *self, GstClockTime pts, gboolean discont,
                                  guint64 frames, gint64 arrival);
/* Frames so far. */
guint64  gst_cochl_timeline_get_frames (GstCochlTimeline *self);
/* The times of the audio @position ns after the start of the stretch (counted in
 * frames, not in timestamps); beyond the last frame the last anchor goes on. */
void     gst_cochl_timeline_get_time (GstCochlTimeline *self, GstClockTime position, GstCochlFrameTime *time);
/* Nothing before @position (ns since the start) will be asked for again. */
void     gst_cochl_timeline_forget (GstCochlTimeline *self, GstClockTime position);
/* The stretch's length so far in ns of audio: frames / rate, rounded. */
GstClockTime gst_cochl_timeline_get_duration (GstCochlTimeline *self);
/* Anchors in memory. */
guint    gst_cochl_timeline_get_n_anchors (GstCochlTimeline *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlTimeline, gst_cochl_timeline_free)

G_END_DECLS
