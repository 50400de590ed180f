/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-chunk.h"

#include <string.h>

#include "tools/emulator/emulator-error.h"

static GBytes *
parse (const char *body, gsize max_chunk, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  return emulator_chunk_parse (bytes, max_chunk, error);
}

static void
test_good (void)
{
  static const struct { const char *body, *audio; } cases[] = {
    { "{\"data\":\"YWJj\"}", "abc" }, { "{\"data\": \"YWI=\"}", "ab" }, { "{\"data\": \"YQ==\"}\n", "a" },
    { " {\n \"data\" : \"YWJj\" } ", "abc" }, { "{\"data\": \"YWJj\", \"more\": 5}", "abc" },
    { "{\"more\": {\"data\": 5}, \"data\": \"Pz8/\"}", "???" }, { "{\"data\": \"Pz8\\/\"}", "???" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) audio = parse (cases[i].body, 1000, &error);

    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (audio, NULL), g_bytes_get_size (audio), cases[i].audio, strlen (cases[i].audio));
  }
}

static void
test_bad (void)
{
  static const char *const cases[] = {
    "", "x", "{", "{}", "[\"YWJj\"]", "{\"data\": 5}", "{\"data\": null}", "{\"data\": \"\"}", "{\"data\": \"YWJ\"}",
    "{\"data\": \"YW J\"}", "{\"data\": \"Y===\"}", "{\"data\": \"=YWJ\"}", "{\"data\": \"YW-_\"}", "{\"data\": \"YWJj\"",
    "{\"data\": \"\\u00e9\\u00e9\"}", "{\"data\": \"Y\xff\xffj\"}", "{\"dat\": \"YWJj\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) audio = parse (cases[i], 1000, &error);

    g_assert_null (audio);
    g_assert_error (error, EMULATOR_ERROR, 400);
  }
}

static void
test_too_large (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) fits = parse ("{\"data\": \"YWJj\"}", 3, NULL);
  g_autoptr (GBytes) audio = parse ("{\"data\": \"YWJj\"}", 2, &error);

  g_assert_nonnull (fits);
  g_assert_null (audio);
  g_assert_error (error, EMULATOR_ERROR, 413);
}

static GBytes *
parse_predict (const char *body, guint64 *sequence, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  return emulator_chunk_parse_predict (bytes, 1000, sequence, error);
}

/* Read in place and by the parser, the same. */
static void
test_predict (void)
{
  static const struct { const char *body; guint64 sequence; } cases[] = {
    { "{\"data\": \"YWJj\"}", 77 }, { "{\"data\":\"YWJj\",\"sequence\":0}", 0 },
    { "{\"sequence\": 12 , \"data\": \"YWJj\" }", 12 }, { "{\"sequence\": 12, \"more\": 1, \"data\": \"YWJj\"}", 12 },
    { "{\"sequence\": 3, \"data\": \"YWJ\\u006a\"}", 3 },
    { "{\"sequence\": 1234567890123456789, \"data\": \"YWJj\"}", G_GUINT64_CONSTANT (1234567890123456789) },
  };
  static const char *const bad[] = {
    "{\"sequence\": 5}", "{\"sequence\": -1, \"data\": \"YWJj\"}", "{\"sequence\": 1.5, \"data\": \"YWJj\"}",
    "{\"sequence\": \"1\", \"data\": \"YWJj\"}", "{\"sequence\": null, \"data\": \"YWJj\"}",
    "{\"data\": \"YWJj\", \"sequence\": 1", "{\"data\": \"YWJj\", \"sequence\": 1}}", "{\"sequence\": 01, \"data\": \"YWJj\"}x",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    guint64 sequence = 77;
    g_autoptr (GBytes) audio = parse_predict (cases[i].body, &sequence, &error);

    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (audio, NULL), g_bytes_get_size (audio), "abc", 3);
    g_assert_cmpuint (sequence, ==, cases[i].sequence);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    guint64 sequence = 77;
    g_autoptr (GBytes) audio = parse_predict (bad[i], &sequence, &error);

    g_assert_null (audio);
    g_assert_error (error, EMULATOR_ERROR, 400);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/chunk/good", test_good);
  g_test_add_func ("/emulator/chunk/bad", test_bad);
  g_test_add_func ("/emulator/chunk/too-large", test_too_large);
  g_test_add_func ("/emulator/chunk/predict", test_predict);
  return g_test_run ();
}
