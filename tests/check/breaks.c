/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* What a user sees when the audio does not simply go on. */

typedef struct {
  TestEmulator *emulator;
  Check *check;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  self->check = check_start (self->emulator, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  check_free (self->check);
  g_assert_cmpint (test_emulator_get_stat (self->emulator, "sessions.open"), ==, 0);
  test_emulator_stop (self->emulator);
}

static void
push_tone (Fixture *self, GstClockTime timestamp, double seconds)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);

  test_sound_add_tone (sound, 880, seconds, 0.5);
  g_assert_cmpint (check_push_sound (self->check, sound, timestamp, 4410), ==, GST_FLOW_OK);
}

static void
push_buffer (Fixture *self, GstClockTime timestamp, gsize frames, GstBufferFlags flags)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, frames * 2, NULL);

  gst_buffer_memset (buffer, 0, 0, frames * 2);
  GST_BUFFER_PTS (buffer) = timestamp;
  GST_BUFFER_FLAG_SET (buffer, flags);
  g_assert_cmpint (gst_harness_push (self->check->harness, buffer), ==, GST_FLOW_OK);
}

/* A jump in time: what came before is judged to its end, what follows has its
 * own times, and a sound does not go on over it. */
static void
test_jump (Fixture *self, gconstpointer data)
{
  push_tone (self, 0, 3);
  push_tone (self, 60 * GST_SECOND, 2);
  check_push_eos (self->check);
  check_assert_log (self->check,
                    "window 0 analyzed 0+2000 Siren\n"
                    "start #1 Siren 0+2000\n"
                    "window 1 analyzed 1000+2000 Siren\n"
                    "window 2 analyzed 60000+2000 Siren\n"
                    "end #1 Siren 0+3000\n"
                    "start #2 Siren 60000+2000\n"
                    "end #2 Siren 60000+2000\n");
}

/* The flag alone, without a jump in time, changes nothing. */
static void
test_discont_flag (Fixture *self, gconstpointer data)
{
  push_buffer (self, 0, 22050, GST_BUFFER_FLAG_DISCONT);
  push_buffer (self, GST_SECOND, 22050, GST_BUFFER_FLAG_DISCONT);
  push_buffer (self, 2 * GST_SECOND, 22050, GST_BUFFER_FLAG_DISCONT);
  check_push_eos (self->check);
  check_assert_log (self->check,
                    "window 0 analyzed 0+2000\n"
                    "window 1 analyzed 1000+2000\n");
}

static void
test_gap_buffer (Fixture *self, gconstpointer data)
{
  push_buffer (self, 0, 44100, GST_BUFFER_FLAG_GAP);
  push_tone (self, 2 * GST_SECOND, 2);
  check_push_eos (self->check);
  check_assert_log (self->check,
                    "window 0 analyzed 0+2000\n"
                    "window 1 analyzed 1000+2000 Siren\n"
                    "start #1 Siren 1000+2000\n"
                    "window 2 analyzed 2000+2000 Siren\n"
                    "end #1 Siren 1000+3000\n");
}

static void
push_gap_event (Fixture *self, GstClockTime timestamp, GstClockTime duration)
{
  g_assert_true (gst_harness_push_event (self->check->harness, gst_event_new_gap (timestamp, duration)));
}

/* A short GAP event is silence; a long one is time that was never heard. */
static void
test_gap_event (Fixture *self, gconstpointer data)
{
  push_tone (self, 0, 1);
  push_gap_event (self, GST_SECOND, 40 * GST_MSECOND);
  push_tone (self, 1040 * GST_MSECOND, 1.96);
  push_gap_event (self, 3 * GST_SECOND, 7 * GST_SECOND);
  push_tone (self, 10 * GST_SECOND, 2);
  check_push_eos (self->check);
  check_assert_log (self->check,
                    "window 0 analyzed 0+2000 Siren\n"
                    "start #1 Siren 0+2000\n"
                    "window 1 analyzed 1000+2000 Siren\n"
                    "window 2 analyzed 10000+2000 Siren\n"
                    "end #1 Siren 0+3000\n"
                    "start #2 Siren 10000+2000\n"
                    "end #2 Siren 10000+2000\n");
}

