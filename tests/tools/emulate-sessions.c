/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The emulator over real HTTP: the life of sessions, and what each call refuses. */

#include <string.h>

#include "tests/common/sound.h"
#include "tests/tools/http.h"

static TestEmulator *emulator;

static GBytes *
make_sound (void)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);

  test_sound_add_silence (sound, 2);
  test_sound_add_tone (sound, 880, 2, 0.5);
  test_sound_add_silence (sound, 2);
  return test_sound_to_wav (sound);
}

static void
assert_refused (Http *http, const char *method, const char *path, const char *body, guint status, const char *text)
{
  g_assert_cmpuint (http_call (http, method, path, body), ==, status);
  if (!strstr (http_get_refusal (http), text))
    g_error ("%s %s: \"%s\" does not say \"%s\"", method, path, http_get_refusal (http), text);
}

static void
test_whole_life (void)
{
  g_autoptr (Http) http = http_new (emulator);
  g_autoptr (GBytes) wav = make_sound ();
  g_autofree char *id = http_create (http, g_bytes_get_size (wav));
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s", id);
  g_autofree char *results = g_strdup_printf ("%s/results?offset=0&limit=1024", path);
  gsize half = g_bytes_get_size (wav) / 2;
  const guint8 *bytes = g_bytes_get_data (wav, NULL);
  JsonArray *data;

  g_assert_cmpint (json_object_get_int_member (http_get_reply (http), "chunk_sequence"), ==, 0);
  g_assert_cmpfloat (json_object_get_double_member (http_get_reply (http), "window_size"), ==, 2);
  g_assert_cmpfloat (json_object_get_double_member (http_get_reply (http), "window_hop"), ==, 1);
  g_assert_cmpuint (http_put (http, id, 0, bytes, half), ==, 200);
  g_assert_cmpint (json_object_get_int_member (http_get_reply (http), "chunk_sequence"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (http_get_reply (http), "session_id"), ==, id);
  g_assert_cmpuint (http_call (http, "GET", results, NULL), ==, 200);
  g_assert_cmpstr (json_object_get_string_member (http_get_reply (http), "state"), ==, "pending");
  g_assert_false (json_object_get_boolean_member (http_get_reply (http), "has_more"));
  g_assert_cmpuint (http_put (http, id, 1, bytes + half, g_bytes_get_size (wav) - half), ==, 200);
  g_assert_cmpstr (http_wait (http, id), ==, "done");

  data = json_object_get_array_member (http_get_reply (http), "data");
  g_assert_cmpuint (json_array_get_length (data), ==, 5);
  for (guint i = 0; i < 5; i++) {
    g_assert_cmpfloat (json_object_get_double_member (json_array_get_object_element (data, i), "start_time"), ==, i);
    g_assert_cmpfloat (json_object_get_double_member (json_array_get_object_element (data, i), "end_time"), ==, i + 2);
  }
  g_assert_cmpfloat (http_probability (http, 0, "Siren"), ==, 0);
  g_assert_cmpfloat (http_probability (http, 1, "Siren"), >, 0.5);
  g_assert_cmpfloat (http_probability (http, 2, "Siren"), >, 0.95);
  g_assert_cmpfloat (http_probability (http, 3, "Siren"), <, 0.95);

  g_assert_cmpuint (http_call (http, "DELETE", path, NULL), ==, 204);
  assert_refused (http, "DELETE", path, NULL, 404, id);
  assert_refused (http, "GET", results, NULL, 404, id);
  g_assert_cmpuint (http_put (http, id, 2, "x", 1), ==, 404);
}

static void
test_sequence (void)
{
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *id = http_create (http, 8);
  g_autofree char *not_a_number = g_strdup_printf ("/audio_sessions/%s/chunks/one", id);

  g_assert_cmpuint (http_put (http, id, 1, "abcd", 4), ==, 409);
  g_assert_cmpuint (http_put (http, id, 0, "abcd", 4), ==, 200);
  g_assert_cmpuint (http_put (http, id, 0, "abcd", 4), ==, 409);
  g_assert_nonnull (strstr (http_get_refusal (http), "expects 1"));
  g_assert_cmpuint (http_put (http, id, 1, "abcdef", 6), ==, 400);
  g_assert_nonnull (strstr (http_get_refusal (http), "total_size"));
  assert_refused (http, "PUT", not_a_number, "{}", 400, "chunk number");
  g_assert_cmpuint (http_put (http, id, 1, "efgh", 4), ==, 200);
  g_assert_cmpuint (http_put (http, id, 1, "efgh", 4), ==, 403);
  g_assert_cmpstr (http_wait (http, id), ==, "error");
  g_assert_nonnull (strstr (json_object_get_string_member (http_get_reply (http), "error"), "decoded"));
}

static void
test_bad_chunks (void)
{
  static const struct { const char *body, *text; } cases[] = {
    { NULL, "JSON object" }, { "[]", "JSON object" }, { "{\"data\": ", "not JSON" }, { "{}", "data" },
    { "{\"data\": 5}", "data" }, { "{\"data\": \"\"}", "base64" }, { "{\"data\": \"abc\"}", "base64" },
    { "{\"data\": \"ab?d\"}", "base64" }, { "{\"data\": \"====\"}", "base64" },
  };
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *id = http_create (http, 0);
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s/chunks/0", id);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (http, "PUT", path, cases[i].body, 400, cases[i].text);
  /* Other members, escapes and blanks are JSON like any other. */
  g_assert_cmpuint (http_call (http, "PUT", path, " { \"more\": 1, \"data\" : \"YWJj\\u005aA==\" } "), ==, 200);
}

static void
test_bad_creates (void)
{
  static const struct { const char *members, *text; } cases[] = {
    { "\"content_type\": \"audio/wav\"", "type must be" },
    { "\"type\": \"film\", \"content_type\": \"audio/wav\"", "type must be" },
    { "\"type\": \"stream\", \"content_type\": \"audio/wav\"", "audio/x-raw" },
    { "\"type\": \"file\"", "content_type" },
    { "\"type\": \"file\", \"content_type\": \"audio/aac\"", "content_type" },
    { "\"type\": \"file\", \"content_type\": 5", "content_type" },
  };
  static const struct { const char *member, *text; } members[] = {
    { "\"total_size\": 0", "total_size" }, { "\"total_size\": -5", "total_size" },
    { "\"total_size\": 5.5", "total_size" }, { "\"total_size\": \"5\"", "total_size" },
    { "\"total_size\": null", "total_size" }, { "\"file_name\": 5", "file_name" },
    { "\"file_length\": \"5\"", "file_length" }, { "\"file_length\": -1", "file_length" },
    { "\"window_hop\": \"2s\"", "window_hop" }, { "\"default_sensitivity\": 3", "default_sensitivity" },
    { "\"default_sensitivity\": -3", "default_sensitivity" }, { "\"default_sensitivity\": 0.5", "default_sensitivity" },
    { "\"tags_sensitivity\": []", "tags_sensitivity" }, { "\"tags_sensitivity\": {\"Siren\": 3}", "tags_sensitivity.Siren" },
    { "\"tags_sensitivity\": {\"Siren\": \"1\"}", "tags_sensitivity.Siren" },
    { "\"metadatas\": 1", "metadatas" }, { "\"metadatas\": {\"a\": 1}", "metadatas.a" },
  };
  g_autoptr (Http) http = http_new (emulator);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *body = g_strdup_printf ("{%s}", cases[i].members);

    assert_refused (http, "POST", "/audio_sessions/", body, 400, cases[i].text);
  }
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    g_autofree char *body = g_strdup_printf ("{\"type\": \"file\", \"content_type\": \"audio/ogg\", %s}", members[i].member);

    assert_refused (http, "POST", "/audio_sessions/", body, 400, members[i].text);
  }
}

