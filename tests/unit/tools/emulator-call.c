/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-call.h"

#include "tools/emulator/emulator-error.h"

static void
test_calls (void)
{
  static const struct { const char *method, *path; EmulatorCallKind kind; const char *id; guint64 sequence; } cases[] = {
    { "POST", "/audio_sessions/", EMULATOR_CALL_CREATE, NULL, 0 },
    { "PUT", "/audio_sessions/a-b/chunks/0", EMULATOR_CALL_CHUNK, "a-b", 0 },
    { "PUT", "/audio_sessions/a/chunks/12", EMULATOR_CALL_CHUNK, "a", 12 },
    { "POST", "/audio_sessions/a/predict", EMULATOR_CALL_PREDICT, "a", 0 },
    { "GET", "/audio_sessions/a/results", EMULATOR_CALL_RESULTS, "a", 0 },
    { "GET", "/audio_sessions/a/status", EMULATOR_CALL_STATUS, "a", 0 },
    { "PATCH", "/audio_sessions/a", EMULATOR_CALL_PATCH, "a", 0 },
    { "DELETE", "/audio_sessions/a", EMULATOR_CALL_DELETE, "a", 0 },
    { "GET", "/tags/official", EMULATOR_CALL_TAGS, NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat (EMULATOR_BASE_PATH, cases[i].path, NULL);
    EmulatorCall call;

    g_assert_true (emulator_call_parse (&call, cases[i].method, path, NULL));
    g_assert_cmpint (call.kind, ==, cases[i].kind);
    g_assert_cmpstr (call.session_id, ==, cases[i].id);
    g_assert_cmpuint (call.sequence, ==, cases[i].sequence);
    emulator_call_clear (&call);
  }
}

static void
test_refused (void)
{
  static const struct { const char *method, *path; int status; } cases[] = {
    { "GET", "/", 404 }, { "POST", "/audio_sessions/", 404 }, { "POST", "/sense/api/v1/audio_sessions", 404 },
    { "GET", "/sense/api/v1/audio_sessions/", 405 }, { "POST", "/sense/api/v1/audio_sessions/a", 405 },
    { "PUT", "/sense/api/v1/audio_sessions/a/chunks", 404 }, { "PUT", "/sense/api/v1/audio_sessions/a/chunks/0/1", 404 },
    { "PUT", "/sense/api/v1/audio_sessions/a/chunks/", 400 }, { "PUT", "/sense/api/v1/audio_sessions/a/chunks/-1", 400 },
    { "POST", "/sense/api/v1/audio_sessions/a/chunks/0", 405 }, { "PUT", "/sense/api/v1/audio_sessions/a/predict", 405 },
    { "GET", "/sense/api/v1/audio_sessions//results", 404 }, { "POST", "/sense/api/v1/tags/official", 405 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    EmulatorCall call;

    g_test_message ("%s %s", cases[i].method, cases[i].path);
    g_assert_false (emulator_call_parse (&call, cases[i].method, cases[i].path, &error));
    g_assert_error (error, EMULATOR_ERROR, cases[i].status);
    emulator_call_clear (&call);
  }
}

static void
test_names (void)
{
  EmulatorCallKind kind;

  for (guint i = 0; i < EMULATOR_N_CALLS; i++) {
    g_assert_true (emulator_call_kind_from_string (emulator_call_kind_to_string (i), &kind));
    g_assert_cmpint (kind, ==, i);
  }
  g_assert_false (emulator_call_kind_from_string ("any", &kind));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/call/calls", test_calls);
  g_test_add_func ("/emulator/call/refused", test_refused);
  g_test_add_func ("/emulator/call/names", test_names);
  return g_test_run ();
}
