/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlpatience.h"

#include "tests/unit/gst/jobs.h"

typedef struct {
  GstCochlConfig *config;
  GstCochlStretch *stretch;
  GstCochlLine *line;
  GstCochlTally *tally;
  GstCochlPatience *patience;
  gint64 arrival; /* of all audio */
  guint rings;
} Fixture;

static void
ring (gpointer user_data)
{
  ((Fixture *) user_data)->rings++;
}

/* Four windows, one a segment, of which the first is in flight. */
static void
set_up (Fixture *self, gconstpointer data)
{
  GstCochlJob *job;

  self->config = gst_cochl_config_new ();
  self->stretch = make_stretch (0, 5 * GST_SECOND, 2 * GST_SECOND);
  self->line = gst_cochl_line_new ();
  self->tally = gst_cochl_tally_new ();
  self->patience = gst_cochl_patience_new (self->line, self->tally, ring, self);
  while ((job = make_job (self->stretch, self->config)))
    gst_cochl_line_append (self->line, job);
  self->arrival = gst_cochl_line_get_oldest (self->line);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gst_cochl_patience_free (self->patience);
  gst_cochl_line_free (self->line);
  gst_cochl_tally_free (self->tally);
  gst_cochl_stretch_unref (self->stretch);
  gst_cochl_config_unref (self->config);
}

static void
assert_popped (Fixture *self, guint64 first_window, const char *reason)
{
  g_autoptr (GstCochlJob) job = gst_cochl_line_pop (self->line);

  g_assert_nonnull (job);
  g_assert_cmpuint (job->first_window, ==, first_window);
  g_assert_cmpstr (job->reason, ==, reason);
  g_assert_null (job->windows[0]);
}

/* The oldest that waits goes, not the one that is in flight. */
static void
test_leak (Fixture *self, gconstpointer data)
{
  GstCochlJob *flying = gst_cochl_line_start (self->line);
  GstCochlCounts counts;
  GstCochlDrops drops;

  gst_cochl_patience_leak (self->patience);
  g_assert_cmpuint (gst_cochl_line_get_waiting (self->line), ==, 3);
  gst_cochl_patience_set (self->patience, 1, GST_CLOCK_TIME_NONE);
  gst_cochl_patience_leak (self->patience);
  g_assert_cmpuint (gst_cochl_line_get_waiting (self->line), ==, 1);
  g_assert_null (gst_cochl_line_pop (self->line));
  g_assert_true (gst_cochl_line_finish (self->line, flying));
  assert_popped (self, 0, NULL);
  assert_popped (self, 1, "queue-full");
  assert_popped (self, 2, "queue-full");
  gst_cochl_tally_get (self->tally, &counts);
  g_assert_cmpuint (counts.segments_dropped, ==, 2);
  g_assert_true (gst_cochl_notice_take_drops (gst_cochl_patience_get_notice (self->patience), 1, &drops));
  g_assert_cmpuint (drops.segments, ==, 2);
}

static void
test_deadline (Fixture *self, gconstpointer data)
{
  GstCochlJob *flying = gst_cochl_line_start (self->line);
  GCancellable *cancellable = flying->cancellable;

  g_assert_false (gst_cochl_patience_expire (self->patience, G_MAXINT64 - 1));
  gst_cochl_patience_set (self->patience, 1, 3 * GST_SECOND);
  g_assert_false (gst_cochl_patience_expire (self->patience, self->arrival + 3 * G_USEC_PER_SEC - 1));
  g_assert_true (gst_cochl_patience_expire (self->patience, self->arrival + 3 * G_USEC_PER_SEC));
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  for (guint i = 0; i < 4; i++)
    assert_popped (self, i, "deadline");
  g_assert_cmpuint (gst_cochl_line_get_outstanding (self->line), ==, 1);
  g_assert_false (gst_cochl_line_finish (self->line, flying));
}

static void
test_drain (Fixture *self, gconstpointer data)
{
  gst_cochl_patience_begin_drain (self->patience, 1000, GST_CLOCK_TIME_NONE);
  g_assert_false (gst_cochl_patience_has_ended (self->patience, G_MAXINT64 - 1));
  gst_cochl_patience_begin_drain (self->patience, 1000, 5 * GST_USECOND);
  g_assert_false (gst_cochl_patience_expire (self->patience, 1004));
  g_assert_true (gst_cochl_patience_expire (self->patience, 1005));
  assert_popped (self, 0, "drain-timeout");
  gst_cochl_patience_end_drain (self->patience);
  g_assert_false (gst_cochl_patience_has_ended (self->patience, 1005));
}

/* It rings when the first of them is too old, and not for what is done. */
static void
test_ring (Fixture *self, gconstpointer data)
{
  gst_cochl_patience_plan (self->patience);
  while (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (self->rings, ==, 0);
  gst_cochl_patience_set (self->patience, 1, 1);
  gst_cochl_patience_plan (self->patience);
  while (self->rings == 0)
    g_main_context_iteration (NULL, TRUE);
  gst_cochl_patience_expire (self->patience, g_get_monotonic_time ());
  gst_cochl_patience_plan (self->patience);
  while (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (self->rings, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/patience/leak", Fixture, NULL, set_up, test_leak, tear_down);
  g_test_add ("/patience/deadline", Fixture, NULL, set_up, test_deadline, tear_down);
  g_test_add ("/patience/drain", Fixture, NULL, set_up, test_drain, tear_down);
  g_test_add ("/patience/ring", Fixture, NULL, set_up, test_ring, tear_down);
  return g_test_run ();
}
