/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlfallback.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/gst/jobs.h"

typedef struct {
  CochlClient *client;
  GstCochlConfig *config;
  GstCochlStretch *stretch;
  GstCochlLine *line;
  GstCochlTrack *track;
  GstCochlWatch *watch;
  GstCochlFallback *fallback;
  GstCochlJob *job; /* in flight */
} Fixture;

static void
status_cb (const GstCochlStatusReport *report, gpointer user_data)
{
}

static void
changed_cb (gpointer user_data)
{
}

static const GstCochlWatchFuncs funcs = { status_cb, changed_cb };

/* Two windows of live audio, a stream session's; no call is ever made. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (CochlKey) key = cochl_key_new ("k", NULL, NULL);
  g_autoptr (GstCochlConfig) in_force = NULL;
  g_autoptr (CochlSubmission) submission = NULL;
  GstCochlJob *job;

  self->client = cochl_client_new ("base-url", "http://127.0.0.1:9/sense/api/v1", "key", key, NULL);
  self->config = gst_cochl_config_new ();
  self->config->realtime = GST_COCHL_REALTIME_YES;
  self->stretch = make_stretch (0, 3 * GST_SECOND, 2 * GST_SECOND);
  self->line = gst_cochl_line_new ();
  self->track = gst_cochl_track_new (self->client);
  self->watch = gst_cochl_watch_new (self->client, &funcs, NULL);
  gst_cochl_watch_set_config (self->watch, self->config);
  self->fallback = gst_cochl_fallback_new (self->line, self->track, self->watch);
  in_force = gst_cochl_fallback_take_config (self->fallback, self->config);
  g_assert_true (in_force == self->config);
  g_assert_null (gst_cochl_fallback_take_config (self->fallback, self->config));
  while ((job = make_job (self->stretch, self->config)))
    gst_cochl_line_append (self->line, gst_cochl_fallback_take_job (self->fallback, job));
  self->job = gst_cochl_line_start (self->line);
  submission = gst_cochl_track_take_submission (self->track, self->job);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gst_cochl_line_finish (self->line, self->job);
  gst_cochl_fallback_free (self->fallback);
  gst_cochl_watch_free (self->watch);
  gst_cochl_track_free (self->track);
  gst_cochl_line_free (self->line);
  gst_cochl_stretch_unref (self->stretch);
  gst_cochl_config_unref (self->config);
  g_object_unref (self->client);
}

/* Whether all of it begins again, as files, and what comes as well. */
static void
assert_fallen (Fixture *self, gboolean fallen)
{
  g_autoptr (GstCochlConfig) config = gst_cochl_fallback_take_config (self->fallback, self->config);

  g_assert_cmpint (self->job->dropped, ==, fallen);
  g_assert_cmpint (config != NULL, ==, fallen);
  if (!fallen)
    return;
  g_assert_cmpint (gst_cochl_config_get_session_type (config), ==, GST_COCHL_SESSION_FILE);
  g_assert_true (gst_cochl_config_is_live (config));
  g_assert_cmpuint (gst_cochl_line_get_waiting (self->line), ==, 2);
  for (guint i = 0; i < 2; i++) {
    GstCochlJob *job = gst_cochl_line_start (self->line);

    g_assert_cmpuint (job->first_window, ==, i);
    g_assert_cmpstr (cochl_submission_get_content_type (job->submission), ==, "audio/wav");
    gst_cochl_line_finish (self->line, job);
  }
}

static void
answer (Fixture *self, CochlError code, const char *call)
{
  g_autoptr (GError) error = cochl_error_new_for_call (code, call, NULL, 400, NULL, "No.");

  gst_cochl_fallback_answered (self->fallback, self->job, error);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  answer (self, COCHL_ERROR_SERVER, "create");
  answer (self, COCHL_ERROR_NOT_AUTHORIZED, "create");
  answer (self, COCHL_ERROR_REFUSED, "chunk");
  assert_fallen (self, FALSE);
  answer (self, COCHL_ERROR_REFUSED, "create");
  assert_fallen (self, TRUE);
}

static void
test_silent (Fixture *self, gconstpointer data)
{
  gint64 now = g_get_monotonic_time () + 100 * G_USEC_PER_SEC;

  /* The service was not there all the time. */
  gst_cochl_fallback_expired (self->fallback, now, 3600 * GST_SECOND);
  assert_fallen (self, FALSE);
  gst_cochl_fallback_expired (self->fallback, now, 20 * GST_SECOND);
  assert_fallen (self, TRUE);
}

/* Something came meanwhile: the sessions work. */
static void
test_slow (Fixture *self, gconstpointer data)
{
  gst_cochl_fallback_answered (self->fallback, self->job, NULL);
  gst_cochl_fallback_expired (self->fallback, g_get_monotonic_time (), GST_SECOND);
  assert_fallen (self, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/fallback/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/fallback/silent", Fixture, NULL, set_up, test_silent, tear_down);
  g_test_add ("/fallback/slow", Fixture, NULL, set_up, test_slow, tear_down);
  return g_test_run ();
}
