/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlteller.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/gst/jobs.h"

/* What is told, written down a line each. */
static void
write_window (const GstCochlWindowReport *report, gpointer user_data)
{
  static const char *const statuses[] = {
    [GST_COCHL_WINDOW_ANALYZED] = "analyzed",
    [GST_COCHL_WINDOW_FAILED] = "failed",
    [GST_COCHL_WINDOW_QUIET] = "quiet"
  };
  GString *log = user_data;

  g_string_append_printf (log, "window %" G_GUINT64_FORMAT " %s %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT,
                          report->index, statuses[report->status],
                          report->timestamp / GST_MSECOND, report->duration / GST_MSECOND);
  for (guint i = 0; i < cochl_window_get_n_tags (report->window); i++)
    g_string_append_printf (log, " %s#%" G_GUINT64_FORMAT,
                            cochl_tag_get_name (cochl_window_get_tag (report->window, i)), report->event_ids[i]);
  g_string_append_c (log, '\n');
  g_assert_cmpfloat (report->level, ==, -200);
}

static void
write_event (const GstCochlEventReport *report, gpointer user_data)
{
  g_string_append_printf (user_data, "%s #%" G_GUINT64_FORMAT " %s %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT
                          " running %" G_GUINT64_FORMAT " windows %u\n", report->start ? "start" : "end",
                          report->id, cochl_event_get_tag (report->event), report->timestamp / GST_MSECOND,
                          report->duration / GST_MSECOND, report->running_time / GST_MSECOND,
                          cochl_event_get_n_windows (report->event));
}

static gboolean
write_failure (const GError *error, gpointer user_data)
{
  g_string_append_printf (user_data, "failure %s\n", error->message);
  return g_str_equal (error->message, "the end");
}

static const GstCochlTellerFuncs funcs = { write_window, write_event, write_failure };

typedef struct {
  GString *log;
  GstCochlConfig *config;
  GstCochlTeller *teller;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->log = g_string_new (NULL);
  self->config = gst_cochl_config_new ();
  self->teller = gst_cochl_teller_new (&funcs, self->log);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gst_cochl_teller_free (self->teller);
  gst_cochl_config_unref (self->config);
  g_string_free (self->log, TRUE);
}

/* One job over audio from @start ms; a letter a window: S Siren, K quiet Siren,
 * B Bell, - nothing, x failed. */
static gboolean
tell (Fixture *self, GstClockTime start, GstClockTime length, const char *letters, const char *error)
{
  g_autoptr (GstCochlStretch) stretch = make_stretch (start * GST_MSECOND, length * GST_MSECOND, 60 * GST_SECOND);
  g_autoptr (GstCochlJob) job = make_job (stretch, self->config);

  g_assert_cmpuint (job->n_windows, ==, strlen (letters));
  for (guint i = 0; letters[i]; i++) {
    switch (letters[i]) {
      case 'S': job->windows[i] = make_window (i, "Siren", 0.9); break;
      case 'K': job->windows[i] = make_window (i, "Siren", 0.2); break;
      case 'B': job->windows[i] = make_window (i, "Bell", 0.6); break;
      case '-': job->windows[i] = make_window (i, COCHL_TAG_OTHERS, 0.9); break;
      default: break;
    }
  }
  if (error)
    gst_cochl_job_take_error (job, g_error_new_literal (COCHL_ERROR, COCHL_ERROR_SERVER, error));
  return gst_cochl_teller_tell (self->teller, job);
}

static void
test_events (Fixture *self, gconstpointer data)
{
  g_assert_true (tell (self, 1000, 5500, "-SS-B", NULL));
  gst_cochl_teller_end (self->teller);
  g_assert_cmpstr (self->log->str, ==,
                   "window 0 analyzed 1000+2000\n"
                   "window 1 analyzed 2000+2000 Siren#1\n"
                   "start #1 Siren 2000+2000 running 2000 windows 1\n"
                   "window 2 analyzed 3000+2000 Siren#1\n"
                   "window 3 analyzed 4000+2000\n"
                   "end #1 Siren 2000+3000 running 2000 windows 2\n"
                   "window 4 analyzed 5000+1500 Bell#2\n"
                   "start #2 Bell 5000+1500 running 5000 windows 1\n"
                   "end #2 Bell 5000+1500 running 5000 windows 1\n");
}

