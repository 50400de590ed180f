/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* Audio that must not wait: who decides that it is, and what is left out when
 * the service, or the application, is too slow. */

static gboolean
get_flag (GstElement *element, const char *name)
{
  g_autoptr (GstStructure) stats = NULL;
  gboolean value;

  g_object_get (element, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_boolean (stats, name, &value));
  return value;
}

/* Plays @launch, which has a "sense", until some audio was taken. */
static gboolean
is_live (TestEmulator *emulator, const char *launch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, &error);
  g_autoptr (GstElement) sense = NULL;
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;
  gboolean live;
  guint64 taken = 0;

  g_assert_no_error (error);
  sense = gst_bin_get_by_name (GST_BIN (pipeline), "sense");
  g_object_set (sense, "base-url", test_emulator_get_base_url (emulator), "api-key", "k", NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (taken == 0) {
    g_autoptr (GstStructure) stats = NULL;

    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_object_get (sense, "stats", &stats, NULL);
    gst_structure_get_uint64 (stats, "audio-duration", &taken);
    g_thread_yield ();
  }
  live = get_flag (sense, "live");
  g_assert_cmpint (get_flag (sense, "leaky"), ==, live);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return live;
}

static void
test_found_out (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);

  g_assert_true (is_live (emulator, "audiotestsrc is-live=true ! cochlsense name=sense ! fakesink"));
  g_assert_true (is_live (emulator, "audiotestsrc is-live=true ! queue ! audioconvert ! cochlsense name=sense ! fakesink"));
  g_assert_false (is_live (emulator, "audiotestsrc num-buffers=500 ! cochlsense name=sense ! fakesink"));
  g_assert_true (is_live (emulator, "audiotestsrc ! cochlsense name=sense realtime=yes ! fakesink sync=true"));
  g_assert_false (is_live (emulator, "audiotestsrc is-live=true ! cochlsense name=sense realtime=no ! fakesink"));
}

/* What "auto" means then stands in stats, and what was set by hand as well. */
static void
test_in_force (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "auto", "max-queued", "7", NULL);

  check_push_taken (check, 0, GST_SECOND, 0);
  g_assert_true (get_flag (check->element, "live"));
  g_assert_cmpuint (check_get_stat (check, "deadline"), ==, 20 * GST_SECOND);
  g_assert_cmpuint (check_get_stat (check, "drain-timeout"), ==, 20 * GST_SECOND);
  g_assert_cmpuint (check_get_stat (check, "segment-duration"), ==, 2 * GST_SECOND);
  g_assert_cmpuint (check_get_stat (check, "max-in-flight"), ==, 10);
  g_assert_cmpuint (check_get_stat (check, "max-queued"), ==, 7);
  gst_util_set_object_arg (G_OBJECT (check->element), "realtime", "no");
  check_push_silence (check, GST_SECOND, GST_SECOND);
  check_push_eos (check);
  g_assert_false (get_flag (check->element, "live"));
  g_assert_cmpuint (check_get_stat (check, "segment-duration"), ==, 60 * GST_SECOND);
}

/* Window @index with @status and, where that is dropped, @reason. */
static void
assert_window (Check *check, guint64 index, const char *status, const char *reason)
{
  while (TRUE) {
    g_autoptr (GstMessage) message = check_wait_message (check, GST_MESSAGE_ELEMENT);
    const GstStructure *structure = gst_message_get_structure (message);
    guint64 found;

    if (!gst_structure_has_name (structure, "cochlsense-window"))
      continue;
    g_assert_true (gst_structure_get_uint64 (structure, "window", &found));
    g_assert_cmpuint (found, ==, index);
    g_assert_cmpstr (gst_structure_get_string (structure, "status"), ==, status);
    g_assert_cmpstr (gst_structure_get_string (structure, "reason"), ==, reason);
    return;
  }
}

static void
wait_for_stat (Check *check, const char *name, guint64 value)
{
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;

  while (check_get_stat (check, name) < value) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_thread_yield ();
  }
  g_assert_cmpuint (check_get_stat (check, name), ==, value);
}

/* One is judged for ever, one waits: what comes pushes the oldest out, which is
 * told in its place when the first is given up. */
