/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Faults on demand, limits, delays and settings of the emulator, as a client
 * sees them over real HTTP. */

#include <gio/gio.h>
#include <string.h>

#include "tests/common/sound.h"
#include "tests/tools/http.h"

#define CREATE "{\"type\": \"file\", \"content_type\": \"audio/wav\"}"

/* Sends a call by hand, so that the connection itself can be watched. */
static GSocketConnection *
send_raw (TestEmulator *emulator, const char *method, const char *path, const char *body)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *request = g_strdup_printf ("%s /sense/api/v1%s HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: k\r\n"
                                              "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                                              method, path, strlen (body), body);
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, 30);
  connection = g_socket_client_connect_to_uri (client, test_emulator_get_root_url (emulator), 80, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             request, strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static gssize
read_some (GSocketConnection *connection, char *buffer, gsize size, GError **error)
{
  gssize n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                  buffer, size - 1, NULL, error);

  buffer[MAX (n, 0)] = '\0';
  return n;
}

static void
test_status (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "create@2=503:7", NULL);
  g_autoptr (Http) http = http_new (emulator);

  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/", CREATE), ==, 200);
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 200);
  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/", CREATE), ==, 503);
  g_assert_cmpstr (http_get_header (http, "Retry-After"), ==, "7");
  g_assert_cmpstr (http_get_refusal (http), ==, "a fault that was asked for");
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.open"), ==, 1);
  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/", CREATE), ==, 200);
  g_assert_null (http_get_header (http, "Retry-After"));
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.open"), ==, 2);
  g_assert_cmpint (test_emulator_count_fired (emulator), ==, 1);
}

static void
test_any (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start (NULL, NULL);
  g_autoptr (Http) http = http_new (emulator);

  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 200);
  test_emulator_add_fault (emulator, "any@3x2=500");
  test_emulator_add_fault (emulator, "tags@1=429");
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 429);
  g_assert_cmpuint (http_call (http, "GET", "/audio_sessions/x/results", NULL), ==, 404);
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 500);
  g_assert_cmpuint (http_call (http, "GET", "/nowhere", NULL), ==, 500);
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 200);
  test_emulator_add_fault (emulator, "any=500");
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 500);
  test_emulator_clear_faults (emulator);
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 200);
  g_assert_cmpint (test_emulator_get_stat (emulator, "calls.tags"), ==, 6);
  g_assert_cmpint (test_emulator_get_stat (emulator, "calls.unknown"), ==, 1);
  g_assert_cmpint (test_emulator_get_stat (emulator, "statuses.500"), ==, 3);
}

static void
test_reset (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "create@1=reset", "--fail", "create@2=reset-after", NULL);
  char buffer[512];

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GSocketConnection) connection = send_raw (emulator, "POST", "/audio_sessions/", CREATE);
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (read_some (connection, buffer, sizeof buffer, &error), <, 0);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
    /* The second call took effect before the connection went. */
    g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.created"), ==, i);
  }
  g_assert_cmpint (test_emulator_get_stat (emulator, "broken"), ==, 2);
}

static void
test_cut (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "create=cut-after", NULL);
  g_autoptr (GSocketConnection) connection = send_raw (emulator, "POST", "/audio_sessions/", CREATE);
  GString *reply = g_string_new (NULL);
  g_autofree char *text = NULL;
  char buffer[512], *body;
  gsize length;

  while (read_some (connection, buffer, sizeof buffer, NULL) > 0)
    g_string_append (reply, buffer);
  text = g_string_free (reply, FALSE);
  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 200 OK\r\n"));
  body = strstr (text, "\r\n\r\n") + 4;
  g_assert_true (g_str_has_prefix (body, "{\"session_id\":\""));
  length = g_ascii_strtoull (strstr (text, "Content-Length: ") + strlen ("Content-Length: "), NULL, 10);
  g_assert_cmpuint (strlen (body), ==, length / 2);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.created"), ==, 1);
}

static void
test_cut_without_body (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "delete=cut-after", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *id = http_create (http, 0);
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s", id);

  g_assert_cmpuint (http_call (http, "DELETE", path, NULL), ==, 0);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.open"), ==, 0);
}

