/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Stream sessions and predict of the emulator over real HTTP: their life, what
 * each call refuses, and how a server that has no use for them behaves. */

#include <string.h>

#include "tests/common/sound.h"
#include "tests/tools/http.h"

#define RATE 22050

/* Two seconds of silence, two of the tone 880 Hz, two of silence. */
static TestSound *sound;

static char *
create (Http *http)
{
  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/",
                               "{\"type\": \"stream\", \"content_type\": \"audio/x-raw; rate=22050; format=s16le\"}"), ==, 200);
  return g_strdup (json_object_get_string_member (http_get_reply (http), "session_id"));
}

static gint16 *
cut (double from, double seconds, gsize *size)
{
  gsize n_samples = seconds * RATE;
  const gint16 *samples = test_sound_get_samples (sound, size);
  gint16 *piece = g_new (gint16, n_samples);

  for (gsize i = 0; i < n_samples; i++)
    piece[i] = GINT16_TO_LE (samples[(gsize) (from * RATE) + i]);
  *size = n_samples * sizeof (gint16);
  return piece;
}

static guint
put (Http *http, const char *id, guint sequence, double from, double seconds)
{
  gsize size;
  g_autofree gint16 *piece = cut (from, seconds, &size);

  return http_put (http, id, sequence, piece, size);
}

/* @sequence: -1 to leave it out */
static guint
predict (Http *http, const char *id, int sequence, double from, double seconds)
{
  gsize size;
  g_autofree gint16 *piece = cut (from, seconds, &size);
  g_autofree char *data = g_base64_encode ((guchar *) piece, size);
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s/predict", id);
  g_autofree char *body = sequence < 0 ? g_strdup_printf ("{\"data\": \"%s\"}", data)
                                       : g_strdup_printf ("{\"sequence\": %d, \"data\": \"%s\"}", sequence, data);

  return http_call (http, "POST", path, body);
}

static void
assert_window (JsonObject *window, double start, const char *tag)
{
  JsonArray *tags = json_object_get_array_member (window, "tags");

  g_assert_cmpfloat (json_object_get_double_member (window, "start_time"), ==, start);
  g_assert_cmpfloat (json_object_get_double_member (window, "end_time"), ==, start + 2);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (tags, 0), "name"), ==, tag);
}

static const char *const tags[] = { "Others", "Siren", "Siren", "Siren", "Others" };

/* Reads on with @token, NULL at first, until @until windows have been read; returns
 * the next token, NULL when the session says that it was the last page. */
static char *
read_on (Http *http, const char *id, char *token, guint read, guint until)
{
  do {
    g_autofree char *query = token ? g_strdup_printf ("next_token=%s", token) : g_strdup ("next_token=");
    JsonObject *inference = http_read_status (http, id, query);
    JsonObject *page = json_object_get_object_member (inference, "page");
    JsonArray *results = json_object_get_array_member (inference, "results");

    g_assert_cmpint (json_object_get_int_member (page, "offset"), ==, read);
    for (guint i = 0; i < json_array_get_length (results); i++, read++)
      assert_window (json_array_get_object_element (results, i), read, tags[read]);
    g_free (token);
    token = json_object_has_member (page, "next_token")
              ? g_strdup (json_object_get_string_member (page, "next_token")) : NULL;
  } while (token && read < until);
  g_assert_cmpuint (read, ==, until);
  return token;
}

static void
test_whole_life (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *id = create (http);
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s", id);
  g_autofree char *token = NULL;

  g_assert_cmpfloat (json_object_get_double_member (http_get_reply (http), "window_hop"), ==, 1);
  g_assert_cmpuint (put (http, id, 0, 0, 1.5), ==, 200);
  g_assert_cmpint (json_object_get_int_member (http_get_reply (http), "chunk_sequence"), ==, 1);
  g_assert_cmpuint (put (http, id, 1, 1.5, 1.5), ==, 200);
  token = read_on (http, id, NULL, 0, 2);
  g_assert_cmpstr (json_object_get_string_member (http_get_reply (http), "state"), ==, "writable");
  g_assert_nonnull (token);
  g_assert_cmpuint (put (http, id, 2, 3, 2), ==, 200);
  token = read_on (http, id, g_steal_pointer (&token), 2, 4);
  g_assert_cmpuint (put (http, id, 3, 5, 1), ==, 200);
  g_assert_cmpuint (http_end (http, id), ==, 204);
  g_assert_cmpuint (http_end (http, id), ==, 204);
  token = read_on (http, id, g_steal_pointer (&token), 4, 5);
  /* The end of the stream may have come with the last window, or after it. */
  if (token)
    token = read_on (http, id, g_steal_pointer (&token), 5, 5);
  g_assert_null (token);
  g_assert_cmpstr (json_object_get_string_member (http_get_reply (http), "state"), ==, "readonly");
  g_assert_cmpuint (put (http, id, 4, 0, 1), ==, 403);
  g_assert_cmpuint (http_call (http, "DELETE", path, NULL), ==, 204);
  g_assert_cmpuint (put (http, id, 4, 0, 1), ==, 404);
  g_assert_cmpuint (http_status (http, id, ""), ==, 404);
  g_assert_cmpuint (predict (http, id, 0, 0, 2), ==, 404);
  g_assert_cmpuint (http_end (http, id), ==, 404);
  g_assert_cmpint (test_emulator_get_stat (emulator, "units.stream"), ==, 1);
  g_assert_cmpint (test_emulator_get_stat (emulator, "windows"), ==, 5);
}

