/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-wire.h"

#include <string.h>

#include "cochl/model/cochl-error.h"

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
test_write_create (void)
{
  g_autoptr (GBytes) audio = g_bytes_new_static ("RIFF", 4);
  g_autoptr (CochlTagValues) sensitivity = cochl_tag_values_new ();
  cochl_tag_values_set (sensitivity, "Baby_cry", -2);
  cochl_tag_values_set (sensitivity, "a\"b", 1);
  g_autoptr (CochlSubmission) submission = cochl_submission_new (
      audio, "audio/wav", "f.wav", 1500000000, 2 * COCHL_SECOND, COCHL_SECOND, -1, sensitivity);
  g_autoptr (GBytes) body = cochl_wire_write_create (submission);
  const char *expected = "{\"type\":\"file\",\"content_type\":\"audio/wav\",\"total_size\":4,\"file_name\":\"f.wav\","
                         "\"file_length\":1.5,\"default_sensitivity\":-1,"
                         "\"tags_sensitivity\":{\"Baby_cry\":-2,\"a\\\"b\":1}}";

  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), expected, strlen (expected));
}

static void
test_read_create (void)
{
  static const struct {
    const char *text;
    const char *id;
    gint64 size, hop;
    int code;         /* -1: read well */
    const char *says;
  } cases[] = {
    { "{\"session_id\": \"a\"}", "a", 0, 0, -1, NULL },
    { "{\"session_id\": \"a\", \"chunk_sequence\": 0, \"window_size\": 2, \"window_hop\": 0.5, \"x\": []}", "a",
      2 * COCHL_SECOND, COCHL_SECOND / 2, -1, NULL },
    { "{\"session_id\": \"a\", \"window_size\": null, \"window_hop\": null}", "a", 0, 0, -1, NULL },
    { "{\"session_id\": \"a\", \"window_size\": 2}", "a", 0, 0, -1, NULL },
    { "{\"session_id\": \"a\", \"error\": \"\"}", "a", 0, 0, -1, NULL },
    { "{\"session_id\": \"a\", \"error\": \"no!\"}", NULL, 0, 0, COCHL_ERROR_REFUSED, "no!" },
    { "{\"session_id\": \"a\", \"error\": {\"code\": 3}}", NULL, 0, 0, COCHL_ERROR_REFUSED, "{\"code\":3}" },
    { "{}", NULL, 0, 0, COCHL_ERROR_BAD_REPLY, "$.session_id" },
    { "[]", NULL, 0, 0, COCHL_ERROR_BAD_REPLY, "$: expected an object" },
    { "", NULL, 0, 0, COCHL_ERROR_BAD_REPLY, "" },
    { "{\"session_id\": \"\"}", NULL, 0, 0, COCHL_ERROR_BAD_REPLY, "$.session_id" },
    { "{\"session_id\": \"..\"}", NULL, 0, 0, COCHL_ERROR_BAD_REPLY, "$.session_id" },
    { "{\"session_id\": \"a b\"}", NULL, 0, 0, COCHL_ERROR_BAD_REPLY, "$.session_id" },
    { "{\"session_id\": \"a\\r\\nX: y\"}", NULL, 0, 0, COCHL_ERROR_BAD_REPLY, "$.session_id" },
    { "{\"session_id\": \"\\u00e9\"}", NULL, 0, 0, COCHL_ERROR_BAD_REPLY, "$.session_id" },
    { "{\"session_id\": \"a\", \"window_size\": 0, \"window_hop\": 1}", "a", 0, 0, COCHL_ERROR_BAD_REPLY, "$.window_size" },
    { "{\"session_id\": \"a\", \"window_size\": 300, \"window_hop\": 0.01}", "a", 300 * COCHL_SECOND, COCHL_SECOND / 100, -1, NULL },
    { "{\"session_id\": \"a\", \"window_size\": 301, \"window_hop\": 1}", "a", 0, 0, COCHL_ERROR_BAD_REPLY, "$.window_size: expected a number of seconds, 0.01 to 300" },
    { "{\"session_id\": \"a\", \"window_size\": 1e-9, \"window_hop\": 1e-9}", "a", 0, 0, COCHL_ERROR_BAD_REPLY, "$.window_size" },
    { "{\"session_id\": \"a\", \"window_size\": 1, \"window_hop\": 0.009}", "a", 0, 0, COCHL_ERROR_BAD_REPLY, "$.window_hop" },
    { "{\"session_id\": \"a\", \"window_size\": 9999, \"window_hop\": 1}", "a", 0, 0, COCHL_ERROR_BAD_REPLY, "$.window_size" },
    { "{\"session_id\": \"a\", \"window_size\": 1, \"window_hop\": 2}", "a", 0, 0, COCHL_ERROR_BAD_REPLY, "$.window_hop" },
    { "{\"session_id\": \"a\", \"window_size\": \"1s\", \"window_hop\": 2}", "a", 0, 0, COCHL_ERROR_BAD_REPLY, "$.window_size" },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) body = bytes_of (cases[i].text);
    g_autoptr (GError) error = NULL;
    CochlWireCreated created;

    g_test_message ("%s", cases[i].text);
    g_assert_true (cochl_wire_read_create (body, &created, &error) == (cases[i].code < 0));
    if (cases[i].code >= 0) {
      g_assert_error (error, COCHL_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
    g_assert_cmpstr (created.session_id, ==, cases[i].id);
    g_assert_cmpint (created.window_size, ==, cases[i].size);
    g_assert_cmpint (created.window_hop, ==, cases[i].hop);
    cochl_wire_created_clear (&created);
  }
}

static void
test_long_session_id (void)
{
  for (gsize length = 256; length <= 257; length++) {
    g_autofree char *id = g_strnfill (length, 'x');
    g_autofree char *text = g_strdup_printf ("{\"session_id\": \"%s\"}", id);
    g_autoptr (GBytes) body = bytes_of (text);
    CochlWireCreated created;

    g_assert_true (cochl_wire_read_create (body, &created, NULL) == (length <= 256));
    cochl_wire_created_clear (&created);
  }
}

static void
test_read_chunk (void)
{
  g_autoptr (GBytes) good = bytes_of ("{\"session_id\": \"a\", \"chunk_sequence\": 4}");
  g_autoptr (GBytes) bad = bytes_of ("{\"session_id\": \"a\"}");
  g_autoptr (GError) error = NULL;

  g_assert_true (cochl_wire_read_chunk (good, 3, NULL));
  g_assert_false (cochl_wire_read_chunk (good, 2, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_assert_nonnull (strstr (error->message, "$.chunk_sequence"));
  g_assert_false (cochl_wire_read_chunk (bad, 3, NULL));
}

static void
test_read_page (void)
{
  static const struct {
    const char *text;
    int code;            /* -1: read well */
    CochlWireState state;
    int n_windows;       /* -1: none read */
    const char *says;
  } cases[] = {
    { "{\"state\": \"pending\", \"has_more\": false}", -1, COCHL_WIRE_PENDING, -1, NULL },
    { "{\"state\": \"in-progress\", \"has_more\": true, \"data\": 3}", -1, COCHL_WIRE_IN_PROGRESS, -1, NULL },
    { "{\"state\": \"done\", \"has_more\": false, \"data\": []}", -1, COCHL_WIRE_DONE, 0, NULL },
    { "{\"state\": \"done\", \"has_more\": false, \"error\": null, \"data\": [{\"start_time\": 0, \"end_time\": 2.0, "
      "\"tags\": [{\"name\": \"Siren\", \"probability\": 1}]}]}", -1, COCHL_WIRE_DONE, 1, NULL },
    { "{\"state\": \"done\", \"data\": []}", COCHL_ERROR_BAD_REPLY, 0, 0, "$.has_more" },
    { "{\"state\": \"done\", \"has_more\": \"no\", \"data\": []}", COCHL_ERROR_BAD_REPLY, 0, 0, "$.has_more" },
    { "{\"state\": \"ready\", \"has_more\": false, \"data\": []}", COCHL_ERROR_BAD_REPLY, 0, 0, "$.state" },
    { "{\"has_more\": false, \"data\": []}", COCHL_ERROR_BAD_REPLY, 0, 0, "$.state" },
    { "{\"state\": \"done\", \"has_more\": false}", COCHL_ERROR_BAD_REPLY, 0, 0, "$.data" },
    { "{\"state\": \"done\", \"has_more\": false, \"data\": [{\"start_time\": 0, \"end_time\": 2, \"tags\": "
      "[{\"name\": \"Siren\", \"probability\": 1.5}]}]}", COCHL_ERROR_BAD_REPLY, 0, 0, "$.data[0].tags[0].probability" },
    { "{\"state\": \"error\", \"has_more\": false, \"error\": \"no audio\"}", COCHL_ERROR_ANALYSIS, 0, 0, "no audio" },
    { "{\"state\": \"error\", \"has_more\": false}", COCHL_ERROR_ANALYSIS, 0, 0, "could not analyse" },
    { "{\"state\": \"done\", \"has_more\": false, \"data\": [], \"error\": \"half\"}", COCHL_ERROR_ANALYSIS, 0, 0, "half" },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) body = bytes_of (cases[i].text);
    g_autoptr (GError) error = NULL;
    CochlWirePage page;

    g_test_message ("%s", cases[i].text);
    g_assert_true (cochl_wire_read_page (body, &page, &error) == (cases[i].code < 0));
    if (cases[i].code >= 0) {
      g_assert_error (error, COCHL_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    } else {
      g_assert_cmpint (page.state, ==, cases[i].state);
      g_assert_cmpint (page.windows != NULL ? (int) page.windows->len : -1, ==, cases[i].n_windows);
    }
    cochl_wire_page_clear (&page);
  }
}

static void
test_long_page (void)
{
  for (unsigned int n = COCHL_WIRE_PAGE; n <= COCHL_WIRE_PAGE + 1; n++) {
    g_autoptr (GString) text = g_string_new ("{\"state\": \"done\", \"has_more\": false, \"data\": [");
    CochlWirePage page;

    for (unsigned int i = 0; i < n; i++)
      g_string_append_printf (text, "%s{\"start_time\": %u, \"end_time\": %u, \"tags\": []}", i > 0 ? "," : "", i, i + 2);
    g_string_append (text, "]}");
    g_autoptr (GBytes) body = bytes_of (text->str);
    g_assert_true (cochl_wire_read_page (body, &page, NULL) == (n <= COCHL_WIRE_PAGE));
    cochl_wire_page_clear (&page);
  }
}

static void
test_read_error (void)
{
  static const char *const cases[][2] = {
    { "{\"status_code\": 400, \"error\": \"bad\"}", "bad" },
    { "{\"message\": \"Forbidden\"}", "Forbidden" },
    { "{\"error\": {\"a\": 1}}", "{\"a\":1}" },
    { "{}", NULL },
    { "", NULL },
    { "<html>502 Bad Gateway", "<html>502 Bad Gateway" },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) body = bytes_of (cases[i][0]);
    g_autofree char *text = cochl_wire_read_error (body);

    g_assert_cmpstr (text, ==, cases[i][1]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/write-create", test_write_create);
  g_test_add_func ("/wire/read-create", test_read_create);
  g_test_add_func ("/wire/long-session-id", test_long_session_id);
  g_test_add_func ("/wire/read-chunk", test_read_chunk);
  g_test_add_func ("/wire/read-page", test_read_page);
  g_test_add_func ("/wire/long-page", test_long_page);
  g_test_add_func ("/wire/read-error", test_read_error);
  return g_test_run ();
}
