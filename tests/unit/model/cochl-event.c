/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-event.h"

#include <string.h>

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-json.h"

static void
test_values (void)
{
  g_autoptr (CochlEvent) event = cochl_event_new ("Siren", 5, 10, 0.75, 3);

  g_assert_cmpstr (cochl_event_get_tag (event), ==, "Siren");
  g_assert_cmpint (cochl_event_get_start (event), ==, 5);
  g_assert_cmpint (cochl_event_get_end (event), ==, 10);
  g_assert_cmpfloat (cochl_event_get_probability (event), ==, 0.75);
  g_assert_cmpuint (cochl_event_get_n_windows (event), ==, 3);
}

static void
test_equal (void)
{
  g_autoptr (CochlEvent) event = cochl_event_new ("Siren", 5, 10, 0.75, 3);
  g_autoptr (CochlEvent) same = cochl_event_new ("Siren", 5, 10, 0.75, 3);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_event_unref);

  g_ptr_array_add (others, cochl_event_new ("Knock", 5, 10, 0.75, 3));
  g_ptr_array_add (others, cochl_event_new ("Siren", 6, 10, 0.75, 3));
  g_ptr_array_add (others, cochl_event_new ("Siren", 5, 11, 0.75, 3));
  g_ptr_array_add (others, cochl_event_new ("Siren", 5, 10, 0.5, 3));
  g_ptr_array_add (others, cochl_event_new ("Siren", 5, 10, 0.75, 4));

  g_assert_true (cochl_event_equal (event, event));
  g_assert_true (cochl_event_equal (event, same));
  for (unsigned int i = 0; i < others->len; i++)
    g_assert_false (cochl_event_equal (event, others->pdata[i]));
}

static void
assert_line (gint64 start, gint64 end, const char *expected)
{
  g_autoptr (CochlEvent) event = cochl_event_new ("Baby_cry", start, end, 1.0, 1);
  g_autofree char *line = cochl_event_to_line (event);

  g_assert_cmpstr (line, ==, expected);
}

static void
test_line (void)
{
  assert_line (0, 1000000000, "At 0.0-1.0s, [Baby_cry] was detected");
  assert_line (500000000, 12250000000, "At 0.5-12.25s, [Baby_cry] was detected");
  assert_line (100000000, 300000000, "At 0.1-0.3s, [Baby_cry] was detected");
  assert_line (3600000000000, 14400000000001, "At 3600.0-14400.000000001s, [Baby_cry] was detected");
}

static void
test_json (void)
{
  g_autoptr (CochlEvent) event = cochl_event_new ("Siren", 500000000, 2000000000, 0.75, 1);
  g_autoptr (JsonNode) node = cochl_event_to_json (event);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlEvent) again = cochl_event_new_from_json (node, "$", &error);

  g_assert_cmpstr (text, ==, "{\"tag\":\"Siren\",\"start_time\":0.5,\"end_time\":2.0,\"probability\":0.75}");
  g_assert_no_error (error);
  g_assert_true (cochl_event_equal (event, again));
}

static const struct {
  const char *json;
  const char *message;
} wrong[] = {
  { "1", "$.s[0]: expected an object, got 1" },
  { "{}", "$.s[0].tag: expected a string, got nothing" },
  { "{\"tag\":\"\",\"start_time\":0,\"end_time\":1,\"probability\":1}",
    "$.s[0].tag: expected a tag's name, got an empty string" },
  { "{\"tag\":\"a\",\"start_time\":0,\"probability\":1}",
    "$.s[0].end_time: expected a number of seconds, 0 to 31622400, got nothing" },
  { "{\"tag\":\"a\",\"start_time\":2,\"end_time\":1,\"probability\":1}",
    "$.s[0].end_time: expected a time not before start_time" },
  { "{\"tag\":\"a\",\"start_time\":0,\"end_time\":1,\"probability\":2}",
    "$.s[0].probability: expected a probability, 0 to 1, got 2" },
};

static void
test_wrong (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = cochl_json_parse (wrong[i].json, strlen (wrong[i].json), 1000, &error);

    g_assert_no_error (error);
    g_assert_null (cochl_event_new_from_json (node, "$.s[0]", &error));
    g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
    g_assert_cmpstr (error->message, ==, wrong[i].message);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/event/values", test_values);
  g_test_add_func ("/model/event/equal", test_equal);
  g_test_add_func ("/model/event/line", test_line);
  g_test_add_func ("/model/event/json", test_json);
  g_test_add_func ("/model/event/wrong", test_wrong);
  return g_test_run ();
}