static void
test_filter (Fixture *self, gconstpointer data)
{
  self->config->threshold = 0.5;
  tell (self, 0, 3000, "KS", NULL);
  g_assert_cmpstr (self->log->str, ==,
                   "window 0 analyzed 0+2000\n"
                   "window 1 analyzed 1000+2000 Siren#1\n"
                   "start #1 Siren 1000+2000 running 1000 windows 1\n");
}

/* Indexes and events go on from one segment and stretch to the next where the
 * audio does. */
static void
test_stretches (Fixture *self, gconstpointer data)
{
  tell (self, 0, 2000, "S", NULL);
  tell (self, 1000, 2000, "S", NULL);
  g_assert_cmpstr (self->log->str, ==,
                   "window 0 analyzed 0+2000 Siren#1\n"
                   "start #1 Siren 0+2000 running 0 windows 1\n"
                   "window 1 analyzed 1000+2000 Siren#1\n");
}

static void
test_gap_in_time (Fixture *self, gconstpointer data)
{
  tell (self, 0, 2000, "S", NULL);
  tell (self, 60000, 2000, "S", NULL);
  g_assert_cmpstr (self->log->str, ==,
                   "window 0 analyzed 0+2000 Siren#1\n"
                   "start #1 Siren 0+2000 running 0 windows 1\n"
                   "window 1 analyzed 60000+2000 Siren#2\n"
                   "end #1 Siren 0+2000 running 0 windows 1\n"
                   "start #2 Siren 60000+2000 running 60000 windows 1\n");
}

/* A file that is played again begins again. */
static void
test_back_in_time (Fixture *self, gconstpointer data)
{
  self->config->interval_margin = 3600;
  tell (self, 5000, 2000, "S", NULL);
  tell (self, 0, 2000, "S", NULL);
  g_assert_cmpstr (self->log->str, ==,
                   "window 0 analyzed 5000+2000 Siren#1\n"
                   "start #1 Siren 5000+2000 running 5000 windows 1\n"
                   "window 1 analyzed 0+2000 Siren#2\n"
                   "end #1 Siren 5000+2000 running 5000 windows 1\n"
                   "start #2 Siren 0+2000 running 0 windows 1\n");
}

static void
test_failure (Fixture *self, gconstpointer data)
{
  self->config->interval_margin = 1;
  g_assert_true (tell (self, 0, 5000, "SxxS", "down"));
  g_assert_cmpstr (self->log->str, ==,
                   "failure down\n"
                   "window 0 analyzed 0+2000 Siren#1\n"
                   "start #1 Siren 0+2000 running 0 windows 1\n"
                   "window 1 failed 1000+2000\n"
                   "window 2 failed 2000+2000\n"
                   "end #1 Siren 0+2000 running 0 windows 1\n"
                   "window 3 analyzed 3000+2000 Siren#2\n"
                   "start #2 Siren 3000+2000 running 3000 windows 1\n");
  g_assert_false (tell (self, 5000, 2000, "x", "the end"));
}

/* What is quiet keeps no event open for longer than its margin. */
static void
test_quiet (Fixture *self, gconstpointer data)
{
  g_autoptr (GstCochlStretch) stretch = make_stretch (2 * GST_SECOND, 3 * GST_SECOND, 60 * GST_SECOND);
  g_autoptr (GstCochlJob) job = make_job (stretch, self->config);

  self->config->interval_margin = 1;
  tell (self, 0, 3000, "SS", NULL);
  gst_cochl_job_set_quiet (job);
  g_assert_true (gst_cochl_teller_tell (self->teller, job));
  g_assert_cmpstr (self->log->str, ==,
                   "window 0 analyzed 0+2000 Siren#1\n"
                   "start #1 Siren 0+2000 running 0 windows 1\n"
                   "window 1 analyzed 1000+2000 Siren#1\n"
                   "window 2 quiet 2000+2000\n"
                   "window 3 quiet 3000+2000\n"
                   "end #1 Siren 0+3000 running 0 windows 2\n");
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
  add_test ("/teller/events", test_events);
  add_test ("/teller/filter", test_filter);
  add_test ("/teller/stretches", test_stretches);
  add_test ("/teller/gap-in-time", test_gap_in_time);
  add_test ("/teller/back-in-time", test_back_in_time);
  add_test ("/teller/quiet", test_quiet);
  add_test ("/teller/failure", test_failure);
  return g_test_run ();
}
