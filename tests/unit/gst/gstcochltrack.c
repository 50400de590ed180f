/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochltrack.h"

#include "tests/unit/gst/jobs.h"

typedef struct {
  CochlClient *client;
  GstCochlTrack *track;
  GstCochlConfig *config;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (CochlKey) key = cochl_key_new ("a-key-of-the-test", NULL, NULL);

  self->client = cochl_client_new ("base-url", "http://127.0.0.1:1/", "key", key, NULL);
  self->track = gst_cochl_track_new (self->client);
  self->config = gst_cochl_config_new ();
  self->config->session_type = GST_COCHL_SESSION_STREAM;
  self->config->sensitivity = 2;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gst_cochl_track_free (self->track);
  gst_cochl_config_unref (self->config);
  g_object_unref (self->client);
}

static CochlSubmission *
take (Fixture *self, GstCochlStretch *stretch)
{
  g_autoptr (GstCochlJob) job = make_job (stretch, self->config);

  if (gst_cochl_config_get_session_type (self->config) == GST_COCHL_SESSION_FILE)
    g_assert_true (gst_cochl_job_encode (job, NULL));
  return gst_cochl_track_take_submission (self->track, job);
}

/* The segments of one stretch go into one lane, each with its place in it. */
static void
test_lane (Fixture *self, gconstpointer data)
{
  g_autoptr (GstCochlStretch) stretch = make_stretch (0, 10 * GST_SECOND, 3 * GST_SECOND);
  g_autoptr (CochlSubmission) first = take (self, stretch);
  g_autoptr (CochlSubmission) second = take (self, stretch);

  g_assert_cmpint (cochl_submission_get_session_type (first), ==, COCHL_SESSION_STREAM);
  g_assert_cmpuint (cochl_submission_get_first_sample (first), ==, 0);
  g_assert_cmpuint (cochl_submission_get_n_windows (first), ==, 2);
  g_assert_cmpint (cochl_submission_get_sensitivity (first), ==, 2);
  g_assert_cmpuint (cochl_submission_get_first_sample (second), ==, 2 * 8000);
  g_assert_cmpint (cochl_submission_get_duration (second), ==, 3 * GST_SECOND);
  g_assert_true (cochl_submission_get_lane (first) == cochl_submission_get_lane (second));
}

/* Another stretch, another type, and what follows an end have lanes of their own. */
static void
test_changes (Fixture *self, gconstpointer data)
{
  g_autoptr (GstCochlStretch) stretch = make_stretch (0, 20 * GST_SECOND, 3 * GST_SECOND);
  g_autoptr (GstCochlStretch) other = make_stretch (0, 10 * GST_SECOND, 3 * GST_SECOND);
  g_autoptr (CochlSubmission) first = take (self, stretch);
  g_autoptr (CochlSubmission) of_other = take (self, other);
  g_autoptr (CochlSubmission) before_end = take (self, stretch);
  gst_cochl_track_end (self->track);
  g_autoptr (CochlSubmission) after_end = take (self, stretch);
  self->config->session_type = GST_COCHL_SESSION_PREDICT;
  g_autoptr (CochlSubmission) predict = take (self, stretch);
  self->config->session_type = GST_COCHL_SESSION_FILE;
  g_autoptr (CochlSubmission) file = take (self, stretch);
  self->config->session_type = GST_COCHL_SESSION_PREDICT;
  g_autoptr (CochlSubmission) again = take (self, stretch);
  CochlSubmission *all[] = { first, of_other, before_end, after_end, predict, again };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    for (guint j = 0; j < i; j++)
      g_assert_true (cochl_submission_get_lane (all[i]) != cochl_submission_get_lane (all[j]));
  }
  g_assert_cmpint (cochl_submission_get_session_type (predict), ==, COCHL_SESSION_PREDICT);
  g_assert_cmpint (cochl_submission_get_session_type (file), ==, COCHL_SESSION_FILE);
  g_assert_null (cochl_submission_get_lane (file));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/track/lane", Fixture, NULL, set_up, test_lane, tear_down);
  g_test_add ("/track/changes", Fixture, NULL, set_up, test_changes, tear_down);
  return g_test_run ();
}
