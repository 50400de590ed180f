/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-transport.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-client.h"

/* Every failure is read as a user reads it, and never has the key in it. */
static GError *
submit_and_fail (CochlClient *client, int code)
{
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  GError *error = NULL;

  g_assert_null (test_client_submit (client, submission, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_error (error, COCHL_ERROR, code);
  g_assert_null (strstr (error->message, TEST_KEY));
  const char *text = cochl_error_get_server_text (error);
  g_assert_true (text == NULL || strstr (text, TEST_KEY) == NULL);
  return error;
}

static void
assert_says (const GError *error, const char *what)
{
  if (strstr (error->message, what) == NULL)
    g_error ("expected \"%s\" in: %s", what, error->message);
}

static void
test_status (void)
{
  static const struct {
    unsigned int status;
    int code;
    unsigned int tries;
    const char *says;
  } cases[] = {
    { 400, COCHL_ERROR_REFUSED, 1, "as the test wants it" },
    { 401, COCHL_ERROR_NOT_AUTHORIZED, 1, "check the key, which came from property" },
    { 402, COCHL_ERROR_NOT_AUTHORIZED, 1, "check the plan" },
    { 403, COCHL_ERROR_NOT_AUTHORIZED, 1, "check the key" },
    { 404, COCHL_ERROR_REFUSED, 1, "check base-url" },
    { 413, COCHL_ERROR_REFUSED, 1, "send shorter pieces" },
    { 500, COCHL_ERROR_SERVER, 4, "try again later" },
    { 503, COCHL_ERROR_SERVER, 4, "Tried 4 times" },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TestServer) server = test_server_new (NULL);
    CochlClient *client = test_client_new (server);

    test_server_fail (server, "create", 0, G_MAXUINT, &(TestFault) { TEST_FAULT_STATUS, cases[i].status });
    g_autoptr (GError) error = submit_and_fail (client, cases[i].code);
    assert_says (error, cases[i].says);
    g_assert_cmpuint (cochl_error_get_http_status (error), ==, cases[i].status);
    g_assert_cmpstr (cochl_error_get_call (error), ==, "create");
    g_assert_cmpstr (cochl_error_get_server_text (error), ==, "as the test wants it");
    g_assert_cmpuint (test_server_count (server, "create"), ==, cases[i].tries);
    test_client_end (client);
  }
}

static void
test_kinds (void)
{
  static const struct {
    TestFault fault;
    int code;
    const char *says;
  } cases[] = {
    { { TEST_FAULT_STALL }, COCHL_ERROR_TIMED_OUT, "did not answer create in time" },
    { { TEST_FAULT_CUT }, COCHL_ERROR_NETWORK, "broke" },
    { { TEST_FAULT_GARBAGE }, COCHL_ERROR_BAD_REPLY, "not what the API promises" },
    { { TEST_FAULT_GARBAGE, .body = "{\"session_id\": 5}" }, COCHL_ERROR_BAD_REPLY, "$.session_id: expected a string, got 5" },
    { { TEST_FAULT_GARBAGE, .body = "{\"error\": \"for " TEST_KEY " there is none\"}" }, COCHL_ERROR_REFUSED, "for *** there is none" },
    { { TEST_FAULT_STATUS, 401, .body = "{\"error\": \"what is " TEST_KEY "?\"}" }, COCHL_ERROR_NOT_AUTHORIZED, "what is ***?" },
    { { TEST_FAULT_TRUNCATE }, COCHL_ERROR_NETWORK, "broke" },
    { { TEST_FAULT_NO_HTTP }, COCHL_ERROR_BAD_REPLY, "is no HTTP" },
    { { TEST_FAULT_ENDLESS }, COCHL_ERROR_BAD_REPLY, "at most 8 MiB" },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TestServer) server = test_server_new (NULL);
    CochlClient *client = test_client_new_for (test_server_get_url (server), 0);

    test_server_fail (server, "create", 0, G_MAXUINT, &cases[i].fault);
    g_autoptr (GError) error = submit_and_fail (client, cases[i].code);
    assert_says (error, cases[i].says);
    g_assert_cmpuint (test_server_count (server, "create"), ==, 1);
    test_client_end (client);
  }
}

static void
test_redirect (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (TestServer) elsewhere = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autofree char *location = g_strconcat (test_server_get_url (elsewhere), "/audio_sessions/", NULL);

  test_server_fail (server, "create", 0, 1, &(TestFault) { TEST_FAULT_REDIRECT, .location = location });
  g_autoptr (GError) error = submit_and_fail (client, COCHL_ERROR_REFUSED);
  assert_says (error, "redirect (307) to http://127.0.0.1, which is not followed");
  g_assert_cmpuint (test_server_count (elsewhere, "any"), ==, 0);
  test_client_end (client);
}

static void
test_refused_connection (void)
{
  TestServer *server = test_server_new (NULL);
  g_autofree char *url = g_strdup (test_server_get_url (server));

  test_server_free (server);
  CochlClient *client = test_client_new_for (url, 1);
  g_autoptr (GError) error = submit_and_fail (client, COCHL_ERROR_NETWORK);
  assert_says (error, "127.0.0.1 refused the connection");
  assert_says (error, "Tried 2 times");
  test_client_end (client);
}

/* .invalid never resolves (RFC 6761). */
static void
test_no_such_name (void)
{
  CochlClient *client = test_client_new_for ("https://api.cochl.invalid/sense/api/v1", 0);
  g_autoptr (GError) error = submit_and_fail (client, COCHL_ERROR_NETWORK);

  assert_says (error, "The name api.cochl.invalid was not found (DNS)");
  test_client_end (client);
}

