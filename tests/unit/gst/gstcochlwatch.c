/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlwatch.h"

#include "tests/common/emulator.h"

typedef struct {
  TestEmulator *emulator;
  CochlClient *client;
  GstCochlConfig *config;
  GstCochlWatch *watch;
  GString *log; /* a word and a reason for each status */
  guint changes;
} Fixture;

static void
status_cb (const GstCochlStatusReport *report, gpointer user_data)
{
  Fixture *self = user_data;

  g_string_append_printf (self->log, "%s %s\n", report->state, report->reason ? report->reason : "-");
}

static void
changed_cb (gpointer user_data)
{
  ((Fixture *) user_data)->changes++;
}

static const GstCochlWatchFuncs funcs = { status_cb, changed_cb };

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (CochlKey) key = cochl_key_new ("k", NULL, NULL);

  self->emulator = test_emulator_startv (NULL);
  self->client = cochl_client_new ("base-url", test_emulator_get_base_url (self->emulator), "key", key,
                                   "retries", 0, NULL);
  self->config = gst_cochl_config_new ();
  self->config->realtime = GST_COCHL_REALTIME_YES;
  self->watch = gst_cochl_watch_new (self->client, &funcs, self);
  self->log = g_string_new (NULL);
  gst_cochl_watch_set_config (self->watch, self->config);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gboolean closed = FALSE;

  gst_cochl_watch_free (self->watch);
  cochl_client_close_async (self->client, NULL, closed_cb, &closed);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (self->client);
  gst_cochl_config_unref (self->config);
  g_string_free (self->log, TRUE);
  test_emulator_stop (self->emulator);
}

static void
wait_log (Fixture *self, const char *text)
{
  while (!strstr (self->log->str, text))
    g_main_context_iteration (NULL, TRUE);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_auto (GStrv) tags = cochl_client_list_tags_finish (COCHL_CLIENT (source), result, NULL);

  *(gboolean *) user_data = TRUE;
}

static void
make_call (Fixture *self)
{
  gboolean done = FALSE;

  cochl_client_list_tags_async (self->client, NULL, listed_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_service (Fixture *self, gconstpointer data)
{
  make_call (self);
  test_emulator_add_fault (self->emulator, "tags@1=500");
  make_call (self);
  wait_log (self, "offline server-error\n");
  make_call (self);
  wait_log (self, "online -\n");
  g_string_truncate (self->log, 0);
  test_emulator_add_fault (self->emulator, "tags=reset");
  make_call (self);
  wait_log (self, "offline no-network\n");
  test_emulator_clear_faults (self->emulator);
  make_call (self);
  wait_log (self, "online -\n");
  g_assert_cmpuint (self->changes, >=, 2);
}

static void
test_dropped (Fixture *self, gconstpointer data)
{
  gst_cochl_watch_dropped (self->watch, 0);
  gst_cochl_watch_dropped (self->watch, 1);
  wait_log (self, "degraded dropped\n");
}

/* From half of the deadline on a delay is worth a word, of live audio. */
static void
test_delay (Fixture *self, gconstpointer data)
{
  gst_cochl_watch_judged (self->watch, 10 * GST_SECOND);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (self->log->str, ==, "");
  gst_cochl_watch_judged (self->watch, 11 * GST_SECOND);
  wait_log (self, "degraded delay\n");
  gst_cochl_watch_judged (self->watch, 9 * GST_SECOND);
  gst_cochl_watch_judged (self->watch, 5 * GST_SECOND);
  wait_log (self, "online -\n");
}

/* Files keep the length of their segments. */
static void
test_limit (Fixture *self, gconstpointer data)
{
  g_autoptr (GstCochlConfig) file = gst_cochl_config_new ();

  test_emulator_add_fault (self->emulator, "tags@1=429:1");
  make_call (self);
  wait_log (self, "degraded rate-limited\n");
  gst_cochl_watch_cut (self->watch, 9, GST_SECOND);
  g_assert_cmpuint (gst_cochl_watch_get_segment_duration (self->watch), >, 2 * GST_SECOND);
  g_assert_cmpuint (gst_cochl_watch_get_deadline (self->watch), >, 80 * GST_SECOND);
  self->config->deadline = 3 * GST_SECOND;
  g_assert_cmpuint (gst_cochl_watch_get_deadline (self->watch), ==, 3 * GST_SECOND);
  gst_cochl_watch_set_config (self->watch, file);
  g_assert_cmpuint (gst_cochl_watch_get_segment_duration (self->watch), ==, 60 * GST_SECOND);
  g_assert_cmpuint (gst_cochl_watch_get_deadline (self->watch), ==, GST_CLOCK_TIME_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/watch/service", Fixture, NULL, set_up, test_service, tear_down);
  g_test_add ("/watch/dropped", Fixture, NULL, set_up, test_dropped, tear_down);
  g_test_add ("/watch/delay", Fixture, NULL, set_up, test_delay, tear_down);
  g_test_add ("/watch/limit", Fixture, NULL, set_up, test_limit, tear_down);
  return g_test_run ();
}
