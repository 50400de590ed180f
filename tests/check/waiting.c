/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* What the streaming thread waits for, and what ends the waiting. */

/* Pushes audio for ever, in a thread of its own, until that fails. */
static gpointer
push_for_ever (gpointer data)
{
  Check *check = data;
  GstClockTime timestamp = 0;
  GstFlowReturn ret;

  do {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, 4410 * 2, NULL);

    gst_buffer_memset (buffer, 0, 0, 4410 * 2);
    GST_BUFFER_PTS (buffer) = timestamp;
    timestamp += GST_SECOND / 5;
    ret = gst_harness_push (check->harness, buffer);
  } while (ret == GST_FLOW_OK);
  return GINT_TO_POINTER (ret);
}

static gpointer
push_eos (gpointer data)
{
  check_push_eos (data);
  return NULL;
}

/* Until the emulator has been asked for something @n times. */
static void
wait_for_calls (TestEmulator *emulator, const char *name, gint64 n)
{
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;

  while (test_emulator_get_stat (emulator, name) < n) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_thread_yield ();
  }
}

/* A service that never is done: one segment is judged, one waits, and then the
 * streaming thread does. */
static Check *
start_stuck (TestEmulator *emulator)
{
  test_emulator_set (emulator, "{\"analysis_time\": 3600}");
  return check_start (emulator, "segment-duration", "2000000000", "max-in-flight", "1", "max-queued", "1", NULL);
}

static void
test_queue_waits (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start_stuck (emulator);
  GThread *thread = g_thread_new ("pusher", push_for_ever, check);
  guint received;

  wait_for_calls (emulator, "calls.results", 1);
  g_assert_cmpuint (check_get_stat (check, "in-flight"), <=, 1);
  /* Flushing is what ends the wait; what came through till then is bounded: two
   * segments, the one that is being cut and a second in the queue. */
  gst_harness_push_event (check->harness, gst_event_new_flush_start ());
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, GST_FLOW_FLUSHING);
  received = gst_harness_buffers_received (check->harness);
  g_assert_cmpuint (received, <=, 5 * (2 + 2 + 2 + 1 + 1));
  gst_harness_push_event (check->harness, gst_event_new_flush_stop (TRUE));
}

/* As an application that stops a pipeline whose streaming thread waits. */
static void
test_stop_ends_wait (gconstpointer data)
{
  gboolean at_eos = GPOINTER_TO_INT (data);
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start_stuck (emulator);
  GThread *thread;

  if (at_eos)
    check_push_silence (check, 0, 2 * GST_SECOND);
  thread = g_thread_new ("pusher", at_eos ? push_eos : push_for_ever, check);
  wait_for_calls (emulator, "calls.results", 1);
  g_assert_cmpint (gst_element_set_state (check->element, GST_STATE_READY), ==, GST_STATE_CHANGE_SUCCESS);
  g_thread_join (thread);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.open"), ==, 0);
  g_assert_cmpuint (check_get_stat (check, "sessions-left"), ==, 0);
  check_assert_log (check, "");
}

/* Keeps FLUSH_START until the streaming thread has gone. */
static GstPadProbeReturn
join_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  GThread **thread = user_data;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_FLUSH_START)
    g_clear_pointer (thread, g_thread_join);
  return GST_PAD_PROBE_OK;
}

/* A sink that got the void EOS before FLUSH_START would end the stream. */
static void
test_flush_ends_eos (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start_stuck (emulator);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (check->element, "src");
  GThread *thread = NULL;
  GstEvent *event;

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_FLUSH, join_cb, &thread, NULL);
  check_push_silence (check, 0, 2 * GST_SECOND);
  thread = g_thread_new ("pusher", push_eos, check);
  wait_for_calls (emulator, "calls.results", 1);
  gst_harness_push_event (check->harness, gst_event_new_flush_start ());
  g_assert_null (thread);
  gst_harness_push_event (check->harness, gst_event_new_flush_stop (TRUE));
  while ((event = gst_harness_try_pull_event (check->harness))) {
    g_assert_cmpint (GST_EVENT_TYPE (event), !=, GST_EVENT_EOS);
    gst_event_unref (event);
  }
  wait_for_calls (emulator, "calls.delete", 1);
}

/* EOS comes out after all that was heard, though the service takes its time. */
static void
test_eos_is_held (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--analysis-time", "0.3", NULL);
  g_autoptr (Check) check = check_start (emulator, "segment-duration", "2000000000", NULL);
  GstEvent *event;
  guint windows = 0;
  gboolean eos = FALSE;

  check_push_silence (check, 0, 6 * GST_SECOND);
  check_push_eos (check);
  while ((event = gst_harness_try_pull_event (check->harness))) {
    const GstStructure *structure = gst_event_get_structure (event);

    g_assert_false (eos);
    eos = GST_EVENT_TYPE (event) == GST_EVENT_EOS;
    windows += structure && gst_structure_has_name (structure, "cochlsense-window");
    gst_event_unref (event);
  }
  g_assert_true (eos);
  g_assert_cmpuint (windows, ==, 5);
}

static void
test_drain_timeout (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start_stuck (emulator);
  gboolean eos = FALSE;

  gst_util_set_object_arg (G_OBJECT (check->element), "drain-timeout", "100000000");
  check_push_silence (check, 0, 2 * GST_SECOND);
  check_push_eos (check);
  check_assert_log (check, "warning Segments that were dropped: 1, with 1 windows: they were not judged within the "
                    "drain-timeout of 0.1 s; EOS goes on.\nwindow 0 dropped 0+2000\n");
  while (!eos) {
    g_autoptr (GstEvent) event = gst_harness_try_pull_event (check->harness);

    g_assert_nonnull (event);
    eos = GST_EVENT_TYPE (event) == GST_EVENT_EOS;
  }
}

/* A session whose DELETE is not answered is left behind, and said so by name. */
static void
test_dead_delete (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start_stuck (emulator);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  const GstStructure *details;
  const char *session_id;

  test_emulator_add_fault (emulator, "delete@1x*=stall");
  check_push_silence (check, 0, 2 * GST_SECOND + GST_SECOND / 5);
  wait_for_calls (emulator, "calls.results", 1);
  gst_element_set_state (check->element, GST_STATE_READY);
  message = check_wait_message (check, GST_MESSAGE_WARNING);
  gst_message_parse_warning (message, &error, NULL);
  gst_message_parse_warning_details (message, &details);
  session_id = gst_structure_get_string (details, "session-id");
  g_assert_nonnull (session_id);
  g_assert_nonnull (strstr (error->message, session_id));
  g_assert_cmpstr (gst_structure_get_string (details, "call"), ==, "delete");
  g_assert_cmpuint (check_get_stat (check, "sessions-left"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/waiting/queue", test_queue_waits);
  g_test_add_data_func ("/waiting/stop/queue", GINT_TO_POINTER (FALSE), test_stop_ends_wait);
  g_test_add_data_func ("/waiting/stop/eos", GINT_TO_POINTER (TRUE), test_stop_ends_wait);
  g_test_add_func ("/waiting/flush-ends-eos", test_flush_ends_eos);
  g_test_add_func ("/waiting/eos-is-held", test_eos_is_held);
  g_test_add_func ("/waiting/drain-timeout", test_drain_timeout);
  g_test_add_func ("/waiting/dead-delete", test_dead_delete);
  return g_test_run ();
}
