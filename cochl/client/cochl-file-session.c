/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-file-session.h"

#include "cochl/client/cochl-deletion.h"
#include "cochl/client/cochl-poll.h"
#include "cochl/client/cochl-upload.h"
#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"

/* What a create whose caller is gone may still take to tell the session's id. */
#define CREATE_DRAIN (2 * G_TIME_SPAN_SECOND)
/* What a service counts as one unit of analysis. */
#define UNIT (15 * COCHL_SECOND)

struct _CochlFileSession {
  CochlService *service;
  CochlSubmission *submission;
  CochlFileSessionFuncs funcs;
  gpointer user_data;

  GCancellable *cancelled; /* nobody waits any more */
  GCancellable *stop;      /* cuts the call short that is under way */
  GSource *drain;          /* the end of a create whose caller is gone */
  GPtrArray *deletions;    /* under way */
  unsigned int renewals;
  CochlWireCreated created;
  gboolean told;           /* `judged` was called, or will never be */
  gboolean idle;           /* nothing but deletions is under way */
};

static void begin (CochlFileSession *self);

static void
file_session_free (CochlFileSession *self)
{
  cochl_wire_created_clear (&self->created);
  cochl_network_clear_source (&self->drain);
  g_object_unref (self->cancelled);
  g_object_unref (self->stop);
  g_ptr_array_unref (self->deletions);
  cochl_submission_unref (self->submission);
  g_free (self);
}

static void
ended_cb (gpointer data, gpointer unused)
{
  CochlFileSession *self = data;

  self->funcs.ended (self->user_data);
  file_session_free (self);
}

static void
end_if_over (CochlFileSession *self)
{
  /* Later, so that nothing that is called here finds the object gone. */
  if (self->idle && self->deletions->len == 0)
    cochl_network_invoke (self->service->network, ended_cb, self, NULL);
}

static void
deleted_cb (CochlDeletion *deletion, gpointer user_data)
{
  CochlFileSession *self = user_data;

  g_ptr_array_remove_fast (self->deletions, deletion);
  end_if_over (self);
}

/* Has the session in force deleted, where there is one, and forgets it. */
static void
delete_session (CochlFileSession *self)
{
  g_autofree char *id = g_steal_pointer (&self->created.session_id);

  self->created = (CochlWireCreated) { 0 };
  if (id == NULL)
    return;

  CochlDeletion *deletion = cochl_deletion_begin (self->service, id, deleted_cb, self);
  g_ptr_array_add (self->deletions, deletion);
  if (g_cancellable_is_cancelled (self->cancelled))
    cochl_deletion_hurry (deletion);
}

/* The end, good or bad: whoever waits is told before the session is deleted.
 * @windows, @error: (transfer full) */
static void
finish (CochlFileSession *self, GPtrArray *windows, GError *error)
{
  cochl_network_clear_source (&self->drain);
  if (self->told) {
    g_clear_pointer (&windows, g_ptr_array_unref);
    g_clear_error (&error);
  } else {
    self->told = TRUE;
    self->funcs.judged (windows, error, self->user_data);
  }
  delete_session (self);
  self->idle = TRUE;
  end_if_over (self);
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
  if (self->renewals < COCHL_FILE_SESSION_RENEWALS && !g_cancellable_is_cancelled (self->cancelled)) {
    g_info ("the session is begun anew: %s", error->message);
    g_error_free (error);
    self->renewals++;
    delete_session (self);
    begin (self);
    return;
  }
  lost = cochl_error_new_for_call (COCHL_ERROR_SESSION_LOST, cochl_error_get_call (error), self->created.session_id,
                                   cochl_error_get_http_status (error), cochl_error_get_server_text (error),
                                   "The service lost the session %u times in a row: try again later. %s",
                                   self->renewals + 1, error->message);
  g_error_free (error);
  finish (self, NULL, lost);
}

/* Whether the audio was cut for the windows that the service judges, as far as
 * they are known by now. */
static gboolean
check_windows (CochlFileSession *self, GError **error)
{
  return cochl_known_windows_check (self->service->windows, cochl_submission_get_window_size (self->submission),
                                    cochl_submission_get_window_hop (self->submission), error);
}

/* -- results -- */

/* Learns from the windows what the service judges, where it did not tell. */
static void
learn_windows (CochlFileSession *self, const CochlCollector *collector)
{
  gint64 size, hop, known_size, known_hop;
  gboolean known = cochl_known_windows_get (self->service->windows, &known_size, &known_hop);

  if (self->created.window_size != 0)
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

  if (collector == NULL) {
    fail (self, error);
    return;
  }
  learn_windows (self, collector);
  if (check_windows (self, &error))
    finish (self, cochl_collector_take (collector), NULL);
  else
    finish (self, NULL, error);
}