/* A seek: nothing of the audio before it is told after it but that its sounds
 * have ended; the index counts on. */
static void
test_flush (Fixture *self, gconstpointer data)
{
  g_autofree char *before = NULL;
  GstSegment segment;

  gst_util_set_object_arg (G_OBJECT (self->check->element), "segment-duration", "2000000000");
  push_tone (self, 0, 2.5);
  before = check_wait_log (self->check, "start #1");
  g_assert_cmpstr (before, ==, "window 0 analyzed 0+2000 Siren\nstart #1 Siren 0+2000\n");
  test_emulator_add_fault (self->emulator, "results@1x*=429:1");
  push_tone (self, 2500 * GST_MSECOND, 4);
  gst_harness_push_event (self->check->harness, gst_event_new_flush_start ());
  gst_harness_push_event (self->check->harness, gst_event_new_flush_stop (TRUE));
  test_emulator_clear_faults (self->emulator);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = segment.position = 100 * GST_SECOND;
  check_push_segment (self->check, &segment);
  push_tone (self, 100 * GST_SECOND, 2);
  check_push_eos (self->check);
  check_assert_log (self->check,
                    "end #1 Siren 0+2000\n"
                    "window 1 analyzed 100000+2000 Siren\n"
                    "start #2 Siren 100000+2000\n"
                    "end #2 Siren 100000+2000\n");
}

/* Other caps in mid-stream: every sample is judged, times go on, and a sound does
 * where the interval margin bridges what the last window is longer than a hop. */
static void
test_caps_change (Fixture *self, gconstpointer data)
{
  g_autoptr (TestSound) sound = test_sound_new (8000);

  gst_util_set_object_arg (G_OBJECT (self->check->element), "interval-margin", "1");
  push_tone (self, 0, 2.5);
  gst_harness_set_src_caps_str (self->check->harness,
                                "audio/x-raw,format=S16LE,rate=8000,channels=1,layout=interleaved");
  test_sound_add_tone (sound, 880, 2.5, 0.5);
  check_push_sound (self->check, sound, 2500 * GST_MSECOND, 800);
  check_push_eos (self->check);
  check_assert_log (self->check,
                    "window 0 analyzed 0+2000 Siren\n"
                    "start #1 Siren 0+2000\n"
                    "window 1 analyzed 1000+1500 Siren\n"
                    "window 2 analyzed 2500+2000 Siren\n"
                    "window 3 analyzed 3500+1500 Siren\n"
                    "end #1 Siren 0+5000\n");
}

/* Another segment without a flush, as from a playlist: its times start anew. */
static void
test_segment_change (Fixture *self, gconstpointer data)
{
  GstSegment segment;

  push_tone (self, 0, 2);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.base = 2 * GST_SECOND;
  check_push_segment (self->check, &segment);
  push_tone (self, 0, 2);
  check_push_eos (self->check);
  check_assert_log (self->check,
                    "window 0 analyzed 0+2000 Siren\n"
                    "start #1 Siren 0+2000\n"
                    "window 1 analyzed 0+2000 Siren\n"
                    "end #1 Siren 0+2000\n"
                    "start #2 Siren 0+2000\n"
                    "end #2 Siren 0+2000\n");
}

static void
test_no_data (Fixture *self, gconstpointer data)
{
  check_push_eos (self->check);
  check_assert_log (self->check, "");
  g_assert_cmpuint (check_get_stat (self->check, "requests"), ==, 0);
}

/* Less than a window, less than the second that the service needs. */
static void
test_short (Fixture *self, gconstpointer data)
{
  push_buffer (self, 0, 1, 0);
  check_push_eos (self->check);
  check_assert_log (self->check, "window 0 analyzed 0+0\n");
}

