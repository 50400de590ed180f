/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/trace.h"

/* Live audio that is held for a latency. It comes faster than in real time, so it waits where
 * it would be dropped. */

static Check *
start (TestEmulator *emulator, const char *latency)
{
  return check_start (emulator, "realtime", "yes", "leaky", "no", "attach-metas", "true", "segment-duration", "2000000000",
                      "latency", latency, NULL);
}

static TestSound *
make_tone (double seconds)
{
  TestSound *sound = test_sound_new (22050);

  test_sound_add_tone (sound, 880, seconds, 0.5);
  return sound;
}

static void
assert_latency (Check *check, GstClockTime min, GstClockTime max)
{
  g_autoptr (GstQuery) query = gst_query_new_latency ();
  GstClockTime got_min, got_max;
  gboolean live;

  g_assert_true (gst_pad_peer_query (check->harness->sinkpad, query));
  gst_query_parse_latency (query, &live, &got_min, &got_max);
  g_assert_true (live);
  g_assert_cmpuint (got_min, ==, min);
  g_assert_cmpuint (got_max, ==, max);
}

static GstPadProbeReturn
answer_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);

  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return GST_PAD_PROBE_OK;
  gst_query_set_latency (query, TRUE, 20 * GST_MSECOND, 50 * GST_MSECOND);
  return GST_PAD_PROBE_HANDLED;
}

static void
test_query (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "0");
  g_autoptr (GstMessage) message = NULL;

  assert_latency (check, 0, GST_CLOCK_TIME_NONE);
  g_object_set (check->element, "latency", 3000, NULL);
  message = check_wait_message (check, GST_MESSAGE_LATENCY);
  assert_latency (check, 3 * GST_SECOND, GST_CLOCK_TIME_NONE);
  gst_pad_add_probe (check->harness->srcpad, GST_PAD_PROBE_TYPE_QUERY_UPSTREAM, answer_cb, NULL, NULL);
  assert_latency (check, 3020 * GST_MSECOND, 3050 * GST_MSECOND);
}

/* Two buffers of half a second are held, and results come with the buffers that they speak of. */
static void
test_places (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = start (emulator, "3000");
  g_autoptr (Trace) trace = trace_new (check);
  g_autoptr (TestSound) sound = make_tone (3);
  g_autofree char *log = NULL;

  check_push_sound (check, sound, 0, 11025);
  trace_assert (trace, "");
  g_assert_cmpuint (check_get_stat (check, "held"), ==, 3 * GST_SECOND);
  log = check_wait_log (check, "window 1");
  check_push_silence (check, 3 * GST_SECOND, GST_SECOND / 5);
  check_push_silence (check, 3200 * GST_MSECOND, 800 * GST_MSECOND);
  trace_assert (trace, "window0 start1 buffer@0+0 buffer@500 ");
  check_push_eos (check);
  trace_assert (trace, "window1 buffer@1000+1 buffer@1500 window2 buffer@2000+2 buffer@2500 "
                "buffer@3000 buffer@3200 buffer@3400 buffer@3600 buffer@3800 end1 eos ");
  g_assert_cmpuint (check_get_stat (check, "late"), ==, 0);
}

/* The service answers after the audio has gone: it is told as late, counted, and
 * no buffer has a meta that is not its own. */
static void
test_late (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = check_new (emulator, "realtime", "yes", "leaky", "no", "attach-metas", "true",
                                       "segment-duration", "2000000000", "latency", "500", "retries", "-1", "retry-backoff-factor", "0.02",
                                       "retry-backoff-max", "0.02", NULL);
  g_autoptr (Trace) trace = NULL;
  g_autoptr (TestSound) sound = make_tone (3);
  g_autoptr (GstMessage) message = NULL;
  gboolean late = FALSE;

  check_play (check, NULL);
  trace = trace_new (check);
  test_emulator_add_fault (emulator, "results@1x*=503");
  check_push_sound (check, sound, 0, 11025);
  trace_assert (trace, "buffer@0 buffer@500 buffer@1000 buffer@1500 buffer@2000 ");
  test_emulator_clear_faults (emulator);
  message = check_wait_message (check, GST_MESSAGE_ELEMENT);
  g_assert_true (gst_structure_get_boolean (gst_message_get_structure (message), "late", &late) && late);
  check_push_eos (check);
  trace_assert (trace, "window0 start1 window1 buffer@2500 end1 eos ");
  g_assert_cmpuint (check_get_stat (check, "late"), ==, 2);
}

/* EOS does not wait for the latency of what has been judged, nor for a service
 * that never answers longer than that. */