/* -- chunks -- */

static void
uploaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlFileSession *self = user_data;
  gint64 duration = cochl_submission_get_duration (self->submission);
  gboolean in_doubt;
  GError *error = NULL;

  if (!cochl_upload_finish (result, &in_doubt, &error)) {
    fail (self, error);
    return;
  }
  cochl_counters_add (self->service->counters, analysis_units, (guint64) MAX ((duration + UNIT - 1) / UNIT, 1));
  cochl_poll_async (self->service, self->submission, self->created.session_id, in_doubt, self->stop, results_cb, self);
}

/* -- create -- */

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlFileSession *self = user_data;
  CochlWireCreated *created = &self->created;
  GError *error = NULL;

  cochl_network_clear_source (&self->drain);
  if (!cochl_transport_call_finish (self->service->transport, result, &error)) {
    finish (self, NULL, error);
    return;
  }
  cochl_counters_add (self->service->counters, sessions_created, 1);
  if (created->window_size != 0)
    cochl_known_windows_set (self->service->windows, created->window_size, created->window_hop);
  if (g_cancellable_is_cancelled (self->cancelled))
    finish (self, NULL, NULL);
  else if (!check_windows (self, &error))
    finish (self, NULL, error);
  else
    cochl_upload_async (self->service, self->submission, created->session_id, self->stop, uploaded_cb, self);
}

static gboolean
read_create (GBytes *body, gpointer user_data, GError **error)
{
  CochlFileSession *self = user_data;

  return cochl_wire_read_create (body, &self->created, error);
}

/* A create whose answer was lost, or could not be read, may have begun a
 * session: it is deleted where its name is known, else left behind. */
static void
create_failed_cb (const GError *error, gboolean arrived, gpointer user_data)
{
  CochlFileSession *self = user_data;

  cochl_service_note_failure (self->service, error);
  if (self->created.session_id != NULL) {
    cochl_counters_add (self->service->counters, sessions_created, 1);
    delete_session (self);
  } else if (arrived
             && (g_error_matches (error, COCHL_ERROR, COCHL_ERROR_NETWORK)
                 || g_error_matches (error, COCHL_ERROR, COCHL_ERROR_TIMED_OUT)
                 || g_error_matches (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY))) {
    cochl_service_leave (self->service, NULL, error);
  }
}

static void
prepare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CochlFileSession *self = task_data;
  g_autoptr (GError) error = NULL;

  /* The old key stays in force when the file cannot be read: the service's
   * answer tells whether it is still good. */
  if (!cochl_key_reload (cochl_transport_get_key (self->service->transport), &error))
    g_info ("the key stays as it was: %s", error->message);
  g_task_return_pointer (task, cochl_wire_write_create (self->submission), (GDestroyNotify) g_bytes_unref);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlFileSession *self = user_data;
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), NULL);
  GError *error = NULL;

  if (g_cancellable_is_cancelled (self->cancelled)) {
    finish (self, NULL, NULL);
    return;
  }
  if (!check_windows (self, &error)) {
    finish (self, NULL, error);
    return;
  }
  CochlCall *call = cochl_call_new ("create", "POST", g_strdup ("/audio_sessions/"));
  call->body = g_steal_pointer (&body);
  call->drain = g_object_ref (self->cancelled);
  call->spares_rejected = TRUE;
  call->read = read_create;
  call->failed = create_failed_cb;
  call->user_data = self;
  cochl_transport_call_async (self->service->transport, call, self->stop, created_cb, self);
}

static void
begin (CochlFileSession *self)
{
  /* The key may come from a file, which is not read in the network thread. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, prepared_cb, self);

  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, prepare_in_thread);
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
  self->stop = g_cancellable_new ();
  self->deletions = g_ptr_array_new ();
  begin (self);
  return self;
}

static gboolean
drained_cb (gpointer user_data)
{
  CochlFileSession *self = user_data;

  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}

void
cochl_file_session_cancel (CochlFileSession *self)
{
  if (g_cancellable_is_cancelled (self->cancelled))
    return;
  self->told = TRUE;
  g_cancellable_cancel (self->cancelled);
  for (unsigned int i = 0; i < self->deletions->len; i++)
    cochl_deletion_hurry (g_ptr_array_index (self->deletions, i));

  if (self->idle)
    return;
  /* A create may be under way: its answer names the session to delete. */
  if (self->created.session_id == NULL)
    self->drain = cochl_network_at (self->service->network, g_get_monotonic_time () + CREATE_DRAIN, drained_cb, self);
  else
    g_cancellable_cancel (self->stop);
}