/* Audio without timestamps follows what was before, the first from the start of
 * the segment. */
static void
test_no_timestamps (Fixture *self, gconstpointer data)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = segment.position = 5 * GST_SECOND;
  check_push_segment (self->check, &segment);
  for (guint i = 0; i < 3; i++)
    push_buffer (self, GST_CLOCK_TIME_NONE, 22050, 0);
  check_push_eos (self->check);
  check_assert_log (self->check,
                    "window 0 analyzed 5000+2000\n"
                    "window 1 analyzed 6000+2000\n");
}

/* Audio that is played backwards passes, and is said once not to be analysed. */
static void
test_reverse (Fixture *self, gconstpointer data)
{
  g_autofree char *log = NULL;
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.rate = -1;
  segment.stop = segment.position = 10 * GST_SECOND;
  check_push_segment (self->check, &segment);
  push_buffer (self, 2 * GST_SECOND, 22050, GST_BUFFER_FLAG_DISCONT);
  push_buffer (self, GST_SECOND, 22050, GST_BUFFER_FLAG_DISCONT);
  check_push_eos (self->check);
  g_assert_cmpuint (gst_harness_buffers_received (self->check->harness), ==, 2);
  check_assert_log (self->check, "warning Audio that is played backwards passes, but is not analysed.\n");
}

/* The element may be used again after EOS, and starts to count anew in READY. */
static void
test_again (Fixture *self, gconstpointer data)
{
  GstSegment segment;

  push_buffer (self, 0, 44100, 0);
  check_push_eos (self->check);
  gst_harness_push_event (self->check->harness, gst_event_new_flush_start ());
  gst_harness_push_event (self->check->harness, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  check_push_segment (self->check, &segment);
  push_buffer (self, 0, 44100, 0);
  check_push_eos (self->check);
  check_assert_log (self->check, "window 0 analyzed 0+2000\nwindow 1 analyzed 0+2000\n");

  gst_harness_teardown (self->check->harness);
  check_play (self->check, NULL);
  push_buffer (self, 0, 44100, 0);
  check_push_eos (self->check);
  check_assert_log (self->check, "window 0 analyzed 0+2000\n");
}

/* Another stream may come after EOS without a flush between: longer than the
 * queue, so that it has to be taken out. */
static void
test_another_stream (Fixture *self, gconstpointer data)
{
  GstSegment segment;

  push_buffer (self, 0, 44100, 0);
  check_push_eos (self->check);
  gst_harness_push_event (self->check->harness, gst_event_new_stream_start ("another"));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  check_push_segment (self->check, &segment);
  for (guint i = 0; i < 4; i++)
    push_buffer (self, i * GST_SECOND, 22050, 0);
  check_push_eos (self->check);
  check_assert_log (self->check, "window 0 analyzed 0+2000\nwindow 1 analyzed 0+2000\n"
                                 "window 2 analyzed 1000+2000\nwindow 3 analyzed 2000+2000\n");
}

static void
add_test (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  add_test ("/breaks/jump", test_jump);
  add_test ("/breaks/discont-flag", test_discont_flag);
  add_test ("/breaks/gap-buffer", test_gap_buffer);
  add_test ("/breaks/gap-event", test_gap_event);
  add_test ("/breaks/flush", test_flush);
  add_test ("/breaks/caps-change", test_caps_change);
  add_test ("/breaks/segment-change", test_segment_change);
  add_test ("/breaks/no-data", test_no_data);
  add_test ("/breaks/short", test_short);
  add_test ("/breaks/no-timestamps", test_no_timestamps);
  add_test ("/breaks/reverse", test_reverse);
  add_test ("/breaks/again", test_again);
  add_test ("/breaks/another-stream", test_another_stream);
  return g_test_run ();
}
