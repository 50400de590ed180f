/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-request.h"

#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"

#define READ_SIZE (16 * 1024)

typedef struct {
  SoupMessage *message;
  GBytes *body;
  GInputStream *stream;     /* of the answer */
  GByteArray *answer;
  CochlCounters *counters;
  GCancellable *stop;       /* ends the work: the caller's wish, or the timer's */
  GSource *cancelled;       /* watches the caller's cancellable */
  GSource *timer;
  gboolean expired;
  CochlOutcome *outcome;
} Request;

void
cochl_outcome_free (CochlOutcome *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->retry_after);
  g_free (self->location);
  g_clear_error (&self->cause);
  g_free (self);
}

static void
request_free (gpointer data)
{
  Request *self = data;

  cochl_network_clear_source (&self->timer);
  cochl_network_clear_source (&self->cancelled);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->answer, g_byte_array_unref);
  g_clear_object (&self->stop);
  cochl_counters_unref (self->counters);
  g_clear_pointer (&self->outcome, cochl_outcome_free);
  g_free (self);
}

static void
wrote_headers_cb (SoupMessage *message, gpointer user_data)
{
  Request *self = user_data;

  self->outcome->arrived = TRUE;
}

static void
wrote_body_data_cb (SoupMessage *message, guint size, gpointer user_data)
{
  Request *self = user_data;

  cochl_counters_add (self->counters, bytes_sent, size);
}

static void
set_body (Request *self)
{
  if (self->body != NULL)
    soup_message_set_request_body_from_bytes (self->message, "application/json", self->body);
}

/* libsoup sends a request again by itself when a kept connection turns out to
 * be closed, but has thrown its body away by then. The failure of the first
 * sending may still be on its way through the main loop: were the second one
 * under way when it comes, libsoup 3.2 would take it for that one's, end the
 * message and touch its freed memory later. A new connection takes at least one
 * turn of the loop, and a failure that comes while there is none is ignored. */
static void
restarted_cb (SoupMessage *message, gpointer user_data)
{
  Request *self = user_data;

  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  set_body (self);
  cochl_counters_add (self->counters, requests, 1);
  cochl_counters_add (self->counters, retries, 1);
}

/* libsoup 3.2 takes a 204, which has no length, for an answer that ends with
 * the connection, and would open a new one after each DELETE. */
static void
got_headers_cb (SoupMessage *message, gpointer user_data)
{
  if (soup_message_get_status (message) == SOUP_STATUS_NO_CONTENT)
    soup_message_headers_set_encoding (soup_message_get_response_headers (message), SOUP_ENCODING_NONE);
}

static void
network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *connection, gpointer user_data)
{
  Request *self = user_data;

  if (event == G_SOCKET_CLIENT_CONNECTED)
    cochl_counters_add (self->counters, connections, 1);
}

static gboolean
expired_cb (gpointer user_data)
{
  Request *self = user_data;

  self->expired = TRUE;
  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Request *self = user_data;

  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *self = g_task_get_task_data (task);

  /* The answer is whole: how its stream closes changes nothing. */
  g_input_stream_close_finish (G_INPUT_STREAM (source), result, NULL);
  g_task_return_pointer (task, g_steal_pointer (&self->outcome), (GDestroyNotify) cochl_outcome_free);
}

/* @cause: (nullable) (transfer full) */
static void
finish (GTask *task, GError *cause)
{
  Request *self = g_task_get_task_data (task);
  CochlOutcome *outcome = self->outcome;

  cochl_network_clear_source (&self->timer);
  cochl_network_clear_source (&self->cancelled);
  if (cause != NULL && self->expired) {
    g_clear_error (&cause);
    cause = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The request took too long");
  }
  outcome->cause = cause;
  if (cause == NULL) {
    outcome->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->answer));
  } else {
    outcome->tls_errors = soup_message_get_tls_peer_certificate_errors (self->message);
    /* Whatever may still come is not waited for: the connection is dropped. */
    g_cancellable_cancel (self->stop);
  }

  if (self->stream == NULL) {
    g_task_return_pointer (task, g_steal_pointer (&self->outcome), (GDestroyNotify) cochl_outcome_free);
    g_object_unref (task);
    return;
  }
  /* Closing gives the connection back to the pool, for the next call to use. */
  g_input_stream_close_async (self->stream, G_PRIORITY_DEFAULT, cause != NULL ? self->stop : NULL, closed_cb, task);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Request *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0) {
    finish (task, error);
    return;
  }
  cochl_counters_add (self->counters, bytes_received, g_bytes_get_size (bytes));
  g_byte_array_append (self->answer, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  if (self->answer->len > COCHL_WIRE_REPLY_MAX) {
    finish (task, g_error_new (COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "expected at most %u MiB, and more came",
                               (unsigned int) (COCHL_WIRE_REPLY_MAX / (1024 * 1024))));
    return;
  }
  g_input_stream_read_bytes_async (self->stream, READ_SIZE, G_PRIORITY_DEFAULT, self->stop, read_cb, task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Request *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL) {
    finish (task, error);
    return;
  }
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  self->outcome->status = soup_message_get_status (self->message);
  self->outcome->http2 = soup_message_get_http_version (self->message) == SOUP_HTTP_2_0;
  self->outcome->retry_after = g_strdup (soup_message_headers_get_one (headers, "Retry-After"));
  self->outcome->location = g_strdup (soup_message_headers_get_one (headers, "Location"));
  g_input_stream_read_bytes_async (self->stream, READ_SIZE, G_PRIORITY_DEFAULT, self->stop, read_cb, task);
}

static void
watch (Request *self, CochlNetwork *network, gint64 timeout, GCancellable *cancellable)
{
  self->timer = cochl_network_at (network, g_get_monotonic_time () + timeout, expired_cb, self);
  if (cancellable != NULL) {
    self->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
    g_source_attach (self->cancelled, cochl_network_get_context (network));
  }
  g_signal_connect (self->message, "wrote-headers", G_CALLBACK (wrote_headers_cb), self);
  g_signal_connect (self->message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb), self);
  g_signal_connect (self->message, "restarted", G_CALLBACK (restarted_cb), self);
  g_signal_connect (self->message, "got-headers", G_CALLBACK (got_headers_cb), self);
  g_signal_connect (self->message, "network-event", G_CALLBACK (network_event_cb), self);
}

void
cochl_request_send_async (CochlNetwork *network, SoupSession *session, SoupMessage *message, GBytes *body,
                          gint64 timeout, CochlCounters *counters, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Request *self = g_new0 (Request, 1);

  self->message = g_object_ref (message);
  self->body = body != NULL ? g_bytes_ref (body) : NULL;
  self->answer = g_byte_array_new ();
  self->counters = cochl_counters_ref (counters);
  self->stop = g_cancellable_new ();
  self->outcome = g_new0 (CochlOutcome, 1);
  g_task_set_source_tag (task, cochl_request_send_async);
  g_task_set_task_data (task, self, request_free);
  watch (self, network, timeout, cancellable);
  set_body (self);

  cochl_counters_add (counters, requests, 1);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, self->stop, sent_cb, task);
}

CochlOutcome *
cochl_request_send_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
