/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-submission.h"

#include "cochl/model/cochl-window.h"

static void
test_values (void)
{
  GBytes *audio = g_bytes_new_static ("RIFF", 4);
  CochlTagValues *sensitivity = cochl_tag_values_new ();
  g_autoptr (CochlSubmission) submission = NULL;

  cochl_tag_values_set (sensitivity, "Siren", -2.0);
  submission = cochl_submission_new (audio, "audio/wav", "siren.wav", 60, 20, 10, 1, sensitivity);
  g_bytes_unref (audio);
  cochl_tag_values_unref (sensitivity);

  g_assert_cmpuint (g_bytes_get_size (cochl_submission_get_audio (submission)), ==, 4);
  g_assert_cmpstr (cochl_submission_get_content_type (submission), ==, "audio/wav");
  g_assert_cmpstr (cochl_submission_get_file_name (submission), ==, "siren.wav");
  g_assert_cmpint (cochl_submission_get_duration (submission), ==, 60);
  g_assert_cmpint (cochl_submission_get_window_size (submission), ==, 20);
  g_assert_cmpint (cochl_submission_get_window_hop (submission), ==, 10);
  g_assert_cmpint (cochl_submission_get_sensitivity (submission), ==, 1);
  g_assert_cmpfloat (cochl_tag_values_lookup (cochl_submission_get_tag_sensitivity (submission), "Siren", 0.0), ==, -2.0);
}

static void
test_least (void)
{
  g_autoptr (GBytes) audio = g_bytes_new_static ("x", 1);
  g_autoptr (CochlSubmission) submission = cochl_submission_new (audio, "audio/ogg", "", 0, 0, 0, -2, NULL);

  g_assert_null (cochl_submission_get_tag_sensitivity (submission));
  g_assert_cmpint (cochl_submission_get_session_type (submission), ==, COCHL_SESSION_FILE);
  g_assert_null (cochl_submission_get_lane (submission));
  g_assert_cmpint (cochl_submission_get_sensitivity (submission), ==, -2);
}

static void
test_boxed (void)
{
  g_autoptr (GBytes) audio = g_bytes_new_static ("x", 1);
  CochlSubmission *submission = cochl_submission_new (audio, "audio/ogg", "a", 0, 0, 0, 0, NULL);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, COCHL_TYPE_SUBMISSION);
  g_value_set_boxed (&value, submission);
  cochl_submission_unref (submission);
  g_assert_cmpstr (cochl_submission_get_file_name (g_value_get_boxed (&value)), ==, "a");
}

static void
test_raw (void)
{
  static const gint16 samples[22051 * 3] = { 0x0102 };
  g_autoptr (GBytes) audio = g_bytes_new_static (samples, 22050 * 3 * 2);
  g_autoptr (CochlLane) lane = cochl_lane_new ();
  g_autoptr (CochlSubmission) submission =
      cochl_submission_new_raw (COCHL_SESSION_PREDICT, lane, audio, 22050, 44100, 2 * COCHL_SECOND, COCHL_SECOND, 1, NULL);

  g_assert_cmpint (cochl_submission_get_session_type (submission), ==, COCHL_SESSION_PREDICT);
  g_assert_true (cochl_submission_get_lane (submission) == lane);
  g_assert_cmpint (cochl_submission_get_rate (submission), ==, 22050);
  g_assert_cmpuint (cochl_submission_get_first_sample (submission), ==, 44100);
  g_assert_cmpuint (cochl_submission_get_n_windows (submission), ==, 2);
  g_assert_cmpint (cochl_submission_get_duration (submission), ==, 3 * COCHL_SECOND);
  g_assert_cmpstr (cochl_submission_get_content_type (submission), ==, "audio/x-raw; rate=22050; format=s16le");
  g_assert_null (cochl_submission_get_file_name (submission));
  g_assert_cmpmem (g_bytes_get_data (cochl_submission_get_audio (submission), NULL), 2, "\x02\x01", 2);
}

/* A window is there when its last sample is, rounded up. */
static void
test_n_windows (void)
{
  static const gint16 samples[40000] = { 0 };
  static const struct {
    int rate;
    gint64 size, hop;
    unsigned int n_samples, n_windows;
  } cases[] = {
    { 11025, COCHL_SECOND, COCHL_SECOND / 2, 11025, 1 },
    { 11025, COCHL_SECOND, COCHL_SECOND / 2, 16537, 1 },
    { 11025, COCHL_SECOND, COCHL_SECOND / 2, 16538, 2 },
    { 8000, 2 * COCHL_SECOND, COCHL_SECOND, 39999, 3 },
    { 1001, COCHL_SECOND, COCHL_SECOND, 2002, 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) audio = g_bytes_new_static (samples, cases[i].n_samples * 2);
    g_autoptr (CochlLane) lane = cochl_lane_new ();
    g_autoptr (CochlSubmission) submission = cochl_submission_new_raw (
        COCHL_SESSION_STREAM, lane, audio, cases[i].rate, 0, cases[i].size, cases[i].hop, 0, NULL);

    g_assert_cmpuint (cochl_submission_get_n_windows (submission), ==, cases[i].n_windows);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/submission/values", test_values);
  g_test_add_func ("/client/submission/least", test_least);
  g_test_add_func ("/client/submission/boxed", test_boxed);
  g_test_add_func ("/client/submission/raw", test_raw);
  g_test_add_func ("/client/submission/n-windows", test_n_windows);
  return g_test_run ();
}
