/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-soup.h"

#include <string.h>

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-client.h"

static char *
proxies_for (const CochlConnection *options, const char *url)
{
  g_autoptr (GProxyResolver) resolver = cochl_soup_proxy_resolver_new (options);

  if (resolver == NULL)
    return g_strdup ("none");
  g_auto (GStrv) proxies = g_proxy_resolver_lookup (resolver, url, NULL, NULL);
  return g_strjoinv (" ", proxies);
}

static void
test_proxies (void)
{
  static const struct {
    const char *base_url, *proxy, *id, *pw, *url, *expected;
  } cases[] = {
    { "http://127.0.0.1:1/x", "http://proxy:3128", NULL, NULL, "http://127.0.0.1:1/x", "none" },
    { "https://h/x", "http://proxy:3128", NULL, NULL, "https://h/x", "http://proxy:3128" },
    { "https://h/x", "proxy:3128", NULL, NULL, "https://h/x", "http://proxy:3128" },
    { "https://h/x", "http://a:b@proxy:3128", NULL, NULL, "https://h/x", "http://a:b@proxy:3128" },
    { "https://h/x", "http://a:b@proxy:3128", "me", "p@ss", "https://h/x", "http://me:p%40ss@proxy:3128" },
    { "https://h/x", "proxy:3128", "me", NULL, "https://h/x", "http://me@proxy:3128" },
    { "https://h/x", "http://proxy:3128", NULL, NULL, "http://localhost:2/x", "direct://" },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    CochlConnection options = { .base_url = (char *) cases[i].base_url, .proxy = (char *) cases[i].proxy,
                                      .proxy_id = (char *) cases[i].id, .proxy_pw = (char *) cases[i].pw };
    g_autofree char *proxies = proxies_for (&options, cases[i].url);

    g_assert_cmpstr (proxies, ==, cases[i].expected);
  }
}

static void
test_session (void)
{
  CochlConnection options = { .base_url = (char *) "https://h/x", .timeout = 7 };
  g_autoptr (SoupSession) session = cochl_soup_session_new (&options);
  g_autoptr (SoupSession) named = NULL;

  g_assert_cmpuint (soup_session_get_timeout (session), ==, 7);
  g_assert_cmpuint (soup_session_get_idle_timeout (session), ==, 10);
  g_assert_nonnull (soup_session_get_tls_database (session));
  g_assert_true (g_str_has_prefix (soup_session_get_user_agent (session), "cochlsense/"));
  options.user_agent = (char *) "mine/1";
  named = cochl_soup_session_new (&options);
  g_assert_cmpstr (soup_session_get_user_agent (named), ==, "mine/1");
}

/* -- a real proxy that wants to know who asks, and then reaches nobody -- */

typedef struct {
  GMutex lock;
  GString *heard;
} Proxy;

static gboolean
proxy_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  Proxy *proxy = user_data;
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  gboolean known = FALSE;

  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  for (;;) {
    g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);

    if (line == NULL || *line == '\0')
      break;
    known = known || g_ascii_strncasecmp (line, "Proxy-Authorization:", 20) == 0;
    g_mutex_lock (&proxy->lock);
    g_string_append_printf (proxy->heard, "%s\n", line);
    g_mutex_unlock (&proxy->lock);
  }
  const char *answer = known ? "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                             : "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n"
                               "Connection: close\r\n\r\n";
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer, strlen (answer), NULL,
                             NULL, NULL);
  return TRUE;
}

static void
test_proxy_is_asked (void)
{
  Proxy proxy = { .heard = g_string_new (NULL) };
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  g_autoptr (CochlKey) key = cochl_key_new (TEST_KEY, NULL, NULL);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  g_autoptr (GError) error = NULL;

  g_signal_connect (service, "run", G_CALLBACK (proxy_cb), &proxy);
  g_socket_service_start (service);
  CochlClient *client = cochl_client_new ("base-url", "https://api.cochl.invalid/x", "key", key, "retries", 0, "proxy",
                                          address, "proxy-id", "me", "proxy-pw", "my-pass-word", NULL);
  g_assert_null (test_client_submit (client, submission, &error));
  g_test_message ("%s", error->message);
  g_assert_cmpint (error->domain, ==, COCHL_ERROR);
  g_assert_null (strstr (error->message, "my-pass-word"));
  g_mutex_lock (&proxy.lock);
  g_assert_nonnull (strstr (proxy.heard->str, "CONNECT api.cochl.invalid:443"));
  g_autofree char *credentials = g_base64_encode ((const guchar *) "me:my-pass-word", strlen ("me:my-pass-word"));
  g_assert_nonnull (strstr (proxy.heard->str, credentials));
  g_assert_null (strstr (proxy.heard->str, TEST_KEY));
  g_mutex_unlock (&proxy.lock);
  test_client_end (client);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_string_free (proxy.heard, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/soup/proxies", test_proxies);
  g_test_add_func ("/soup/session", test_session);
  g_test_add_func ("/soup/proxy-is-asked", test_proxy_is_asked);
  return g_test_run ();
}
