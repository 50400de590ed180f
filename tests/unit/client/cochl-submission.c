/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-submission.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/submission/values", test_values);
  g_test_add_func ("/client/submission/least", test_least);
  g_test_add_func ("/client/submission/boxed", test_boxed);
  return g_test_run ();
}
