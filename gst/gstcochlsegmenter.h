/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlgrid.h"

G_BEGIN_DECLS

/**
 * GstCochlAudioSegment:
 *
 * The audio of one submission: @n_windows windows from window @first_window of
 * its stretch on. Owned by who took it; free with gst_cochl_audio_segment_free().
 */
typedef struct {
  guint64 first_window; /* index in the stretch */
  guint n_windows;      /* at least 1 */
  GBytes *samples;      /* int16 mono, native endian, one second at least; padded with silence
                         * at a stretch's end. The service may find more windows in them than
                         * n_windows where a window is shorter than a second: leave those out. */
  double *levels;       /* n_windows RMS levels of the real (unpadded) samples, dBFS; digital silence: -200 */
  gboolean lost;        /* its audio is not known: no samples, levels are NAN */
  gboolean last;        /* the stretch is known to end with it (not when it was popped before the end) */
} GstCochlAudioSegment;

void gst_cochl_audio_segment_free (GstCochlAudioSegment *segment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlAudioSegment, gst_cochl_audio_segment_free)

/**
 * GstCochlSegmenter:
 *
 * Cuts one stretch of mono samples into segments whose windows together are
 * exactly those of the unbroken audio: none twice, none missing. Pure: samples
 * in, segments out. One thread at a time.
 *
 * Until the grid is settled (the service has told its windows) only one segment
 * is given out, and all audio since the start of the stretch is kept, so that
 * gst_cochl_segmenter_set_grid() can cut it again.
 */
typedef struct _GstCochlSegmenter GstCochlSegmenter;

/* @duration: audio of a segment, ns; at least one window is in each. @settled:
 * the grid is known to be the service's. */
GstCochlSegmenter *gst_cochl_segmenter_new (const GstCochlGrid *grid, gboolean settled, GstClockTime duration);
void               gst_cochl_segmenter_free (GstCochlSegmenter *self);

/* From the next segment on. */
void gst_cochl_segmenter_set_duration (GstCochlSegmenter *self, GstClockTime duration);
/* The service's windows are known now. The same as the grid in force: settles
 * it, what was cut stands, returns TRUE. Others: everything is cut again from
 * the start of the stretch and the segment that was given out is void; returns
 * FALSE. Calling it when already settled with a different grid is a programming error. */
gboolean gst_cochl_segmenter_set_grid (GstCochlSegmenter *self, const GstCochlGrid *grid);

void gst_cochl_segmenter_push (GstCochlSegmenter *self, const gint16 *samples, gsize n);
/* The stretch is over after @frames input frames at @frame_rate: the last
 * segment is padded with silence to a whole window, and to one second. */
void gst_cochl_segmenter_end (GstCochlSegmenter *self, guint64 frames, int frame_rate);

/* The next segment, or NULL when more audio (or a settled grid) is needed.
 * (transfer full) */
GstCochlAudioSegment *gst_cochl_segmenter_pop (GstCochlSegmenter *self);
/* Everything that will ever come was popped: the stretch was ended, and the grid
 * is settled, or there was no audio at all. */
gboolean              gst_cochl_segmenter_is_done (GstCochlSegmenter *self);
/* Samples that must still be pushed before pop gives something; 0 when it would
 * now; G_MAXUINT64 when pushing does not help (unsettled). */
guint64               gst_cochl_segmenter_get_missing (GstCochlSegmenter *self);
/* Samples in memory: once settled, a segment's worth and what came since. */
gsize                 gst_cochl_segmenter_get_held (GstCochlSegmenter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlSegmenter, gst_cochl_segmenter_free)

G_END_DECLS
