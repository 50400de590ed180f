/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

#include <math.h>

/* A tone at a known time is heard then and not at another. */
static void
test_tones (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", "--tone", "1760=Bell", NULL);
  g_autoptr (Check) check = check_start (emulator, NULL);
  g_autoptr (TestSound) sound = test_sound_new (22050);

  test_sound_add_silence (sound, 4);
  test_sound_add_tone (sound, 880, 4, 0.5);
  test_sound_add_silence (sound, 4);
  test_sound_add_tone (sound, 1760, 3.5, 0.5);
  check_push_sound (check, sound, 0, 1000);
  check_push_eos (check);
  check_assert_log (check,
                    "window 0 analyzed 0+2000\n"
                    "window 1 analyzed 1000+2000\n"
                    "window 2 analyzed 2000+2000\n"
                    "window 3 analyzed 3000+2000 Siren\n"
                    "start #1 Siren 3000+2000\n"
                    "window 4 analyzed 4000+2000 Siren\n"
                    "window 5 analyzed 5000+2000 Siren\n"
                    "window 6 analyzed 6000+2000 Siren\n"
                    "window 7 analyzed 7000+2000 Siren\n"
                    "window 8 analyzed 8000+2000\n"
                    "end #1 Siren 3000+6000\n"
                    "window 9 analyzed 9000+2000\n"
                    "window 10 analyzed 10000+2000\n"
                    "window 11 analyzed 11000+2000 Bell\n"
                    "start #2 Bell 11000+2000\n"
                    "window 12 analyzed 12000+2000 Bell\n"
                    "window 13 analyzed 13000+2000 Bell\n"
                    "window 14 analyzed 14000+1500 Bell\n"
                    "end #2 Bell 11000+4500\n");
  g_assert_cmpuint (check_get_stat (check, "windows"), ==, 15);
  g_assert_cmpuint (check_get_stat (check, "detections"), ==, 9);
  g_assert_cmpuint (check_get_stat (check, "events"), ==, 2);
  g_assert_cmpuint (check_get_stat (check, "audio-duration"), ==, 15500 * GST_MSECOND);
}

/* Pairs of all values, so that every two meet: an orthogonal array of strength 2
 * over rate, channels, frames a buffer, seconds a segment. */
static const struct { int rate, channels, frames, segment; } pairs[] = {
  { 8000, 1, 1, 2 }, { 8000, 2, 997, 10 }, { 8000, 6, 65536, 60 },
  { 44100, 1, 997, 60 }, { 44100, 2, 65536, 2 }, { 44100, 6, 1, 10 },
  { 192000, 1, 65536, 10 }, { 192000, 2, 1, 60 }, { 192000, 6, 997, 2 },
};

/* Under a sanitizer, where an allocation costs some 30 us, only a tenth of a second
 * is pushed in single frames, and half an hour is as long as four. */
#ifdef __SANITIZE_ADDRESS__
#define SINGLE_FRAMES(rate) ((gsize) (rate) / 10)
#define LONG_SECONDS 1800
#else
#define SINGLE_FRAMES(rate) G_MAXSIZE
#define LONG_SECONDS (4 * 3600)
#endif

/* The same sound at any rate: a tone of 880 Hz from 3 to 6 s, in all 10.5 s, the
 * same in every channel. */
static void
push_pair (Check *check, int rate, int channels, int frames)
{
  gsize n = rate * 21 / 2;
  g_autofree float *samples = g_new0 (float, n * channels);
  g_autoptr (GBytes) bytes = NULL;

  for (gsize i = 3 * (gsize) rate; i < 6 * (gsize) rate; i++) {
    for (int c = 0; c < channels; c++)
      samples[i * channels + c] = 0.5 * sin (2 * G_PI * 880 * i / rate);
  }
  bytes = g_bytes_new (samples, n * channels * sizeof (float));
  for (gsize i = 0; i < n; i += frames) {
    gsize size;

    if (frames == 1 && i >= SINGLE_FRAMES (rate))
      frames = 1009;
    size = MIN ((gsize) frames, n - i) * channels * sizeof (float);
    GstBuffer *buffer = gst_buffer_new ();
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, i * channels * sizeof (float), size);

    gst_buffer_append_memory (buffer, gst_memory_new_wrapped (GST_MEMORY_FLAG_READONLY,
        (gpointer) g_bytes_get_data (part, NULL), size, 0, size, g_bytes_ref (part), (GDestroyNotify) g_bytes_unref));
    GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (i, GST_SECOND, rate);
    g_assert_cmpint (gst_harness_push (check->harness, buffer), ==, GST_FLOW_OK);
  }
}

