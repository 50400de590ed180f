/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-proxy.h"

#include <string.h>

#include "cochl/client/cochl-url.h"
#include "cochl/model/cochl-error.h"

static gboolean
is_set (const char *text)
{
  return text != NULL && *text != '\0';
}

/* A part of a password with a character that should have been escaped ends up
 * in the host, the path, the query or the fragment. */
static gboolean
is_plain (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  const char *path = g_uri_get_path (uri);

  return is_set (host) && strpbrk (host, "@/ ") == NULL
         && (strchr (host, ':') == NULL || g_hostname_is_ip_address (host))
         && (*path == '\0' || g_str_equal (path, "/"))
         && g_uri_get_query (uri) == NULL && g_uri_get_fragment (uri) == NULL;
}

char *
cochl_proxy_resolve (const CochlConnection *connection, GError **error)
{
  if (!is_set (connection->proxy))
    return NULL;

  /* "host:port" is taken as souphttpsrc takes it. */
  gboolean has_scheme = strstr (connection->proxy, "://") != NULL;
  char *given = g_strconcat (has_scheme ? "" : "http://", connection->proxy, NULL);
  g_autoptr (GUri) uri = g_uri_parse (given, G_URI_FLAGS_HAS_PASSWORD, NULL);
  gboolean own = is_set (connection->proxy_id);

  cochl_key_wipe (given);
  if (uri == NULL || !is_plain (uri)) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL,
                 "proxy: expected [scheme://][user[:password]@]host[:port]; characters such as @ / ? # in a password "
                 "are escaped (%%40 for @), or it is given by itself as proxy-pw");
    return NULL;
  }
  g_autoptr (GUri) full =
      g_uri_build_with_user (G_URI_FLAGS_HAS_PASSWORD, g_uri_get_scheme (uri),
                             own ? connection->proxy_id : g_uri_get_user (uri),
                             own ? connection->proxy_pw : g_uri_get_password (uri), NULL, g_uri_get_host (uri),
                             g_uri_get_port (uri), "", NULL, NULL);
  return g_uri_to_string (full);
}

gboolean
cochl_proxy_is_used (const CochlConnection *connection)
{
  gboolean plain = connection->base_url != NULL && g_str_has_prefix (connection->base_url, "http:");
  const char *const variables[] = { plain ? "http_proxy" : "https_proxy", plain ? "HTTP_PROXY" : "HTTPS_PROXY",
                                    "all_proxy", "ALL_PROXY" };

  if (connection->base_url != NULL && cochl_url_is_loopback (connection->base_url))
    return FALSE;
  if (is_set (connection->proxy))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    if (is_set (g_getenv (variables[i])))
      return TRUE;
  return FALSE;
}
