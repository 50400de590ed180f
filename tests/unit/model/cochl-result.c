/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-result.h"

#include <string.h>

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-json.h"

static CochlResult *
siren_result (gboolean cached)
{
  g_autoptr (GPtrArray) windows = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_window_unref);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_event_unref);
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_tag_unref);

  g_ptr_array_add (tags, cochl_tag_new ("Siren", 0.5));
  g_ptr_array_add (windows, cochl_window_new (0, 2 * COCHL_SECOND, tags));
  g_ptr_array_add (windows, cochl_window_new (COCHL_SECOND, 5 * COCHL_SECOND / 2, NULL));
  g_ptr_array_add (events, cochl_event_new ("Siren", 0, 2 * COCHL_SECOND, 0.5, 1));
  return cochl_result_new ("siren.wav", 5 * COCHL_SECOND / 2, cached, windows, events);
}

static CochlResult *
read_result (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = cochl_json_parse (json, strlen (json), 10000, error);

  return node != NULL ? cochl_result_new_from_json (node, "$", error) : NULL;
}

static void
test_values (void)
{
  g_autoptr (CochlResult) result = siren_result (TRUE);

  g_assert_cmpstr (cochl_result_get_file (result), ==, "siren.wav");
  g_assert_true (cochl_result_get_success (result));
  g_assert_null (cochl_result_get_error (result));
  g_assert_cmpint (cochl_result_get_duration (result), ==, 2500000000);
  g_assert_true (cochl_result_get_cached (result));
  g_assert_cmpuint (cochl_result_get_n_windows (result), ==, 2);
  g_assert_cmpint (cochl_window_get_start (cochl_result_get_window (result, 1)), ==, COCHL_SECOND);
  g_assert_cmpuint (cochl_result_get_n_events (result), ==, 1);
  g_assert_cmpstr (cochl_event_get_tag (cochl_result_get_event (result, 0)), ==, "Siren");
}

static void
test_json (void)
{
  g_autoptr (CochlResult) result = siren_result (FALSE);
  g_autoptr (CochlResult) cached = siren_result (TRUE);
  g_autoptr (JsonNode) node = cochl_result_to_json (result);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlResult) again = read_result (text, &error);

  g_assert_no_error (error);
  g_assert_true (cochl_result_equal (result, again));
  g_assert_false (cochl_result_equal (result, cached));
  g_assert_cmpstr (text, ==,
                   "{\"file\":\"siren.wav\",\"success\":true,\"duration\":2.5,\"cached\":false,\"events\":{"
                   "\"window_results\":[{\"start_time\":0.0,\"end_time\":2.0,\"sound_tags\":["
                   "{\"name\":\"Siren\",\"probability\":0.5}]},"
                   "{\"start_time\":1.0,\"end_time\":2.5,\"sound_tags\":[]}],"
                   "\"summary\":[{\"tag\":\"Siren\",\"start_time\":0.0,\"end_time\":2.0,\"probability\":0.5}]}}");
}

static void
test_failed (void)
{
  g_autoptr (CochlResult) result = cochl_result_new_failed ("x.wav", 0, "no such file");
  g_autoptr (CochlResult) other = cochl_result_new_failed ("x.wav", 0, "not a sound");
  g_autoptr (JsonNode) node = cochl_result_to_json (result);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlResult) again = read_result (text, &error);

  g_assert_false (cochl_result_get_success (result));
  g_assert_cmpstr (cochl_result_get_error (result), ==, "no such file");
  g_assert_cmpstr (text, ==,
                   "{\"file\":\"x.wav\",\"success\":false,\"error\":\"no such file\",\"duration\":0.0,\"cached\":false,"
                   "\"events\":{\"window_results\":[],\"summary\":[]}}");
  g_assert_no_error (error);
  g_assert_true (cochl_result_equal (result, again));
  g_assert_false (cochl_result_equal (result, other));
}

#define HEAD "\"file\":\"a\",\"duration\":1,\"cached\":false"

static const struct {
  const char *json;
  const char *message;
} wrong[] = {
  { "{}", "$.file: expected a string, got nothing" },
  { "{" HEAD "}", "$.success: expected true or false, got nothing" },
  { "{" HEAD ",\"success\":1}", "$.success: expected true or false, got 1" },
  { "{" HEAD ",\"success\":true}", "$.events: expected an object, got nothing" },
  { "{" HEAD ",\"success\":false,\"events\":{}}", "$.error: expected a string, got nothing" },
  { "{" HEAD ",\"success\":true,\"events\":{}}", "$.events.window_results: expected an array, got nothing" },
  { "{" HEAD ",\"success\":true,\"events\":{\"window_results\":[]}}",
    "$.events.summary: expected an array, got nothing" },
  { "{" HEAD ",\"success\":true,\"events\":{\"window_results\":[{}],\"summary\":[]}}",
    "$.events.window_results[0].start_time: expected a number of seconds, 0 to 31622400, got nothing" },
  { "{" HEAD ",\"success\":true,\"events\":{\"window_results\":[],\"summary\":[3]}}",
    "$.events.summary[0]: expected an object, got 3" },
};

static void
test_wrong (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_result (wrong[i].json, &error));
    g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
    g_assert_cmpstr (error->message, ==, wrong[i].message);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/result/values", test_values);
  g_test_add_func ("/model/result/json", test_json);
  g_test_add_func ("/model/result/failed", test_failed);
  g_test_add_func ("/model/result/wrong", test_wrong);
  return g_test_run ();
}
