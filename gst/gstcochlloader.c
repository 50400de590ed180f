/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlloader.h"

#include "gst/gstcochlgate.h"

struct _GstCochlLoader {
  GstCochlCutter *cutter;
  GstCochlLoaderComplaint complain;
  gpointer user_data;

  GstCochlGate *gate; /* of GstCochlJob that are not encoded */
  guint64 n_jobs;
  guint complained;   /* bit 1 << GstCochlUploadFormat of each that was said */
};

GstCochlLoader *
gst_cochl_loader_new (GstCochlCutter *cutter, GstCochlLoaderComplaint complain, gpointer user_data)
{
  GstCochlLoader *self = g_new0 (GstCochlLoader, 1);

  self->cutter = cutter;
  self->complain = complain;
  self->user_data = user_data;
  self->gate = gst_cochl_gate_new ((GDestroyNotify) gst_cochl_job_free);
  return self;
}

void
gst_cochl_loader_free (GstCochlLoader *self)
{
  gst_cochl_gate_free (self->gate);
  g_free (self);
}

/* FALSE: the cutter has none. */
static gboolean
fetch (GstCochlLoader *self, GstCochlConfig *config)
{
  gboolean settled = gst_cochl_cutter_is_settled (self->cutter);
  g_autoptr (GstCochlStretch) stretch = NULL;
  g_autoptr (GstCochlAudioSegment) segment = gst_cochl_cutter_pop (self->cutter, &stretch);
  GstCochlJob *job;

  if (!segment)
    return FALSE;
  if (segment->first_window == 0)
    gst_cochl_gate_end (self->gate);
  job = gst_cochl_job_new (stretch, segment, config, self->n_jobs++);
  gst_cochl_gate_push (self->gate, job, job->levels, job->n_windows, gst_cochl_stretch_get_grid (stretch),
                       config->min_level, !settled);
  return TRUE;
}

static GstCochlJob *
load (GstCochlLoader *self, GstCochlJob *job, GstCochlGateVerdict verdict)
{
  guint bit = 1 << gst_cochl_config_get_upload_format (job->config);
  gboolean file = gst_cochl_config_get_session_type (job->config) == GST_COCHL_SESSION_FILE;
  g_autoptr (GError) error = NULL;

  if (job->reason)
    return job;
  if (verdict == GST_COCHL_GATE_QUIET)
    gst_cochl_job_set_quiet (job);
  else if (file && !gst_cochl_job_encode (job, &error) && !(self->complained & bit)) {
    self->complained |= bit;
    self->complain (error, self->user_data);
  }
  return job;
}

/* At a stretch's end nothing comes that could decide. */
GstCochlJob *
gst_cochl_loader_pop (GstCochlLoader *self, GstCochlConfig *config)
{
  while (TRUE) {
    GstCochlGateVerdict verdict;
    GstCochlJob *job = gst_cochl_gate_pop (self->gate, &verdict);

    if (job)
      return load (self, job, verdict);
    if (fetch (self, config))
      continue;
    if (gst_cochl_gate_is_empty (self->gate) || !gst_cochl_cutter_is_done (self->cutter))
      return NULL;
    gst_cochl_gate_end (self->gate);
  }
}

gboolean
gst_cochl_loader_is_empty (GstCochlLoader *self)
{
  return gst_cochl_gate_is_empty (self->gate);
}

void
gst_cochl_loader_drop (GstCochlLoader *self)
{
  gst_cochl_gate_clear (self->gate);
}
