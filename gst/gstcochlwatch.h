/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-client.h"
#include "gst/gstcochlconfig.h"
#include "gst/gstcochlcutter.h"
#include "gst/gstcochlpatience.h"
#include "gst/gstcochlstatus.h"

G_BEGIN_DECLS

/**
 * GstCochlWatch:
 *
 * Keeps an eye on how the service is doing for a client, on what is dropped and
 * on how late results come: what of that is to be told, and what follows for the
 * length of segments (GstCochlPace). In one thread, whose default GMainContext
 * calls back.
 */
typedef struct _GstCochlWatch GstCochlWatch;

typedef struct {
  void (*status) (const GstCochlStatusReport *report, gpointer user_data);
  /* The service is doing better or worse: there may be something to do. */
  void (*changed) (gpointer user_data);
} GstCochlWatchFuncs;

/* @funcs must outlive it; not called from within another of its functions. */
GstCochlWatch *gst_cochl_watch_new (CochlClient *client, const GstCochlWatchFuncs *funcs, gpointer user_data);
void           gst_cochl_watch_free (GstCochlWatch *self);

/* What is in force now. */
void         gst_cochl_watch_set_config (GstCochlWatch *self, GstCochlConfig *config);
/* Segments were given up: as many as ever, @segments. */
void         gst_cochl_watch_dropped (GstCochlWatch *self, guint64 segments);
/* A window was judged, so long after its audio had come. */
void         gst_cochl_watch_judged (GstCochlWatch *self, GstClockTime delay);
/* File sessions are used for want of stream sessions. */
void         gst_cochl_watch_set_no_streams (GstCochlWatch *self);
/* All was well with the service from @time (monotonic us) on. */
gboolean     gst_cochl_watch_is_well_since (GstCochlWatch *self, gint64 time);
/* A segment was cut, @outstanding are not judged; @overlap: of segments. */
void         gst_cochl_watch_cut (GstCochlWatch *self, guint outstanding, GstClockTime overlap);

/* Has @cutter and @patience keep to what is in force now. */
void         gst_cochl_watch_apply (GstCochlWatch *self, GstCochlCutter *cutter, GstCochlPatience *patience);
/* As the configuration has it, live audio's grown under a call limit. */
GstClockTime gst_cochl_watch_get_segment_duration (GstCochlWatch *self);
GstClockTime gst_cochl_watch_get_deadline (GstCochlWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlWatch, gst_cochl_watch_free)

G_END_DECLS
