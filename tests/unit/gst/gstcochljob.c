/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-window.h"
#include "tests/unit/gst/jobs.h"

typedef struct {
  GstCochlConfig *config;
  GstCochlStretch *stretch;
  GstCochlJob *job; /* three windows: 0-2, 1-3, 2-4 s */
  GPtrArray *windows;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->config = gst_cochl_config_new ();
  self->config->sensitivity = -1;
  self->stretch = make_stretch (0, 4 * GST_SECOND, 60 * GST_SECOND);
  self->job = make_job (self->stretch, self->config);
  self->windows = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_window_unref);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->windows);
  gst_cochl_job_free (self->job);
  gst_cochl_stretch_unref (self->stretch);
  gst_cochl_config_unref (self->config);
}

static void
add (Fixture *self, double start)
{
  g_ptr_array_add (self->windows, make_window (start, "Siren", 0.5));
}

static void
test_submission (Fixture *self, gconstpointer data)
{
  CochlSubmission *submission;
  gsize size;
  const char *wav;

  g_assert_true (gst_cochl_job_encode (self->job, NULL));
  submission = self->job->submission;
  wav = g_bytes_get_data (cochl_submission_get_audio (submission), &size);
  g_assert_cmpuint (self->job->n_windows, ==, 3);
  g_assert_cmpstr (cochl_submission_get_content_type (submission), ==, "audio/wav");
  g_assert_cmpmem (wav, 4, "RIFF", 4);
  g_assert_cmpuint (size, ==, 44 + 4 * 8000 * 2);
  g_assert_cmpint (cochl_submission_get_duration (submission), ==, 4 * COCHL_SECOND);
  g_assert_cmpint (cochl_submission_get_window_size (submission), ==, 2 * COCHL_SECOND);
  g_assert_cmpint (cochl_submission_get_window_hop (submission), ==, COCHL_SECOND);
  g_assert_cmpint (cochl_submission_get_sensitivity (submission), ==, -1);
  g_assert_null (self->job->samples);
}

static void
test_formats (Fixture *self, gconstpointer data)
{
  CochlSubmission *submission;
  gsize size;
  const char *flac;

  self->config->upload_format = GST_COCHL_UPLOAD_FLAC;
  g_assert_true (gst_cochl_job_encode (self->job, NULL));
  submission = self->job->submission;
  flac = g_bytes_get_data (cochl_submission_get_audio (submission), &size);
  g_assert_cmpstr (cochl_submission_get_content_type (submission), ==, "audio/flac");
  g_assert_cmpstr (cochl_submission_get_file_name (submission), ==, "segment-7.flac");
  g_assert_cmpmem (flac, 4, "fLaC", 4);
  g_assert_cmpint (cochl_submission_get_duration (submission), ==, 4 * COCHL_SECOND);
}

/* Without the encoder it is WAV, and says why. */
static void
test_no_encoder (Fixture *self, gconstpointer data)
{
  g_autoptr (GstPluginFeature) feature = gst_registry_lookup_feature (gst_registry_get (), "vorbisenc");
  g_autoptr (GError) error = NULL;

  gst_registry_remove_feature (gst_registry_get (), feature);
  self->config->upload_format = GST_COCHL_UPLOAD_OGG;
  g_assert_false (gst_cochl_job_encode (self->job, &error));
  g_assert_error (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN);
  g_assert_cmpstr (cochl_submission_get_content_type (self->job->submission), ==, "audio/wav");
  g_assert_cmpstr (cochl_submission_get_file_name (self->job->submission), ==, "segment-7.wav");
  gst_registry_add_feature (gst_registry_get (), feature);
}

/* A window of the padding is not told; digits that were lost do not matter. */
static void
test_windows (Fixture *self, gconstpointer data)
{
  add (self, 0.04);
  add (self, 0.96);
  add (self, 2);
  add (self, 3);
  gst_cochl_job_set_windows (self->job, self->windows);
  g_assert_no_error (self->job->error);
  for (guint i = 0; i < 3; i++)
    g_assert_true (self->job->windows[i] == g_ptr_array_index (self->windows, i));
}

static void
test_missing (Fixture *self, gconstpointer data)
{
  add (self, 0);
  add (self, 2);
  gst_cochl_job_set_windows (self->job, self->windows);
  g_assert_error (self->job->error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_assert_nonnull (strstr (self->job->error->message, "only 2 of the 3 windows"));
  g_assert_nonnull (self->job->windows[0]);
  g_assert_null (self->job->windows[1]);
  g_assert_nonnull (self->job->windows[2]);
}

static void
test_off_the_grid (Fixture *self, gconstpointer data)
{
  add (self, 0);
  add (self, 0.5);
  gst_cochl_job_set_windows (self->job, self->windows);
  g_assert_error (self->job->error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_assert_nonnull (strstr (self->job->error->message, "0.500 s"));
}

static void
test_twice (Fixture *self, gconstpointer data)
{
  add (self, 1);
  add (self, 1.01);
  gst_cochl_job_set_windows (self->job, self->windows);
  g_assert_error (self->job->error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_assert_nonnull (strstr (self->job->error->message, "twice"));
}

static void
test_error (Fixture *self, gconstpointer data)
{
  gst_cochl_job_take_error (self->job, g_error_new_literal (COCHL_ERROR, COCHL_ERROR_SERVER, "down"));
  g_assert_error (self->job->error, COCHL_ERROR, COCHL_ERROR_SERVER);
  for (guint i = 0; i < 3; i++)
    g_assert_null (self->job->windows[i]);
}

static void
add_test (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  add_test ("/job/submission", test_submission);
  add_test ("/job/formats", test_formats);
  add_test ("/job/no-encoder", test_no_encoder);
  add_test ("/job/windows", test_windows);
  add_test ("/job/missing", test_missing);
  add_test ("/job/off-the-grid", test_off_the_grid);
  add_test ("/job/twice", test_twice);
  add_test ("/job/error", test_error);
  return g_test_run ();
}
