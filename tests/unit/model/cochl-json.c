/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-json.h"

#include <math.h>
#include <string.h>

#include "cochl/model/cochl-error.h"

static JsonNode *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = cochl_json_parse (json, strlen (json), 10000, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  return node;
}

static void
assert_message (GError **error, const char *message)
{
  g_assert_error (*error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_assert_cmpstr ((*error)->message, ==, message);
  g_clear_error (error);
}

static void
test_size (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cochl_json_parse ("[1, 2]", 6, 5, &error));
  assert_message (&error, "6 bytes of JSON, expected at most 5");
}

static void
test_twice (void)
{
  static const char *const jsons[] = {
    "{\"a\":1,\"a\":1}",
    "[{\"b\":{\"a\":1,\"c\":{},\"a\":2}}]",
    "{\"x\":{\"a\":1},\"a\":1,\"y\":{\"a\":1,\"b\":1},\"a\":1}",
  };
  g_autoptr (JsonNode) distinct = parse ("[{\"a\":{\"a\":{}},\"b\":1},{\"a\":1,\"b\":1}]");

  g_assert_nonnull (distinct);
  for (gsize i = 0; i < G_N_ELEMENTS (jsons); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (cochl_json_parse (jsons[i], strlen (jsons[i]), 1000, &error));
    assert_message (&error, "the member .a is there twice in one object");
  }
}

static void
test_path (void)
{
  g_autofree char *plain = cochl_json_path_member ("$.data[3]", "start_time");
  g_autofree char *quoted = cochl_json_path_member ("$", "Baby cry\"\n");
  g_autofree char *digit = cochl_json_path_member ("$", "1a");
  g_autofree char *empty = cochl_json_path_member ("$", "");
  g_autofree char *element = cochl_json_path_element ("$.data", 3);
  GString *name = g_string_new (NULL);
  g_autofree char *cut = NULL;

  g_assert_cmpstr (plain, ==, "$.data[3].start_time");
  g_assert_cmpstr (quoted, ==, "$[\"Baby cry\\\"\\n\"]");
  g_assert_cmpstr (digit, ==, "$[\"1a\"]");
  g_assert_cmpstr (empty, ==, "$[\"\"]");
  g_assert_cmpstr (element, ==, "$.data[3]");

  /* Cut between letters: the 100th byte is inside of one. */
  for (int i = 0; i < 1000; i++)
    g_string_append (name, "\xe2\x82\xac");
  cut = cochl_json_path_member ("$", name->str);
  g_assert_cmpuint (strlen (cut), <, 450);
  g_assert_true (g_utf8_validate (cut, -1, NULL));
  g_assert_true (g_str_has_suffix (cut, "...\"]"));
  g_string_free (name, TRUE);
}

static void
test_types (void)
{
  g_autoptr (JsonNode) root = parse ("{\"o\":{},\"a\":[],\"s\":\"text\",\"t\":true,\"i\":-3,\"d\":2.5,\"n\":null}");
  JsonObject *object = json_node_get_object (root);
  g_autoptr (GError) error = NULL;
  JsonObject *inner = NULL;
  JsonArray *array = NULL;
  const char *text = NULL;
  gboolean flag = FALSE;
  double number = 0.0;
  gint64 integer = 0;

  g_assert_true (cochl_json_read_object (object, "$", "o", &inner, &error));
  g_assert_nonnull (inner);
  g_assert_true (cochl_json_read_array (object, "$", "a", &array, &error));
  g_assert_nonnull (array);
  g_assert_true (cochl_json_read_string (object, "$", "s", 4, &text, &error));
  g_assert_cmpstr (text, ==, "text");
  g_assert_true (cochl_json_read_boolean (object, "$", "t", &flag, &error));
  g_assert_true (flag);
  g_assert_true (cochl_json_read_number (object, "$", "d", "a number", -3, 3, &number, &error));
  g_assert_cmpfloat (number, ==, 2.5);
  g_assert_true (cochl_json_read_integer (object, "$", "i", -3, 3, &integer, &error));
  g_assert_cmpint (integer, ==, -3);
  g_assert_true (cochl_json_has (object, "o"));
  g_assert_false (cochl_json_has (object, "n"));
  g_assert_false (cochl_json_has (object, "x"));

  g_assert_false (cochl_json_read_object (object, "$", "a", &inner, &error));
  assert_message (&error, "$.a: expected an object, got an array");
  g_assert_false (cochl_json_read_array (object, "$", "o", &array, &error));
  assert_message (&error, "$.o: expected an array, got an object");
  g_assert_false (cochl_json_read_string (object, "$", "n", 4, &text, &error));
  assert_message (&error, "$.n: expected a string, got null");
  g_assert_false (cochl_json_read_string (object, "$", "s", 3, &text, &error));
  assert_message (&error, "$.s: expected a string of at most 3 bytes, got 4");
  g_assert_false (cochl_json_read_boolean (object, "$", "s", &flag, &error));
  assert_message (&error, "$.s: expected true or false, got a string");
  g_assert_false (cochl_json_read_number (object, "$", "t", "a number", 0, 0.5, &number, &error));
  assert_message (&error, "$.t: expected a number, 0 to 0.5, got true");
  g_assert_false (cochl_json_read_number (object, "$", "x", "a number", 0, 1, &number, &error));
  assert_message (&error, "$.x: expected a number, 0 to 1, got nothing");
  g_assert_false (cochl_json_read_integer (object, "$", "d", 0, 5, &integer, &error));
  assert_message (&error, "$.d: expected an integer, 0 to 5, got 2.5");
  g_assert_false (cochl_json_read_integer (object, "$", "i", -2, 2, &integer, &error));
  assert_message (&error, "$.i: expected an integer, -2 to 2, got -3");
}