static void
test_garbage (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "create=garbage", NULL);
  g_autoptr (Http) http = http_new (emulator);

  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/", CREATE), ==, 200);
  g_assert_null (http_get_reply (http));
  g_assert_cmpuint (strlen (http_get_text (http)), >, 0);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.created"), ==, 0);
}

/* Nothing comes, yet the connection stays, and everything else goes on. */
static void
test_stall (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "tags@1=stall", NULL);
  g_autoptr (GSocketConnection) connection = send_raw (emulator, "GET", "/tags/official", "");
  g_autoptr (Http) http = http_new (emulator);
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GError) error = NULL;
  char letter;

  while (test_emulator_get_stat (emulator, "broken") == 0)
    continue;
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 200);
  g_socket_set_blocking (socket, FALSE);
  g_assert_cmpint (g_socket_receive (socket, &letter, 1, NULL, &error), <, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

static void
test_endless (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "results=endless", NULL);
  g_autoptr (GSocketConnection) connection = send_raw (emulator, "GET", "/audio_sessions/x/results", "");
  g_autofree char *buffer = g_malloc (65536);
  gsize total = 0;

  while (total < 4 * 1024 * 1024) {
    gssize n = read_some (connection, buffer, 65536, NULL);

    g_assert_cmpint (n, >, 0);
    total += n;
  }
}

static void
test_slow (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "create@1=slow", NULL);
  g_autoptr (Http) http = http_new (emulator);
  gint64 start = g_get_monotonic_time ();

  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/", CREATE), ==, 200);
  g_assert_cmpstr (http_get_text (http), ==, "{\"state\": \"done\"}");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 16 * G_USEC_PER_SEC / 10);
}

static void
test_rate_limit (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--rate-limit", "2/600", NULL);
  g_autoptr (Http) http = http_new (emulator);

  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 200);
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 200);
  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/", CREATE), ==, 429);
  g_assert_cmpuint (g_ascii_strtoull (http_get_header (http, "Retry-After"), NULL, 10), >=, 500);
  g_assert_nonnull (strstr (http_get_refusal (http), "too many calls"));
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.created"), ==, 0);
  test_emulator_set (emulator, "{\"rate_limit\": null}");
  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/", CREATE), ==, 200);
}

static void
test_delays (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--analysis-time", "0.2", "--analysis-rate", "20", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autoptr (TestSound) sound = test_sound_new (22050);
  g_autoptr (GBytes) wav = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gint64 start = g_get_monotonic_time ();

  test_sound_add_noise (sound, 4, 0.5);
  wav = test_sound_to_wav (sound);
  first = http_analyze (http, wav);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 400000);
  test_emulator_set (emulator, "{\"analysis_time\": 0, \"analysis_rate\": 0, \"latency_ms\": 150}");
  start = g_get_monotonic_time ();
  second = http_analyze (http, wav);
  /* Three calls at least. */
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 450000);
}

static void
test_dead (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "tags@1=stall", NULL);
  g_autoptr (GSocketConnection) stalled = send_raw (emulator, "GET", "/tags/official", "");
  g_autoptr (Http) http = http_new (emulator);
  gint64 start = g_get_monotonic_time ();
  char buffer[64];

  while (test_emulator_get_stat (emulator, "broken") == 0)
    continue;
  test_emulator_set (emulator, "{\"dead_for\": 0.5}");
  g_assert_cmpint (read_some (stalled, buffer, sizeof buffer, NULL), <=, 0);
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 0);
  g_assert_nonnull (strstr (http_get_error (http), "refused"));
  while (http_call (http, "GET", "/tags/official", NULL) == 0)
    continue;
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 500000);
}

/* An outage that lasts until it is called off. What was due when it began is
 * not told either. */
