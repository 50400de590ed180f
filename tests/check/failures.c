/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* Each way to fail, and the text that says what to do. */

/* Pushes until the flow of data stops; bounded, and EOS does not hang then. */
static void
push_until_error (Check *check)
{
  GstFlowReturn ret = GST_FLOW_OK;

  for (guint i = 0; i < 100000 && ret == GST_FLOW_OK; i++)
    ret = check_push_silence (check, i * GST_SECOND, GST_SECOND);
  g_assert_cmpint (ret, ==, GST_FLOW_ERROR);
  check_push_eos (check);
}

static void
assert_detail (GstStructure *details, const char *field, const char *expected)
{
  g_assert_cmpstr (gst_structure_get_string (details, field), ==, expected);
}

static void
test_no_key (void)
{
  g_autoptr (Check) check = check_new (NULL, "on-failure", "warn", NULL);

  g_assert_cmpint (gst_element_set_state (check->element, GST_STATE_PAUSED), ==, GST_STATE_CHANGE_FAILURE);
  check_assert_error (check, GST_RESOURCE_ERROR_NOT_AUTHORIZED, "*COCHL_API_KEY*api-key-file*", NULL);
}

static void
test_bad_url (void)
{
  g_autoptr (Check) check = check_new (NULL, "api-key", "k", "base-url", "http://api.cochl.ai", NULL);

  g_assert_cmpint (gst_element_set_state (check->element, GST_STATE_PAUSED), ==, GST_STATE_CHANGE_FAILURE);
  check_assert_error (check, GST_RESOURCE_ERROR_SETTINGS, "*http*api.cochl.ai*", NULL);
}

static void
test_wrong_key (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--key", "right", NULL);
  g_autoptr (Check) check = check_start (emulator, "api-key", "S3CRETKEY", "segment-duration", "2000000000", NULL);
  g_autoptr (GstStructure) details = NULL;
  guint status;

  push_until_error (check);
  check_assert_error (check, GST_RESOURCE_ERROR_NOT_AUTHORIZED, "*key*", &details);
  assert_detail (details, "code", "not-authorized");
  assert_detail (details, "call", "create");
  g_assert_true (gst_structure_get_uint (details, "http-status-code", &status));
  g_assert_cmpuint (status, ==, 401);
  g_assert_nonnull (gst_structure_get_string (details, "server-text"));
  g_assert_cmpint (test_emulator_get_stat (emulator, "calls.create"), <=, 5);
}

/* Audio flows on, the windows are told as failed, and the key is not tried again
 * and again. */
static void
test_wrong_key_warn (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--key", "right", NULL);
  g_autoptr (Check) check = check_start (emulator, "api-key", "wrong", "on-failure", "warn", "retries", "-1", NULL);
  g_autofree char *log = NULL;

  g_assert_cmpint (check_push_silence (check, 0, 3 * GST_SECOND), ==, GST_FLOW_OK);
  check_push_eos (check);
  log = check_take_log (check);
  g_assert_true (g_pattern_match_simple ("warning *key*\nwindow 0 failed 0+2000\nwindow 1 failed 1000+2000\n", log));
  g_assert_cmpint (test_emulator_get_stat (emulator, "calls.create"), ==, 1);
  g_assert_cmpuint (check_get_stat (check, "windows-failed"), ==, 2);
}

static Check *
start_at (const char *url)
{
  return check_start (NULL, "api-key", "k", "base-url", url, "segment-duration", "2000000000", "retries", "1",
                      "retry-backoff-factor", "0.01", "proxy", "", NULL);
}

static void
test_refused_connection (void)
{
  g_autoptr (Check) check = start_at ("http://127.0.0.1:9");
  g_autoptr (GstStructure) details = NULL;

  push_until_error (check);
  check_assert_error (check, GST_RESOURCE_ERROR_OPEN_READ_WRITE, "*127.0.0.1*", &details);
  assert_detail (details, "code", "network");
}

static void
test_no_such_host (void)
{
  g_autoptr (Check) check = start_at ("https://no-such-host.invalid");
  g_autoptr (GstStructure) details = NULL;

  push_until_error (check);
  check_assert_error (check, GST_RESOURCE_ERROR_OPEN_READ_WRITE, "*no-such-host.invalid*", &details);
  assert_detail (details, "code", "network");
}

