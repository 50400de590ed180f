/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-deletion.h"

#include "cochl/model/cochl-error.h"

/* Short enough for a second request, should the first be lost. */
#define REQUEST_TIMEOUT (1 * G_TIME_SPAN_SECOND)

struct _CochlDeletion {
  CochlService *service;
  CochlCall *call; /* the transport's, as long as this lives */
  char *session_id;
  GCancellable *cancellable;
  GSource *timer;
  GError *why; /* the last failure */
  gboolean hurried;
  CochlDeletionFunc done;
  gpointer user_data;
};

static void
deletion_free (CochlDeletion *self)
{
  cochl_network_clear_source (&self->timer);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->why);
  g_free (self->session_id);
  g_free (self);
}

static gboolean
expired_cb (gpointer user_data)
{
  CochlDeletion *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
set_deadline (CochlDeletion *self, gint64 when)
{
  cochl_network_clear_source (&self->timer);
  self->timer = cochl_network_at (self->service->network, when, expired_cb, self);
}

static void
failed_cb (const GError *error, gboolean arrived, gpointer user_data)
{
  CochlDeletion *self = user_data;

  cochl_service_note_failure (self->service, error);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_error (&self->why);
    self->why = g_error_copy (error);
  }
}

/* Waiting does not count, but for who hurries. */
static void
held_cb (gint64 until, gpointer user_data)
{
  CochlDeletion *self = user_data;

  if (self->hurried)
    return;
  if (until == G_MAXINT64)
    cochl_network_clear_source (&self->timer);
  else
    set_deadline (self, until + COCHL_DELETION_TIME);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlDeletion *self = user_data;
  g_autoptr (GError) error = NULL;

  if (cochl_transport_call_finish (self->service->transport, result, &error)
      || cochl_error_get_http_status (error) == 404) {
    cochl_counters_add (self->service->counters, sessions_deleted, 1);
  } else {
    if (self->why == NULL)
      self->why = cochl_error_new_for_call (COCHL_ERROR_TIMED_OUT, "delete", self->session_id, 0, NULL,
                                            "The service did not answer delete in time.");
    cochl_service_leave (self->service, self->session_id, self->why);
  }
  self->done (self, self->user_data);
  deletion_free (self);
}

CochlDeletion *
cochl_deletion_begin (CochlService *service, const char *session_id, CochlDeletionFunc done, gpointer user_data)
{
  CochlDeletion *self = g_new0 (CochlDeletion, 1);
  CochlCall *call = cochl_call_new ("delete", "DELETE", cochl_call_session_path (session_id, ""));

  self->service = service;
  self->session_id = g_strdup (session_id);
  self->cancellable = g_cancellable_new ();
  self->done = done;
  self->user_data = user_data;
  self->call = call;

  call->session_id = g_strdup (session_id);
  call->timeout = REQUEST_TIMEOUT;
  call->failed = failed_cb;
  call->held = held_cb;
  call->user_data = self;
  set_deadline (self, g_get_monotonic_time () + COCHL_DELETION_TIME);
  cochl_transport_call_async (service->transport, call, self->cancellable, ended_cb, self);
  return self;
}

void
cochl_deletion_hurry (CochlDeletion *self)
{
  if (self->hurried)
    return;
  self->hurried = TRUE;
  set_deadline (self, g_get_monotonic_time () + COCHL_DELETION_TIME);
  cochl_transport_hurry (self->service->transport, self->call);
}