static void
test_content_types (void)
{
  static const char *const types[] = { "wav", "wavex", "mp3", "ogg", "flac" };
  g_autoptr (Http) http = http_new (emulator);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *body = g_strdup_printf ("{\"type\": \"file\", \"content_type\": \"audio/%s\", \"window_hop\": \"1s\", "
                                             "\"file_length\": 2, \"metadatas\": {\"a\": \"b\"}}", types[i]);

    g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/", body), ==, 200);
  }
}

static void
test_paths_and_keys (void)
{
  g_autoptr (Http) http = http_new (emulator);

  assert_refused (http, "GET", "/audio_sessions/", NULL, 405, "GET");
  assert_refused (http, "POST", "/audio_sessions", "{}", 404, "no such path");
  assert_refused (http, "GET", "/tags", NULL, 404, "no such path");
  assert_refused (http, "GET", "/audio_sessions/nobody/results", NULL, 404, "nobody");
  assert_refused (http, "GET", "/audio_sessions/nobody/status", NULL, 404, "nobody");
  assert_refused (http, "PATCH", "/audio_sessions/nobody", "{\"make_readonly\": true}", 404, "nobody");
  http_set_key (http, NULL);
  assert_refused (http, "GET", "/tags/official", NULL, 401, "X-Api-Key");
  http_set_key (http, "");
  assert_refused (http, "POST", "/audio_sessions/", "{}", 401, "X-Api-Key");
}

