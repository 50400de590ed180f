/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-tags-call.h"

#include "cochl/client/cochl-wire.h"

typedef struct {
  CochlService *service;
  GStrv tags;
} TagsCall;

static void
tags_call_free (gpointer data)
{
  TagsCall *self = data;

  g_strfreev (self->tags);
  g_free (self);
}

static gboolean
read_tags (GBytes *body, gpointer user_data, GError **error)
{
  TagsCall *self = user_data;

  g_clear_pointer (&self->tags, g_strfreev);
  self->tags = cochl_wire_read_tags (body, error);
  return self->tags != NULL;
}

static void
failed_cb (const GError *error, gboolean arrived, gpointer user_data)
{
  TagsCall *self = user_data;

  cochl_service_note_failure (self->service, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TagsCall *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (cochl_transport_call_finish (self->service->transport, result, &error))
    g_task_return_pointer (task, g_steal_pointer (&self->tags), (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

void
cochl_tags_call_async (CochlService *service, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  TagsCall *self = g_new0 (TagsCall, 1);
  CochlCall *call = cochl_call_new ("tags", "GET", g_strdup ("/tags/official"));

  self->service = service;
  g_task_set_source_tag (task, cochl_tags_call_async);
  g_task_set_task_data (task, self, tags_call_free);
  call->kind = COCHL_TURN_NEW;
  call->read = read_tags;
  call->failed = failed_cb;
  call->user_data = self;
  cochl_transport_call_async (service->transport, call, cancellable, answered_cb, task);
}

GStrv
cochl_tags_call_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
