/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-settings-reader.h"

#include <string.h>

#include "cochl/model/cochl-json.h"

static void
note_cb (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  g_string_append_printf (target, "%s ", path);
}

static void
inner_cb (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  static const CochlSettingsMember members[] = {
    { "c", COCHL_SHAPE_OLDER, note_cb },
    { NULL }
  };

  cochl_settings_reader_read_members (reader, node, path, members);
}

static const CochlSettingsMember root_members[] = {
  { "a", COCHL_SHAPE_EITHER, inner_cb },
  { "b", COCHL_SHAPE_NEWER, note_cb },
  { NULL }
};

static JsonNode *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = cochl_json_parse (json, strlen (json), 1000, &error);

  g_assert_no_error (error);
  return node;
}

static void
assert_reads (const char *json, const char *paths, const char *problems)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (CochlSettingsReader) reader = cochl_settings_reader_new (seen);
  g_autoptr (JsonNode) node = parse (json);
  g_autofree char *found = NULL;

  cochl_settings_reader_read_members (reader, node, "$", root_members);
  g_assert_true (cochl_settings_reader_saw (reader, COCHL_SHAPE_NEWER) == (strstr (paths, "$.b") != NULL));
  g_assert_true (cochl_settings_reader_saw (reader, COCHL_SHAPE_OLDER) == (strstr (paths, "$.a.c") != NULL));
  found = cochl_settings_reader_finish (reader);
  g_assert_cmpstr (seen->str, ==, paths);
  g_assert_cmpstr (found, ==, problems);
}

static void
test_members (void)
{
  assert_reads ("{}", "", NULL);
  assert_reads ("{\"a\":{\"c\":1}}", "$.a.c ", NULL);
  assert_reads ("{\"b\":1,\"a\":{}}", "$.b ", NULL);
  assert_reads ("{\"b\":1,\"a\":{\"c\":1}}", "$.b $.a.c ",
                "members of both shapes of config.json in one file: $.b of the current one, $.a.c of the older one; keep "
                "those of one shape");
  assert_reads ("{\"x\":1,\"b\":1,\"a\":[]}", "$.b ",
                "$.x: unknown member, expected only a, b; $.a: expected an object, got an array");
}

static gboolean
get_digit (JsonNode *node, const char *path, double *value, GError **error)
{
  return cochl_json_get_number (node, path, "a digit", 0, 9, value, error);
}

static void
test_tags (void)
{
  g_autoptr (CochlSettingsReader) reader = cochl_settings_reader_new (NULL);
  g_autoptr (JsonNode) object = parse ("{\"Siren\":3,\"Knock\":10}");
  g_autoptr (JsonNode) array = parse ("[\"Siren\",{}]");
  g_autoptr (CochlTagValues) values = cochl_settings_reader_read_tag_values (reader, object, "$.v", get_digit);
  g_autoptr (CochlTagValues) none = cochl_settings_reader_read_tag_values (reader, array, "$.w", get_digit);
  g_auto (GStrv) tags = cochl_settings_reader_read_tags (reader, array, "$.t");
  g_autofree char *problems = NULL;

  cochl_settings_reader_expected (reader, object, "$.x", "peace");
  problems = cochl_settings_reader_finish (reader);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Siren", 0.0), ==, 3.0);
  g_assert_cmpuint (cochl_tag_values_get_length (none), ==, 0);
  g_assert_cmpstr (tags[0], ==, "Siren");
  g_assert_cmpstr (problems, ==,
                   "$.v.Knock: expected a digit, 0 to 9, got 10; $.w: expected an object, got an array; "
                   "$.t[1]: expected a string, got an object; $.x: expected peace, got an object");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/settings-reader/members", test_members);
  g_test_add_func ("/client/settings-reader/tags", test_tags);
  return g_test_run ();
}
