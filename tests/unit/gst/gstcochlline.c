/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlline.h"

#include "tests/unit/gst/jobs.h"

typedef struct {
  GstCochlConfig *config;
  GstCochlStretch *stretch;
  GstCochlLine *line;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  GstCochlJob *job;

  self->config = gst_cochl_config_new ();
  /* Four windows, one a segment. */
  self->stretch = make_stretch (0, 5 * GST_SECOND, 2 * GST_SECOND);
  self->line = gst_cochl_line_new ();
  while ((job = make_job (self->stretch, self->config)))
    gst_cochl_line_append (self->line, job);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gst_cochl_line_free (self->line);
  gst_cochl_stretch_unref (self->stretch);
  gst_cochl_config_unref (self->config);
}

static void
test_order (Fixture *self, gconstpointer data)
{
  GstCochlJob *first = gst_cochl_line_start (self->line);
  GstCochlJob *second = gst_cochl_line_start (self->line);
  g_autoptr (GstCochlJob) popped = NULL;

  g_assert_cmpuint (first->first_window, ==, 0);
  g_assert_cmpuint (second->first_window, ==, 1);
  g_assert_cmpuint (gst_cochl_line_get_waiting (self->line), ==, 2);
  g_assert_cmpuint (gst_cochl_line_get_in_flight (self->line), ==, 2);

  g_assert_true (gst_cochl_line_finish (self->line, second));
  g_assert_null (gst_cochl_line_pop (self->line));
  g_assert_true (gst_cochl_line_finish (self->line, first));
  popped = gst_cochl_line_pop (self->line);
  g_assert_true (popped == first);
  g_clear_pointer (&popped, gst_cochl_job_free);
  popped = gst_cochl_line_pop (self->line);
  g_assert_true (popped == second);
  g_assert_null (gst_cochl_line_pop (self->line));
  g_assert_false (gst_cochl_line_is_empty (self->line));
  g_assert_cmpuint (gst_cochl_line_get_outstanding (self->line), ==, 0);
}

static void
test_drop (Fixture *self, gconstpointer data)
{
  GstCochlJob *done = gst_cochl_line_start (self->line);
  GstCochlJob *flying = gst_cochl_line_start (self->line);

  gst_cochl_line_finish (self->line, done);
  gst_cochl_line_drop (self->line);
  g_assert_true (gst_cochl_line_is_empty (self->line));
  g_assert_cmpuint (gst_cochl_line_get_in_flight (self->line), ==, 0);
  g_assert_cmpuint (gst_cochl_line_get_waiting (self->line), ==, 0);
  g_assert_cmpuint (gst_cochl_line_get_outstanding (self->line), ==, 1);
  g_assert_true (g_cancellable_is_cancelled (flying->cancellable));
  g_assert_null (gst_cochl_line_start (self->line));
  /* Its answer comes late and does not matter. */
  g_assert_false (gst_cochl_line_finish (self->line, flying));
  g_assert_cmpuint (gst_cochl_line_get_outstanding (self->line), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/line/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/line/drop", Fixture, NULL, set_up, test_drop, tear_down);
  return g_test_run ();
}
