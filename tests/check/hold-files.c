/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/trace.h"

/* Files with attach-metas: buffers wait until every detection on them is known. */

static Check *
start (TestEmulator *emulator, const char *max_in_flight)
{
  return check_start (emulator, "attach-metas", "true", "segment-duration", "2000000000",
                      "max-in-flight", max_in_flight, "max-queued", "1", NULL);
}

static TestSound *
make_tone (double seconds)
{
  TestSound *sound = test_sound_new (22050);

  test_sound_add_tone (sound, 880, seconds, 0.5);
  return sound;
}

/* Windows 0, 1 and 2 begin with the buffers at 0, 1 and 2 s, an event stands
 * before the window that makes it known, and all of it is there at EOS. */
static void
test_places (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = start (emulator, "4");
  g_autoptr (Trace) trace = trace_new (check);
  g_autoptr (TestSound) sound = make_tone (3);

  test_sound_add_silence (sound, 2);
  check_push_sound (check, sound, 0, 11025);
  check_push_eos (check);
  trace_assert (trace, "window0 start1 buffer@0+0 buffer@500 window1 buffer@1000+1 buffer@1500 "
                "window2 buffer@2000+2 buffer@2500 window3 end1 buffer@3000 buffer@3500 buffer@4000 buffer@4500 eos ");
  g_assert_cmpuint (check_get_stat (check, "late"), ==, 0);
  g_assert_cmpuint (check_get_stat (check, "held"), ==, 0);
}

static void
test_no_events (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = start (emulator, "4");
  g_autoptr (Trace) trace = trace_new (check);
  g_autoptr (TestSound) sound = make_tone (2.5);

  g_object_set (check->element, "send-events", FALSE, NULL);
  check_push_sound (check, sound, 0, 22050);
  check_push_eos (check);
  trace_assert (trace, "buffer@0+0 buffer@1000+1 buffer@2000 eos ");
}

static gpointer
push_for_ever (gpointer data)
{
  GstClockTime timestamp = 0;
  GstFlowReturn ret;

  do {
    ret = check_push_silence (data, timestamp, GST_SECOND);
    timestamp += GST_SECOND;
  } while (ret == GST_FLOW_OK);
  return GINT_TO_POINTER (ret);
}

static void
wait_for_stat (Check *check, const char *name, guint64 value)
{
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;

  while (check_get_stat (check, name) < value) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_thread_yield ();
  }
}

/* The service never answers the first segment and all others at once: what is
 * done behind it holds its audio, so the streaming thread waits all the same. */
static void
test_bound (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "3");
  g_autoptr (Trace) trace = trace_new (check);
  GstClockTime held;
  GThread *thread;

  /* Once the windows are known several are out at once. */
  check_push_silence (check, 0, 2 * GST_SECOND);
  wait_for_stat (check, "windows", 1);
  test_emulator_add_fault (emulator, "results@1x*=503");
  thread = g_thread_new ("pusher", push_for_ever, check);
  wait_for_stat (check, "queued", 1);
  gst_harness_push_event (check->harness, gst_event_new_flush_start ());
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, GST_FLOW_FLUSHING);
  /* Three in flight, one that waits, one that is cut, of 2 s each with what they
   * share, the second of the queue and the buffers at both ends. */
  held = check_get_stat (check, "held");
  g_assert_cmpuint (held, >, 0);
  g_assert_cmpuint (held, <=, (3 + 1 + 1) * 2 * GST_SECOND + GST_SECOND + 2 * GST_SECOND / 5);
  gst_harness_push_event (check->harness, gst_event_new_flush_stop (TRUE));
  g_assert_cmpuint (check_get_stat (check, "held"), ==, 0);
}

/* A flush forgets what is held; what comes after it is none of the old. */
static void
test_flush (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = start (emulator, "4");
  g_autoptr (Trace) trace = trace_new (check);
  g_autoptr (TestSound) sound = make_tone (1.5);
  GstSegment segment;

  check_push_sound (check, sound, 0, 11025);
  gst_harness_push_event (check->harness, gst_event_new_flush_start ());
  gst_harness_push_event (check->harness, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = segment.position = 60 * GST_SECOND;
  check_push_segment (check, &segment);
  check_push_sound (check, sound, 60 * GST_SECOND, 11025);
  check_push_eos (check);
  trace_assert (trace, "flush-start flush-stop segment window0 start1 buffer@60000+0 buffer@60500 buffer@61000 "
                "end1 eos ");
}

/* A new format: all of the old is judged and goes before its caps. */
static void
test_caps (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = start (emulator, "4");
  g_autoptr (Trace) trace = trace_new (check);
  g_autoptr (TestSound) sound = make_tone (1.5);
  g_autoptr (TestSound) other = test_sound_new (44100);

  test_sound_add_tone (other, 880, 1.5, 0.5);
  check_push_sound (check, sound, 0, 11025);
  gst_harness_set_src_caps_str (check->harness, "audio/x-raw,format=S16LE,rate=44100,channels=1,layout=interleaved");
  trace_assert (trace, "window0 start1 buffer@0+0 buffer@500 buffer@1000 caps segment ");
  check_push_sound (check, other, 1500 * GST_MSECOND, 22050);
  check_push_eos (check);
  trace_assert (trace, "window1 end1 start2 buffer@1500+1 buffer@2000 buffer@2500 end2 eos ");
  g_assert_cmpuint (check_get_stat (check, "late"), ==, 0);
}

/* Caps that say of the same format something that is none of ours end no stretch: nothing is waited for. */
static void
test_same_format (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "4");
  g_autoptr (Trace) trace = trace_new (check);

  check_push_silence (check, 0, GST_SECOND / 5);
  gst_harness_set_src_caps_str (check->harness, "audio/x-raw,format=S16LE,rate=22050,channels=1,layout=interleaved,"
                                "note=(string)new");
  trace_assert (trace, "buffer@0 caps segment ");
}