static void
test_eos (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "300");
  g_autoptr (Trace) trace = trace_new (check);

  test_emulator_set (emulator, "{\"analysis_time\": 3600}");
  g_object_set (check->element, "drain-timeout", 600 * GST_MSECOND, NULL);
  check_push_silence (check, 0, 3 * GST_SECOND / 5);
  check_push_eos (check);
  trace_assert (trace, "buffer@0 buffer@200 buffer@400 window0 eos ");
}

static void
test_flush (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "60000");
  g_autoptr (Trace) trace = trace_new (check);
  GstSegment segment;

  check_push_silence (check, 0, GST_SECOND);
  gst_harness_push_event (check->harness, gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, "t", NULL)));
  gst_harness_push_event (check->harness, gst_event_new_flush_start ());
  gst_harness_push_event (check->harness, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  check_push_segment (check, &segment);
  check_push_silence (check, 0, GST_SECOND / 5);
  trace_set_plain (trace);
  check_push_eos (check);
  /* The tags held: they were told once and are true after the flush too. */
  trace_assert (trace, "flush-start flush-stop segment tag buffer@0 eos ");
}

/* Caps let go of what is held, at once. */
static void
test_caps (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "60000");
  g_autoptr (Trace) trace = trace_new (check);

  test_emulator_set (emulator, "{\"analysis_time\": 3600}");
  check_push_silence (check, 0, 2 * GST_SECOND / 5);
  gst_harness_set_src_caps_str (check->harness, "audio/x-raw,format=S16LE,rate=44100,channels=1,layout=interleaved");
  trace_assert (trace, "buffer@0 buffer@200 caps segment ");
}

/* More latency while it plays: more is held; none: everything goes. */
static void
test_change (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "0");
  g_autoptr (Trace) trace = trace_new (check);

  check_push_silence (check, 0, GST_SECOND / 5);
  trace_assert (trace, "buffer@0 ");
  g_object_set (check->element, "latency", 400, NULL);
  check_push_silence (check, GST_SECOND / 5, 4 * GST_SECOND / 5);
  trace_assert (trace, "buffer@200 buffer@400 ");
  g_object_set (check->element, "latency", 0, NULL);
  check_push_silence (check, GST_SECOND, GST_SECOND / 5);
  trace_assert (trace, "buffer@600 buffer@800 buffer@1000 ");
}

typedef struct {
  const char *attach_metas, *latency, *realtime;
} Way;

static void
push_flagged (Check *check, GstClockTime timestamp, GstBufferFlags flags)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 4410, NULL);

  gst_buffer_memset (buffer, 0, timestamp / GST_MSECOND, 4410);
  GST_BUFFER_PTS (buffer) = timestamp;
  GST_BUFFER_DURATION (buffer) = 100 * GST_MSECOND;
  GST_BUFFER_FLAG_SET (buffer, flags);
  gst_harness_push (check->harness, buffer);
}

/* All that a stream may have in it, and what of it leaves. */
static char *
run_script (TestEmulator *emulator, const Way *way)
{
  g_autoptr (Check) check = check_new (emulator, "attach-metas", way->attach_metas, "latency", way->latency,
                                       "realtime", way->realtime, "leaky", "no", NULL);
  g_autoptr (Trace) trace = NULL;
  GstSegment segment;

  check_play (check, NULL);
  trace = trace_new (check);
  trace_set_plain (trace);
  push_flagged (check, 0, GST_BUFFER_FLAG_DISCONT);
  push_flagged (check, 100 * GST_MSECOND, 0);
  gst_harness_push_event (check->harness, gst_event_new_gap (200 * GST_MSECOND, 100 * GST_MSECOND));
  gst_harness_push_event (check->harness, gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, "t", NULL)));
  push_flagged (check, 300 * GST_MSECOND, GST_BUFFER_FLAG_GAP);
  gst_harness_push_event (check->harness, gst_event_new_gap (400 * GST_MSECOND, 2 * GST_SECOND));
  push_flagged (check, 2400 * GST_MSECOND, GST_BUFFER_FLAG_RESYNC);
  /* Without a flush, as a looped file does. */
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.base = 2500 * GST_MSECOND;
  check_push_segment (check, &segment);
  push_flagged (check, 0, GST_BUFFER_FLAG_DISCONT);
  push_flagged (check, 5 * GST_SECOND, GST_BUFFER_FLAG_MARKER);
  gst_harness_push_event (check->harness, gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
                                                                gst_structure_new_empty ("theirs")));
  push_flagged (check, 5100 * GST_MSECOND, 0);
  gst_harness_set_src_caps_str (check->harness, "audio/x-raw,format=S16LE,rate=22050,channels=2,layout=interleaved");
  push_flagged (check, 5200 * GST_MSECOND, 0);
  check_push_eos (check);
  gst_harness_push_event (check->harness, gst_event_new_stream_start ("next"));
  return trace_take (trace);
}

