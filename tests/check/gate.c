/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* Ten seconds of silence, a tone, silence up to @seconds. */
static TestSound *
make_sound (double start, double length, double seconds)
{
  TestSound *sound = test_sound_new (22050);

  test_sound_add_silence (sound, start);
  test_sound_add_tone (sound, 880, length, 0.5);
  test_sound_add_silence (sound, seconds - start - length);
  return sound;
}

/* A tone from 10.8 to 13.2 s. Windows 9 and 12 hold 0.2 s of it, which is below
 * min-level, and yet it is heard in both: in every window that it touches. Window
 * 8 is the lead-in, window 0 the one from which the service's windows are known. */
static const char told[] =
  "window 0 analyzed 0+2000\n"
  "window 1 quiet 1000+2000\n"
  "window 2 quiet 2000+2000\n"
  "window 3 quiet 3000+2000\n"
  "window 4 quiet 4000+2000\n"
  "window 5 quiet 5000+2000\n"
  "window 6 quiet 6000+2000\n"
  "window 7 quiet 7000+2000\n"
  "window 8 analyzed 8000+2000\n"
  "window 9 analyzed 9000+2000 Siren\n"
  "start #1 Siren 9000+2000\n"
  "window 10 analyzed 10000+2000 Siren\n"
  "window 11 analyzed 11000+2000 Siren\n"
  "window 12 analyzed 12000+2000 Siren\n"
  "window 13 analyzed 13000+2000 Siren\n"
  "window 14 quiet 14000+2000\n"
  "window 15 quiet 15000+2000\n"
  "end #1 Siren 9000+6000\n"
  "window 16 quiet 16000+2000\n";

static void
test_tone (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = check_start (emulator, "segment-duration", "2000000000", "min-level", "-15",
                                         "sensitivity", "-2", "interval-margin", "1.5", NULL);
  g_autoptr (TestSound) sound = make_sound (10.8, 2.4, 18);

  check_push_sound (check, sound, 0, 1000);
  check_push_eos (check);
  check_assert_log (check, told);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.created"), ==, 7);
  g_assert_cmpuint (check_get_stat (check, "windows"), ==, 17);
  g_assert_cmpuint (check_get_stat (check, "windows-quiet"), ==, 10);
  g_assert_cmpuint (check_get_stat (check, "windows-analyzed"), ==, 7);
  g_assert_cmpuint (check_get_stat (check, "windows-failed"), ==, 0);
}

/* Half a second at a time, as fast as the worker takes it. */
static void
push_taken (Check *check, TestSound *sound)
{
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;
  gsize n, step = 22050 / 2;
  const gint16 *samples = test_sound_get_samples (sound, &n);

  for (gsize i = 0; i < n; i += step) {
    GstBuffer *buffer = gst_buffer_new_memdup (samples + i, MIN (step, n - i) * sizeof (gint16));
    GstClockTime time = gst_util_uint64_scale (i, GST_SECOND, 22050);

    GST_BUFFER_PTS (buffer) = time;
    g_assert_cmpint (gst_harness_push (check->harness, buffer), ==, GST_FLOW_OK);
    while (check_get_stat (check, "audio-duration") < time) {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_thread_yield ();
    }
  }
}

/* Live audio, too, is told in order and without a loss. */
static void
test_live (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = check_start (emulator, "session-type", "file", "realtime", "yes", "min-level", "-15",
                                         "max-queued", "20", "sensitivity", "-2", "interval-margin", "1.5", NULL);
  g_autoptr (TestSound) sound = make_sound (10.8, 2.4, 18);

  push_taken (check, sound);
  check_push_eos (check);
  check_assert_log (check, told);
}

static void
wait_deleted (TestEmulator *emulator, gint64 n)
{
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;

  while (test_emulator_get_stat (emulator, "sessions.deleted") < n)
    g_assert_cmpint (g_get_monotonic_time (), <, end);
}

/* A session that goes on from segment to segment ends where it becomes quiet, and
 * another begins with the lead-in. */
static void
test_lanes (gconstpointer type)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = check_start (emulator, "session-type", type, "segment-duration", "2000000000",
                                         "min-level", "-15", "sensitivity", "-2", "interval-margin", "1.5", NULL);
  g_autoptr (TestSound) silence = test_sound_new (22050);
  g_autoptr (TestSound) sound = make_sound (0.8, 2.4, 8);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autofree char *part = NULL;
  g_autofree char *rest = NULL;

  test_sound_add_silence (silence, 10);
  check_push_sound (check, silence, 0, 4410);
  part = check_wait_log (check, "window 5 quiet");
  wait_deleted (emulator, 1);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.open"), ==, 0);
  check_push_sound (check, sound, 10 * GST_SECOND, 4410);
  check_push_eos (check);
  rest = check_take_log (check);
  g_string_append_printf (log, "%s%s", part, rest);
  g_assert_cmpstr (log->str, ==, told);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.created"), ==, 2);
}