/* A segment seek ends with SEGMENT_DONE: the application that waits for it gets it, after all audio. */
static void
test_segment_done (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = start (emulator, "4");
  g_autoptr (Trace) trace = trace_new (check);
  g_autoptr (TestSound) sound = make_tone (1);
  GstSegment segment;

  check_push_sound (check, sound, 0, 22050);
  gst_harness_push_event (check->harness, gst_event_new_segment_done (GST_FORMAT_TIME, GST_SECOND));
  trace_assert (trace, "window0 start1 buffer@0+0 end1 segment-done ");
  /* The loop: the same times again, in a later running time. */
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.base = GST_SECOND;
  check_push_segment (check, &segment);
  check_push_sound (check, sound, 0, 22050);
  check_push_eos (check);
  trace_assert (trace, "segment window1 start2 buffer@0+1 end2 eos ");
}

/* When drain-timeout is over what was not judged is told as dropped, and goes. */
static void
test_drain_timeout (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "4");
  g_autoptr (Trace) trace = trace_new (check);

  test_emulator_set (emulator, "{\"analysis_time\": 3600}");
  g_object_set (check->element, "drain-timeout", 100 * GST_MSECOND, NULL);
  check_push_silence (check, 0, GST_SECOND / 5);
  check_push_eos (check);
  trace_assert (trace, "window0 buffer@0 eos ");
}

/* A service that gives up on the segment: its audio goes on before EOS. */
static void
test_failure (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "4");
  g_autoptr (Trace) trace = trace_new (check);

  test_emulator_add_fault (emulator, "create@1x*=400");
  check_push_silence (check, 0, GST_SECOND);
  check_push_eos (check);
  trace_set_plain (trace);
  g_assert_cmpuint (trace_get_buffers (trace), ==, 5);
}

/* Going to READY forgets what is held; the buffers are freed. */
static void
test_stop (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "4");
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, 4410, NULL);

  GST_BUFFER_PTS (buffer) = 0;
  GST_BUFFER_DURATION (buffer) = 100 * GST_MSECOND;
  gst_buffer_memset (buffer, 0, 0, 4410);
  g_assert_cmpint (gst_harness_push (check->harness, gst_buffer_ref (buffer)), ==, GST_FLOW_OK);
  g_assert_cmpuint (check_get_stat (check, "held"), ==, 100 * GST_MSECOND);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT (buffer), ==, 2);
  gst_element_set_state (check->element, GST_STATE_READY);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT (buffer), ==, 1);
  g_assert_cmpuint (check_get_stat (check, "held"), ==, 0);
}

/* Switched off while it plays: what is held goes, the rest is not held, and no
 * buffer gets a flag that it did not have. */
static void
test_switch_off (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "4");
  g_autoptr (Trace) trace = trace_new (check);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 4410, NULL);

  trace_set_plain (trace);
  gst_buffer_memset (buffer, 0, 0, 4410);
  GST_BUFFER_PTS (buffer) = 0;
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  gst_harness_push (check->harness, buffer);
  trace_assert (trace, "");
  g_object_set (check->element, "attach-metas", FALSE, NULL);
  check_push_silence (check, 100 * GST_MSECOND, 2 * GST_SECOND / 5);
  trace_assert (trace, "buffer@0! buffer@100 buffer@300 ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/hold-files/places", test_places);
  g_test_add_func ("/hold-files/no-events", test_no_events);
  g_test_add_func ("/hold-files/bound", test_bound);
  g_test_add_func ("/hold-files/flush", test_flush);
  g_test_add_func ("/hold-files/caps", test_caps);
  g_test_add_func ("/hold-files/same-format", test_same_format);
  g_test_add_func ("/hold-files/segment-done", test_segment_done);
  g_test_add_func ("/hold-files/drain-timeout", test_drain_timeout);
  g_test_add_func ("/hold-files/failure", test_failure);
  g_test_add_func ("/hold-files/stop", test_stop);
  g_test_add_func ("/hold-files/switch-off", test_switch_off);
  return g_test_run ();
}