static void
test_certificate (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit/client/test-certificate.pem", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .certificate = certificate });
  CochlClient *client = test_client_new (server);

  error = submit_and_fail (client, COCHL_ERROR_TLS);
  assert_says (error, "signed by no authority that this machine trusts");
  assert_says (error, "tls-database");
  g_assert_cmpuint (test_server_count (server, "any"), ==, 0);
  test_client_end (client);
  g_clear_error (&error);

  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (path, &error);
  g_autoptr (CochlKey) key = cochl_key_new (TEST_KEY, NULL, NULL);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  g_assert_no_error (error);
  client = cochl_client_new ("base-url", test_server_get_url (server), "key", key, "tls-database", database, NULL);
  g_autoptr (GPtrArray) windows = test_client_submit (client, submission, &error);
  g_assert_no_error (error);
  test_assert_windows (windows, 2, 2, 1);
  test_client_end (client);
}

/* A server that answers whatever comes in with plain HTTP. */
static gboolean
plain_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  static const char answer[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
  char buffer[16];

  g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer, strlen (answer), NULL,
                             NULL, NULL);
  return TRUE;
}

static void
test_https_where_there_is_none (void)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (1);
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/sense/api/v1", port);

  g_signal_connect (service, "run", G_CALLBACK (plain_cb), NULL);
  g_socket_service_start (service);
  CochlClient *client = test_client_new_for (url, 3);
  g_autoptr (GError) error = submit_and_fail (client, COCHL_ERROR_TLS);
  assert_says (error, "check that base-url names an https service");
  test_client_end (client);
  g_socket_service_stop (service);
}

/* 429 uses up no retry, whether or not it says when to come back. */
static void
test_call_limit (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new_for (test_server_get_url (server), 0);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%a, %d %b %Y %H:%M:%S GMT");
  g_autoptr (GError) error = NULL;
  CochlClientStats stats;

  test_server_fail (server, "create", 0, 4, &(TestFault) { TEST_FAULT_STATUS, 429 });
  test_server_fail (server, "chunk", 0, 1, &(TestFault) { TEST_FAULT_STATUS, 429, .retry_after = date });
  g_autoptr (GPtrArray) windows = test_client_submit (client, submission, &error);
  g_assert_no_error (error);
  test_assert_windows (windows, 2, 2, 1);
  cochl_client_get_stats (client, &stats);
  g_assert_cmpuint (stats.rate_limited, ==, 5);
  g_assert_cmpuint (stats.retries, ==, 5);
  test_client_end (client);
}

static void
take_windows_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) windows = cochl_client_submit_finish (COCHL_CLIENT (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* A call that would wait for half an hour before it is tried again goes on when
 * another one has found the service back. */
static void
test_woken (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (CochlKey) key = cochl_key_new (TEST_KEY, NULL, NULL);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  CochlClient *sleeper = cochl_client_new ("base-url", test_server_get_url (server), "key", key, "timeout", 1, "retries",
                                           -1, "retry-backoff-factor", 3600.0, "retry-backoff-max", 3600.0, NULL);
  CochlClient *other = test_client_new_for (test_server_get_url (server), 0);
  gboolean woken = FALSE, back = FALSE;

  test_server_fail (server, "create", 0, G_MAXUINT, &(TestFault) { TEST_FAULT_STATUS, 503 });
  cochl_client_submit_async (sleeper, submission, NULL, take_windows_cb, &woken);
  test_server_await (server, "create", 1);
  while (!back) {
    g_auto (CochlCondition) condition = { 0 };
    g_autoptr (GPtrArray) windows = test_client_submit (other, submission, NULL);

    back = windows != NULL;
    cochl_client_get_condition (other, &condition);
    g_assert_cmpint (condition.state, ==, back ? COCHL_CONDITION_ONLINE : COCHL_CONDITION_OFFLINE);
    if (g_get_monotonic_time () - condition.since > 4 * G_TIME_SPAN_SECOND)
      test_server_heal (server);
  }
  test_wait_for (&woken);
  test_client_end (sleeper);
  test_client_end (other);
}

/* A rejected key is not tried again, another one out of its file is at once. */
static void
test_rejected_key (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "cochl-transport-key-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, "the-first-key", -1, NULL));
  g_autoptr (CochlKey) key = cochl_key_new (NULL, path, NULL);
  CochlClient *client = cochl_client_new ("base-url", test_server_get_url (server), "key", key, NULL);
  test_server_fail (server, "create", 0, 1, &(TestFault) { TEST_FAULT_STATUS, 401 });
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GError) error = submit_and_fail (client, COCHL_ERROR_NOT_AUTHORIZED);

    g_assert_cmpuint (cochl_error_get_http_status (error), ==, 401);
  }
  g_assert_cmpuint (test_server_count (server, "create"), ==, 1);

  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, "the-second-key", -1, NULL));
  g_autoptr (GPtrArray) windows = test_client_submit (client, submission, &error);
  g_assert_no_error (error);
  test_client_end (client);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/status", test_status);
  g_test_add_func ("/transport/kinds", test_kinds);
  g_test_add_func ("/transport/redirect", test_redirect);
  g_test_add_func ("/transport/refused-connection", test_refused_connection);
  g_test_add_func ("/transport/no-such-name", test_no_such_name);
  g_test_add_func ("/transport/certificate", test_certificate);
  g_test_add_func ("/transport/https-where-there-is-none", test_https_where_there_is_none);
  g_test_add_func ("/transport/call-limit", test_call_limit);
  g_test_add_func ("/transport/woken", test_woken);
  g_test_add_func ("/transport/rejected-key", test_rejected_key);
  return g_test_run ();
}
