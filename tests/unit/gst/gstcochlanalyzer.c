/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlanalyzer.h"

#include "tests/unit/gst/worlds.h"

static const GstCochlAnalyzerFuncs funcs = WORLD_FUNCS;

typedef struct {
  TestEmulator *emulator;
  World *world;
  CochlClient *client;
  GstCochlAnalyzer *analyzer;
} Fixture;

static void
set_up (Fixture *self, gconstpointer options)
{
  self->emulator = test_emulator_startv (options);
  self->world = world_new (NULL, NULL);
  self->client = world_new_client (self->emulator);
  self->analyzer = gst_cochl_analyzer_new (self->client, self->world->queue, &funcs, self->world);
  world_push_format (self->world, 1);
}

static void
tear_down (Fixture *self, gconstpointer options)
{
  gst_cochl_analyzer_close (self->analyzer);
  while (!gst_cochl_analyzer_is_idle (self->analyzer))
    g_main_context_iteration (NULL, TRUE);
  gst_cochl_analyzer_free (self->analyzer);
  g_object_unref (self->client);
  world_free (self->world);
  test_emulator_stop (self->emulator);
}

static gboolean
late_cb (gpointer user_data)
{
  g_error ("it took too long");
  return G_SOURCE_REMOVE;
}

/* Until the log ends with @text. */
static void
run_until (Fixture *self, const char *text)
{
  guint late = g_timeout_add_seconds (20, late_cb, NULL);

  gst_cochl_analyzer_work (self->analyzer);
  while (!g_str_has_suffix (self->world->log->str, text))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
}

static void
test_eos (Fixture *self, gconstpointer options)
{
  GstCochlCounts counts;

  world_push_audio (self->world, 0, 4);
  gst_cochl_queue_push_eos (self->world->queue);
  run_until (self, "drained\n");
  g_assert_cmpstr (self->world->log->str, ==,
                   "window 0 analyzed\nwindow 1 analyzed\nwindow 2 analyzed\ndrained\n");
  gst_cochl_analyzer_get_counts (self->analyzer, &counts);
  g_assert_cmpuint (counts.windows, ==, 3);
  g_assert_cmpuint (counts.windows_analyzed, ==, 3);
  g_assert_cmpuint (counts.audio_duration, ==, 4 * GST_SECOND);
  g_assert_cmpuint (counts.in_flight + counts.queued, ==, 0);
}

/* Full is full: what is in flight and what waits is bounded, the rest stays in
 * the queue. */
static void
test_backpressure (Fixture *self, gconstpointer options)
{
  GstCochlCounts counts;
  guint late = g_timeout_add_seconds (20, late_cb, NULL);

  self->world->config->max_in_flight = 2;
  self->world->config->max_queued = 3;
  world_push_audio (self->world, 0, 100);
  gst_cochl_analyzer_work (self->analyzer);
  gst_cochl_analyzer_get_counts (self->analyzer, &counts);
  /* One, until the windows are known. */
  g_assert_cmpuint (counts.in_flight, ==, 1);
  while (counts.queued < 3) {
    g_main_context_iteration (NULL, TRUE);
    gst_cochl_analyzer_work (self->analyzer);
    gst_cochl_analyzer_get_counts (self->analyzer, &counts);
    g_assert_cmpuint (counts.in_flight, <=, 2);
    g_assert_cmpuint (counts.queued, <=, 3);
  }
  g_assert_cmpuint (gst_cochl_queue_get_frames (self->world->queue), >, 80 * 8000);
  g_source_remove (late);
}

/* Where audio is held until it is judged, segments that are done and wait for one
 * before them hold theirs too: the first one's create is never answered,
 * and when nothing else is under way most of the audio has not been taken. */
static void
test_held_back (Fixture *self, gconstpointer options)
{
  GstCochlCounts counts = { 0 };
  guint late = g_timeout_add_seconds (20, late_cb, NULL);

  self->world->config->attach_metas = TRUE;
  self->world->config->max_in_flight = 3;
  self->world->config->max_queued = 1;
  world_push_audio (self->world, 0, 2);
  run_until (self, "window 0 analyzed\n");
  g_object_set (self->client, "max-in-flight", 3, NULL);
  test_emulator_add_fault (self->emulator, "create@1=stall");
  world_push_audio (self->world, 2, 98);
  while (counts.in_flight != 1 || test_emulator_get_stat (self->emulator, "sessions.deleted") < 4) {
    gst_cochl_analyzer_work (self->analyzer);
    g_main_context_iteration (NULL, TRUE);
    gst_cochl_analyzer_get_counts (self->analyzer, &counts);
  }
  g_assert_cmpuint (gst_cochl_queue_get_frames (self->world->queue), >, 80 * 8000);
  g_source_remove (late);
}

/* Everything before is forgotten; what follows is told. */
static void
test_flush (Fixture *self, gconstpointer options)
{
  world_push_audio (self->world, 0, 50);
  gst_cochl_analyzer_work (self->analyzer);
  self->world->is_void = TRUE;
  gst_cochl_analyzer_work (self->analyzer);
  gst_cochl_queue_push_flush (self->world->queue);
  world_push_audio (self->world, 7, 2);
  gst_cochl_queue_push_eos (self->world->queue);
  run_until (self, "drained\n");
  g_assert_cmpstr (self->world->log->str, ==, "flushed\nwindow 0 analyzed\ndrained\n");
}

/* A failure that is the end is told with its windows, and nothing after it. */
static void
test_failure (Fixture *self, gconstpointer options)
{
  world_push_audio (self->world, 0, 10);
  run_until (self, "failed\n");
  g_assert_cmpstr (self->world->log->str, ==, "failure\nwindow 0 failed\n");
  gst_cochl_analyzer_work (self->analyzer);
  g_assert_cmpstr (self->world->log->str, ==, "failure\nwindow 0 failed\n");
}

static void
test_failure_is_not_the_end (Fixture *self, gconstpointer options)
{
  self->world->config->on_failure = GST_COCHL_ON_FAILURE_WARN;
  world_push_audio (self->world, 0, 3);
  gst_cochl_queue_push_eos (self->world->queue);
  run_until (self, "drained\n");
  g_assert_cmpstr (self->world->log->str, ==, "failure\nwindow 0 failed\nfailure\nwindow 1 failed\ndrained\n");
}

static void
test_reverse (Fixture *self, gconstpointer options)
{
  world_push_format (self->world, -1);
  world_push_audio (self->world, 0, 3);
  gst_cochl_queue_push_eos (self->world->queue);
  run_until (self, "drained\n");
  g_assert_cmpstr (self->world->log->str, ==, "reverse\ndrained\n");
}

static void
add_test (const char *path, void (*test) (Fixture *, gconstpointer), gconstpointer options)
{
  g_test_add (path, Fixture, options, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  static const char *const slow[] = { "--analysis-time", "3600", NULL };
  static const char *const refusing[] = { "--fail", "create@1x*=400", NULL };

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  add_test ("/analyzer/eos", test_eos, NULL);
  add_test ("/analyzer/backpressure", test_backpressure, slow);
  add_test ("/analyzer/held-back", test_held_back, NULL);
  add_test ("/analyzer/flush", test_flush, NULL);
  add_test ("/analyzer/failure", test_failure, refusing);
  add_test ("/analyzer/failure/not-the-end", test_failure_is_not_the_end, refusing);
  add_test ("/analyzer/reverse", test_reverse, NULL);
  return g_test_run ();
}