static gboolean
handshake_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  g_autoptr (GIOStream) tls = g_tls_server_connection_new (G_IO_STREAM (connection), user_data, NULL);

  /* The client will not have it. */
  g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL);
  return TRUE;
}

static gpointer
run_loop (gpointer loop)
{
  g_main_loop_run (loop);
  return NULL;
}

/* A server with a certificate that nobody has signed. */
static void
test_tls (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit/client/test-certificate.pem", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u", port);
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);
  GThread *server;
  g_autoptr (GstStructure) details = NULL;
  g_autoptr (Check) check = NULL;

  g_assert_no_error (error);
  g_signal_connect (service, "run", G_CALLBACK (handshake_cb), certificate);
  g_socket_service_start (service);
  server = g_thread_new ("server", run_loop, loop);
  check = start_at (url);
  push_until_error (check);
  check_assert_error (check, GST_RESOURCE_ERROR_OPEN_READ_WRITE, "*certificate*tls-database*", &details);
  assert_detail (details, "code", "tls");
  g_socket_service_stop (service);
  g_main_loop_quit (loop);
  g_thread_join (server);
  g_main_loop_unref (loop);
}

static Check *
start_faulty (TestEmulator *emulator)
{
  return check_start (emulator, "segment-duration", "2000000000", "retries", "2", "retry-backoff-factor", "0.01",
                      NULL);
}

static void
test_500_for_ever (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "chunk@1x*=500", NULL);
  g_autoptr (Check) check = start_faulty (emulator);
  g_autoptr (GstStructure) details = NULL;
  guint status;

  push_until_error (check);
  check_assert_error (check, GST_RESOURCE_ERROR_READ, "*500*", &details);
  assert_detail (details, "code", "server");
  assert_detail (details, "call", "chunk");
  g_assert_nonnull (gst_structure_get_string (details, "session-id"));
  g_assert_true (gst_structure_get_uint (details, "http-status-code", &status));
  g_assert_cmpuint (status, ==, 500);
  g_assert_cmpuint (check_get_stat (check, "retries"), >=, 2);
}

static void
test_garbage (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "results@1x*=garbage", NULL);
  g_autoptr (Check) check = start_faulty (emulator);
  g_autoptr (GstStructure) details = NULL;

  push_until_error (check);
  check_assert_error (check, GST_RESOURCE_ERROR_READ, "*JSON*", &details);
  assert_detail (details, "code", "bad-reply");
  assert_detail (details, "call", "results");
}

/* A failure in the middle: what came before is told, in order. */
static void
test_in_the_middle (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "create@3x*=400", NULL);
  g_autoptr (Check) check = check_start (emulator, "segment-duration", "2000000000", "max-in-flight", "1", NULL);
  g_autofree char *log = NULL;

  push_until_error (check);
  /* The flow of data may stop before all is told. */
  log = check_wait_log (check, "window 2");
  g_assert_true (g_pattern_match_simple ("window 0 analyzed 0+2000\nwindow 1 analyzed 1000+2000\n"
                                         "error *400*\nwindow 2 failed 2000+2000\n", log));
}

/* The next start is a new beginning. */
static void
test_start_again (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "create@1x3=400", NULL);
  g_autoptr (Check) check = check_start (emulator, "segment-duration", "2000000000", "max-in-flight", "1", NULL);
  g_autofree char *log = NULL;

  push_until_error (check);
  gst_harness_teardown (check->harness);
  log = check_take_log (check);
  test_emulator_clear_faults (emulator);
  check_play (check, NULL);
  check_push_silence (check, 0, 2 * GST_SECOND);
  check_push_eos (check);
  check_assert_log (check, "window 0 analyzed 0+2000\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/failures/no-key", test_no_key);
  g_test_add_func ("/failures/bad-url", test_bad_url);
  g_test_add_func ("/failures/wrong-key", test_wrong_key);
  g_test_add_func ("/failures/wrong-key/warn", test_wrong_key_warn);
  g_test_add_func ("/failures/refused-connection", test_refused_connection);
  g_test_add_func ("/failures/no-such-host", test_no_such_host);
  g_test_add_func ("/failures/tls", test_tls);
  g_test_add_func ("/failures/500-for-ever", test_500_for_ever);
  g_test_add_func ("/failures/garbage", test_garbage);
  g_test_add_func ("/failures/in-the-middle", test_in_the_middle);
  g_test_add_func ("/failures/start-again", test_start_again);
  return g_test_run ();
}