static void
test_outage (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--latency", "300", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autoptr (GSocketConnection) early = send_raw (emulator, "POST", "/audio_sessions/", CREATE);
  g_autoptr (GSocketConnection) late = NULL;
  g_autoptr (GError) error = NULL;
  char buffer[64];

  while (test_emulator_get_stat (emulator, "calls.create") == 0)
    continue;
  test_emulator_set (emulator, "{\"outage\": \"dead\", \"latency_ms\": 0}");
  late = send_raw (emulator, "POST", "/audio_sessions/", CREATE);
  while (test_emulator_get_stat (emulator, "broken") < 2)
    continue;
  for (guint i = 0; i < 2; i++) {
    g_socket_set_blocking (g_socket_connection_get_socket (i ? late : early), FALSE);
    g_assert_cmpint (g_socket_receive (g_socket_connection_get_socket (i ? late : early), buffer, 1, NULL, &error), <, 0);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
    g_clear_error (&error);
  }
  /* The first call had taken effect, the second did not. */
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.created"), ==, 1);
  test_emulator_set (emulator, "{\"outage\": \"refuses\"}");
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 0);
  test_emulator_set (emulator, "{\"outage\": \"none\"}");
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 200);
}

static void
test_key_and_sizes (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--key", "S3CRETKEY", "--max-chunk", "1000", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *large = g_malloc0 (400000);
  g_autofree char *id = NULL;

  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/", CREATE), ==, 401);
  g_assert_null (strstr (http_get_refusal (http), "S3CRETKEY"));
  http_set_key (http, "S3CRETKEY");
  id = http_create (http, 0);
  g_assert_cmpuint (http_put (http, id, 0, large, 1001), ==, 413);
  g_assert_nonnull (strstr (http_get_refusal (http), "1000"));
  g_assert_cmpuint (http_put (http, id, 0, large, 400000), ==, 413);
  g_assert_cmpuint (http_put (http, id, 0, large, 1000), ==, 200);
}

static void
test_old_server (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--window-size", "1", "--window-hop", "0.5", "--no-tell-windows",
                                                          "--create-status", "201", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autoptr (TestSound) sound = test_sound_new (22050);
  g_autoptr (GBytes) wav = NULL;
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;

  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/", CREATE), ==, 201);
  g_assert_false (json_object_has_member (http_get_reply (http), "window_size"));
  g_assert_false (json_object_has_member (http_get_reply (http), "window_hop"));
  id = g_strdup (json_object_get_string_member (http_get_reply (http), "session_id"));
  test_sound_add_noise (sound, 3, 0.5);
  wav = test_sound_to_wav (sound);
  path = g_strdup_printf ("/audio_sessions/%s", id);
  g_assert_cmpuint (http_put (http, id, 0, g_bytes_get_data (wav, NULL), g_bytes_get_size (wav)), ==, 200);
  g_assert_cmpuint (http_call (http, "PATCH", path, "{\"make_readonly\": true}"), ==, 204);
  g_assert_cmpstr (http_wait (http, id), ==, "done");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (http_get_reply (http), "data")), ==, 5);
}

static void
test_expiry (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--session-lifetime", "0.3", NULL);
  g_autoptr (Http) http = http_new (emulator);
  gint64 start = g_get_monotonic_time ();
  g_autofree char *id = http_create (http, 0);
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s", id);
  g_autofree char *results = g_strconcat (path, "/results", NULL);

  while (http_call (http, "GET", results, NULL) == 200)
    continue;
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 300000);
  g_assert_nonnull (strstr (http_get_refusal (http), "expired"));
  g_assert_cmpuint (http_call (http, "DELETE", path, NULL), ==, 404);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.expired"), ==, 1);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.open"), ==, 0);
}

