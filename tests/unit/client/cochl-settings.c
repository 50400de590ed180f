/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-settings.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-window.h"

static CochlSettings *
read_settings (const char *json)
{
  g_autoptr (GError) error = NULL;
  CochlSettings *settings = cochl_settings_new_from_data ("config.json", json, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (settings);
  return settings;
}

static void
assert_nothing_said (const CochlSettings *settings)
{
  int sensitivity = 77;
  double number = 7.5;

  g_assert_false (cochl_settings_get_sensitivity (settings, &sensitivity));
  g_assert_cmpint (sensitivity, ==, 77);
  g_assert_false (cochl_settings_get_threshold (settings, &number));
  g_assert_false (cochl_settings_get_interval_margin (settings, 2, 1, &number));
  g_assert_cmpfloat (number, ==, 7.5);
  g_assert_null (cochl_settings_get_tag_sensitivity (settings));
  g_assert_null (cochl_settings_get_tag_thresholds (settings));
  g_assert_null (cochl_settings_get_tag_interval_margins (settings));
  g_assert_null (cochl_settings_get_tags (settings));
}

static void
test_nothing (void)
{
  static const char *const jsons[] = {
    "{}",
    " {\"sensitivity_control\":{}, \"result_summary\":{}, \"tag_filter\":{}}\n",
    "{\"sensitivity_control\":{\"default_sensitivity\":null,\"tag_sensitivity\":null},"
    "\"result_summary\":{\"tag_interval_margin\":null},\"tag_filter\":{\"enabled_tags\":null}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (jsons); i++) {
    g_autoptr (CochlSettings) settings = read_settings (jsons[i]);

    assert_nothing_said (settings);
  }
}

static void
test_current (void)
{
  g_autoptr (CochlSettings) settings =
    read_settings ("{ \"sensitivity_control\": { \"default_sensitivity\": -1,"
                   "    \"tag_sensitivity\": { \"Baby_cry\": -2, \"Gunshot\": 1.0 } },"
                   "  \"result_summary\": { \"default_interval_margin\": 1.5, \"tag_interval_margin\": { \"Baby_cry\": 5 } },"
                   "  \"tag_filter\": { \"enabled_tags\": [ \"Siren\", \"Gunshot\" ] } }");
  CochlTagValues *values;
  int sensitivity = 0;
  double number = 0.0;

  g_assert_true (cochl_settings_get_sensitivity (settings, &sensitivity));
  g_assert_cmpint (sensitivity, ==, -1);
  values = cochl_settings_get_tag_sensitivity (settings);
  g_assert_cmpuint (cochl_tag_values_get_length (values), ==, 2);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Baby_cry", 0.0), ==, -2.0);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Gunshot", 0.0), ==, 1.0);

  /* The margin is what it says, whatever the windows. */
  g_assert_true (cochl_settings_get_interval_margin (settings, 2 * COCHL_SECOND, COCHL_SECOND, &number));
  g_assert_cmpfloat (number, ==, 1.5);
  values = cochl_settings_get_tag_interval_margins (settings);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Baby_cry", 0.0), ==, 5.0);

  g_assert_cmpuint (g_strv_length ((GStrv) cochl_settings_get_tags (settings)), ==, 2);
  g_assert_cmpstr (cochl_settings_get_tags (settings)[1], ==, "Gunshot");
  g_assert_false (cochl_settings_get_threshold (settings, &number));
  g_assert_null (cochl_settings_get_tag_thresholds (settings));
}

static void
test_older (void)
{
  g_autoptr (CochlSettings) settings =
    read_settings ("{ \"format\": { \"type\": \"json\", \"version\": \"2\" },"
                   "  \"sensitivity\": { \"Dog_bark\": 0.7, \"Gunshot\": 1 },"
                   "  \"tags\": [ \"Dog_bark\", \"Cat_meow\" ],"
                   "  \"result_summary\": { \"margin\": 2.0 } }");
  CochlTagValues *values = cochl_settings_get_tag_thresholds (settings);
  int sensitivity = 0;
  double number = 0.0;

  g_assert_true (cochl_settings_get_threshold (settings, &number));
  g_assert_cmpfloat (number, ==, 0.5);
  g_assert_cmpuint (cochl_tag_values_get_length (values), ==, 2);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Dog_bark", 0.0), ==, 0.7);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Gunshot", 0.0), ==, 1.0);
  g_assert_cmpstr (cochl_settings_get_tags (settings)[0], ==, "Dog_bark");

  /* Silence between windows is longer by what they overlap. */
  g_assert_true (cochl_settings_get_interval_margin (settings, 2 * COCHL_SECOND, COCHL_SECOND, &number));
  g_assert_cmpfloat (number, ==, 3.0);
  g_assert_true (cochl_settings_get_interval_margin (settings, COCHL_SECOND, COCHL_SECOND / 2, &number));
  g_assert_cmpfloat (number, ==, 2.5);

  g_assert_false (cochl_settings_get_sensitivity (settings, &sensitivity));
  g_assert_null (cochl_settings_get_tag_sensitivity (settings));
  g_assert_null (cochl_settings_get_tag_interval_margins (settings));
}

