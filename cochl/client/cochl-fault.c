/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-fault.h"

#include <string.h>

#include <libsoup/soup.h>

#define SECRET_MIN 6
/* Of a refusal, with what the service says in it. */
#define CAUSE_MAX 600

char *
cochl_fault_redact (const char *text, const char *secret)
{
  if (text == NULL || secret == NULL || strlen (secret) < SECRET_MIN || strstr (text, secret) == NULL)
    return g_strdup (text);

  g_auto (GStrv) parts = g_strsplit (text, secret, -1);
  return g_strjoinv ("***", parts);
}

/* Texts of others end up on terminals and in logs: valid UTF-8 without control
 * characters. (Server texts in the facts are treated so by cochl-error.) */
static char *
make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (out, g_unichar_isprint (g_utf8_get_char (p)) ? g_utf8_get_char (p) : ' ');
  return g_string_free (out, FALSE);
}

static GError *
fault_new (const CochlFault *self, CochlError code, unsigned int status, const char *server_text,
           const char *message)
{
  g_autofree char *safe_text = cochl_fault_redact (server_text, self->secret);
  g_autofree char *redacted = cochl_fault_redact (message, self->secret);
  g_autofree char *safe_message = make_printable (redacted);

  return cochl_error_new_for_call (code, self->call, self->session_id, status, safe_text, "%s", safe_message);
}

static char *
describe_certificate (GTlsCertificateFlags errors)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  if (errors & G_TLS_CERTIFICATE_UNKNOWN_CA)
    g_ptr_array_add (words, (gpointer) "it is signed by no authority that this machine trusts");
  if (errors & G_TLS_CERTIFICATE_BAD_IDENTITY)
    g_ptr_array_add (words, (gpointer) "it is another host's");
  if (errors & G_TLS_CERTIFICATE_EXPIRED)
    g_ptr_array_add (words, (gpointer) "it has expired");
  if (errors & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    g_ptr_array_add (words, (gpointer) "it is not valid yet (is this machine's clock right?)");
  if (errors & G_TLS_CERTIFICATE_REVOKED)
    g_ptr_array_add (words, (gpointer) "it was revoked");
  if (errors & G_TLS_CERTIFICATE_INSECURE)
    g_ptr_array_add (words, (gpointer) "its algorithm is insecure");
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  return g_strjoinv (", ", (char **) words->pdata);
}

static GError *
fault_from_tls (const CochlFault *self, const GError *cause, GTlsCertificateFlags tls_errors)
{
  g_autofree char *why = describe_certificate (tls_errors);
  g_autofree char *message = NULL;

  if (why != NULL)
    message = g_strdup_printf ("The certificate of %s was not accepted: %s. Check base-url, or give the "
                               "authority that signed it with tls-database.", self->host, why);
  else
    message = g_strdup_printf ("TLS with %s failed: check that base-url names an https service (%s).",
                               self->host, cause->message);
  return fault_new (self, COCHL_ERROR_TLS, 0, NULL, message);
}

static gboolean
is_proxy_error (const GError *cause)
{
  return g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED)
         || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED)
         || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH)
         || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED);
}

/* The error of GIO or libsoup does not tell which of the two it speaks of. */
static const char *
mention_proxy (const CochlFault *self)
{
  return self->proxied ? " It may be the proxy that was not reached: check proxy, or "
                         "https_proxy in the environment, too."
                       : "";
}

/* The sentence for a cause that is neither TLS nor a timeout nor bad HTTP. */
static char *
describe_network (const CochlFault *self, const GError *cause)
{
  if (cause->domain == G_RESOLVER_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    return g_strdup_printf ("The name %s was not found (DNS): check base-url and this machine's network (%s).%s",
                            self->host, cause->message, mention_proxy (self));
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_strdup_printf ("%s refused the connection: check that base-url names a service that runs, and "
                            "that no firewall is in the way.%s", self->host, mention_proxy (self));
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE)
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE))
    return g_strdup_printf ("There is no way to %s: check this machine's network (%s).%s", self->host,
                            cause->message, mention_proxy (self));
  if (is_proxy_error (cause))
    return g_strdup_printf ("The proxy on the way to %s failed: check proxy, proxy-id and proxy-pw, or "
                            "https_proxy in the environment (%s).", self->host, cause->message);
  return g_strdup_printf ("The connection to %s broke: check this machine's network (%s).", self->host,
                          cause->message);
}

static gboolean
is_tls_refusal (const GError *cause)
{
  /* A connection that ends without TLS's farewell is a broken connection. */
  return cause->domain == G_TLS_ERROR && cause->code != G_TLS_ERROR_EOF;
}

GError *
cochl_fault_from_cause (const CochlFault *self, const GError *cause, GTlsCertificateFlags tls_errors)
{
  g_autofree char *message = NULL;

  if (is_tls_refusal (cause))
    return fault_from_tls (self, cause, tls_errors);
  /* What was cut short by ourselves was given up waiting for. */
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    message = g_strdup_printf ("%s did not answer %s in time: check base-url and this machine's network, or give it "
                               "a longer timeout.%s", self->host, self->call, mention_proxy (self));
    return fault_new (self, COCHL_ERROR_TIMED_OUT, 0, NULL, message);
  }
  if (cause->domain == SOUP_SESSION_ERROR
      && (cause->code == SOUP_SESSION_ERROR_PARSING || cause->code == SOUP_SESSION_ERROR_ENCODING)) {
    message = g_strdup_printf ("What %s answered to %s is no HTTP: check base-url (%s).", self->host, self->call,
                               cause->message);
    return fault_new (self, COCHL_ERROR_BAD_REPLY, 0, NULL, message);
  }
  message = describe_network (self, cause);
  return fault_new (self, COCHL_ERROR_NETWORK, 0, NULL, message);
}