/* Fifty sessions side by side, none of which makes another wait. */
static void
test_many_sessions (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start (NULL, NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autoptr (TestSound) sound = test_sound_new (22050);
  g_autoptr (JsonNode) sessions = NULL;
  g_autoptr (GBytes) wav = NULL;
  char *ids[50];

  test_sound_add_tone (sound, 1000, 2, 0.5);
  wav = test_sound_to_wav (sound);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    ids[i] = http_create (http, g_bytes_get_size (wav));
    g_assert_cmpuint (http_put (http, ids[i], 0, g_bytes_get_data (wav, NULL), g_bytes_get_size (wav)), ==, 200);
  }
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_assert_cmpstr (http_wait (http, ids[i]), ==, "done");
    g_assert_cmpfloat (http_probability (http, 0, "Tone"), >, 0.9);
    g_free (ids[i]);
  }
  sessions = test_emulator_request (emulator, "GET", "sessions", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (sessions)), ==, 50);
  g_assert_cmpint (test_emulator_get_stat (emulator, "windows"), ==, 50);
}

static void
assert_control_refuses (Http *http, const char *method, const char *path, const char *body, guint status, const char *text)
{
  g_assert_cmpuint (http_call (http, method, path, body), ==, status);
  g_assert_nonnull (strstr (http_get_refusal (http), text));
}

static void
test_bad_control (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start (NULL, NULL);
  g_autoptr (Http) http = http_new (emulator);
  const char *faults = "/../../../emulator/faults", *settings = "/../../../emulator/settings";
  const char *sessions = "/../../../emulator/sessions/nobody";

  assert_control_refuses (http, "POST", faults, "{}", 400, "rules");
  assert_control_refuses (http, "POST", faults, "{\"rules\": [5]}", 400, "rules[0]");
  assert_control_refuses (http, "POST", faults, "{\"rules\": [\"any@1=500\", \"any@0=500\"]}", 400, "any@0=500");
  assert_control_refuses (http, "POST", settings, "{\"latency\": 5}", 400, "latency");
  assert_control_refuses (http, "POST", settings, "{\"latency_ms\": -5}", 400, "latency");
  assert_control_refuses (http, "POST", settings, "{\"analysis_time\": \"5\"}", 400, "analysis_time");
  assert_control_refuses (http, "POST", settings, "{\"rate_limit\": \"x\"}", 400, "N/SECONDS");
  assert_control_refuses (http, "POST", settings, "{\"dead_for\": -1}", 400, "dead_for");
  assert_control_refuses (http, "POST", settings, "{\"hold\": -1}", 400, "hold");
  assert_control_refuses (http, "POST", settings, "{\"session_lifetime\": 0}", 400, "session-lifetime");
  assert_control_refuses (http, "POST", settings, "{\"refuse_streams\": 1}", 400, "refuse_streams");
  assert_control_refuses (http, "POST", settings, "{\"outage\": true}", 400, "outage");
  assert_control_refuses (http, "DELETE", sessions, NULL, 404, "nobody");
  assert_control_refuses (http, "PATCH", sessions, NULL, 404, "nobody");
  assert_control_refuses (http, "GET", settings, NULL, 404, "docs/emulator.md");
  /* Of several rules one of which is bad, none holds. */
  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulate/faults/status", test_status);
  g_test_add_func ("/emulate/faults/any", test_any);
  g_test_add_func ("/emulate/faults/reset", test_reset);
  g_test_add_func ("/emulate/faults/cut", test_cut);
  g_test_add_func ("/emulate/faults/cut-without-body", test_cut_without_body);
  g_test_add_func ("/emulate/faults/garbage", test_garbage);
  g_test_add_func ("/emulate/faults/stall", test_stall);
  g_test_add_func ("/emulate/faults/endless", test_endless);
  g_test_add_func ("/emulate/faults/slow", test_slow);
  g_test_add_func ("/emulate/faults/rate-limit", test_rate_limit);
  g_test_add_func ("/emulate/faults/delays", test_delays);
  g_test_add_func ("/emulate/faults/dead", test_dead);
  g_test_add_func ("/emulate/faults/outage", test_outage);
  g_test_add_func ("/emulate/faults/key-and-sizes", test_key_and_sizes);
  g_test_add_func ("/emulate/faults/old-server", test_old_server);
  g_test_add_func ("/emulate/faults/expiry", test_expiry);
  g_test_add_func ("/emulate/faults/many-sessions", test_many_sessions);
  g_test_add_func ("/emulate/faults/bad-control", test_bad_control);
  return g_test_run ();
}
