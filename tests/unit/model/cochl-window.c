/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-window.h"

#include <string.h>

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-json.h"

static CochlWindow *
window_of (gint64 start, gint64 end, const char *first, const char *second)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_tag_unref);

  if (first != NULL)
    g_ptr_array_add (tags, cochl_tag_new (first, 0.5));
  if (second != NULL)
    g_ptr_array_add (tags, cochl_tag_new (second, 0.25));
  return cochl_window_new (start, end, tags);
}

static CochlWindow *
read_window (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = cochl_json_parse (json, strlen (json), 1024 * 1024, error);

  return node != NULL ? cochl_window_new_from_json (node, "$.data[3]", error) : NULL;
}

static void
test_values (void)
{
  g_autoptr (CochlWindow) window = window_of (1, 5, "Siren", "Others");
  g_autoptr (CochlWindow) empty = cochl_window_new (2, 2, NULL);

  g_assert_cmpint (cochl_window_get_start (window), ==, 1);
  g_assert_cmpint (cochl_window_get_end (window), ==, 5);
  g_assert_cmpuint (cochl_window_get_n_tags (window), ==, 2);
  g_assert_cmpstr (cochl_tag_get_name (cochl_window_get_tag (window, 1)), ==, "Others");
  g_assert_true (cochl_window_find_tag (window, "Siren") == cochl_window_get_tag (window, 0));
  g_assert_null (cochl_window_find_tag (window, "Gunshot"));
  g_assert_cmpuint (cochl_window_get_n_tags (empty), ==, 0);
  g_assert_null (cochl_window_find_tag (empty, "Siren"));
}

static void
test_move (void)
{
  CochlWindow *window = window_of (0, 2, "Siren", NULL);
  g_autoptr (CochlWindow) moved = cochl_window_move (window, 10, 11);

  cochl_window_unref (window);
  g_assert_cmpint (cochl_window_get_start (moved), ==, 10);
  g_assert_cmpint (cochl_window_get_end (moved), ==, 11);
  g_assert_nonnull (cochl_window_find_tag (moved, "Siren"));
}

static void
test_equal (void)
{
  g_autoptr (CochlWindow) window = window_of (0, 2, "Siren", "Knock");
  g_autoptr (CochlWindow) same = window_of (0, 2, "Siren", "Knock");
  g_autoptr (CochlWindow) start = window_of (1, 2, "Siren", "Knock");
  g_autoptr (CochlWindow) end = window_of (0, 3, "Siren", "Knock");
  g_autoptr (CochlWindow) fewer = window_of (0, 2, "Siren", NULL);
  g_autoptr (CochlWindow) order = window_of (0, 2, "Knock", "Siren");

  g_assert_true (cochl_window_equal (window, window));
  g_assert_true (cochl_window_equal (window, same));
  g_assert_false (cochl_window_equal (window, start));
  g_assert_false (cochl_window_equal (window, end));
  g_assert_false (cochl_window_equal (window, fewer));
  g_assert_false (cochl_window_equal (window, order));
}

static void
test_json (void)
{
  g_autoptr (CochlWindow) window = window_of (500000000, 2500000000, "Siren", "Caf\xc3\xa9");
  g_autoptr (JsonNode) node = cochl_window_to_json (window);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlWindow) again = cochl_window_new_from_json (node, "$", &error);

  g_assert_cmpstr (text, ==, "{\"start_time\":0.5,\"end_time\":2.5,\"sound_tags\":["
                   "{\"name\":\"Siren\",\"probability\":0.5},{\"name\":\"Caf\xc3\xa9\",\"probability\":0.25}]}");
  g_assert_no_error (error);
  g_assert_true (cochl_window_equal (window, again));
}

/* What the service sends: its own name of the tags, integers, unknown members. */
static void
test_wire (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlWindow) window = read_window ("{\"start_time\": 1, \"end_time\": 3.0, \"id\": null, \"tags\": ["
                                                "{\"name\": \"Siren\", \"probability\": 1, \"x\": 0}]}", &error);

  g_assert_no_error (error);
  g_assert_cmpint (cochl_window_get_start (window), ==, COCHL_SECOND);
  g_assert_cmpint (cochl_window_get_end (window), ==, 3 * COCHL_SECOND);
  g_assert_cmpfloat (cochl_tag_get_probability (cochl_window_get_tag (window, 0)), ==, 1.0);
}

