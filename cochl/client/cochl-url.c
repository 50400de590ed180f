/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-url.h"

#include <gio/gio.h>
#include <string.h>

#include "cochl/model/cochl-error.h"

static gboolean
host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* The texts below never repeat the URL itself: user info and queries are where
 * people put keys. */
static gboolean
check (GUri *uri, const char *origin, GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);

  if (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http"))
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL, "%s: expected a URL that begins with https:// or http://",
                 origin);
  else if (host == NULL || host[0] == '\0')
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL, "%s: the URL has no host", origin);
  else if (g_uri_get_userinfo (uri) != NULL)
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL,
                 "%s: user and password are not part of the URL; the API key is given by itself", origin);
  else if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL, "%s: a base URL has no query (?) and no fragment (#)",
                 origin);
  else if (g_uri_get_port (uri) == 0 || g_uri_get_port (uri) > 65535)
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL, "%s: the port must be 1 to 65535", origin);
  else if (g_str_equal (scheme, "http") && !host_is_loopback (host))
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL,
                 "%s: plain http would show the API key to everyone on the way to %s; use https:// "
                 "(http:// is for this machine only: localhost, 127.0.0.0/8, [::1])", origin, host);
  else
    return TRUE;
  return FALSE;
}

static GUri *
parse (const char *url, const char *origin, GError **error)
{
  g_autofree char *with_scheme = NULL;
  g_autoptr (GUri) uri = NULL;

  if (!g_utf8_validate (url, -1, NULL) || strpbrk (url, " \t\r\n\\") != NULL) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL, "%s: a URL has no blanks, line ends or backslashes", origin);
    return NULL;
  }

  if (strstr (url, "://") == NULL)
    with_scheme = g_strconcat ("https://", url, NULL);
  else
    with_scheme = g_strdup (url);

  uri = g_uri_parse (with_scheme, G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  if (uri == NULL) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL, "%s: not a URL; expected something like %s", origin,
                 COCHL_DEFAULT_BASE_URL);
    return NULL;
  }
  return g_steal_pointer (&uri);
}

char *
cochl_url_resolve (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *path = NULL;
  const char *origin = "base-url";

  if (url == NULL || url[0] == '\0') {
    url = g_getenv ("COCHL_SENSE_BASE_URL");
    origin = "environment variable COCHL_SENSE_BASE_URL";
  }
  if (url == NULL || url[0] == '\0')
    return g_strdup (COCHL_DEFAULT_BASE_URL);

  uri = parse (url, origin, error);
  if (uri == NULL || !check (uri, origin, error))
    return NULL;

  path = g_strdup (g_uri_get_path (uri));
  for (gsize length = strlen (path); length > 0 && path[length - 1] == '/'; length--)
    path[length - 1] = '\0';

  return g_uri_join (G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_SCHEME_NORMALIZE, g_uri_get_scheme (uri), NULL,
                     g_uri_get_host (uri), g_uri_get_port (uri), path[0] != '\0' ? path : COCHL_DEFAULT_BASE_PATH,
                     NULL, NULL);
}

gboolean
cochl_url_is_loopback (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (url != NULL, FALSE);

  uri = parse (url, "URL", NULL);
  return uri != NULL && g_uri_get_host (uri) != NULL && host_is_loopback (g_uri_get_host (uri));
}
