/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-call.h"

CochlCall *
cochl_call_new (const char *name, const char *method, char *path)
{
  CochlCall *self = g_new0 (CochlCall, 1);

  self->name = name;
  self->method = method;
  self->path = path;
  self->kind = COCHL_TURN_UNDER_WAY;
  return self;
}

void
cochl_call_free (CochlCall *self)
{
  g_free (self->path);
  g_free (self->session_id);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->drain);
  g_free (self);
}

char *
cochl_call_session_path (const char *session_id, const char *rest)
{
  g_autofree char *escaped = g_uri_escape_string (session_id, NULL, FALSE);

  return g_strconcat ("/audio_sessions/", escaped, rest, NULL);
}