static void
test_numbers (void)
{
  g_autoptr (JsonNode) root = parse ("[2, 2.0, -0, 1e5, 0.25e1, 999999999999999999, -1.5E-3]");
  static const double expected[] = { 2, 2, 0, 100000, 2.5, 999999999999999999.0, -0.0015 };
  JsonArray *array = json_node_get_array (root);
  g_autoptr (GError) error = NULL;
  gint64 integer;

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    double number;

    g_assert_true (cochl_json_get_number (json_array_get_element (array, i), "$", "a number", -1e18, 1e18, &number,
                                          &error));
    g_assert_cmpfloat (number, ==, expected[i]);
  }
  g_assert_true (cochl_json_get_integer (json_array_get_element (array, 1), "$", 0, 2, &integer, &error));
  g_assert_cmpint (integer, ==, 2);
  g_assert_true (cochl_json_get_integer (json_array_get_element (array, 5), "$", 0, G_MAXINT64, &integer, &error));
  g_assert_cmpint (integer, ==, 999999999999999999);
}

/* Nodes that were not parsed can hold what JSON cannot. */
static void
test_not_finite (void)
{
  static const double values[] = { NAN, INFINITY, -INFINITY };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), values[i]);
    g_autoptr (GError) error = NULL;
    double number;
    gint64 integer;

    g_assert_false (cochl_json_get_number (node, "$", "a number", -G_MAXDOUBLE, G_MAXDOUBLE, &number, &error));
    g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
    g_clear_error (&error);
    g_assert_false (cochl_json_get_integer (node, "$", G_MININT64, G_MAXINT64, &integer, &error));
    assert_message (&error, "$: expected an integer, -9223372036854775808 to 9223372036854775807, got no finite number");
  }
}

static void
test_seconds (void)
{
  g_autoptr (JsonNode) root = parse ("{\"a\":1,\"b\":0.1,\"c\":-1,\"d\":1e12,\"e\":\"1\"}");
  JsonObject *object = json_node_get_object (root);
  g_autoptr (GError) error = NULL;
  gint64 ns;

  g_assert_true (cochl_json_read_seconds (object, "$", "a", &ns, &error));
  g_assert_cmpint (ns, ==, 1000000000);
  g_assert_true (cochl_json_read_seconds (object, "$", "b", &ns, &error));
  g_assert_cmpint (ns, ==, 100000000);
  g_assert_false (cochl_json_read_seconds (object, "$", "c", &ns, &error));
  assert_message (&error, "$.c: expected a number of seconds, 0 to 31622400, got -1");
  g_assert_false (cochl_json_read_seconds (object, "$", "d", &ns, &error));
  assert_message (&error, "$.d: expected a number of seconds, 0 to 31622400, got 1000000000000.0");
  g_assert_false (cochl_json_read_seconds (object, "$", "e", &ns, &error));
  assert_message (&error, "$.e: expected a number of seconds, 0 to 31622400, got a string");
}

static gpointer
read_text (JsonNode *node, const char *path, GError **error)
{
  const char *text;

  return cochl_json_get_string (node, path, 10, &text, error) ? g_strdup (text) : NULL;
}

static void
test_list (void)
{
  g_autoptr (JsonNode) root = parse ("{\"good\":[\"a\",\"b\"],\"bad\":[\"a\",2],\"no\":{}}");
  JsonObject *object = json_node_get_object (root);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = cochl_json_read_list (object, "$", "good", read_text, 2, g_free, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (list->pdata[1], ==, "b");
  g_assert_null (cochl_json_read_list (object, "$", "bad", read_text, 2, g_free, &error));
  assert_message (&error, "$.bad[1]: expected a string, got 2");
  g_assert_null (cochl_json_read_list (object, "$", "good", read_text, 1, g_free, &error));
  assert_message (&error, "$.good: expected at most 1 elements, got 2");
  g_assert_null (cochl_json_read_list (object, "$", "no", read_text, 1, g_free, &error));
  assert_message (&error, "$.no: expected an array, got an object");
}

/* What passes the scan is read by json-glib as what it means. */
static void
test_strings (void)
{
  g_autoptr (JsonNode) root = parse ("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u00e9\xc3\xa9\", \"\\ud83d\\ude00\", \"\x7f\"]");
  static const char *const expected[] = { "\"\\/\b\f\n\r\t", "\xc3\xa9\xc3\xa9", "\xf0\x9f\x98\x80", "\x7f" };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (json_array_get_string_element (json_node_get_array (root), i), ==, expected[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/json/size", test_size);
  g_test_add_func ("/model/json/twice", test_twice);
  g_test_add_func ("/model/json/path", test_path);
  g_test_add_func ("/model/json/types", test_types);
  g_test_add_func ("/model/json/numbers", test_numbers);
  g_test_add_func ("/model/json/not-finite", test_not_finite);
  g_test_add_func ("/model/json/seconds", test_seconds);
  g_test_add_func ("/model/json/list", test_list);
  g_test_add_func ("/model/json/strings", test_strings);
  return g_test_run ();
}
