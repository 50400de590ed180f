/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <signal.h>
#include <string.h>

#include "cochl/client/cochl-client.h"
#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-client.h"
#include "tests/unit/client/test-tone.h"

/*
 * The client against `cochlsense emulate`, which decodes and measures what it
 * is sent: straight, and over TLS and HTTP/2 through nghttpx.
 */

/* -- a program that ends when its standard input does -- */

static GSubprocess *
emulate (const char *first_option, char **url)
{
  const char *program = g_getenv ("COCHLSENSE");
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                           program, "emulate", "--port", "0", "--until-stdin-closes", "--tone",
                                           "880=Siren", first_option, NULL);

  g_assert_no_error (error);
  g_autoptr (GDataInputStream) out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (out), FALSE);
  g_autofree char *line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening on "));
  *url = g_strconcat (line + strlen ("listening on "), "/sense/api/v1", NULL);
  return process;
}

static void
end_emulator (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (process);
}

static void
assert_siren (GPtrArray *windows, unsigned int n)
{
  g_assert_nonnull (windows);
  g_assert_cmpuint (windows->len, ==, n);
  for (unsigned int i = 0; i < n; i++) {
    CochlWindow *window = g_ptr_array_index (windows, i);

    g_assert_cmpint (cochl_window_get_start (window), ==, i * COCHL_SECOND);
    g_assert_nonnull (cochl_window_find_tag (window, "Siren"));
  }
}

static void
test_straight (void)
{
  g_autofree char *url = NULL;
  GSubprocess *emulator = emulate ("--analysis-time=0.1", &url);
  CochlClient *client = test_client_new_for (url, 3);
  g_autoptr (CochlSubmission) short_tone = test_tone_new (10);
  g_autoptr (CochlSubmission) long_tone = test_tone_new (60);
  g_autoptr (GError) error = NULL;
  CochlClientStats stats;

  g_object_set (client, "max-in-flight", 1, NULL);
  g_autoptr (GPtrArray) few = test_client_submit (client, short_tone, &error);
  g_assert_no_error (error);
  assert_siren (few, 9);
  g_autoptr (GPtrArray) many = test_client_submit (client, long_tone, &error);
  g_assert_no_error (error);
  assert_siren (many, 59);
  g_auto (GStrv) tags = test_client_list_tags (client, &error);
  g_assert_no_error (error);
  g_assert_true (g_strv_contains ((const char *const *) tags, "Siren"));
  test_client_close (client);
  cochl_client_get_stats (client, &stats);
  /* The list of tags may be asked for while the last session is being deleted. */
  g_assert_cmpuint (stats.connections, <=, 2);
  g_assert_cmpuint (stats.sessions_deleted, ==, 2);
  g_assert_cmpuint (stats.analysis_units, ==, 1 + 4);
  g_object_unref (client);
  end_emulator (emulator);
}

/* A few calls in each span of time: everything is judged, only later, and the
 * polls are few. */
static void
test_rate_limit (void)
{
  g_autofree char *url = NULL;
  GSubprocess *emulator = emulate ("--rate-limit=8/1", &url);
  CochlClient *client = test_client_new_for (url, 0);
  g_autoptr (CochlSubmission) tone = test_tone_new (2);
  CochlClientStats stats;

  for (unsigned int i = 0; i < 6; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) windows = test_client_submit (client, tone, &error);

    g_assert_no_error (error);
    assert_siren (windows, 1);
  }
  test_client_close (client);
  cochl_client_get_stats (client, &stats);
  g_assert_cmpuint (stats.rate_limited, >, 0);
  g_assert_cmpuint (stats.submissions_done, ==, 6);
  /* Four calls a submission and one poll more; the refused ones besides. */
  g_assert_cmpuint (stats.requests - stats.rate_limited, <=, 6 * 5);
  g_object_unref (client);
  end_emulator (emulator);
}

/* -- HTTP/2 -- */

static guint16
free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return port;
}

static GSubprocess *
proxy_new (const char *certificate, const char *backend_url, guint16 port)
{
  g_autoptr (GUri) uri = g_uri_parse (backend_url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *frontend = g_strdup_printf ("--frontend=127.0.0.1,%u", port);
  g_autofree char *backend = g_strdup_printf ("--backend=127.0.0.1,%d", g_uri_get_port (uri));
  g_autoptr (GError) error = NULL;
  GSubprocess *proxy =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "nghttpx",
                        "--workers=1", "--conf=/dev/null", frontend, backend, certificate, certificate, NULL);

  g_assert_no_error (error);
  return proxy;
}

typedef struct {
  unsigned int n, n_good, expected;
  gboolean done;
} Tally;

static void
tally_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tally *tally = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) windows = cochl_client_submit_finish (COCHL_CLIENT (source), result, &error);

  g_assert_no_error (error);
  if (windows->len == 1)
    tally->n_good++;
  tally->done = ++tally->n == tally->expected;
}

/* libsoup 3.2 warns of an answer that comes before its last write is reported
 * to it, and then goes on as it should. GTest takes a handler of its own for
 * what is written, and another one for whether to abort. */
static gboolean
is_known_warning (const char *domain, const char *message)
{
  return g_strcmp0 (domain, "libsoup-http2") == 0 && strstr (message, "Unexpected state changed") != NULL;
}

static gboolean
fatal_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  return !is_known_warning (domain, message);
}

static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (is_known_warning (domain, message))
    g_test_message ("%s", message);
  else
    g_log_default_handler (domain, level, message, user_data);
}