/* Quiet windows are told in their turn, also behind a segment that takes long. */
static void
test_order (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = check_start (emulator, "segment-duration", "2000000000", "min-level", "-40",
                                         "messages", "windows", NULL);
  g_autoptr (TestSound) sound = make_sound (3, 2, 10);

  test_emulator_add_fault (emulator, "results@2x4=503");
  check_push_sound (check, sound, 0, 1000);
  check_push_eos (check);
  check_assert_log (check,
                    "window 0 analyzed 0+2000\n"
                    "window 1 analyzed 1000+2000\n"
                    "window 2 analyzed 2000+2000 Siren\n"
                    "window 3 analyzed 3000+2000 Siren\n"
                    "window 4 analyzed 4000+2000 Siren\n"
                    "window 5 analyzed 5000+2000\n"
                    "window 6 quiet 6000+2000\n"
                    "window 7 quiet 7000+2000\n"
                    "window 8 quiet 8000+2000\n");
}

/* Of five minutes one has a sound: its segment and the first one are sent. */
static void
test_long_segments (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = check_start (emulator, "min-level", "-40", NULL);
  g_autoptr (TestSound) sound = make_sound (130, 1, 300);
  g_autofree char *log = NULL;

  gst_harness_set_drop_buffers (check->harness, TRUE);
  check_push_sound (check, sound, 0, 22050);
  check_push_eos (check);
  log = check_take_log (check);
  g_assert_nonnull (strstr (log, "window 117 quiet 117000+2000\nwindow 118 analyzed"));
  g_assert_nonnull (strstr (log, "window 129 analyzed 129000+2000 Siren\n"));
  g_assert_nonnull (strstr (log, "window 176 analyzed 176000+2000\nwindow 177 quiet"));
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.created"), ==, 2);
  g_assert_cmpuint (check_get_stat (check, "windows-quiet"), ==, 299 - 2 * 59);
}

/* From the next segment on, in both directions: what is sent again has its lead-in. */
static void
test_change (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, "segment-duration", "2000000000", NULL);
  g_autofree char *log = NULL;

  check_push_silence (check, 0, 2 * GST_SECOND);
  g_free (check_wait_log (check, "window 0"));
  g_object_set (check->element, "min-level", -60.0, NULL);
  check_push_silence (check, 2 * GST_SECOND, 4 * GST_SECOND);
  g_free (check_wait_log (check, "window 2 quiet"));
  g_object_set (check->element, "min-level", -200.0, NULL);
  check_push_silence (check, 6 * GST_SECOND, GST_SECOND);
  log = check_wait_log (check, "window 5 analyzed");
  g_assert_cmpstr (log, ==,
                   "window 3 analyzed 3000+2000\n"
                   "window 4 analyzed 4000+2000\n"
                   "window 5 analyzed 5000+2000\n");
}

/* What the gate holds is void after a flush, and the next stretch begins anew. */
static void
test_flush (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, "segment-duration", "2000000000", "min-level", "-60", NULL);
  GstSegment segment;

  check_push_silence (check, 0, 5 * GST_SECOND);
  g_free (check_wait_log (check, "window 1 quiet"));
  gst_harness_push_event (check->harness, gst_event_new_flush_start ());
  gst_harness_push_event (check->harness, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  check_push_segment (check, &segment);
  check_push_silence (check, 60 * GST_SECOND, 3 * GST_SECOND);
  check_push_eos (check);
  check_assert_log (check,
                    "window 2 quiet 60000+2000\n"
                    "window 3 quiet 61000+2000\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/gate/tone", test_tone);
  g_test_add_func ("/gate/live", test_live);
  g_test_add_data_func ("/gate/lanes/stream", "stream", test_lanes);
  g_test_add_data_func ("/gate/lanes/predict", "predict", test_lanes);
  g_test_add_func ("/gate/order", test_order);
  g_test_add_func ("/gate/long-segments", test_long_segments);
  g_test_add_func ("/gate/change", test_change);
  g_test_add_func ("/gate/flush", test_flush);
  return g_test_run ();
}
