/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-client.h"
#include "gst/gstcochljob.h"

G_BEGIN_DECLS

/**
 * GstCochlTrack:
 *
 * Gives the segments that go to sessions of type stream or predict, in the order
 * in which they are submitted, their lane: one for each stretch of audio, and a
 * new one where the session type changes. One thread.
 */
typedef struct _GstCochlTrack GstCochlTrack;

GstCochlTrack *gst_cochl_track_new (CochlClient *client);
/* Ends the lane. */
void           gst_cochl_track_free (GstCochlTrack *self);
/* The submission of a job that is about to be submitted. A file's was made by
 * gst_cochl_job_encode() already. (transfer full) */
CochlSubmission *gst_cochl_track_take_submission (GstCochlTrack *self, GstCochlJob *job);
/* Nothing that follows joins what was submitted so far. */
void           gst_cochl_track_end (GstCochlTrack *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlTrack, gst_cochl_track_free)

G_END_DECLS