static void
test_pairs (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autofree char *segment = g_strdup_printf ("%d000000000", pairs[i].segment);
  g_autofree char *caps = g_strdup_printf ("audio/x-raw,format=F32LE,rate=%d,channels=%d,layout=interleaved,"
                                           "channel-mask=(bitmask)0x%x", pairs[i].rate, pairs[i].channels,
                                           pairs[i].channels == 6 ? 0x3f : pairs[i].channels == 2 ? 3 : 0);
  g_autoptr (Check) check = check_new (emulator, "segment-duration", segment, NULL);

  check_play (check, caps);
  gst_harness_set_drop_buffers (check->harness, TRUE);
  push_pair (check, pairs[i].rate, pairs[i].channels, pairs[i].frames);
  check_push_eos (check);
  check_assert_log (check,
                    "window 0 analyzed 0+2000\n"
                    "window 1 analyzed 1000+2000\n"
                    "window 2 analyzed 2000+2000 Siren\n"
                    "start #1 Siren 2000+2000\n"
                    "window 3 analyzed 3000+2000 Siren\n"
                    "window 4 analyzed 4000+2000 Siren\n"
                    "window 5 analyzed 5000+2000 Siren\n"
                    "window 6 analyzed 6000+2000\n"
                    "end #1 Siren 2000+5000\n"
                    "window 7 analyzed 7000+2000\n"
                    "window 8 analyzed 8000+2000\n"
                    "window 9 analyzed 9000+1500\n");
}

/* Four hours: a hop that is no whole number of samples, a buffer size that no
 * hop is a multiple of, and the last timestamp is that of its very sample. */
static void
test_four_hours (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--window-size", "1", "--window-hop", "0.5", NULL);
  g_autoptr (Check) check = check_new (emulator, "messages", "windows", "send-events", "false",
                                       "segment-duration", "300000000000", NULL);
  const guint64 rate = 1001, n = LONG_SECONDS * rate;
  g_autoptr (GstMessage) last = NULL;
  GstMessage *message;
  guint64 count = 0, timestamp, duration;

  check_play (check, "audio/x-raw,format=S16LE,rate=1001,channels=1,layout=interleaved");
  gst_harness_set_drop_buffers (check->harness, TRUE);
  for (guint64 i = 0; i < n; i += 997) {
    guint64 frames = MIN (997, n - i);
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, frames * 2, NULL);

    gst_buffer_memset (buffer, 0, 0, frames * 2);
    GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (i, GST_SECOND, rate);
    g_assert_cmpint (gst_harness_push (check->harness, buffer), ==, GST_FLOW_OK);
  }
  check_push_eos (check);
  while ((message = gst_bus_pop_filtered (check->bus, GST_MESSAGE_ELEMENT))) {
    g_clear_pointer (&last, gst_message_unref);
    last = message;
    count++;
  }
  g_assert_cmpuint (count, ==, LONG_SECONDS * 2 - 1);
  g_assert_true (gst_structure_get_uint64 (gst_message_get_structure (last), "timestamp", &timestamp));
  g_assert_true (gst_structure_get_uint64 (gst_message_get_structure (last), "duration", &duration));
  g_assert_cmpuint (timestamp, ==, LONG_SECONDS * GST_SECOND - GST_SECOND);
  g_assert_cmpuint (duration, ==, GST_SECOND);
}

