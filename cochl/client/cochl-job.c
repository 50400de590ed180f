/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-job.h"

#include "cochl/client/cochl-file-session.h"
#include "cochl/client/cochl-lanes.h"
#include "cochl/client/cochl-tags-call.h"

struct _CochlJob {
  GTask *task;                /* NULL once it was answered */
  CochlSubmission *submission;
  GSource *watch;
  CochlJobFunc cancelled;
  gpointer cancelled_data;

  gboolean started;
  CochlService *service;
  CochlFileSession *session;  /* of a file */
  CochlTicket *ticket;        /* of a lane's submission */
  GCancellable *stop;         /* of the list of tags */
  CochlJobFunc ended;
  gpointer ended_data;
};

static CochlLane *
get_lane (CochlJob *self)
{
  return self->submission != NULL ? cochl_submission_get_lane (self->submission) : NULL;
}

CochlJob *
cochl_job_new (GTask *task, CochlSubmission *submission)
{
  CochlJob *self = g_new0 (CochlJob, 1);

  self->task = g_object_ref (task);
  self->submission = submission != NULL ? cochl_submission_ref (submission) : NULL;
  if (get_lane (self) != NULL)
    cochl_lane_enter (get_lane (self));
  return self;
}

void
cochl_job_free (CochlJob *self)
{
  cochl_network_clear_source (&self->watch);
  g_clear_object (&self->task);
  g_clear_object (&self->stop);
  if (get_lane (self) != NULL)
    cochl_lane_leave (get_lane (self));
  g_clear_pointer (&self->submission, cochl_submission_unref);
  g_free (self);
}

/* @value or @error, both (transfer full). A task that was answered already, by
 * a cancel, has both thrown away. */
static void
answer (CochlJob *self, gpointer value, GDestroyNotify value_free, GError *error)
{
  cochl_network_clear_source (&self->watch);
  if (self->task == NULL) {
    if (value != NULL)
      value_free (value);
    g_clear_error (&error);
    return;
  }
  if (self->service != NULL && self->submission != NULL) {
    if (error == NULL)
      cochl_counters_add (self->service->counters, submissions_done, 1);
    else
      cochl_counters_add (self->service->counters, submissions_failed, 1);
  }
  if (error != NULL)
    g_task_return_error (self->task, error);
  else
    g_task_return_pointer (self->task, value, value_free);
  g_clear_object (&self->task);
}

static gboolean
watch_cb (GCancellable *cancellable, gpointer user_data)
{
  CochlJob *self = user_data;

  cochl_job_cancel (self);
  self->cancelled (self, self->cancelled_data);
  return G_SOURCE_REMOVE;
}

void
cochl_job_watch (CochlJob *self, CochlNetwork *network, CochlJobFunc cancelled, gpointer user_data)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  self->cancelled = cancelled;
  self->cancelled_data = user_data;
  if (cancellable == NULL)
    return;
  self->watch = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (watch_cb), self, NULL);
  g_source_attach (self->watch, cochl_network_get_context (network));
}

static void
judged_cb (GPtrArray *windows, GError *error, gpointer user_data)
{
  answer (user_data, windows, (GDestroyNotify) g_ptr_array_unref, error);
}

static void
session_ended_cb (gpointer user_data)
{
  CochlJob *self = user_data;

  self->session = NULL;
  self->ticket = NULL;
  self->ended (self, self->ended_data);
}

static void
tags_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlJob *self = user_data;
  GError *error = NULL;
  GStrv tags = cochl_tags_call_finish (result, &error);

  answer (self, tags, (GDestroyNotify) g_strfreev, error);
  self->ended (self, self->ended_data);
}

void
cochl_job_start (CochlJob *self, CochlService *service, CochlJobFunc ended, gpointer user_data)
{
  static const CochlFileSessionFuncs file_funcs = { judged_cb, session_ended_cb };
  static const CochlTicketFuncs lane_funcs = { judged_cb, session_ended_cb };

  self->started = TRUE;
  self->service = service;
  self->ended = ended;
  self->ended_data = user_data;
  if (get_lane (self) != NULL) {
    self->ticket = cochl_lanes_submit (service->lanes, self->submission, &lane_funcs, self);
  } else if (self->submission != NULL) {
    self->session = cochl_file_session_begin (service, self->submission, &file_funcs, self);
  } else {
    self->stop = g_cancellable_new ();
    cochl_tags_call_async (service, self->stop, tags_cb, self);
  }
}

gboolean
cochl_job_is_submission (CochlJob *self)
{
  return self->submission != NULL;
}

gboolean
cochl_job_is_started (CochlJob *self)
{
  return self->started;
}

void
cochl_job_cancel (CochlJob *self)
{
  answer (self, NULL, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The submission was cancelled."));
  if (self->session != NULL)
    cochl_file_session_cancel (self->session);
  if (self->ticket != NULL)
    cochl_ticket_cancel (self->ticket);
  if (self->stop != NULL)
    g_cancellable_cancel (self->stop);
}