/* Each of these members alone makes a file of the older shape, whose threshold
 * is 0.5 whether or not it names tags. */
static void
test_older_alone (void)
{
  static const char *const jsons[] = {
    "{\"format\":{\"type\":\"json\",\"version\":2}}",
    "{\"sensitivity\":{}}",
    "{\"tags\":[]}",
    "{\"result_summary\":{\"margin\":0}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (jsons); i++) {
    g_autoptr (CochlSettings) settings = read_settings (jsons[i]);
    double threshold = 0.0;

    g_assert_true (cochl_settings_get_threshold (settings, &threshold));
    g_assert_cmpfloat (threshold, ==, 0.5);
  }
}

static void
test_summary_alone (void)
{
  g_autoptr (CochlSettings) current = read_settings ("{\"result_summary\":{\"default_interval_margin\":2}}");
  g_autoptr (CochlSettings) older = read_settings ("{\"result_summary\":{\"margin\":2}}");
  double margin = 0.0;

  g_assert_true (cochl_settings_get_interval_margin (current, 2 * COCHL_SECOND, COCHL_SECOND, &margin));
  g_assert_cmpfloat (margin, ==, 2.0);
  g_assert_false (cochl_settings_get_threshold (current, &margin));
  g_assert_true (cochl_settings_get_interval_margin (older, 2 * COCHL_SECOND, COCHL_SECOND, &margin));
  g_assert_cmpfloat (margin, ==, 3.0);
}

#define CONTROL(text) "{\"sensitivity_control\":{" text "}}"
#define SUMMARY(text) "{\"result_summary\":{" text "}}"
#define SECONDS "expected a number of seconds, 0 to 31622400, got "

static const struct {
  const char *json;
  const char *message; /* after "config.json: " */
} wrong[] = {
  { "", "not JSON: line 1, column 1: expected a value" },
  { "{\n  \"tags\": [],\n}", "not JSON: line 3, column 1: expected a member's name in double quotes" },
  { "[]", "$: expected an object, got an array" },
  { "{\"tags\":[],\"tags\":[]}", "the member .tags is there twice in one object" },
  { "{\"tag\":[]}",
    "$.tag: unknown member, expected only sensitivity_control, result_summary, tag_filter, format, sensitivity, tags" },
  { "{\"sensitivity_control\":null}", "$.sensitivity_control: expected an object, got null" },
  { CONTROL ("\"sensitivity\":1"),
    "$.sensitivity_control.sensitivity: unknown member, expected only default_sensitivity, tag_sensitivity" },
  { CONTROL ("\"default_sensitivity\":3"),
    "$.sensitivity_control.default_sensitivity: expected an integer, -2 to 2, got 3" },
  { CONTROL ("\"default_sensitivity\":\"1\""),
    "$.sensitivity_control.default_sensitivity: expected an integer, -2 to 2, got a string" },
  { CONTROL ("\"default_sensitivity\":-0.5"),
    "$.sensitivity_control.default_sensitivity: expected an integer, -2 to 2, got -0.5" },
  { CONTROL ("\"default_sensitivity\":0.7"),
    "$.sensitivity_control.default_sensitivity: expected an integer, -2 to 2, got the fraction 0.7: for a least "
    "probability use threshold or tag-thresholds" },
  { CONTROL ("\"tag_sensitivity\":[]"), "$.sensitivity_control.tag_sensitivity: expected an object, got an array" },
  { CONTROL ("\"tag_sensitivity\":{\"Baby cry\":0.5}"),
    "$.sensitivity_control.tag_sensitivity[\"Baby cry\"]: expected an integer, -2 to 2, got the fraction 0.5: for a "
    "least probability use threshold or tag-thresholds" },
  { CONTROL ("\"tag_sensitivity\":{\"\":1}"),
    "$.sensitivity_control.tag_sensitivity[\"\"]: expected a tag's name of 1 to 256 bytes, got 0" },
  { SUMMARY ("\"default_interval_margin\":-1"), "$.result_summary.default_interval_margin: " SECONDS "-1" },
  { SUMMARY ("\"default_interval_margin\":null"), "$.result_summary.default_interval_margin: " SECONDS "null" },
  { SUMMARY ("\"tag_interval_margin\":{\"Siren\":1e300}"),
    "$.result_summary.tag_interval_margin.Siren: " SECONDS "1e+300" },
  { SUMMARY ("\"margin\":true"), "$.result_summary.margin: " SECONDS "true" },
  { SUMMARY ("\"margins\":1"),
    "$.result_summary.margins: unknown member, expected only default_interval_margin, tag_interval_margin, margin" },
  { "{\"tag_filter\":{\"tags\":[]}}", "$.tag_filter.tags: unknown member, expected only enabled_tags" },
  { "{\"tag_filter\":{\"enabled_tags\":\"Siren\"}}", "$.tag_filter.enabled_tags: expected an array, got a string" },
  { "{\"tags\":[\"Siren\",1,\"\"]}",
    "$.tags[1]: expected a string, got 1; $.tags[2]: expected a tag's name of 1 to 256 bytes, got 0" },
  { "{\"tags\":null}", "$.tags: expected an array, got null" },
  { "{\"sensitivity\":0.5}", "$.sensitivity: expected an object, got 0.5" },
  { "{\"sensitivity\":{\"Siren\":-1,\"Knock\":1.5}}",
    "$.sensitivity.Siren: expected a probability, 0 to 1, got -1; $.sensitivity.Knock: expected a probability, 0 to 1, got 1.5" },
  { "{\"format\":{}}",
    "$.format.type: expected the string \"json\", got nothing; $.format.version: expected the version \"2\", got nothing" },
  { "{\"format\":{\"type\":\"xml\",\"version\":\"1\"}}",
    "$.format.type: expected the string \"json\", got a string; $.format.version: expected the version \"2\", got a string" },
  { "{\"format\":{\"type\":\"json\",\"version\":3}}", "$.format.version: expected the version \"2\", got 3" },
  { "{\"format\":[]}", "$.format: expected an object, got an array" },
  { "{\"tags\":[],\"tag_filter\":{}}",
    "members of both shapes of config.json in one file: $.tag_filter of the current one, $.tags of the older one; keep "
    "those of one shape" },
  { SUMMARY ("\"margin\":1,\"default_interval_margin\":-1"),
    "$.result_summary.default_interval_margin: " SECONDS "-1; members of both shapes of config.json in one file: "
    "$.result_summary.default_interval_margin of the current one, $.result_summary.margin of the older one; keep those "
    "of one shape" },
};

