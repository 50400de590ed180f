/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlworker.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/gst/worlds.h"

static void
left (const char *session_id, const GError *why, gpointer user_data)
{
  world_write (user_data, "left %s\n", session_id ? "session" : "unknown");
}

static const GstCochlWorkerFuncs funcs = { .analyzer = WORLD_FUNCS, .left = left };

typedef struct {
  TestEmulator *emulator;
  GstCochlWorker *worker;
  World *world;
} Fixture;

static void
wake (gpointer queue, gpointer user_data)
{
  gst_cochl_worker_wake (((Fixture *) user_data)->worker);
}

static void
set_up (Fixture *self, gconstpointer options)
{
  self->emulator = test_emulator_startv (options);
  self->world = world_new (wake, self);
  self->worker = gst_cochl_worker_new (self->world->queue, &funcs, self->world);
  self->world->config->api_key = g_strdup ("k");
  self->world->config->base_url = g_strdup (test_emulator_get_base_url (self->emulator));
}

static void
tear_down (Fixture *self, gconstpointer options)
{
  gst_cochl_worker_free (self->worker);
  world_free (self->world);
  test_emulator_stop (self->emulator);
}

static void
start (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  gst_cochl_worker_start (self->worker, self->world->config, &error);
  g_assert_no_error (error);
}

static void
wait_for (Fixture *self, const char *text)
{
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;

  g_mutex_lock (&self->world->lock);
  while (!strstr (self->world->log->str, text))
    g_assert_true (g_cond_wait_until (&self->world->cond, &self->world->lock, end));
  g_mutex_unlock (&self->world->lock);
}

static guint64
get_stat (Fixture *self, const char *name)
{
  g_autoptr (GstStructure) stats = gst_cochl_worker_get_stats (self->worker);
  guint64 value;

  g_assert_true (gst_structure_get_uint64 (stats, name, &value));
  return value;
}

/* Started twice, as an element is; the statistics outlive the run. */
static void
test_runs (Fixture *self, gconstpointer options)
{
  for (guint i = 0; i < 2; i++) {
    start (self);
    world_push_format (self->world, 1);
    world_push_audio (self->world, 0, 3);
    gst_cochl_queue_push_eos (self->world->queue);
    wait_for (self, "drained\n");
    gst_cochl_worker_stop (self->worker);
    g_assert_cmpstr (self->world->log->str, ==, "window 0 analyzed\nwindow 1 analyzed\ndrained\n");
    g_assert_cmpuint (get_stat (self, "windows"), ==, 2);
    g_assert_cmpuint (get_stat (self, "sessions-deleted"), ==, 2);
    g_string_set_size (self->world->log, 0);
  }
  /* Nobody is there to be woken. */
  gst_cochl_worker_wake (self->worker);
}

static void
test_errors (Fixture *self, gconstpointer options)
{
  g_autoptr (GError) error = NULL;

  g_free (self->world->config->base_url);
  self->world->config->base_url = g_strdup ("http://api.cochl.ai");
  g_assert_false (gst_cochl_worker_start (self->worker, self->world->config, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL);
  g_clear_error (&error);
  g_clear_pointer (&self->world->config->api_key, g_free);
  g_assert_false (gst_cochl_worker_start (self->worker, self->world->config, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_NO_KEY);
}

static void
wait_for_results_call (Fixture *self)
{
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;

  while (test_emulator_get_stat (self->emulator, "calls.results") == 0)
    g_assert_cmpint (g_get_monotonic_time (), <, end);
}

/* In the middle: the session is deleted before stop returns. */
static void
test_stop (Fixture *self, gconstpointer options)
{
  start (self);
  world_push_format (self->world, 1);
  world_push_audio (self->world, 0, 5);
  wait_for_results_call (self);
  gst_cochl_worker_stop (self->worker);
  g_assert_cmpint (test_emulator_get_stat (self->emulator, "sessions.open"), ==, 0);
  g_assert_cmpuint (get_stat (self, "sessions-left"), ==, 0);
  g_assert_cmpstr (self->world->log->str, ==, "");
}

static void
test_left (Fixture *self, gconstpointer options)
{
  self->world->config->max_in_flight = 1;
  start (self);
  world_push_format (self->world, 1);
  world_push_audio (self->world, 0, 2);
  gst_cochl_queue_push_eos (self->world->queue);
  wait_for_results_call (self);
  gst_cochl_worker_stop (self->worker);
  g_assert_cmpstr (self->world->log->str, ==, "left session\n");
  g_assert_cmpuint (get_stat (self, "sessions-left"), ==, 1);
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
  static const char *const deaf[] = { "--analysis-time", "3600", "--fail", "delete@1x*=stall", NULL };

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  add_test ("/worker/runs", test_runs, NULL);
  add_test ("/worker/errors", test_errors, NULL);
  add_test ("/worker/stop", test_stop, slow);
  add_test ("/worker/left", test_left, deaf);
  return g_test_run ();
}
