/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochltrack.h"

struct _GstCochlTrack {
  CochlClient *client;
  CochlLane *lane;          /* NULL: none is open */
  GstCochlStretch *stretch; /* that the lane is of */
  CochlSessionType type;
};

GstCochlTrack *
gst_cochl_track_new (CochlClient *client)
{
  GstCochlTrack *self = g_new0 (GstCochlTrack, 1);

  self->client = g_object_ref (client);
  return self;
}

void
gst_cochl_track_end (GstCochlTrack *self)
{
  if (!self->lane)
    return;
  cochl_client_end_lane (self->client, self->lane);
  g_clear_pointer (&self->lane, cochl_lane_unref);
  g_clear_pointer (&self->stretch, gst_cochl_stretch_unref);
}

void
gst_cochl_track_free (GstCochlTrack *self)
{
  gst_cochl_track_end (self);
  g_object_unref (self->client);
  g_free (self);
}

static void
change_to (GstCochlTrack *self, GstCochlStretch *stretch, CochlSessionType type)
{
  if (self->lane && self->stretch == stretch && self->type == type)
    return;
  gst_cochl_track_end (self);
  self->lane = cochl_lane_new ();
  self->stretch = gst_cochl_stretch_ref (stretch);
  self->type = type;
}

CochlSubmission *
gst_cochl_track_take_submission (GstCochlTrack *self, GstCochlJob *job)
{
  const GstCochlGrid *grid = gst_cochl_stretch_get_grid (job->stretch);
  gboolean predict = gst_cochl_config_get_session_type (job->config) == GST_COCHL_SESSION_PREDICT;
  CochlSubmission *submission;

  if (job->submission) {
    gst_cochl_track_end (self);
    return g_steal_pointer (&job->submission);
  }
  change_to (self, job->stretch, predict ? COCHL_SESSION_PREDICT : COCHL_SESSION_STREAM);
  submission = cochl_submission_new_raw (self->type, self->lane, job->samples, grid->rate,
                                         gst_cochl_grid_get_start (grid, job->first_window), job->window_size,
                                         job->window_hop, gst_cochl_config_get_sensitivity (job->config),
                                         gst_cochl_config_get_tag_sensitivity (job->config));
  if (!gst_cochl_job_is_stream_by_default (job))
    g_clear_pointer (&job->samples, g_bytes_unref);
  return submission;
}
