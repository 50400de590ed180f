/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlteller.h"

G_BEGIN_DECLS

typedef struct {
  guint64 windows, windows_analyzed, windows_failed, windows_quiet, windows_dropped;
  guint64 segments_dropped;
  guint64 detections; /* tags of told windows */
  guint64 events;     /* that started */
  GstClockTime audio_duration; /* of all audio taken */
  GstClockTime window_size, window_hop;
  guint in_flight, queued;     /* segments */
  GstClockTime delay, max_delay; /* of the last window that was judged, and the longest */
  /* What is in force; of times NONE: without bound. */
  gboolean live, leaky;
  GstClockTime deadline, drain_timeout, segment_duration;
  guint max_in_flight, max_queued;
} GstCochlCounts;

/**
 * GstCochlTally:
 *
 * What the analyzer counts, and what is in force, for any thread to read.
 */
typedef struct _GstCochlTally GstCochlTally;

GstCochlTally *gst_cochl_tally_new (void);
void           gst_cochl_tally_free (GstCochlTally *self);

/* What was told. */
void gst_cochl_tally_window (GstCochlTally *self, const GstCochlWindowReport *report);
void gst_cochl_tally_event (GstCochlTally *self, const GstCochlEventReport *report);
/* A segment was given up. */
void gst_cochl_tally_dropped (GstCochlTally *self);
/* Takes over all that is no count of the above: from audio_duration to queued, and
 * with @config what is in force, but for deadline and segment_duration, which are @now's. */
void gst_cochl_tally_update (GstCochlTally *self, const GstCochlCounts *now, const GstCochlConfig *config);
/* Any thread. */
void gst_cochl_tally_get (GstCochlTally *self, GstCochlCounts *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlTally, gst_cochl_tally_free)

G_END_DECLS
