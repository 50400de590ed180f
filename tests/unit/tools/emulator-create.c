/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-create.h"

#include <string.h>

#include "tools/emulator/emulator-error.h"

/* Each member and its refusal over HTTP: tests/tools/emulate-sessions.c. */

static EmulatorSessionParams *
parse (const char *body, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  return emulator_create_parse (bytes, error);
}

static void
test_full (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EmulatorSessionParams) params =
    parse ("{\"type\": \"file\", \"content_type\": \"audio/mp3\", \"total_size\": 123456789012, \"file_name\": \"a.mp3\","
           " \"file_length\": 12.5, \"default_sensitivity\": -1, \"tags_sensitivity\": {\"Siren\": 2},"
           " \"metadatas\": {\"a\": \"b\"}, \"new\": [1]}", &error);

  g_assert_no_error (error);
  g_assert_cmpint (params->type, ==, EMULATOR_SESSION_FILE);
  g_assert_cmpint (params->total_size, ==, G_GINT64_CONSTANT (123456789012));
  g_assert_cmpfloat_with_epsilon (emulator_sensitivity_get_threshold (params->sensitivity, "Tone"), 0.35, 1e-9);
  g_assert_cmpfloat_with_epsilon (emulator_sensitivity_get_threshold (params->sensitivity, "Siren"), 0.8, 1e-9);
}

static void
test_least (void)
{
  g_autoptr (EmulatorSessionParams) params = parse ("{\"type\": \"file\", \"content_type\": \"audio/wav\"}", NULL);

  g_assert_cmpint (params->total_size, ==, 0);
  g_assert_cmpfloat_with_epsilon (emulator_sensitivity_get_threshold (params->sensitivity, "Tone"), 0.5, 1e-9);
}

static void
test_stream (void)
{
  g_autoptr (EmulatorSessionParams) params =
    parse ("{\"type\": \"stream\", \"content_type\": \"audio/x-raw; rate=16000; format=s24be\", \"total_size\": null,"
           " \"window_hop\": \"0.5s\", \"default_sensitivity\": 1}", NULL);

  g_assert_cmpint (params->type, ==, EMULATOR_SESSION_STREAM);
  g_assert_cmpuint (params->format.rate, ==, 16000);
  g_assert_cmpuint (emulator_format_get_width (&params->format), ==, 3);
  g_assert_cmpint (params->total_size, ==, 0);
}

static void
test_bad (void)
{
  static const char *const cases[] = {
    "", "5", "[]", "{", "{}", "{\"type\": \"file\"}", "null", "\xff",
    "{\"type\": \"stream\"}", "{\"type\": \"stream\", \"content_type\": \"audio/wav\"}",
    "{\"type\": \"file\", \"content_type\": \"audio/x-raw; rate=22050; format=s16le\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (EmulatorSessionParams) params = parse (cases[i], &error);

    g_assert_null (params);
    g_assert_error (error, EMULATOR_ERROR, 400);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/create/full", test_full);
  g_test_add_func ("/emulator/create/least", test_least);
  g_test_add_func ("/emulator/create/stream", test_stream);
  g_test_add_func ("/emulator/create/bad", test_bad);
  return g_test_run ();
}