static void
test_pages (void)
{
  static const char *const bad[] = { "offset=-1", "offset=x", "limit=0", "limit=1025", "limit=", "offset=1.5" };
  g_autoptr (Http) http = http_new (emulator);
  g_autoptr (GBytes) wav = make_sound ();
  g_autofree char *id = http_analyze (http, wav);
  g_autofree char *page = g_strdup_printf ("/audio_sessions/%s/results?offset=1&limit=3", id);
  g_autofree char *last = g_strdup_printf ("/audio_sessions/%s/results?offset=4&limit=1", id);
  g_autofree char *beyond = g_strdup_printf ("/audio_sessions/%s/results?offset=99", id);
  JsonArray *data;

  g_assert_cmpuint (http_call (http, "GET", page, NULL), ==, 200);
  g_assert_true (json_object_get_boolean_member (http_get_reply (http), "has_more"));
  data = json_object_get_array_member (http_get_reply (http), "data");
  g_assert_cmpuint (json_array_get_length (data), ==, 3);
  g_assert_cmpfloat (json_object_get_double_member (json_array_get_object_element (data, 0), "start_time"), ==, 1);
  g_assert_cmpuint (http_call (http, "GET", last, NULL), ==, 200);
  g_assert_false (json_object_get_boolean_member (http_get_reply (http), "has_more"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (http_get_reply (http), "data")), ==, 1);
  g_assert_cmpuint (http_call (http, "GET", beyond, NULL), ==, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (http_get_reply (http), "data")), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *path = g_strdup_printf ("/audio_sessions/%s/results?%s", id, bad[i]);
    g_auto (GStrv) parts = g_strsplit (bad[i], "=", 2);

    assert_refused (http, "GET", path, NULL, 400, parts[0]);
  }
}

static void
test_unsized (void)
{
  g_autoptr (Http) http = http_new (emulator);
  g_autoptr (GBytes) wav = make_sound ();
  g_autofree char *id = http_create (http, 0);
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s", id);

  g_assert_cmpuint (http_put (http, id, 0, g_bytes_get_data (wav, NULL), g_bytes_get_size (wav)), ==, 200);
  assert_refused (http, "PATCH", path, "{}", 400, "make_readonly");
  assert_refused (http, "PATCH", path, "{\"make_readonly\": false}", 400, "make_readonly");
  g_assert_cmpuint (http_call (http, "PATCH", path, "{\"make_readonly\": true}"), ==, 204);
  g_assert_cmpuint (http_call (http, "PATCH", path, "{\"make_readonly\": true}"), ==, 204);
  g_assert_cmpstr (http_wait (http, id), ==, "done");
  g_assert_cmpuint (http_put (http, id, 1, "x", 1), ==, 403);

  g_free (id);
  id = http_create (http, 0);
  g_free (path);
  path = g_strdup_printf ("/audio_sessions/%s", id);
  g_assert_cmpuint (http_call (http, "PATCH", path, "{\"make_readonly\": true}"), ==, 204);
  g_assert_cmpstr (http_wait (http, id), ==, "error");
}

