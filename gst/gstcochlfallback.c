/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlfallback.h"

#include "cochl/model/cochl-error.h"

struct _GstCochlFallback {
  GstCochlLine *line;
  GstCochlTrack *track;
  GstCochlWatch *watch;
  GstCochlConfig *given; /* what the last configuration was made of; NULL: to be made anew */
  gboolean streaming;    /* that one has stream sessions by default */
  gboolean fallen;
  gint64 judged;         /* when something came of a stream session last */
};

GstCochlFallback *
gst_cochl_fallback_new (GstCochlLine *line, GstCochlTrack *track, GstCochlWatch *watch)
{
  GstCochlFallback *self = g_new0 (GstCochlFallback, 1);

  self->line = line;
  self->track = track;
  self->watch = watch;
  return self;
}

void
gst_cochl_fallback_free (GstCochlFallback *self)
{
  g_clear_pointer (&self->given, gst_cochl_config_unref);
  g_free (self);
}

GstCochlConfig *
gst_cochl_fallback_take_config (GstCochlFallback *self, GstCochlConfig *config)
{
  if (config == self->given)
    return NULL;
  g_clear_pointer (&self->given, gst_cochl_config_unref);
  self->given = gst_cochl_config_ref (config);
  self->streaming = config->session_type == GST_COCHL_SESSION_AUTO &&
      gst_cochl_config_get_session_type (config) == GST_COCHL_SESSION_STREAM;
  return self->fallen ? gst_cochl_config_new_without_streams (config) : gst_cochl_config_ref (config);
}

GstCochlJob *
gst_cochl_fallback_take_job (GstCochlFallback *self, GstCochlJob *job)
{
  GstCochlJob *file;

  if (!self->fallen || job->state != GST_COCHL_JOB_WAITING || !gst_cochl_job_is_stream_by_default (job))
    return job;
  file = gst_cochl_job_begin_as_file (job);
  gst_cochl_job_free (job);
  return file;
}

static void
fall_back (GstCochlFallback *self)
{
  self->fallen = TRUE;
  g_clear_pointer (&self->given, gst_cochl_config_unref);
  gst_cochl_line_begin_as_files (self->line);
  gst_cochl_track_end (self->track);
  gst_cochl_watch_set_no_streams (self->watch);
}

void
gst_cochl_fallback_answered (GstCochlFallback *self, GstCochlJob *job, const GError *error)
{
  if (self->fallen || job->dropped || !gst_cochl_job_is_stream_by_default (job))
    return;
  if (!error)
    self->judged = g_get_monotonic_time ();
  else if (g_error_matches (error, COCHL_ERROR, COCHL_ERROR_REFUSED) &&
           g_strcmp0 (cochl_error_get_call (error), "create") == 0)
    fall_back (self);
}

/* Only when the service did well all the time: an outage is no fault of the
 * sessions' type. */
void
gst_cochl_fallback_expired (GstCochlFallback *self, gint64 now, GstClockTime deadline)
{
  gint64 begin = now - (gint64) (deadline / GST_USECOND);

  if (!self->fallen && self->streaming && self->judged < begin &&
      gst_cochl_watch_is_well_since (self->watch, begin))
    fall_back (self);
}