static void
test_refused (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--max-chunk", "200000", "--hold", "0", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *id = create (http);
  g_autofree char *file = http_create (http, 0);
  g_autofree char *results = g_strdup_printf ("/audio_sessions/%s/results", id);

  g_assert_cmpuint (put (http, id, 1, 0, 1), ==, 409);
  g_assert_nonnull (strstr (http_get_refusal (http), "expects 0"));
  g_assert_cmpuint (http_put (http, id, 0, "abc", 3), ==, 400);
  g_assert_nonnull (strstr (http_get_refusal (http), "whole samples"));
  g_assert_cmpuint (put (http, id, 0, 0, 5), ==, 413);
  g_assert_cmpuint (put (http, id, 0, 0, 1), ==, 200);
  g_assert_cmpuint (put (http, id, 0, 0, 1), ==, 409);
  g_assert_cmpuint (predict (http, id, 1, 0, 2), ==, 400);
  g_assert_nonnull (strstr (http_get_refusal (http), "chunks"));
  g_assert_cmpuint (predict (http, file, 0, 0, 2), ==, 400);
  g_assert_nonnull (strstr (http_get_refusal (http), "stream"));
  g_assert_cmpuint (http_call (http, "GET", results, NULL), ==, 400);
  g_assert_nonnull (strstr (http_get_refusal (http), "status"));
  g_assert_cmpuint (http_status (http, id, "count=1025"), ==, 400);
  g_assert_cmpuint (http_status (http, id, "offset=-1"), ==, 400);
  g_assert_cmpuint (http_status (http, id, "next_token=x"), ==, 400);
  /* With a token, these two are not looked at. */
  g_assert_cmpuint (http_status (http, id, "next_token=after-0&offset=-1&count=0"), ==, 200);
  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/",
                               "{\"type\": \"stream\", \"content_type\": \"audio/x-raw; rate=22050; format=f16le\"}"), ==, 400);
  g_assert_nonnull (strstr (http_get_refusal (http), "s16le"));
}

static void
test_forgets (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--hold", "0", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *id = create (http);

  g_assert_cmpuint (put (http, id, 0, 0, 6), ==, 200);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (http_read_status (http, id, "count=2"), "page"),
                                                 "count"), ==, 2);
  /* The same token again: the reply may have been lost. */
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (
                        http_read_status (http, id, "next_token=after-2"), "results")), ==, 3);
  g_assert_cmpuint (http_status (http, id, "next_token=after-1"), ==, 400);
  g_assert_nonnull (strstr (http_get_refusal (http), "forgotten"));
  g_assert_cmpuint (http_status (http, id, "offset=0"), ==, 400);
}

static void
test_predict (void)
{
  static const struct { const char *data; double second_from, second_length; } ways[] = {
    { "window", 1, 2 }, { "hop", 2, 1 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", "--predict-data", ways[i].data, NULL);
    g_autoptr (Http) http = http_new (emulator);
    g_autofree char *id = create (http);

    g_assert_cmpuint (predict (http, id, 0, 0, 2), ==, 200);
    assert_window (json_object_get_object_member (http_get_reply (http), "data"), 0, "Others");
    g_assert_cmpint (json_object_get_int_member (http_get_reply (http), "next_sequence"), ==, 1);
    g_assert_cmpuint (predict (http, id, 0, ways[i].second_from, ways[i].second_length), ==, 409);
    g_assert_nonnull (strstr (http_get_refusal (http), "expects 1"));
    g_assert_cmpuint (predict (http, id, 1, 0, 4), ==, 400);
    g_assert_cmpuint (predict (http, id, -1, ways[i].second_from, ways[i].second_length), ==, 200);
    assert_window (json_object_get_object_member (http_get_reply (http), "data"), 1, "Siren");
    g_assert_cmpint (json_object_get_int_member (http_get_reply (http), "next_sequence"), ==, 2);
    g_assert_cmpuint (put (http, id, 2, 0, 1), ==, 400);
    g_assert_cmpuint (http_end (http, id), ==, 204);
    g_assert_cmpuint (predict (http, id, 2, 0, 2), ==, 403);
    g_assert_cmpint (test_emulator_get_stat (emulator, "units.predict"), ==, 1);
    g_assert_cmpint (test_emulator_get_stat (emulator, "open.predict"), ==, 1);
    g_assert_cmpint (test_emulator_get_stat (emulator, "calls.predict"), ==, 5);
  }
}

static void
test_analysis_time (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--analysis-time", "0.3", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *streamed = create (http);
  g_autofree char *asked = create (http);
  gint64 start = g_get_monotonic_time ();

  g_assert_cmpuint (put (http, streamed, 0, 0, 2), ==, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (http_read_status (http, streamed, ""), "results")), ==, 1);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 300000);
  start = g_get_monotonic_time ();
  g_assert_cmpuint (predict (http, asked, 0, 0, 2), ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 300000);
}

