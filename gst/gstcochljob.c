/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochljob.h"

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-window.h"
#include "gst/gstcochlencoder.h"

GstCochlJob *
gst_cochl_job_new (GstCochlStretch *stretch, GstCochlAudioSegment *segment, GstCochlConfig *config, guint64 number)
{
  const GstCochlGrid *grid = gst_cochl_stretch_get_grid (stretch);
  GstCochlJob *self = g_new0 (GstCochlJob, 1);
  GstCochlFrameTime start;
  GstClockTime duration;

  self->state = GST_COCHL_JOB_WAITING;
  self->stretch = gst_cochl_stretch_ref (stretch);
  self->config = gst_cochl_config_ref (config);
  self->first_window = segment->first_window;
  self->n_windows = segment->n_windows;
  self->levels = g_steal_pointer (&segment->levels);
  self->window_size = grid->size;
  self->window_hop = grid->hop;
  self->windows = g_new0 (CochlWindow *, self->n_windows);
  self->cancellable = g_cancellable_new ();
  self->samples = g_steal_pointer (&segment->samples);
  self->number = number;
  gst_cochl_stretch_get_window (stretch, self->first_window + self->n_windows - 1, &start, &duration, &self->arrival);
  if (segment->lost) {
    self->state = GST_COCHL_JOB_DONE;
    self->reason = GST_COCHL_REASON_OVERRUN;
  }
  return self;
}

/* What both of the following have of it. */
static GstCochlJob *
move_windows (GstCochlJob *self)
{
  GstCochlJob *moved = g_new0 (GstCochlJob, 1);

  moved->stretch = gst_cochl_stretch_ref (self->stretch);
  moved->config = gst_cochl_config_ref (self->config);
  moved->first_window = self->first_window;
  moved->n_windows = self->n_windows;
  moved->number = self->number;
  moved->levels = g_steal_pointer (&self->levels);
  moved->arrival = self->arrival;
  moved->window_size = self->window_size;
  moved->window_hop = self->window_hop;
  moved->windows = g_new0 (CochlWindow *, self->n_windows);
  moved->cancellable = g_cancellable_new ();
  return moved;
}

GstCochlJob *
gst_cochl_job_give_up (GstCochlJob *self, const char *reason)
{
  GstCochlJob *given_up = move_windows (self);

  given_up->state = GST_COCHL_JOB_DONE;
  given_up->reason = reason;
  return given_up;
}

gboolean
gst_cochl_job_is_stream_by_default (const GstCochlJob *self)
{
  return self->config->session_type == GST_COCHL_SESSION_AUTO &&
      gst_cochl_config_get_session_type (self->config) == GST_COCHL_SESSION_STREAM;
}

GstCochlJob *
gst_cochl_job_begin_as_file (GstCochlJob *self)
{
  GstCochlJob *job = move_windows (self);

  gst_cochl_config_unref (job->config);
  job->config = gst_cochl_config_new_without_streams (self->config);
  job->state = GST_COCHL_JOB_WAITING;
  job->samples = g_steal_pointer (&self->samples);
  gst_cochl_job_encode (job, NULL);
  return job;
}

gboolean
gst_cochl_job_encode (GstCochlJob *self, GError **error)
{
  const GstCochlGrid *grid = gst_cochl_stretch_get_grid (self->stretch);
  gsize n = g_bytes_get_size (self->samples) / sizeof (gint16);
  GstCochlUploadFormat format = gst_cochl_config_get_upload_format (self->config);
  gboolean plain = format == GST_COCHL_UPLOAD_WAV;
  g_autoptr (GBytes) file = plain ? NULL :
      gst_cochl_encoder_encode (format, g_bytes_ref (self->samples), grid->rate, error);
  g_autofree char *name = NULL;

  if (!file) {
    format = GST_COCHL_UPLOAD_WAV;
    file = gst_cochl_encoder_encode (format, g_steal_pointer (&self->samples), grid->rate, NULL);
  }
  name = g_strdup_printf ("segment-%" G_GUINT64_FORMAT ".%s", self->number, gst_cochl_encoder_get_suffix (format));
  self->submission = cochl_submission_new (file, gst_cochl_encoder_get_content_type (format), name,
                                           gst_util_uint64_scale_int (n, GST_SECOND, grid->rate), grid->size, grid->hop,
                                           gst_cochl_config_get_sensitivity (self->config),
                                           gst_cochl_config_get_tag_sensitivity (self->config));
  g_clear_pointer (&self->samples, g_bytes_unref);
  return plain || format != GST_COCHL_UPLOAD_WAV;
}

void
gst_cochl_job_free (GstCochlJob *self)
{
  for (guint i = 0; i < self->n_windows; i++)
    g_clear_pointer (&self->windows[i], cochl_window_unref);
  g_free (self->windows);
  g_free (self->levels);
  g_clear_pointer (&self->samples, g_bytes_unref);
  g_clear_pointer (&self->submission, cochl_submission_unref);
  gst_cochl_stretch_unref (self->stretch);
  gst_cochl_config_unref (self->config);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  g_free (self);
}

void
gst_cochl_job_set_quiet (GstCochlJob *self)
{
  self->quiet = TRUE;
  self->state = GST_COCHL_JOB_DONE;
  g_clear_pointer (&self->samples, g_bytes_unref);
}

/* A window belongs to the grid when it starts within a tenth of a hop of where
 * one should: servers print seconds with more or fewer digits. */
static gboolean
find_index (GstCochlJob *self, CochlWindow *window, guint64 *index)
{
  gint64 hop = self->window_hop;
  gint64 start = cochl_window_get_start (window);
  gint64 nearest = (start + hop / 2) / hop;

  *index = nearest;
  return ABS (start - nearest * hop) <= hop / 10;
}

static gboolean
place_window (GstCochlJob *self, CochlWindow *window)
{
  double start = cochl_window_get_start (window) / 1e9;
  guint64 index;

  if (!find_index (self, window, &index)) {
    self->error = g_error_new (COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
        "The service sent a window that starts at %.3f s, which is no multiple of its hop of %.3f s. "
        "If this goes on, report it together with the service's address.", start, self->window_hop / 1e9);
    return FALSE;
  }
  if (index >= self->n_windows)
    return TRUE;
  if (self->windows[index]) {
    self->error = g_error_new (COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
        "The service sent the window that starts at %.3f s twice. "
        "If this goes on, report it together with the service's address.", start);
    return FALSE;
  }
  self->windows[index] = cochl_window_ref (window);
  return TRUE;
}

static void
check_complete (GstCochlJob *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n_windows; i++)
    n += self->windows[i] != NULL;
  if (n < self->n_windows)
    self->error = g_error_new (COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
        "The service judged only %u of the %u windows that were sent. "
        "If this goes on, report it together with the service's address.", n, self->n_windows);
}

void
gst_cochl_job_set_windows (GstCochlJob *self, GPtrArray *windows)
{
  gboolean good = TRUE;

  for (guint i = 0; good && i < windows->len; i++)
    good = place_window (self, g_ptr_array_index (windows, i));
  if (good)
    check_complete (self);
}

void
gst_cochl_job_take_error (GstCochlJob *self, GError *error)
{
  self->error = error;
}
