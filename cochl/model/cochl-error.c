/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-error.h"

#include <string.h>

#define SERVER_TEXT_MAX 500

typedef struct {
  char        *call;
  char        *session_id;
  unsigned int http_status;
  char        *server_text;
} CochlErrorPrivate;

static void
cochl_error_private_init (CochlErrorPrivate *priv)
{
}

static void
cochl_error_private_copy (const CochlErrorPrivate *from, CochlErrorPrivate *to)
{
  to->call = g_strdup (from->call);
  to->session_id = g_strdup (from->session_id);
  to->http_status = from->http_status;
  to->server_text = g_strdup (from->server_text);
}

static void
cochl_error_private_clear (CochlErrorPrivate *priv)
{
  g_free (priv->call);
  g_free (priv->session_id);
  g_free (priv->server_text);
}

G_DEFINE_EXTENDED_ERROR (CochlError, cochl_error)

/* What a server sends ends up on terminals and in logs: it is made valid UTF-8,
 * bounded, and freed of everything that could steer a terminal or hide text. */
static char *
make_printable (const char *text)
{
  g_autofree char *valid = NULL;
  GString *out;

  if (text == NULL)
    return NULL;

  valid = g_utf8_make_valid (text, strnlen (text, SERVER_TEXT_MAX));
  out = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    gsize length = g_utf8_next_char (p) - p;

    if (out->len + length > SERVER_TEXT_MAX)
      break;
    if (g_unichar_isprint (c))
      g_string_append_len (out, p, length);
    else
      g_string_append_c (out, ' ');
  }
  return g_string_free (out, FALSE);
}

GError *
cochl_error_new_for_call (CochlError code, const char *call, const char *session_id, unsigned int http_status,
                          const char *server_text, const char *format, ...)
{
  CochlErrorPrivate *priv;
  GError *error;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (COCHL_ERROR, code, format, args);
  va_end (args);

  priv = cochl_error_get_private (error);
  priv->call = g_strdup (call);
  priv->session_id = make_printable (session_id);
  priv->http_status = http_status;
  priv->server_text = make_printable (server_text);
  return error;
}

static const CochlErrorPrivate *
facts_of (const GError *error)
{
  if (error == NULL || error->domain != COCHL_ERROR)
    return NULL;
  return cochl_error_get_private (error);
}

const char *
cochl_error_get_call (const GError *error)
{
  const CochlErrorPrivate *facts = facts_of (error);

  return facts != NULL ? facts->call : NULL;
}

const char *
cochl_error_get_session_id (const GError *error)
{
  const CochlErrorPrivate *facts = facts_of (error);

  return facts != NULL ? facts->session_id : NULL;
}

unsigned int
cochl_error_get_http_status (const GError *error)
{
  const CochlErrorPrivate *facts = facts_of (error);

  return facts != NULL ? facts->http_status : 0;
}

const char *
cochl_error_get_server_text (const GError *error)
{
  const CochlErrorPrivate *facts = facts_of (error);

  return facts != NULL ? facts->server_text : NULL;
}

const char *
cochl_error_code_to_string (CochlError code)
{
  switch (code) {
    case COCHL_ERROR_FAILED:
      return "failed";
    case COCHL_ERROR_NO_KEY:
      return "no-key";
    case COCHL_ERROR_BAD_URL:
      return "bad-url";
    case COCHL_ERROR_BAD_SETTINGS:
      return "bad-settings";
    case COCHL_ERROR_NOT_AUTHORIZED:
      return "not-authorized";
    case COCHL_ERROR_REFUSED:
      return "refused";
    case COCHL_ERROR_RATE_LIMITED:
      return "rate-limited";
    case COCHL_ERROR_SERVER:
      return "server";
    case COCHL_ERROR_NETWORK:
      return "network";
    case COCHL_ERROR_TLS:
      return "tls";
    case COCHL_ERROR_TIMED_OUT:
      return "timed-out";
    case COCHL_ERROR_BAD_REPLY:
      return "bad-reply";
    case COCHL_ERROR_SESSION_LOST:
      return "session-lost";
    case COCHL_ERROR_ANALYSIS:
      return "analysis";
    case COCHL_ERROR_OTHER_WINDOWS:
      return "other-windows";
    default:
      return "failed";
  }
}
