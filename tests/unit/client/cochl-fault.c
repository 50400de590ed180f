/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-fault.h"

#include <string.h>

#include <libsoup/soup.h>

static const CochlFault fault = { "chunk", "s-1", "api.example.org", "file /run/key", "S3CRETKEY" };

static void
test_causes (void)
{
  const struct {
    GQuark domain;
    int code;
    int expected;
    gboolean retried;
    const char *says;
  } cases[] = {
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, COCHL_ERROR_TIMED_OUT, TRUE, "longer timeout" },
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, COCHL_ERROR_TIMED_OUT, TRUE, "did not answer chunk in time" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, COCHL_ERROR_NETWORK, TRUE, "refused the connection" },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, COCHL_ERROR_NETWORK, TRUE, "no way to api.example.org" },
    { G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, COCHL_ERROR_NETWORK, TRUE, "check this machine's network" },
    { G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, COCHL_ERROR_NETWORK, TRUE, "check proxy, proxy-id" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, COCHL_ERROR_NETWORK, TRUE, "broke" },
    { G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, COCHL_ERROR_NETWORK, TRUE, "broke" },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, COCHL_ERROR_NETWORK, TRUE, "(DNS)" },
    { G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, COCHL_ERROR_TLS, FALSE, "names an https service" },
    { G_TLS_ERROR, G_TLS_ERROR_EOF, COCHL_ERROR_NETWORK, TRUE, "broke" },
    { SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING, COCHL_ERROR_BAD_REPLY, TRUE, "is no HTTP" },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) cause = g_error_new_literal (cases[i].domain, cases[i].code, "the cause");
    g_autoptr (GError) error = cochl_fault_from_cause (&fault, cause, 0);

    g_assert_error (error, COCHL_ERROR, cases[i].expected);
    g_assert_nonnull (strstr (error->message, cases[i].says));
    g_assert_true (cochl_fault_is_retried (error) == cases[i].retried);
    g_assert_cmpstr (cochl_error_get_call (error), ==, "chunk");
    g_assert_cmpstr (cochl_error_get_session_id (error), ==, "s-1");
  }
}

/* Of a proxy that cannot be reached GIO says no more than of a service. */
static void
test_proxy (void)
{
  const int codes[] = { G_IO_ERROR_CONNECTION_REFUSED, G_IO_ERROR_HOST_NOT_FOUND, G_IO_ERROR_HOST_UNREACHABLE,
                        G_IO_ERROR_TIMED_OUT };
  CochlFault proxied = fault;

  proxied.proxied = TRUE;
  for (unsigned int i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autoptr (GError) cause = g_error_new_literal (G_IO_ERROR, codes[i], "the cause");
    g_autoptr (GError) with = cochl_fault_from_cause (&proxied, cause, 0);
    g_autoptr (GError) without = cochl_fault_from_cause (&fault, cause, 0);

    g_assert_nonnull (strstr (with->message, "check proxy, or https_proxy in the environment, too"));
    g_assert_null (strstr (without->message, "proxy"));
  }
}

static void
test_certificate (void)
{
  g_autoptr (GError) cause = g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "bad");
  g_autoptr (GError) error =
      cochl_fault_from_cause (&fault, cause, G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_BAD_IDENTITY);

  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, "it is another host's, it has expired"));
}

