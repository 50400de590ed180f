/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-remote.h"

#include "cochl/client/cochl-deletion.h"
#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"

/* What a create whose caller is gone may still take to tell the session's id. */
#define CREATE_DRAIN (2 * G_TIME_SPAN_SECOND)

struct _CochlRemote {
  CochlService *service;
  CochlSubmission *submission;
  CochlRemoteFuncs funcs;
  gpointer user_data;

  GCancellable *drain;  /* of the create: no further request */
  GCancellable *stop;   /* of the create: cut short */
  GSource *drained;
  gboolean creating;
  gboolean closing;
  gboolean hurried;
  CochlWireCreated created;
  GPtrArray *deletions; /* under way: a create that was sent again may have begun several */
};

static void
remote_free (CochlRemote *self)
{
  cochl_wire_created_clear (&self->created);
  cochl_network_clear_source (&self->drained);
  g_object_unref (self->drain);
  g_object_unref (self->stop);
  g_ptr_array_unref (self->deletions);
  cochl_submission_unref (self->submission);
  g_free (self);
}

static void
closed_cb (gpointer data, gpointer unused)
{
  CochlRemote *self = data;

  self->funcs.closed (self, self->user_data);
  remote_free (self);
}

static void
end_if_over (CochlRemote *self)
{
  /* Later, so that nothing that is called here finds the object gone. */
  if (self->closing && !self->creating && self->deletions->len == 0)
    cochl_network_invoke (self->service->network, closed_cb, self, NULL);
}

static void
deleted_cb (CochlDeletion *deletion, gpointer user_data)
{
  CochlRemote *self = user_data;

  g_ptr_array_remove_fast (self->deletions, deletion);
  end_if_over (self);
}

/* Has the session deleted, where there is one, and forgets it. */
static void
delete_session (CochlRemote *self)
{
  g_autofree char *id = g_steal_pointer (&self->created.session_id);

  if (id == NULL)
    return;

  CochlDeletion *deletion = cochl_deletion_begin (self->service, id, deleted_cb, self);
  g_ptr_array_add (self->deletions, deletion);
  if (self->hurried)
    cochl_deletion_hurry (deletion);
}

/* Whether the audio was cut for the windows that the service judges, as far as
 * they are known by now. */
static gboolean
check_windows (CochlRemote *self, GError **error)
{
  return cochl_known_windows_check (self->service->windows, cochl_submission_get_window_size (self->submission),
                                    cochl_submission_get_window_hop (self->submission), error);
}

/* The create is over. @error: (transfer full). */
static void
end_create (CochlRemote *self, GError *error)
{
  self->creating = FALSE;
  cochl_network_clear_source (&self->drained);
  if (self->closing) {
    g_clear_error (&error);
    delete_session (self);
    end_if_over (self);
    return;
  }
  self->funcs.opened (self, error, self->user_data);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlRemote *self = user_data;
  const CochlWireCreated *created = &self->created;
  GError *error = NULL;

  if (cochl_transport_call_finish (self->service->transport, result, &error)) {
    cochl_counters_add (self->service->counters, sessions_created, 1);
    if (created->window_size != 0)
      cochl_known_windows_set (self->service->windows, created->window_size, created->window_hop);
    check_windows (self, &error);
  }
  end_create (self, error);
}

static gboolean
read_create (GBytes *body, gpointer user_data, GError **error)
{
  CochlRemote *self = user_data;

  return cochl_wire_read_create (body, &self->created, error);
}

/* A create whose answer was lost, or could not be read, may have begun a
 * session: it is deleted where its name is known, else left behind. */
static void
create_failed_cb (const GError *error, gboolean arrived, gpointer user_data)
{
  CochlRemote *self = user_data;

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
reload_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CochlRemote *self = task_data;
  g_autoptr (GError) error = NULL;

  /* The old key stays in force when the file cannot be read: the service's
   * answer tells whether it is still good. */
  if (!cochl_key_reload (cochl_transport_get_key (self->service->transport), &error))
    g_info ("the key stays as it was: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* The key is as new as it can be. */
static void
create (CochlRemote *self)
{
  GError *error = NULL;

  if (self->closing || !check_windows (self, &error)) {
    end_create (self, error);
    return;
  }
  CochlCall *call = cochl_call_new ("create", "POST", g_strdup ("/audio_sessions/"));
  call->body = cochl_wire_write_create (self->submission);
  call->drain = g_object_ref (self->drain);
  call->kind = COCHL_TURN_NEW;
  call->spares_rejected = TRUE;
  call->read = read_create;
  call->failed = create_failed_cb;
  call->user_data = self;
  cochl_transport_call_async (self->service->transport, call, self->stop, created_cb, self);
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  create (user_data);
}

static void
begin_cb (gpointer data, gpointer unused)
{
  CochlRemote *self = data;

  if (!cochl_key_is_from_file (cochl_transport_get_key (self->service->transport))) {
    create (self);
    return;
  }
  /* A file is not read in the network thread. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, reloaded_cb, self);
  g_task_set_source_tag (task, begin_cb);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, reload_in_thread);
}

CochlRemote *
cochl_remote_open (CochlService *service, CochlSubmission *submission, const CochlRemoteFuncs *funcs,
                   gpointer user_data)
{
  CochlRemote *self = g_new0 (CochlRemote, 1);

  self->service = service;
  self->submission = cochl_submission_ref (submission);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->drain = g_cancellable_new ();
  self->stop = g_cancellable_new ();
  self->deletions = g_ptr_array_new ();
  self->creating = TRUE;
  /* Later, so that who opens it knows it by then. */
  cochl_network_invoke (service->network, begin_cb, self, NULL);
  return self;
}

const char *
cochl_remote_get_id (const CochlRemote *self)
{
  return self->created.session_id;
}

gboolean
cochl_remote_tells_windows (const CochlRemote *self)
{
  return self->created.window_size != 0;
}

static gboolean
drained_cb (gpointer user_data)
{
  CochlRemote *self = user_data;

  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}

void
cochl_remote_close (CochlRemote *self)
{
  if (self->closing)
    return;
  self->closing = TRUE;
  if (!self->creating) {
    delete_session (self);
    end_if_over (self);
    return;
  }
  /* A create is under way: its answer names the session to delete. */
  self->drained = cochl_network_at (self->service->network, g_get_monotonic_time () + CREATE_DRAIN, drained_cb, self);
  g_cancellable_cancel (self->drain);
}

void
cochl_remote_hurry (CochlRemote *self)
{
  self->hurried = TRUE;
  for (unsigned int i = 0; i < self->deletions->len; i++)
    cochl_deletion_hurry (g_ptr_array_index (self->deletions, i));
  cochl_remote_close (self);
}
