/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-upload.h"

#include "cochl/client/cochl-chunk.h"
#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"

typedef struct {
  CochlService *service;
  CochlSubmission *submission;
  char *session_id;
  unsigned int chunk; /* the one that is being sent */
  gboolean in_doubt;
} Upload;

static void send_chunk (GTask *task);

static void
upload_free (gpointer data)
{
  Upload *self = data;

  cochl_submission_unref (self->submission);
  g_free (self->session_id);
  g_free (self);
}

static gboolean
is_last_chunk (Upload *self)
{
  gsize size = g_bytes_get_size (cochl_submission_get_audio (self->submission));

  return self->chunk + 1 >= cochl_chunk_count (size);
}

/* @error: (transfer full) */
static GError *
error_of (Upload *self, GError *error)
{
  unsigned int status = cochl_error_get_http_status (error);
  GError *lost;

  if (status != 404 && status != 403)
    return error;
  lost = cochl_error_new_for_call (COCHL_ERROR_SESSION_LOST, "chunk", self->session_id, status,
                                   cochl_error_get_server_text (error),
                                   "The service no longer takes audio for the session (%u on chunk).", status);
  g_error_free (error);
  return lost;
}

static void
chunk_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Upload *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!cochl_transport_call_finish (self->service->transport, result, &error)) {
    unsigned int status = cochl_error_get_http_status (error);

    if (status != 409 && !(status == 403 && is_last_chunk (self))) {
      g_task_return_error (task, error_of (self, error));
      return;
    }
    g_clear_error (&error);
    self->in_doubt = TRUE;
  }
  if (is_last_chunk (self)) {
    g_task_return_boolean (task, TRUE);
  } else {
    self->chunk++;
    send_chunk (g_steal_pointer (&task));
  }
}

static void
failed_cb (const GError *error, gboolean arrived, gpointer user_data)
{
  Upload *self = user_data;

  cochl_service_note_failure (self->service, error);
}

static gboolean
read_chunk (GBytes *body, gpointer user_data, GError **error)
{
  Upload *self = user_data;

  return cochl_wire_read_chunk (body, self->chunk, error);
}

/* @body: (transfer full) */
static void
put_chunk (GTask *task, GBytes *body)
{
  Upload *self = g_task_get_task_data (task);
  g_autofree char *rest = g_strdup_printf ("/chunks/%u", self->chunk);
  CochlCall *call = cochl_call_new ("chunk", "PUT", cochl_call_session_path (self->session_id, rest));

  call->session_id = g_strdup (self->session_id);
  call->body = body;
  call->read = read_chunk;
  call->failed = failed_cb;
  call->user_data = self;
  cochl_transport_call_async (self->service->transport, call, g_task_get_cancellable (task), chunk_cb, task);
}

static void
encode_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Upload *self = task_data;

  g_task_return_pointer (task, cochl_chunk_encode (cochl_submission_get_audio (self->submission), self->chunk),
                         (GDestroyNotify) g_bytes_unref);
}

static void
encoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  put_chunk (user_data, g_task_propagate_pointer (G_TASK (result), NULL));
}

/* One chunk is encoded at a time, a large one in a thread of its own. */
static void
send_chunk (GTask *task)
{
  Upload *self = g_task_get_task_data (task);
  GBytes *audio = cochl_submission_get_audio (self->submission);

  if (g_bytes_get_size (audio) - self->chunk * COCHL_CHUNK_MAX <= COCHL_CHUNK_INLINE_MAX) {
    put_chunk (task, cochl_chunk_encode (audio, self->chunk));
    return;
  }
  g_autoptr (GTask) encoding = g_task_new (NULL, NULL, encoded_cb, task);
  g_task_set_source_tag (encoding, send_chunk);
  g_task_set_task_data (encoding, self, NULL);
  g_task_run_in_thread (encoding, encode_in_thread);
}

void
cochl_upload_async (CochlService *service, CochlSubmission *submission, const char *session_id,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Upload *self = g_new0 (Upload, 1);

  self->service = service;
  self->submission = cochl_submission_ref (submission);
  self->session_id = g_strdup (session_id);
  g_task_set_source_tag (task, cochl_upload_async);
  g_task_set_task_data (task, self, upload_free);
  send_chunk (task);
}

gboolean
cochl_upload_finish (GAsyncResult *result, gboolean *in_doubt, GError **error)
{
  Upload *self = g_task_get_task_data (G_TASK (result));

  *in_doubt = self->in_doubt;
  return g_task_propagate_boolean (G_TASK (result), error);
}