/* Only scheme and host: a path may carry anything. */
static char *
describe_location (const char *location)
{
  g_autoptr (GUri) uri = location != NULL ? g_uri_parse (location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup ("another place");
  return g_strdup_printf ("%s://%s", g_uri_get_scheme (uri), g_uri_get_host (uri));
}

static GError *
fault_from_redirect (const CochlFault *self, unsigned int status, const char *server_text, const char *location)
{
  g_autofree char *to = describe_location (location);
  g_autofree char *message =
      g_strdup_printf ("%s answered %s with a redirect (%u) to %s, which is not followed, so that the key goes "
                       "nowhere else: give the address of the service itself as base-url.",
                       self->host, self->call, status, to);

  return fault_new (self, COCHL_ERROR_REFUSED, status, server_text, message);
}

static gboolean
is_authorization (const CochlFault *self, unsigned int status)
{
  /* 403 on a session's later calls is the session's state. */
  return status == 401 || status == 402
         || (status == 403 && (g_str_equal (self->call, "create") || g_str_equal (self->call, "tags")));
}

static char *
describe_status (const CochlFault *self, unsigned int status, CochlError *code)
{
  if (status == 429) {
    *code = COCHL_ERROR_RATE_LIMITED;
    return g_strdup_printf ("The service's call limit is reached (429 on %s): wait, send fewer and longer pieces, or "
                            "ask for a higher limit", self->call);
  }
  if (status == 402) {
    *code = COCHL_ERROR_NOT_AUTHORIZED;
    return g_strdup_printf ("The service asks for payment (402 on %s): check the plan of the project that the key "
                            "belongs to", self->call);
  }
  if (is_authorization (self, status)) {
    *code = COCHL_ERROR_NOT_AUTHORIZED;
    return g_strdup_printf ("The service did not accept the API key (%u on %s): check the key, which came from %s",
                            status, self->call, self->key_source != NULL ? self->key_source : "the application");
  }
  if (status >= 500) {
    *code = COCHL_ERROR_SERVER;
    return g_strdup_printf ("The service failed (%u on %s): try again later", status, self->call);
  }
  *code = COCHL_ERROR_REFUSED;
  if (status == 404)
    return g_strdup_printf ("%s knows nothing of what was asked (404 on %s): check base-url", self->host, self->call);
  if (status == 407)
    return g_strdup_printf ("The proxy on the way to %s wants to know who asks (407 on %s): check proxy-id and "
                            "proxy-pw", self->host, self->call);
  if (status == 413)
    return g_strdup_printf ("The audio is too large for the service (413 on %s): send shorter pieces", self->call);
  return g_strdup_printf ("The service refused %s (%u): check what was sent", self->call, status);
}

GError *
cochl_fault_from_status (const CochlFault *self, unsigned int status, const char *server_text, const char *location)
{
  CochlError code = COCHL_ERROR_REFUSED;

  if (status >= 300 && status < 400)
    return fault_from_redirect (self, status, server_text, location);

  g_autofree char *what = describe_status (self, status, &code);
  /* First blotted out, then cut: half a key is not found any more. */
  g_autofree char *says = cochl_fault_redact (server_text, self->secret);
  g_autofree char *message = says != NULL && *says != '\0'
                                 ? g_strdup_printf ("%s. It says: %.200s", what, says)
                                 : g_strdup_printf ("%s.", what);
  return fault_new (self, code, status, server_text, message);
}

GError *
cochl_fault_from_reply (const CochlFault *self, unsigned int status, const char *server_text, const GError *cause)
{
  g_autofree char *redacted = cochl_fault_redact (cause->message, self->secret);
  g_autofree char *why = g_strdup_printf ("%.*s", CAUSE_MAX, redacted);
  g_autofree char *message = NULL;

  if (!g_error_matches (cause, COCHL_ERROR, COCHL_ERROR_BAD_REPLY))
    return fault_new (self, cause->code, status, server_text, why);
  message = g_strdup_printf ("What %s answered to %s is not what the API promises: %s. Check base-url, and what "
                             "stands between this machine and the service.", self->host, self->call, why);
  return fault_new (self, COCHL_ERROR_BAD_REPLY, status, server_text, message);
}

gboolean
cochl_fault_is_retried (const GError *error)
{
  if (error->domain != COCHL_ERROR)
    return FALSE;
  switch ((CochlError) error->code) {
    case COCHL_ERROR_RATE_LIMITED:
    case COCHL_ERROR_SERVER:
    case COCHL_ERROR_NETWORK:
    case COCHL_ERROR_TIMED_OUT:
    case COCHL_ERROR_BAD_REPLY:
      return TRUE;
    default:
      return FALSE;
  }
}