static void
test_wrong (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *message = g_strconcat ("config.json: ", wrong[i].message, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_null (cochl_settings_new_from_data ("config.json", wrong[i].json, -1, &error));
    g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS);
    g_assert_cmpstr (error->message, ==, message);
  }
}

static void
test_many_problems (void)
{
  GString *json = g_string_new ("{\"tags\":[0");
  g_autoptr (GError) error = NULL;

  for (int i = 1; i < 1000; i++)
    g_string_append (json, ",0");
  g_string_append (json, "]}");
  g_assert_null (cochl_settings_new_from_data ("config.json", json->str, -1, &error));
  g_assert_nonnull (strstr (error->message, "$.tags[19]: expected a string, got 0; and 980 more"));
  g_string_free (json, TRUE);
}

static void
test_length (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlSettings) settings = cochl_settings_new_from_data ("config.json", "{}garbage", 2, &error);

  g_assert_no_error (error);
  g_assert_nonnull (settings);
}

static void
test_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("cochl-settings-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "my config.json", NULL);
  g_autofree char *blanks = g_strnfill (1024 * 1024 + 1, ' ');
  g_autoptr (CochlSettings) settings = NULL;

  g_assert_null (cochl_settings_new_from_file (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_clear_error (&error);

  g_assert_null (cochl_settings_new_from_file (folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "{\"tags\":1}", -1, NULL));
  g_assert_null (cochl_settings_new_from_file (path, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_true (g_str_has_suffix (error->message, ": $.tags: expected an array, got 1"));
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, blanks, -1, NULL));
  g_assert_null (cochl_settings_new_from_file (path, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS);
  g_assert_nonnull (strstr (error->message, "longer than 1 MiB"));
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "{\"tags\":[\"Siren\"]}\n", -1, NULL));
  settings = cochl_settings_new_from_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cochl_settings_get_tags (settings)[0], ==, "Siren");
  g_unlink (path);
  g_rmdir (folder);
}

/* The examples of docs/configuration.md are what it says. */
static void
test_documented (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "configuration.md", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  parts = g_strsplit (text, "```json\n", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  for (gsize i = 1; parts[i] != NULL; i++) {
    g_autoptr (CochlSettings) settings = NULL;

    *strstr (parts[i], "```") = '\0';
    settings = read_settings (parts[i]);
    g_assert_nonnull (cochl_settings_get_tags (settings));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/settings/nothing", test_nothing);
  g_test_add_func ("/client/settings/current", test_current);
  g_test_add_func ("/client/settings/older", test_older);
  g_test_add_func ("/client/settings/older-alone", test_older_alone);
  g_test_add_func ("/client/settings/summary-alone", test_summary_alone);
  g_test_add_func ("/client/settings/wrong", test_wrong);
  g_test_add_func ("/client/settings/many-problems", test_many_problems);
  g_test_add_func ("/client/settings/length", test_length);
  g_test_add_func ("/client/settings/file", test_file);
  g_test_add_func ("/client/settings/documented", test_documented);
  return g_test_run ();
}