static void
test_refuses_streams (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--refuse-streams", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *file = NULL;
  g_autofree char *id = NULL;

  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/",
                               "{\"type\": \"stream\", \"content_type\": \"audio/x-raw; rate=22050; format=s16le\"}"), ==, 400);
  g_assert_nonnull (strstr (http_get_refusal (http), "not offered"));
  file = http_create (http, 0);
  test_emulator_set (emulator, "{\"refuse_streams\": false}");
  id = create (http);
}

/* Taken, and never answered. */
static void
test_silent_streams (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--silent-streams", "--hold", "0", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *id = create (http);
  JsonObject *inference;

  g_assert_cmpuint (put (http, id, 0, 0, 6), ==, 200);
  g_assert_cmpint (test_emulator_get_stat (emulator, "windows"), ==, 5);
  g_assert_cmpuint (http_end (http, id), ==, 204);
  inference = http_read_status (http, id, "");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (inference, "results")), ==, 0);
  g_assert_true (json_object_get_boolean_member (inference, "in_progress"));
}

static void
test_ends (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--stream-length", "4", "--hold", "0", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *long_one = create (http);
  g_autofree char *ended = create (http);
  g_autofree char *deleted = create (http);
  g_autofree char *old = NULL;
  g_autofree char *route = g_strdup_printf ("sessions/%s", ended);
  g_autofree char *other_route = g_strdup_printf ("sessions/%s", deleted);
  g_autoptr (JsonNode) left = NULL;
  g_autoptr (JsonNode) none = NULL;

  g_assert_cmpuint (put (http, long_one, 0, 0, 3), ==, 200);
  g_assert_cmpuint (put (http, long_one, 1, 0, 2), ==, 200);
  g_assert_cmpuint (put (http, long_one, 2, 0, 2), ==, 403);

  left = test_emulator_request (emulator, "PATCH", route, NULL);
  g_assert_cmpuint (put (http, ended, 0, 0, 2), ==, 403);
  json_node_unref (left);
  left = test_emulator_request (emulator, "DELETE", other_route, NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (left)), ==, 2);
  g_assert_cmpuint (put (http, deleted, 0, 0, 2), ==, 404);
  none = test_emulator_request (emulator, "DELETE", "sessions", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (none)), ==, 0);
  g_assert_cmpuint (http_status (http, ended, ""), ==, 404);

  test_emulator_set (emulator, "{\"stream_life\": 0.2}");
  old = create (http);
  while (http_read_status (http, old, "")
         && g_str_equal (json_object_get_string_member (http_get_reply (http), "state"), "writable"))
    continue;
  g_assert_cmpuint (put (http, old, 0, 0, 2), ==, 403);
  test_emulator_set (emulator, "{\"session_lifetime\": 0.2}");
  while (http_status (http, old, "") == 200)
    continue;
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.expired"), ==, 1);
}

/* What the client gave up on or lost: faults strike the new calls as the old. */
static void
test_faults (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "predict@1=402", "--fail", "predict@3=reset-after",
                                                          "--fail", "status@1=garbage", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *id = create (http);
  g_autofree char *other = create (http);

  g_assert_cmpuint (predict (http, id, 0, 0, 2), ==, 402);
  g_assert_cmpuint (predict (http, id, 0, 0, 2), ==, 200);
  g_assert_cmpuint (predict (http, id, 1, 1, 2), ==, 0);
  /* It had taken effect. */
  g_assert_cmpuint (predict (http, id, 1, 1, 2), ==, 409);
  g_assert_cmpuint (put (http, other, 0, 0, 2), ==, 200);
  g_assert_cmpuint (http_status (http, other, ""), ==, 200);
  g_assert_null (http_get_reply (http));
  g_assert_cmpuint (http_status (http, other, ""), ==, 200);
  g_assert_nonnull (http_get_reply (http));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  sound = test_sound_new (RATE);
  test_sound_add_silence (sound, 2);
  test_sound_add_tone (sound, 880, 2, 0.5);
  test_sound_add_silence (sound, 2);
  g_test_add_func ("/emulate/streams/whole-life", test_whole_life);
  g_test_add_func ("/emulate/streams/refused", test_refused);
  g_test_add_func ("/emulate/streams/forgets", test_forgets);
  g_test_add_func ("/emulate/streams/predict", test_predict);
  g_test_add_func ("/emulate/streams/analysis-time", test_analysis_time);
  g_test_add_func ("/emulate/streams/refuses-streams", test_refuses_streams);
  g_test_add_func ("/emulate/streams/silent-streams", test_silent_streams);
  g_test_add_func ("/emulate/streams/ends", test_ends);
  g_test_add_func ("/emulate/streams/faults", test_faults);
  result = g_test_run ();
  test_sound_free (sound);
  return result;
}
