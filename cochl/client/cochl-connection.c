/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-connection.h"

#include <libsoup/soup.h>

void
cochl_connection_clear (CochlConnection *self)
{
  g_free (self->base_url);
  g_clear_pointer (&self->key, cochl_key_unref);
  g_free (self->proxy);
  g_free (self->proxy_id);
  cochl_key_wipe (self->proxy_pw);
  g_clear_object (&self->tls_database);
  g_clear_object (&self->tls_interaction);
  g_free (self->user_agent);
  *self = (CochlConnection) { 0 };
}

CochlConnection
cochl_connection_steal (CochlConnection *from)
{
  CochlConnection self = *from;

  *from = (CochlConnection) { 0 };
  return self;
}

gboolean
cochl_connection_equal (const CochlConnection *a, const CochlConnection *b)
{
  return g_strcmp0 (a->base_url, b->base_url) == 0
         && cochl_key_equal (a->key, b->key)
         && a->timeout == b->timeout
         && g_strcmp0 (a->proxy, b->proxy) == 0
         && g_strcmp0 (a->proxy_id, b->proxy_id) == 0
         && g_strcmp0 (a->proxy_pw, b->proxy_pw) == 0
         && a->tls_database == b->tls_database
         && a->tls_interaction == b->tls_interaction
         && g_strcmp0 (a->user_agent, b->user_agent) == 0;
}

char *
cochl_connection_dup_host (const CochlConnection *self)
{
  g_autoptr (GUri) uri = self->base_url != NULL ? g_uri_parse (self->base_url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : "the service");
}