/* Clients that did not know of each other, and connect at the same time: one
 * connection for all. */
static void
share_connection (const char *url, GTlsDatabase *database, CochlKey *key, CochlSubmission *submission)
{
  CochlClient *clients[10];
  CochlClientStats stats;
  unsigned int n_connections = 0;
  Tally tally = { .expected = 3 * G_N_ELEMENTS (clients) };

  for (unsigned int i = 0; i < G_N_ELEMENTS (clients); i++) {
    clients[i] = cochl_client_new ("base-url", url, "key", key, "tls-database", database, NULL);
    for (unsigned int j = 0; j < 3; j++)
      cochl_client_submit_async (clients[i], submission, NULL, tally_cb, &tally);
  }
  test_wait_for (&tally.done);
  g_assert_cmpuint (tally.n_good, ==, tally.n);
  for (unsigned int i = 0; i < G_N_ELEMENTS (clients); i++) {
    cochl_client_get_stats (clients[i], &stats);
    n_connections += (unsigned int) stats.connections;
    test_client_end (clients[i]);
  }
  g_assert_cmpuint (n_connections, ==, 1);
}

/* Twelve windows in one session, several of them under way at once. */
static void
judge_lane (CochlClient *client, CochlSessionType type)
{
  g_autoptr (CochlSubmission) tone = test_tone_new (13);
  const gsize second = 2 * 22050;
  GBytes *wav = cochl_submission_get_audio (tone);
  g_autoptr (CochlLane) lane = cochl_lane_new ();
  CochlClientStats before, after;
  Tally tally = { .expected = 12 };

  cochl_client_get_stats (client, &before);
  for (unsigned int i = 0; i < 12; i++) {
    g_autoptr (GBytes) samples = g_bytes_new_from_bytes (wav, 44 + i * second, 2 * second);
    g_autoptr (CochlSubmission) window =
        cochl_submission_new_raw (type, lane, samples, 22050, i * 22050, COCHL_DEFAULT_WINDOW_SIZE,
                                  COCHL_DEFAULT_WINDOW_HOP, 0, NULL);

    cochl_client_submit_async (client, window, NULL, tally_cb, &tally);
  }
  cochl_client_end_lane (client, lane);
  test_wait_for (&tally.done);
  g_assert_cmpuint (tally.n_good, ==, 12);
  cochl_client_get_stats (client, &after);
  g_assert_cmpuint (after.sessions_created, ==, before.sessions_created + 1);
}

static void
test_http2 (void)
{
  g_autofree char *program = g_find_program_in_path ("nghttpx");
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit/client/test-certificate.pem", NULL);
  g_autofree char *url = NULL;
  g_autofree char *proxy_url = NULL;
  guint16 port = free_port ();
  g_autoptr (GError) error = NULL;
  CochlClientStats stats;
  Tally tally = { .expected = 8 };

  if (program == NULL) {
    g_test_skip ("nghttpx is not installed");
    return;
  }
  g_test_log_set_fatal_handler (fatal_cb, NULL);
  g_log_set_handler ("libsoup-http2", G_LOG_LEVEL_WARNING | G_LOG_FLAG_FATAL, log_cb, NULL);
  GSubprocess *emulator = emulate ("--analysis-time=0.1", &url);
  GSubprocess *proxy = proxy_new (path, url, port);
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (path, &error);
  g_autoptr (CochlKey) key = cochl_key_new (TEST_KEY, NULL, NULL);
  g_assert_no_error (error);
  proxy_url = g_strdup_printf ("https://127.0.0.1:%u/sense/api/v1", port);
  /* Retries bridge the time until the proxy listens. */
  CochlClient *client =
      cochl_client_new ("base-url", proxy_url, "key", key, "tls-database", database, "max-in-flight", 8, "retries", 200,
                        "retry-backoff-factor", 0.05, "retry-backoff-max", 0.1, NULL);
  g_auto (GStrv) tags = test_client_list_tags (client, &error);
  g_assert_no_error (error);
  cochl_client_get_stats (client, &stats);
  unsigned int before = (unsigned int) stats.connections;

  g_autoptr (CochlSubmission) tone = test_tone_new (2);
  for (unsigned int i = 0; i < 8; i++)
    cochl_client_submit_async (client, tone, NULL, tally_cb, &tally);
  test_wait_for (&tally.done);
  g_assert_cmpuint (tally.n_good, ==, 8);
  /* Whole chunks of 1 MiB as well. */
  g_autoptr (CochlSubmission) long_tone = test_tone_new (60);
  g_autoptr (GPtrArray) many = test_client_submit (client, long_tone, &error);
  g_assert_no_error (error);
  assert_siren (many, 59);
  /* Streams, whose questions are held. */
  judge_lane (client, COCHL_SESSION_STREAM);
  judge_lane (client, COCHL_SESSION_PREDICT);
  test_client_close (client);
  /* Eight at once over the connection that was there. */
  cochl_client_get_stats (client, &stats);
  g_assert_cmpuint (stats.connections, ==, before);
  g_object_unref (client);
  share_connection (proxy_url, database, key, tone);
  g_subprocess_send_signal (proxy, SIGTERM);
  g_assert_true (g_subprocess_wait (proxy, NULL, NULL));
  g_object_unref (proxy);
  end_emulator (emulator);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/straight", test_straight);
  g_test_add_func ("/emulator/rate-limit", test_rate_limit);
  g_test_add_func ("/emulator/http2", test_http2);
  return g_test_run ();
}
