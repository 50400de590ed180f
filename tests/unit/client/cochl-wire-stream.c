/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
test_write_create (void)
{
  static const gint16 samples[16000] = { 0 };
  g_autoptr (GBytes) audio = g_bytes_new_static (samples, sizeof samples);
  g_autoptr (CochlLane) lane = cochl_lane_new ();
  g_autoptr (CochlSubmission) submission = cochl_submission_new_raw (
      COCHL_SESSION_STREAM, lane, audio, 8000, 0, 2 * COCHL_SECOND, COCHL_SECOND, 2, NULL);
  g_autoptr (GBytes) body = cochl_wire_write_create (submission);
  const char *expected = "{\"type\":\"stream\",\"content_type\":\"audio/x-raw; rate=8000; format=s16le\","
                         "\"default_sensitivity\":2,\"tags_sensitivity\":{}}";

  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), expected, strlen (expected));
}

static void
test_write_predict (void)
{
  g_autoptr (GBytes) audio = g_bytes_new_static ("RIFFy", 5);
  g_autoptr (GBytes) body = cochl_wire_write_predict (audio, 7);
  const char *expected = "{\"sequence\":7,\"data\":\"UklGRnk=\"}";

  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), expected, strlen (expected));
}

#define REFS "\"refs\": {\"session_id\": \"s\", \"chunk_sequence\": 3}"
#define WINDOW "{\"start_time\": 1.0, \"end_time\": 3, \"tags\": []}"

static void
test_read_status (void)
{
  g_autoptr (GBytes) body = bytes_of (
      "{\"state\": \"readonly\", " REFS ", \"inference\": {\"in_progress\": true, \"page\": {\"offset\": 1, "
      "\"count\": 1, \"total\": 2, \"next_token\": \"t\"}, \"results\": [" WINDOW "]}}");
  g_autoptr (GError) error = NULL;
  CochlWireStatus status;

  g_assert_true (cochl_wire_read_status (body, &status, &error));
  g_assert_no_error (error);
  g_assert_true (status.readonly);
  g_assert_true (status.in_progress);
  g_assert_cmpuint (status.chunk_sequence, ==, 3);
  g_assert_cmpuint (status.total, ==, 2);
  g_assert_cmpstr (status.next_token, ==, "t");
  g_assert_cmpuint (status.windows->len, ==, 1);
  g_assert_cmpint (cochl_window_get_start (g_ptr_array_index (status.windows, 0)), ==, COCHL_SECOND);
  cochl_wire_status_clear (&status);
}

#define INFERENCE(page, results) "\"inference\": {\"in_progress\": false, \"page\": {" page "}, \"results\": " results "}}"
#define PAGE "\"offset\": 0, \"count\": 0, \"total\": 0"

static void
test_refuse_status (void)
{
  static const struct {
    const char *text;
    int code; /* -1: read well */
    const char *says;
  } cases[] = {
    { "{\"state\": \"writable\", " REFS ", " INFERENCE (PAGE, "[]"), -1, NULL },
    { "{\"state\": \"writable\", \"error\": null, " REFS ", " INFERENCE (PAGE ", \"next_token\": null", "[]"), -1, NULL },
    { "{\"state\": \"writable\", \"error\": \"noise!\", " REFS ", " INFERENCE (PAGE, "[]"), COCHL_ERROR_ANALYSIS, "noise!" },
    { "{\"state\": \"done\", " REFS ", " INFERENCE (PAGE, "[]"), COCHL_ERROR_BAD_REPLY, "$.state" },
    { "{" REFS ", " INFERENCE (PAGE, "[]"), COCHL_ERROR_BAD_REPLY, "$.state" },
    { "{\"state\": \"writable\", " INFERENCE (PAGE, "[]"), COCHL_ERROR_BAD_REPLY, "$.refs" },
    { "{\"state\": \"writable\", \"refs\": {\"chunk_sequence\": -1}, " INFERENCE (PAGE, "[]"), COCHL_ERROR_BAD_REPLY, "$.refs.chunk_sequence" },
    { "{\"state\": \"writable\", " REFS "}", COCHL_ERROR_BAD_REPLY, "$.inference" },
    { "{\"state\": \"writable\", " REFS ", " INFERENCE ("\"offset\": 0", "[]"), COCHL_ERROR_BAD_REPLY, "$.inference.page.total" },
    { "{\"state\": \"writable\", " REFS ", " INFERENCE (PAGE ", \"next_token\": 3", "[]"), COCHL_ERROR_BAD_REPLY, "$.inference.page.next_token" },
    { "{\"state\": \"writable\", " REFS ", " INFERENCE (PAGE, "null"), COCHL_ERROR_BAD_REPLY, "$.inference.results" },
    { "{\"state\": \"writable\", " REFS ", " INFERENCE (PAGE, "[{}]"), COCHL_ERROR_BAD_REPLY, "$.inference.results[0]" },
    { "[]", COCHL_ERROR_BAD_REPLY, "$: expected an object" },
    { "", COCHL_ERROR_BAD_REPLY, "" },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) body = bytes_of (cases[i].text);
    g_autoptr (GError) error = NULL;
    CochlWireStatus status;

    g_test_message ("%s", cases[i].text);
    g_assert_true (cochl_wire_read_status (body, &status, &error) == (cases[i].code < 0));
    if (cases[i].code >= 0) {
      g_assert_error (error, COCHL_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
    cochl_wire_status_clear (&status);
  }
}

static void
test_read_predict (void)
{
  static const struct {
    const char *text;
    int code; /* -1: read well */
    const char *says;
  } cases[] = {
    { "{\"data\": " WINDOW ", \"next_sequence\": 4}", -1, NULL },
    { "{\"data\": " WINDOW ", \"next_sequence\": 4, \"error\": \"\"}", -1, NULL },
    { "{\"data\": " WINDOW "}", COCHL_ERROR_BAD_REPLY, "$.next_sequence" },
    { "{\"data\": [], \"next_sequence\": 4}", COCHL_ERROR_BAD_REPLY, "$.data" },
    { "{\"data\": {\"start_time\": 2, \"end_time\": 1, \"tags\": []}, \"next_sequence\": 4}", COCHL_ERROR_BAD_REPLY, "$.data.end_time" },
    { "{\"next_sequence\": 4}", COCHL_ERROR_BAD_REPLY, "$.data" },
    { "{\"data\": " WINDOW ", \"next_sequence\": 4, \"error\": \"no!\"}", COCHL_ERROR_REFUSED, "no!" },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) body = bytes_of (cases[i].text);
    g_autoptr (CochlWindow) window = NULL;
    g_autoptr (GError) error = NULL;
    unsigned int next = 0;

    g_test_message ("%s", cases[i].text);
    g_assert_true (cochl_wire_read_predict (body, &window, &next, &error) == (cases[i].code < 0));
    if (cases[i].code >= 0) {
      g_assert_error (error, COCHL_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    } else {
      g_assert_cmpuint (next, ==, 4);
      g_assert_cmpint (cochl_window_get_end (window), ==, 3 * COCHL_SECOND);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/wire-stream/write-create", test_write_create);
  g_test_add_func ("/client/wire-stream/write-predict", test_write_predict);
  g_test_add_func ("/client/wire-stream/read-status", test_read_status);
  g_test_add_func ("/client/wire-stream/refuse-status", test_refuse_status);
  g_test_add_func ("/client/wire-stream/read-predict", test_read_predict);
  return g_test_run ();
}
