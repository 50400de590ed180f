/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-json-scan.h"

#include <string.h>

#include "cochl/model/cochl-error.h"

static const char *const valid[] = {
  "0", "-0", " 1 ", "\t\r\n[]", "{}", "[ ]", "{ }", "null", "true", "false", "\"\"",
  "[1,2]", "[[],[[]],{}]", "{\"a\":1}", "{ \"a\" : { \"b\" : [ 1 , null ] } , \"c\" : \"d\" }",
  "1.5", "-0.0", "1e5", "1E+5", "1.25e-10", "1e-400", "999999999999999999", "-999999999999999999",
  "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "\"\\ud83d\\ude00\"", "\"\\ud800\\udc00\"", "\"\xc3\xa9\"", "\"\x7f\"",
};

static const struct {
  const char *data;
  const char *place; /* the end of the error's text */
} invalid[] = {
  { "", "line 1, column 1: expected a value" },
  { " \n ", "line 2, column 2: expected a value" },
  { "nul", "expected a value" },
  { "NaN", "expected a value" },
  { "Infinity", "expected a value" },
  { "-Infinity", "expected a value" },
  { "-", "expected a value" },
  { "+1", "expected a value" },
  { ".5", "expected a value" },
  { "01", "column 2: expected nothing after the value" },
  { "0x10", "expected nothing after the value" },
  { "1.", "expected a digit after the decimal point" },
  { "1e", "expected a digit in the exponent" },
  { "1e+", "expected a digit in the exponent" },
  { "1e999", "column 1: expected a number that a double holds" },
  { "[-1e999]", "column 2: expected a number that a double holds" },
  { "1000000000000000000", "column 1: expected an integer of at most 18 digits" },
  { "\"", "expected the end of the string" },
  { "\"a\nb\"", "expected control characters in strings to be escaped" },
  { "\"\\x\"", "after the backslash" },
  { "\"\\", "after the backslash" },
  { "\"\\u12g4\"", "expected four hexadecimal digits after \\u" },
  { "\"\\u12", "expected four hexadecimal digits after \\u" },
  { "\"\\u0000\"", "expected a string without \\u0000" },
  { "\"\\ud800\"", "expected a low surrogate (\\uDC00 to \\uDFFF)" },
  { "\"\\ud800\\n\"", "expected a low surrogate (\\uDC00 to \\uDFFF)" },
  { "\"\\ud800\\u0041\"", "expected a low surrogate (\\uDC00 to \\uDFFF)" },
  { "\"\\udc00\"", "expected a high surrogate before this low one" },
  { "\"\xff\"", "column 2: expected UTF-8" },
  { "\"\xed\xa0\x80\"", "column 2: expected UTF-8" },
  { "[", "expected a value" },
  { "[1", "expected a comma or ]" },
  { "[1,]", "column 4: expected a value" },
  { "[1 2]", "column 4: expected a comma or ]" },
  { "[1}", "expected a comma or ]" },
  { "{", "expected a member's name in double quotes" },
  { "{\"a\"", "expected a colon" },
  { "{\"a\":", "expected a value" },
  { "{\"a\":1", "expected a comma or }" },
  { "{\"a\":1,}", "expected a member's name in double quotes" },
  { "{a:1}", "expected a member's name in double quotes" },
  { "{'a':1}", "expected a member's name in double quotes" },
  { "{\"a\":1]", "expected a comma or }" },
  { "1 2", "column 3: expected nothing after the value" },
  { "{}{}", "expected nothing after the value" },
  { "]", "expected a value" },
  { "// nothing\n1", "expected a value" },
  { "/* \" */ 1", "expected a value" },
  { "[1] # done", "expected nothing after the value" },
  { "var a = 1;", "expected a value" },
  { "\xef\xbb\xbf{}", "expected a value" },
};

static void
test_valid (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (valid); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", valid[i]);
    g_assert_true (cochl_json_scan (valid[i], strlen (valid[i]), &error));
    g_assert_no_error (error);
  }
}

static void
test_invalid (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%zu: expecting: %s", i, invalid[i].place);
    g_assert_false (cochl_json_scan (invalid[i].data, strlen (invalid[i].data), &error));
    g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
    g_assert_true (g_str_has_prefix (error->message, "not JSON: line "));
    g_assert_true (g_str_has_suffix (error->message, invalid[i].place));
  }
}

static void
test_embedded_nul (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cochl_json_scan ("{}\0", 3, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_clear_error (&error);
  g_assert_false (cochl_json_scan ("\0{}", 3, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
}

static gboolean
scan_nested (const char *open, const char *close, unsigned int depth, GError **error)
{
  GString *json = g_string_new (NULL);
  g_autofree char *data = NULL;
  gsize length;

  for (unsigned int i = 0; i < depth; i++)
    g_string_append (json, open);
  g_string_append_c (json, '1');
  for (unsigned int i = 0; i < depth; i++)
    g_string_append (json, close);
  length = json->len;
  data = g_string_free (json, FALSE);
  return cochl_json_scan (data, length, error);
}

static void
test_depth (void)
{
  static const char *const shapes[][2] = { { "[", "]" }, { "{\"a\":", "}" } };

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    static const unsigned int too_deep[] = { COCHL_JSON_DEPTH_MAX + 1, 100000 };
    g_autoptr (GError) error = NULL;

    g_assert_true (scan_nested (shapes[i][0], shapes[i][1], COCHL_JSON_DEPTH_MAX, &error));
    g_assert_no_error (error);
    for (gsize j = 0; j < G_N_ELEMENTS (too_deep); j++) {
      g_assert_false (scan_nested (shapes[i][0], shapes[i][1], too_deep[j], &error));
      g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
      g_assert_nonnull (strstr (error->message, "less deeply nested"));
      g_clear_error (&error);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/json-scan/valid", test_valid);
  g_test_add_func ("/model/json-scan/invalid", test_invalid);
  g_test_add_func ("/model/json-scan/embedded-nul", test_embedded_nul);
  g_test_add_func ("/model/json-scan/depth", test_depth);
  return g_test_run ();
}