static void
test_queue_full (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", "session-type", "file", "max-in-flight", "1",
                                         "max-queued", "1",
                                         "deadline", "18446744073709551615", NULL);

  /* The first tells the windows. */
  check_push_taken (check, 0, 2 * GST_SECOND, 0);
  assert_window (check, 0, "analyzed", NULL);
  test_emulator_set (emulator, "{\"analysis_time\": 3600}");
  check_push_taken (check, 2 * GST_SECOND, 8 * GST_SECOND, 0);
  g_free (check_wait_log (check, "warning Segments that were dropped: 1, with 1 windows: 1 are being judged "
                          "(max-in-flight) and 1 wait (max-queued)."));
  wait_for_stat (check, "segments-dropped", 6);
  g_assert_cmpuint (check_get_stat (check, "windows-dropped"), ==, 0);
  g_assert_cmpuint (check_get_stat (check, "in-flight"), ==, 1);
  g_assert_cmpuint (check_get_stat (check, "queued"), ==, 1);
  test_emulator_set (emulator, "{\"analysis_time\": 0}");
  gst_util_set_object_arg (G_OBJECT (check->element), "deadline", "1");
  for (guint i = 1; i < 9; i++)
    assert_window (check, i, "dropped", i == 1 || i == 8 ? "deadline" : "queue-full");
  gst_util_set_object_arg (G_OBJECT (check->element), "deadline", "0");
  check_push_taken (check, 10 * GST_SECOND, GST_SECOND, 0);
  assert_window (check, 9, "analyzed", NULL);
  g_assert_cmpuint (check_get_stat (check, "windows-dropped"), ==, 8);
}

/* A window is given up when its time is over, though nothing else happens; its
 * session is deleted. */
static void
test_deadline (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--analysis-time", "3600", NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", "session-type", "file", "deadline",
                                         "300000000", NULL);

  check_push_taken (check, 0, 2 * GST_SECOND, 0);
  assert_window (check, 0, "dropped", "deadline");
  test_emulator_set (emulator, "{\"analysis_time\": 0}");
  check_push_taken (check, 2 * GST_SECOND, GST_SECOND, 0);
  gst_util_set_object_arg (G_OBJECT (check->element), "deadline", "0");
  check_push_taken (check, 3 * GST_SECOND, GST_SECOND, 0);
  check_push_eos (check);
  gst_element_set_state (check->element, GST_STATE_READY);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.open"), ==, 0);
}

typedef struct {
  GMutex lock;
  GCond cond;
  gboolean holding, held;
} Gate;

/* Holds up the worker, as an application's handler may. */
static GstBusSyncReply
hold_cb (GstBus *bus, GstMessage *message, gpointer user_data)
{
  Gate *gate = user_data;

  g_mutex_lock (&gate->lock);
  while (gate->holding && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT) {
    gate->held = TRUE;
    g_cond_broadcast (&gate->cond);
    g_cond_wait (&gate->cond, &gate->lock);
  }
  g_mutex_unlock (&gate->lock);
  return GST_BUS_PASS;
}

/* Nothing that the application does holds up the audio; what there was no time
 * for is told, in one piece and in its place. */
static void
test_overrun (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", NULL);
  Gate gate = { .holding = TRUE };

  gst_bus_set_sync_handler (check->bus, hold_cb, &gate, NULL);
  check_push_taken (check, 0, 2 * GST_SECOND, 0);
  g_mutex_lock (&gate.lock);
  while (!gate.held)
    g_cond_wait (&gate.cond, &gate.lock);
  g_mutex_unlock (&gate.lock);
  g_assert_cmpint (check_push_silence (check, 2 * GST_SECOND, 100 * GST_SECOND), ==, GST_FLOW_OK);
  g_mutex_lock (&gate.lock);
  gate.holding = FALSE;
  g_cond_broadcast (&gate.cond);
  g_mutex_unlock (&gate.lock);
  check_push_eos (check);
  assert_window (check, 0, "analyzed", NULL);
  /* 99 seconds in windows of two, each half of which is the next one's. */
  for (guint i = 1; i <= 98; i++)
    assert_window (check, i, "dropped", "overrun");
  /* The second that the queue holds. */
  assert_window (check, 99, "analyzed", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/live-drops/found-out", test_found_out);
  g_test_add_func ("/live-drops/in-force", test_in_force);
  g_test_add_func ("/live-drops/queue-full", test_queue_full);
  g_test_add_func ("/live-drops/deadline", test_deadline);
  g_test_add_func ("/live-drops/overrun", test_overrun);
  return g_test_run ();
}
