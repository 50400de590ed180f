/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* Messages, events and metas: the same contents by three ways. */

static TestSound *
make_sound (double seconds)
{
  TestSound *sound = test_sound_new (22050);

  test_sound_add_tone (sound, 880, seconds, 0.5);
  return sound;
}

static void
take_structures (Check *check, GPtrArray *structures)
{
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (check->bus, GST_MESSAGE_ELEMENT))) {
    g_ptr_array_add (structures, gst_structure_to_string (gst_message_get_structure (message)));
    gst_message_unref (message);
  }
}

/* All of them come before EOS, in order, and say what the messages say. */
static void
test_events (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = check_start (emulator, NULL);
  g_autoptr (TestSound) sound = make_sound (3);
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  GstEvent *event;
  guint i = 0;

  check_push_sound (check, sound, 0, 4410);
  check_push_eos (check);
  take_structures (check, told);
  g_assert_cmpuint (told->len, ==, 4);
  while ((event = gst_harness_try_pull_event (check->harness))) {
    if (GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM) {
      g_autofree char *text = gst_structure_to_string (gst_event_get_structure (event));

      g_assert_true (GST_EVENT_IS_SERIALIZED (event));
      g_assert_cmpstr (text, ==, g_ptr_array_index (told, i++));
    }
    if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
      g_assert_cmpuint (i, ==, told->len);
    gst_event_unref (event);
  }
  g_assert_cmpuint (i, ==, told->len);
}

/* Neither events nor messages where they are not wanted. */
static void
test_off (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = check_start (emulator, "send-events", "false", "messages", "events", NULL);
  g_autoptr (TestSound) sound = make_sound (3);
  GstEvent *event;

  check_push_sound (check, sound, 0, 4410);
  check_push_eos (check);
  check_assert_log (check, "start #1 Siren 0+2000\nend #1 Siren 0+3000\n");
  while ((event = gst_harness_try_pull_event (check->harness))) {
    g_assert_cmpint (GST_EVENT_TYPE (event), !=, GST_EVENT_CUSTOM_DOWNSTREAM);
    gst_event_unref (event);
  }
}

/* Pushes one buffer more and gives what came out. */
static GstBuffer *
push_one (Check *check, GstClockTime timestamp)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 4410 * 2, NULL);

  gst_buffer_memset (buffer, 0, 0, 4410 * 2);
  GST_BUFFER_PTS (buffer) = timestamp;
  return gst_harness_push_and_pull (check->harness, buffer);
}

static void
drop_buffers (Check *check)
{
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (check->harness))) {
    g_assert_null (gst_buffer_get_custom_meta (buffer, "GstCochlSenseMeta"));
    gst_buffer_unref (buffer);
  }
}

static void
test_metas (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = check_start (emulator, "attach-metas", "true", "realtime", "yes", "leaky", "no",
                                         "segment-duration", "3000000000",
                                         "send-events", "false", "retries", "-1",
                                         "retry-backoff-factor", "0.02", "retry-backoff-max", "0.02", NULL);
  g_autoptr (TestSound) sound = make_sound (3.5);
  g_autoptr (GstBuffer) buffer = NULL;
  g_autofree char *log = NULL;
  gpointer state = NULL;
  GstMeta *meta;
  guint n = 0;

  /* Faults keep the result back until all of it has been pushed. */
  test_emulator_add_fault (emulator, "results@1x*=503");
  check_push_sound (check, sound, 0, 4410);
  drop_buffers (check);
  test_emulator_clear_faults (emulator);
  log = check_wait_log (check, "window 1");
  /* The message of the last window is posted after its metas are in the outbox. */
  buffer = push_one (check, 3500 * GST_MSECOND);
  while ((meta = gst_buffer_iterate_meta_filtered (buffer, &state, gst_meta_get_info ("GstCochlSenseMeta")->api))) {
    g_autofree char *text = gst_structure_to_string (gst_custom_meta_get_structure ((GstCustomMeta *) meta));
    g_autofree char *expected = g_strdup_printf ("GstCochlSenseMeta, window=(guint64)%u, tag=(string)Siren, "
                                                 "probability=*, timestamp=(guint64)%" G_GUINT64_FORMAT ", "
                                                 "duration=(guint64)2000000000, event-id=(guint64)1;",
                                                 n, n * GST_SECOND);

    if (!g_pattern_match_simple (expected, text))
      g_error ("%s", text);
    n++;
  }
  g_assert_cmpuint (n, ==, 2);
}

static void
count_metas_cb (GstElement *sink, GstBuffer *buffer, GstPad *pad, gpointer user_data)
{
  if (gst_buffer_get_custom_meta (buffer, "GstCochlSenseMeta"))
    ++*(guint *) user_data;
}

/* The metas are there behind a converter, a resampler and an encoder too. */
static void
test_metas_survive (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autofree char *line = g_strdup_printf (
      "audiotestsrc freq=880 num-buffers=800 samplesperbuffer=1024 ! cochlsense base-url=%s api-key=k "
      "attach-metas=true segment-duration=2000000000 ! audioconvert ! audioresample ! "
      "audio/x-raw,format=F32LE,rate=16000 ! audioconvert ! flacenc ! fakesink name=sink signal-handoffs=true",
      test_emulator_get_base_url (emulator));
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;
  guint n = 0;

  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_signal_connect (sink, "handoff", G_CALLBACK (count_metas_cb), &n);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 120 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_assert_cmpuint (n, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/outputs/events", test_events);
  g_test_add_func ("/outputs/off", test_off);
  g_test_add_func ("/outputs/metas", test_metas);
  g_test_add_func ("/outputs/metas-survive", test_metas_survive);
  return g_test_run ();
}