/* However it is held: the same things in the same order. */
static void
test_order (void)
{
  static const Way ways[] = {
    { "false", "0", "yes" }, { "true", "0", "no" }, { "true", "0", "yes" }, { "true", "150", "yes" },
    { "false", "1000", "yes" }, { "true", "100000", "yes" }, { "false", "500", "no" }, { "true", "500", "no" }
  };
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autofree char *expected = run_script (emulator, &ways[0]);

  g_assert_nonnull (strstr (expected, "eos stream-start"));
  for (gsize i = 1; i < G_N_ELEMENTS (ways); i++) {
    g_autofree char *text = run_script (emulator, &ways[i]);

    g_assert_cmpstr (text, ==, expected);
  }
}

/* The very buffers, with all that they have. */
static void
test_same_buffers (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "1000");
  g_autoptr (GPtrArray) buffers = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);

  for (guint i = 0; i < 20; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, 4410, NULL);

    gst_buffer_memset (buffer, 0, i, 4410);
    GST_BUFFER_PTS (buffer) = i * 100 * GST_MSECOND;
    GST_BUFFER_DURATION (buffer) = 100 * GST_MSECOND;
    GST_BUFFER_OFFSET (buffer) = i * 2205;
    GST_BUFFER_OFFSET_END (buffer) = (i + 1) * 2205;
    g_ptr_array_add (buffers, gst_buffer_ref (buffer));
    gst_harness_push (check->harness, buffer);
  }
  check_push_eos (check);
  for (guint i = 0; i < 20; i++) {
    g_autoptr (GstBuffer) buffer = gst_harness_pull (check->harness);

    g_assert_true (buffer == g_ptr_array_index (buffers, i));
  }
}

/* An application that asks where the stream is gets what has left, not what came. */
static void
test_position (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = start (emulator, "400");
  gint64 position;

  check_push_silence (check, 0, GST_SECOND);
  g_assert_true (gst_pad_peer_query_position (check->harness->sinkpad, GST_FORMAT_TIME, &position));
  g_assert_cmpint (position, ==, 600 * GST_MSECOND);
}

static void
count_metas_cb (GstElement *sink, GstBuffer *buffer, GstPad *pad, gpointer n)
{
  if (gst_buffer_get_custom_meta (buffer, "GstCochlSenseMeta"))
    ++*(guint *) n;
}

/* A live source at its own pace: the sinks know of the latency, and the metas are
 * there behind a converter and an encoder too. */
static void
test_pipeline (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autofree char *line = g_strdup_printf (
      "audiotestsrc is-live=true freq=880 num-buffers=35 samplesperbuffer=4410 ! cochlsense name=sense base-url=%s "
      "api-key=k attach-metas=true latency=20000 ! audioconvert ! flacenc ! fakesink name=sink sync=false "
      "signal-handoffs=true", test_emulator_get_base_url (emulator));
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstElement) sense = NULL;
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GstQuery) query = gst_query_new_latency ();
  g_autoptr (GstStructure) stats = NULL;
  g_autoptr (GstPad) pad = NULL;
  GstClockTime min;
  guint64 late;
  guint n = 0;

  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  sense = gst_bin_get_by_name (GST_BIN (pipeline), "sense");
  g_signal_connect (sink, "handoff", G_CALLBACK (count_metas_cb), &n);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 120 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  pad = gst_element_get_static_pad (sink, "sink");
  g_assert_true (gst_pad_peer_query (pad, query));
  gst_query_parse_latency (query, NULL, &min, NULL);
  g_assert_cmpuint (min, >=, 20 * GST_SECOND);
  g_object_get (sense, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, "late", &late));
  g_assert_cmpuint (late, ==, 0);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_assert_cmpuint (n, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/hold-latency/query", test_query);
  g_test_add_func ("/hold-latency/places", test_places);
  g_test_add_func ("/hold-latency/late", test_late);
  g_test_add_func ("/hold-latency/eos", test_eos);
  g_test_add_func ("/hold-latency/flush", test_flush);
  g_test_add_func ("/hold-latency/caps", test_caps);
  g_test_add_func ("/hold-latency/change", test_change);
  g_test_add_func ("/hold-latency/order", test_order);
  g_test_add_func ("/hold-latency/same-buffers", test_same_buffers);
  g_test_add_func ("/hold-latency/position", test_position);
  g_test_add_func ("/hold-latency/pipeline", test_pipeline);
  return g_test_run ();
}