#define TIMES "\"start_time\":0,\"end_time\":2"
#define TAG(name, probability) "{" TIMES ",\"tags\":[{\"name\":" name ",\"probability\":" probability "}]}"

static const struct {
  const char *json;
  const char *message;
} wrong[] = {
  { "[]", "$.data[3]: expected an object, got an array" },
  { "null", "$.data[3]: expected an object, got null" },
  { "{}", "$.data[3].start_time: expected a number of seconds, 0 to 31622400, got nothing" },
  { "{\"start_time\":\"0\"}", "$.data[3].start_time: expected a number of seconds, 0 to 31622400, got a string" },
  { "{\"start_time\":-0.5}", "$.data[3].start_time: expected a number of seconds, 0 to 31622400, got -0.5" },
  { "{\"start_time\":0}", "$.data[3].end_time: expected a number of seconds, 0 to 31622400, got nothing" },
  { "{\"start_time\":0,\"end_time\":31622401}",
    "$.data[3].end_time: expected a number of seconds, 0 to 31622400, got 31622401" },
  { "{\"start_time\":2,\"end_time\":1,\"tags\":[]}", "$.data[3].end_time: expected a time not before start_time" },
  { "{" TIMES "}", "$.data[3].tags: expected an array, got nothing" },
  { "{" TIMES ",\"tags\":null}", "$.data[3].tags: expected an array, got null" },
  { "{" TIMES ",\"sound_tags\":{},\"tags\":[]}", "$.data[3].sound_tags: expected an array, got an object" },
  { "{" TIMES ",\"tags\":[\"Siren\"]}", "$.data[3].tags[0]: expected an object, got a string" },
  { TAG ("1", "0.5"), "$.data[3].tags[0].name: expected a string, got 1" },
  { TAG ("\"\"", "0.5"), "$.data[3].tags[0].name: expected a tag's name, got an empty string" },
  { TAG ("\"a\"", "1.0001"), "$.data[3].tags[0].probability: expected a probability, 0 to 1, got 1.0001" },
  { TAG ("\"a\"", "-1e-05"), "$.data[3].tags[0].probability: expected a probability, 0 to 1, got -1e-05" },
  { TAG ("\"a\"", "null"), "$.data[3].tags[0].probability: expected a probability, 0 to 1, got null" },
  { TAG ("\"a\"", "true"), "$.data[3].tags[0].probability: expected a probability, 0 to 1, got true" },
};

static void
test_wrong (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_window (wrong[i].json, &error));
    g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
    g_assert_cmpstr (error->message, ==, wrong[i].message);
  }
}

static void
test_absurd (void)
{
  g_autofree char *name = g_strnfill (COCHL_TAG_NAME_MAX + 1, 'x');
  g_autofree char *long_name = g_strdup_printf ("{" TIMES ",\"tags\":[{\"name\":\"%s\",\"probability\":1}]}", name);
  GString *many = g_string_new ("{" TIMES ",\"tags\":[0");
  g_autoptr (GError) error = NULL;

  g_assert_null (read_window (long_name, &error));
  g_assert_cmpstr (error->message, ==, "$.data[3].tags[0].name: expected a string of at most 256 bytes, got 257");
  g_clear_error (&error);

  for (int i = 0; i < 1024; i++)
    g_string_append (many, ",0");
  g_string_append (many, "]}");
  g_assert_null (read_window (many->str, &error));
  g_assert_cmpstr (error->message, ==, "$.data[3].tags: expected at most 1024 elements, got 1025");
  g_string_free (many, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/window/values", test_values);
  g_test_add_func ("/model/window/move", test_move);
  g_test_add_func ("/model/window/equal", test_equal);
  g_test_add_func ("/model/window/json", test_json);
  g_test_add_func ("/model/window/wire", test_wire);
  g_test_add_func ("/model/window/wrong", test_wrong);
  g_test_add_func ("/model/window/absurd", test_absurd);
  return g_test_run ();
}