static void
test_statuses (void)
{
  const struct {
    const char *call;
    unsigned int status;
    int expected;
    gboolean retried;
    const char *says;
  } cases[] = {
    { "chunk", 401, COCHL_ERROR_NOT_AUTHORIZED, FALSE, "file /run/key" },
    { "chunk", 402, COCHL_ERROR_NOT_AUTHORIZED, FALSE, "plan" },
    { "chunk", 403, COCHL_ERROR_REFUSED, FALSE, "(403)" },
    { "create", 403, COCHL_ERROR_NOT_AUTHORIZED, FALSE, "check the key" },
    { "tags", 403, COCHL_ERROR_NOT_AUTHORIZED, FALSE, "check the key" },
    { "chunk", 407, COCHL_ERROR_REFUSED, FALSE, "proxy-id" },
    { "chunk", 409, COCHL_ERROR_REFUSED, FALSE, "(409)" },
    { "chunk", 413, COCHL_ERROR_REFUSED, FALSE, "shorter" },
    { "chunk", 429, COCHL_ERROR_RATE_LIMITED, TRUE, "call limit" },
    { "chunk", 500, COCHL_ERROR_SERVER, TRUE, "later" },
    { "chunk", 599, COCHL_ERROR_SERVER, TRUE, "later" },
    { "chunk", 301, COCHL_ERROR_REFUSED, FALSE, "to https://elsewhere.example, which is not followed" },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    CochlFault here = fault;
    here.call = cases[i].call;
    g_autoptr (GError) error = cochl_fault_from_status (&here, cases[i].status, "so it is", "https://elsewhere.example/S3CRETKEY");

    g_assert_error (error, COCHL_ERROR, cases[i].expected);
    g_assert_cmpuint (cochl_error_get_http_status (error), ==, cases[i].status);
    g_assert_cmpstr (cochl_error_get_server_text (error), ==, "so it is");
    g_assert_nonnull (strstr (error->message, cases[i].says));
    g_assert_null (strstr (error->message, "S3CRETKEY"));
    g_assert_true (cochl_fault_is_retried (error) == cases[i].retried);
  }
}

/* What a server says cannot bring the key, or escape codes, onto a terminal. */
static void
test_texts_are_safe (void)
{
  g_autoptr (GError) error =
      cochl_fault_from_status (&fault, 400, "\033[2Jkey S3CRETKEY\xff and S3CRETKEY", NULL);
  g_autoptr (GError) cause = g_error_new_literal (COCHL_ERROR, COCHL_ERROR_REFUSED, "S3CRETKEY\n\033[0m");
  g_autoptr (GError) refused = cochl_fault_from_reply (&fault, 200, NULL, cause);

  g_assert_null (strstr (error->message, "S3CRETKEY"));
  g_assert_null (strchr (error->message, '\033'));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (strstr (error->message, "key ***"));
  g_assert_null (strstr (cochl_error_get_server_text (error), "S3CRETKEY"));
  g_assert_error (refused, COCHL_ERROR, COCHL_ERROR_REFUSED);
  g_assert_cmpstr (refused->message, ==, "***  [0m");
}

/* Wherever the text is cut, no part of the key is left before the cut. */
static void
test_cut_keys (void)
{
  for (guint n = 180; n < 620; n++) {
    g_autofree char *filler = g_strnfill (n, 'x');
    g_autofree char *text = g_strconcat (filler, "S3CRETKEY", NULL);
    g_autoptr (GError) cause = g_error_new_literal (COCHL_ERROR, COCHL_ERROR_REFUSED, text);
    g_autoptr (GError) error = cochl_fault_from_status (&fault, 400, text, NULL);
    g_autoptr (GError) refused = cochl_fault_from_reply (&fault, 200, text, cause);

    g_assert_null (strstr (error->message, "xS"));
    g_assert_null (strstr (cochl_error_get_server_text (error), "xS"));
    g_assert_null (strstr (refused->message, "xS"));
  }
}

static void
test_bad_reply (void)
{
  g_autoptr (GError) cause = g_error_new_literal (COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "$.state: expected a string");
  g_autoptr (GError) error = cochl_fault_from_reply (&fault, 200, NULL, cause);

  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_assert_nonnull (strstr (error->message, "$.state: expected a string"));
  g_assert_true (cochl_fault_is_retried (error));
}

static void
test_redact (void)
{
  g_autofree char *text = cochl_fault_redact ("S3CRETKEY,S3CRETKE,xS3CRETKEYx", "S3CRETKEY");
  g_autofree char *word = cochl_fault_redact ("a key", "key");

  g_assert_cmpstr (text, ==, "***,S3CRETKE,x***x");
  g_assert_cmpstr (word, ==, "a key");
  g_assert_null (cochl_fault_redact (NULL, "S3CRETKEY"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fault/causes", test_causes);
  g_test_add_func ("/fault/proxy", test_proxy);
  g_test_add_func ("/fault/certificate", test_certificate);
  g_test_add_func ("/fault/statuses", test_statuses);
  g_test_add_func ("/fault/texts-are-safe", test_texts_are_safe);
  g_test_add_func ("/fault/cut-keys", test_cut_keys);
  g_test_add_func ("/fault/bad-reply", test_bad_reply);
  g_test_add_func ("/fault/redact", test_redact);
  return g_test_run ();
}
