/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-file-session.h"

#include "cochl/client/cochl-poll.h"
#include "cochl/client/cochl-remote.h"
#include "cochl/client/cochl-upload.h"
#include "cochl/model/cochl-error.h"

struct _CochlFileSession {
  CochlService *service;
  CochlSubmission *submission;
  CochlFileSessionFuncs funcs;
  gpointer user_data;

  GCancellable *cancelled; /* nobody waits any more */
  CochlRemote *remote;     /* in force, or NULL */
  GPtrArray *remotes;      /* all that are not closed yet */
  unsigned int renewals;
  gboolean calling;        /* chunks or results are under way */
  gboolean told;           /* `judged` was called, or will never be */
};

static void begin (CochlFileSession *self);

static void
file_session_free (CochlFileSession *self)
{
  g_object_unref (self->cancelled);
  g_ptr_array_unref (self->remotes);
  cochl_submission_unref (self->submission);
  g_free (self);
}

static void
closed_cb (CochlRemote *remote, gpointer user_data)
{
  CochlFileSession *self = user_data;

  g_ptr_array_remove_fast (self->remotes, remote);
  /* A session that goes while another is in force was lost. */
  if (self->remotes->len > 0)
    return;
  self->funcs.ended (self->user_data);
  file_session_free (self);
}

/* The end, good or bad: whoever waits is told before the session is deleted.
 * @windows, @error: (transfer full) */
static void
finish (CochlFileSession *self, GPtrArray *windows, GError *error)
{
  if (self->told) {
    g_clear_pointer (&windows, g_ptr_array_unref);
    g_clear_error (&error);
  } else {
    self->told = TRUE;
    self->funcs.judged (windows, error, self->user_data);
  }
  cochl_remote_close (g_steal_pointer (&self->remote));
}

/* @error: (transfer full): of any call on the session. */
static void
fail (CochlFileSession *self, GError *error)
{
  GError *lost;

  if (!g_error_matches (error, COCHL_ERROR, COCHL_ERROR_SESSION_LOST)) {
    finish (self, NULL, error);
    return;
  }
  if (self->renewals < COCHL_FILE_SESSION_RENEWALS) {
    g_info ("the session is begun anew: %s", error->message);
    g_error_free (error);
    self->renewals++;
    cochl_remote_close (self->remote);
    begin (self);
    return;
  }
  lost = cochl_error_new_for_call (COCHL_ERROR_SESSION_LOST, cochl_error_get_call (error),
                                   cochl_remote_get_id (self->remote), cochl_error_get_http_status (error),
                                   cochl_error_get_server_text (error),
                                   "The service lost the session %u times in a row: try again later. %s",
                                   self->renewals + 1, error->message);
  g_error_free (error);
  finish (self, NULL, lost);
}

static void
hurry (CochlFileSession *self)
{
  self->remote = NULL;
  for (unsigned int i = 0; i < self->remotes->len; i++)
    cochl_remote_hurry (g_ptr_array_index (self->remotes, i));
}

/* A call has ended. TRUE: nobody waits any more, and the session goes now, with
 * no more connections than there were. @error: cleared then. */
static gboolean
is_over (CochlFileSession *self, GError **error)
{
  self->calling = FALSE;
  if (!g_cancellable_is_cancelled (self->cancelled))
    return FALSE;
  g_clear_error (error);
  hurry (self);
  return TRUE;
}

/* -- results -- */

/* Learns from the windows what the service judges, where it did not tell. */
static void
learn_windows (CochlFileSession *self, const CochlCollector *collector)
{
  gint64 size, hop, known_size, known_hop;
  gboolean known = cochl_known_windows_get (self->service->windows, &known_size, &known_hop);

  if (cochl_remote_tells_windows (self->remote))
    return;
  /* A single window shows too little to put aside what was known. */
  if (cochl_collector_derive (collector, cochl_submission_get_window_size (self->submission), &size, &hop)
      && (!known || cochl_collector_get_length (collector) > 1))
    cochl_known_windows_set (self->service->windows, size, hop);
}

static void
results_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlFileSession *self = user_data;
  GError *error = NULL;
  g_autoptr (CochlCollector) collector = cochl_poll_finish (result, &error);

  if (is_over (self, &error))
    return;
  if (collector == NULL) {
    fail (self, error);
    return;
  }
  learn_windows (self, collector);
  if (cochl_known_windows_check (self->service->windows, cochl_submission_get_window_size (self->submission),
                                 cochl_submission_get_window_hop (self->submission), &error))
    finish (self, cochl_collector_take (collector), NULL);
  else
    finish (self, NULL, error);
}

/* -- chunks -- */

static void
uploaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlFileSession *self = user_data;
  gboolean in_doubt;
  GError *error = NULL;
  gboolean uploaded = cochl_upload_finish (result, &in_doubt, &error);

  if (uploaded)
    cochl_counters_add (self->service->counters, analysis_units,
                        cochl_service_count_units (cochl_submission_get_duration (self->submission)));
  if (is_over (self, &error))
    return;
  if (!uploaded) {
    fail (self, error);
    return;
  }
  self->calling = TRUE;
  cochl_poll_async (self->service, self->submission, cochl_remote_get_id (self->remote), in_doubt, self->cancelled,
                    results_cb, self);
}

/* -- create -- */

static void
opened_cb (CochlRemote *remote, GError *error, gpointer user_data)
{
  CochlFileSession *self = user_data;

  if (error != NULL) {
    finish (self, NULL, error);
    return;
  }
  self->calling = TRUE;
  cochl_upload_async (self->service, self->submission, cochl_remote_get_id (remote), self->cancelled, uploaded_cb,
                      self);
}

static void
begin (CochlFileSession *self)
{
  static const CochlRemoteFuncs funcs = { opened_cb, closed_cb };

  self->remote = cochl_remote_open (self->service, self->submission, &funcs, self);
  g_ptr_array_add (self->remotes, self->remote);
}

CochlFileSession *
cochl_file_session_begin (CochlService *service, CochlSubmission *submission, const CochlFileSessionFuncs *funcs,
                          gpointer user_data)
{
  CochlFileSession *self = g_new0 (CochlFileSession, 1);

  self->service = service;
  self->submission = cochl_submission_ref (submission);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->cancelled = g_cancellable_new ();
  self->remotes = g_ptr_array_new ();
  begin (self);
  return self;
}

void
cochl_file_session_cancel (CochlFileSession *self)
{
  if (g_cancellable_is_cancelled (self->cancelled))
    return;
  self->told = TRUE;
  g_cancellable_cancel (self->cancelled);
  if (!self->calling)
    hurry (self);
}