static JsonObject *
read_status (Http *http, const char *id, const char *query)
{
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s/status?%s", id, query);

  g_assert_cmpuint (http_call (http, "GET", path, NULL), ==, 200);
  return json_object_get_object_member (http_get_reply (http), "inference");
}

static void
test_status (void)
{
  g_autoptr (Http) http = http_new (emulator);
  g_autoptr (GBytes) wav = make_sound ();
  g_autofree char *id = http_create (http, g_bytes_get_size (wav));
  g_autofree char *query = NULL;
  g_autofree char *bad = g_strdup_printf ("/audio_sessions/%s/status?next_token=5", id);
  JsonObject *inference, *page;

  inference = read_status (http, id, "offset=0&count=2");
  g_assert_cmpstr (json_object_get_string_member (http_get_reply (http), "state"), ==, "writable");
  g_assert_true (json_object_get_boolean_member (inference, "in_progress"));
  g_assert_cmpuint (http_put (http, id, 0, g_bytes_get_data (wav, NULL), g_bytes_get_size (wav)), ==, 200);
  g_assert_cmpstr (http_wait (http, id), ==, "done");

  inference = read_status (http, id, "offset=0&count=2");
  page = json_object_get_object_member (inference, "page");
  g_assert_cmpstr (json_object_get_string_member (http_get_reply (http), "state"), ==, "readonly");
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (http_get_reply (http), "refs"),
                                               "chunk_sequence"), ==, 1);
  g_assert_false (json_object_get_boolean_member (inference, "in_progress"));
  g_assert_cmpint (json_object_get_int_member (page, "total"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (page, "count"), ==, 2);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (inference, "results")), ==, 2);
  query = g_strdup_printf ("offset=0&next_token=%s", json_object_get_string_member (page, "next_token"));
  inference = read_status (http, id, query);
  page = json_object_get_object_member (inference, "page");
  g_assert_cmpint (json_object_get_int_member (page, "offset"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (page, "count"), ==, 3);
  g_assert_false (json_object_has_member (page, "next_token"));
  assert_refused (http, "GET", bad, NULL, 400, "next_token");
}

static void
test_tags (void)
{
  g_autoptr (Http) http = http_new (emulator);

  g_assert_cmpuint (http_call (http, "GET", "/tags/official", NULL), ==, 200);
  g_assert_true (g_str_has_prefix (http_get_text (http), "["));
  g_assert_nonnull (strstr (http_get_text (http), "\"Siren\""));
  g_assert_nonnull (strstr (http_get_text (http), "\"My_tone\""));
  g_assert_nonnull (strstr (http_get_text (http), "\"Knock\""));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  emulator = test_emulator_start ("--tone", "880=Siren", "--tone", "300=My_tone", "--hold", "0", NULL);
  g_test_add_func ("/emulate/sessions/whole-life", test_whole_life);
  g_test_add_func ("/emulate/sessions/sequence", test_sequence);
  g_test_add_func ("/emulate/sessions/bad-chunks", test_bad_chunks);
  g_test_add_func ("/emulate/sessions/bad-creates", test_bad_creates);
  g_test_add_func ("/emulate/sessions/content-types", test_content_types);
  g_test_add_func ("/emulate/sessions/paths-and-keys", test_paths_and_keys);
  g_test_add_func ("/emulate/sessions/pages", test_pages);
  g_test_add_func ("/emulate/sessions/unsized", test_unsized);
  g_test_add_func ("/emulate/sessions/status", test_status);
  g_test_add_func ("/emulate/sessions/tags", test_tags);
  result = g_test_run ();
  test_emulator_stop (emulator);
  return result;
}