/* Old servers have other windows, and some do not even tell: @data: told. */
static void
test_other_windows (gconstpointer data)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", "--window-size", "1",
      "--window-hop", "0.5", GPOINTER_TO_INT (data) ? "--verbose" : "--no-tell-windows", NULL);
  g_autoptr (Check) check = check_start (emulator, "segment-duration", "3000000000", NULL);
  g_autoptr (TestSound) sound = test_sound_new (22050);

  test_sound_add_silence (sound, 2);
  test_sound_add_tone (sound, 880, 1, 0.5);
  test_sound_add_silence (sound, 1.75);
  check_push_sound (check, sound, 0, 1000);
  check_push_eos (check);
  check_assert_log (check,
                    "window 0 analyzed 0+1000\n"
                    "window 1 analyzed 500+1000\n"
                    "window 2 analyzed 1000+1000\n"
                    "window 3 analyzed 1500+1000 Siren\n"
                    "start #1 Siren 1500+1000\n"
                    "window 4 analyzed 2000+1000 Siren\n"
                    "window 5 analyzed 2500+1000 Siren\n"
                    "window 6 analyzed 3000+1000\n"
                    "end #1 Siren 1500+2000\n"
                    "window 7 analyzed 3500+1000\n"
                    "window 8 analyzed 4000+750\n");
  g_assert_cmpuint (check_get_stat (check, "window-size"), ==, GST_SECOND);
  g_assert_cmpuint (check_get_stat (check, "window-hop"), ==, GST_SECOND / 2);
}

static void
assert_times (Check *check, guint64 timestamp, guint64 stream_time, guint64 running_time)
{
  g_autoptr (GstMessage) message = check_wait_message (check, GST_MESSAGE_ELEMENT);
  const GstStructure *structure = gst_message_get_structure (message);
  guint64 time;

  g_assert_true (gst_structure_get_uint64 (structure, "timestamp", &time));
  g_assert_cmpuint (time, ==, timestamp);
  g_assert_true (gst_structure_get_uint64 (structure, "stream-time", &time));
  g_assert_cmpuint (time, ==, stream_time);
  g_assert_true (gst_structure_get_uint64 (structure, "running-time", &time));
  g_assert_cmpuint (time, ==, running_time);
}

/* Stream time and running time after a seek, at rate 2.0 and with a base. */
static void
test_segments (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, NULL);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.position = 20 * GST_SECOND;
  segment.time = 50 * GST_SECOND;
  check_push_segment (check, &segment);
  check_push_silence (check, 20 * GST_SECOND, 3 * GST_SECOND);
  segment.rate = 2.0;
  segment.base = 3 * GST_SECOND;
  segment.start = segment.position = segment.time = 40 * GST_SECOND;
  check_push_segment (check, &segment);
  check_push_silence (check, 40 * GST_SECOND, 3 * GST_SECOND);
  check_push_eos (check);
  assert_times (check, 20 * GST_SECOND, 50 * GST_SECOND, 0);
  assert_times (check, 21 * GST_SECOND, 51 * GST_SECOND, GST_SECOND);
  assert_times (check, 40 * GST_SECOND, 40 * GST_SECOND, 3 * GST_SECOND);
  assert_times (check, 41 * GST_SECOND, 41 * GST_SECOND, 3500 * GST_MSECOND);
}

/* Audio in parallel, told in order: the second segment is done first. */
static void
test_order (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, "segment-duration", "2000000000", "max-in-flight", "8", NULL);

  test_emulator_add_fault (emulator, "results@1x4=503");
  check_push_silence (check, 0, 6 * GST_SECOND);
  check_push_eos (check);
  check_assert_log (check,
                    "window 0 analyzed 0+2000\n"
                    "window 1 analyzed 1000+2000\n"
                    "window 2 analyzed 2000+2000\n"
                    "window 3 analyzed 3000+2000\n"
                    "window 4 analyzed 4000+2000\n");
  g_assert_cmpuint (check_get_stat (check, "retries"), >=, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/windows/tones", test_tones);
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *path = g_strdup_printf ("/windows/pairs/%d-hz-%d-channels-%d-frames-%d-s", pairs[i].rate,
                                             pairs[i].channels, pairs[i].frames, pairs[i].segment);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_pairs);
  }
  g_test_add_func ("/windows/four-hours", test_four_hours);
  g_test_add_data_func ("/windows/others/told", GINT_TO_POINTER (TRUE), test_other_windows);
  g_test_add_data_func ("/windows/others/not-told", GINT_TO_POINTER (FALSE), test_other_windows);
  g_test_add_func ("/windows/segments", test_segments);
  g_test_add_func ("/windows/order", test_order);
  return g_test_run ();
}
