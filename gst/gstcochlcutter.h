/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlstretch.h"

G_BEGIN_DECLS

/**
 * GstCochlCutter:
 *
 * What comes out of the queue goes in; the segments of one stretch after the
 * other come out. A stretch ends at a jump in time, a GAP event as long as one,
 * another format, another segment, EOS. Pure; one thread.
 *
 * Until the service has told its windows only one segment is given out and
 * nothing more should be pushed (gst_cochl_cutter_is_held()): all audio of the
 * stretch is kept, so that it can be cut again.
 */
typedef struct _GstCochlCutter GstCochlCutter;

/* What an item meant for the caller. */
typedef enum {
  GST_COCHL_CUTTER_TAKEN,
  GST_COCHL_CUTTER_REVERSED,   /* audio with a rate below 0: not taken */
  GST_COCHL_CUTTER_UNREADABLE  /* audio of a format that cannot be converted: not taken */
} GstCochlCutterAnswer;

GstCochlCutter *gst_cochl_cutter_new (void);
void            gst_cochl_cutter_free (GstCochlCutter *self);
/* Of segments, ns, from the next one on. */
void            gst_cochl_cutter_set_duration (GstCochlCutter *self, GstClockTime duration);

/* A FLUSH item forgets all audio; an EOS item ends the stretch. */
GstCochlCutterAnswer gst_cochl_cutter_push (GstCochlCutter *self, GstCochlItem *item);
/* The next segment and the stretch that it is of, or NULL. (transfer full) both */
GstCochlAudioSegment *gst_cochl_cutter_pop (GstCochlCutter *self, GstCochlStretch **stretch);
/* Pushing does not help before the windows are known. */
gboolean              gst_cochl_cutter_is_held (GstCochlCutter *self);
/* Audio that so waits, ns. */
GstClockTime          gst_cochl_cutter_get_held (GstCochlCutter *self);
/* Input frames until the next segment, at least 1. */
gsize                 gst_cochl_cutter_get_wanted (GstCochlCutter *self);
/* All that was pushed was popped, and no stretch is open. */
gboolean              gst_cochl_cutter_is_done (GstCochlCutter *self);

/* The service's windows. TRUE: those in force, what was popped stands. FALSE:
 * others, and what was popped is void and comes again, cut for them. Once the
 * windows are settled others end the open stretch, and what follows is cut for
 * them; the return value is TRUE, what was popped before cannot come again. */
gboolean              gst_cochl_cutter_set_windows (GstCochlCutter *self, GstClockTime size, GstClockTime hop);
/* The windows in force are as good as known: no better knowledge will come. */
void                  gst_cochl_cutter_settle (GstCochlCutter *self);
gboolean              gst_cochl_cutter_is_settled (GstCochlCutter *self);
void                  gst_cochl_cutter_get_windows (GstCochlCutter *self, GstClockTime *size, GstClockTime *hop);
/* Length of all audio that was taken, ns. */
GstClockTime          gst_cochl_cutter_get_length (GstCochlCutter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlCutter, gst_cochl_cutter_free)

G_END_DECLS
