/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlcutter.h"

#define RATE 8000

static void
push_format (GstCochlCutter *cutter, int rate)
{
  GstCochlItem item = { .type = GST_COCHL_ITEM_FORMAT };

  gst_audio_info_set_format (&item.info, GST_AUDIO_FORMAT_S16, rate, 1, NULL);
  gst_cochl_cutter_push (cutter, &item);
}

static void
push_segment (GstCochlCutter *cutter, double rate, GstClockTime base)
{
  GstCochlItem item = { .type = GST_COCHL_ITEM_SEGMENT };

  gst_segment_init (&item.segment, GST_FORMAT_TIME);
  item.segment.rate = rate;
  item.segment.base = base;
  gst_cochl_cutter_push (cutter, &item);
}

static GstCochlCutterAnswer
push_audio (GstCochlCutter *cutter, GstClockTime pts, GstClockTime duration, int rate)
{
  GstCochlItem item = {
    .type = GST_COCHL_ITEM_AUDIO, .pts = pts, .frames = gst_util_uint64_scale (duration, rate, GST_SECOND),
    .n_planes = 1
  };

  return gst_cochl_cutter_push (cutter, &item);
}

static void
push_gap (GstCochlCutter *cutter, GstClockTime pts, GstClockTime duration)
{
  GstCochlItem item = { .type = GST_COCHL_ITEM_GAP, .pts = pts, .duration = duration };

  gst_cochl_cutter_push (cutter, &item);
}

static void
push_plain (GstCochlCutter *cutter, GstCochlItemType type)
{
  GstCochlItem item = { .type = type };

  gst_cochl_cutter_push (cutter, &item);
}

static GstCochlCutter *
make_cutter (gboolean settled)
{
  GstCochlCutter *cutter = gst_cochl_cutter_new ();

  if (settled)
    gst_cochl_cutter_settle (cutter);
  gst_cochl_cutter_set_duration (cutter, 4 * GST_SECOND);
  push_format (cutter, RATE);
  push_segment (cutter, 1, 0);
  return cutter;
}

/* Pops a segment and checks when its first window is and how many it has. */
static void
assert_pop (GstCochlCutter *cutter, GstClockTime timestamp, guint n_windows)
{
  g_autoptr (GstCochlStretch) stretch = NULL;
  g_autoptr (GstCochlAudioSegment) segment = gst_cochl_cutter_pop (cutter, &stretch);
  GstCochlFrameTime start;
  GstClockTime duration;
  gint64 arrival;

  g_assert_nonnull (segment);
  gst_cochl_stretch_get_window (stretch, segment->first_window, &start, &duration, &arrival);
  g_assert_cmpuint (start.timestamp, ==, timestamp);
  g_assert_cmpuint (segment->n_windows, ==, n_windows);
}

static void
assert_empty (GstCochlCutter *cutter)
{
  GstCochlStretch *stretch = NULL;

  g_assert_null (gst_cochl_cutter_pop (cutter, &stretch));
}

/* A jump ends a stretch: what came before is padded, what follows is timed anew. */
static void
test_jump (void)
{
  g_autoptr (GstCochlCutter) cutter = make_cutter (TRUE);

  push_audio (cutter, 0, 3 * GST_SECOND, RATE);
  assert_empty (cutter);
  push_audio (cutter, 10 * GST_SECOND, GST_SECOND, RATE);
  assert_pop (cutter, 0, 2);
  assert_empty (cutter);
  g_assert_false (gst_cochl_cutter_is_done (cutter));
  push_plain (cutter, GST_COCHL_ITEM_EOS);
  assert_pop (cutter, 10 * GST_SECOND, 1);
  g_assert_true (gst_cochl_cutter_is_done (cutter));
  g_assert_cmpuint (gst_cochl_cutter_get_length (cutter), ==, 4 * GST_SECOND);
}

static void
test_format (void)
{
  g_autoptr (GstCochlCutter) cutter = make_cutter (TRUE);

  push_audio (cutter, 0, GST_SECOND, RATE);
  push_format (cutter, RATE);
  push_audio (cutter, GST_SECOND, GST_SECOND, RATE);
  push_format (cutter, 2 * RATE);
  /* The same caps again broke nothing; others did. Audio without a timestamp
   * goes on where the audio before it ended. */
  assert_pop (cutter, 0, 1);
  push_audio (cutter, GST_CLOCK_TIME_NONE, 3 * GST_SECOND, 2 * RATE);
  push_plain (cutter, GST_COCHL_ITEM_EOS);
  assert_pop (cutter, 2 * GST_SECOND, 2);
}

static void
test_segment (void)
{
  g_autoptr (GstCochlCutter) cutter = make_cutter (TRUE);

  push_audio (cutter, 0, GST_SECOND, RATE);
  push_segment (cutter, 1, 0);
  push_audio (cutter, GST_SECOND, GST_SECOND, RATE);
  push_segment (cutter, 1, 5);
  assert_pop (cutter, 0, 1);
  push_audio (cutter, 0, GST_SECOND, RATE);
  push_plain (cutter, GST_COCHL_ITEM_EOS);
  assert_pop (cutter, 0, 1);
}

static void
test_gap (void)
{
  g_autoptr (GstCochlCutter) cutter = make_cutter (TRUE);

  push_audio (cutter, 0, 2 * GST_SECOND, RATE);
  push_gap (cutter, 2 * GST_SECOND, 50 * GST_MSECOND);
  push_audio (cutter, 2050 * GST_MSECOND, 950 * GST_MSECOND, RATE);
  assert_empty (cutter);
  push_gap (cutter, 3 * GST_SECOND, GST_SECOND);
  /* The short gap was silence in one stretch, the long one ended it. */
  assert_pop (cutter, 0, 2);
  push_audio (cutter, GST_CLOCK_TIME_NONE, GST_SECOND, RATE);
  push_plain (cutter, GST_COCHL_ITEM_EOS);
  assert_pop (cutter, 4 * GST_SECOND, 1);
}

static void
test_flush (void)
{
  g_autoptr (GstCochlCutter) cutter = make_cutter (TRUE);

  push_audio (cutter, 0, 10 * GST_SECOND, RATE);
  push_plain (cutter, GST_COCHL_ITEM_FLUSH);
  assert_empty (cutter);
  g_assert_true (gst_cochl_cutter_is_done (cutter));
  push_audio (cutter, GST_SECOND, 4 * GST_SECOND, RATE);
  assert_pop (cutter, GST_SECOND, 3);
}

static void
test_reversed (void)
{
  g_autoptr (GstCochlCutter) cutter = make_cutter (TRUE);

  push_segment (cutter, -1, 0);
  g_assert_cmpint (push_audio (cutter, 0, GST_SECOND, RATE), ==, GST_COCHL_CUTTER_REVERSED);
  push_plain (cutter, GST_COCHL_ITEM_EOS);
  assert_empty (cutter);
  push_segment (cutter, 1, 0);
  g_assert_cmpint (push_audio (cutter, 0, GST_SECOND, RATE), ==, GST_COCHL_CUTTER_TAKEN);
}

/* Until the windows are known one segment goes out and the rest waits; other
 * windows cut it again. */
static void
test_other_windows (void)
{
  g_autoptr (GstCochlCutter) cutter = make_cutter (FALSE);

  push_audio (cutter, 0, 10 * GST_SECOND, RATE);
  g_assert_false (gst_cochl_cutter_is_held (cutter));
  assert_pop (cutter, 0, 3);
  g_assert_true (gst_cochl_cutter_is_held (cutter));
  assert_empty (cutter);
  g_assert_false (gst_cochl_cutter_set_windows (cutter, GST_SECOND, GST_SECOND / 2));
  g_assert_false (gst_cochl_cutter_is_held (cutter));
  assert_pop (cutter, 0, 7);
  assert_pop (cutter, 3500 * GST_MSECOND, 7);
}

static void
test_same_windows (void)
{
  g_autoptr (GstCochlCutter) cutter = make_cutter (FALSE);

  push_audio (cutter, 0, 10 * GST_SECOND, RATE);
  assert_pop (cutter, 0, 3);
  g_assert_true (gst_cochl_cutter_set_windows (cutter, 2 * GST_SECOND, GST_SECOND));
  assert_pop (cutter, 3 * GST_SECOND, 3);
}

/* A service that judges other windows all at once: what is open ends, what
 * follows is cut for them. */
static void
test_late_change (void)
{
  g_autoptr (GstCochlCutter) cutter = make_cutter (TRUE);
  GstClockTime size, hop;

  push_audio (cutter, 0, 3 * GST_SECOND, RATE);
  g_assert_true (gst_cochl_cutter_set_windows (cutter, GST_SECOND, GST_SECOND));
  assert_pop (cutter, 0, 2);
  push_audio (cutter, 3 * GST_SECOND, 4 * GST_SECOND, RATE);
  assert_pop (cutter, 3 * GST_SECOND, 4);
  gst_cochl_cutter_get_windows (cutter, &size, &hop);
  g_assert_cmpuint (size, ==, GST_SECOND);
  g_assert_cmpuint (hop, ==, GST_SECOND);
}

/* Such a time counts as none: the audio begins where the segment does. */
static void
test_absurd_time (void)
{
  g_autoptr (GstCochlCutter) cutter = make_cutter (TRUE);

  push_audio (cutter, G_MAXUINT64 - 2, 4 * GST_SECOND, RATE);
  assert_pop (cutter, 0, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/cutter/jump", test_jump);
  g_test_add_func ("/cutter/format", test_format);
  g_test_add_func ("/cutter/segment", test_segment);
  g_test_add_func ("/cutter/gap", test_gap);
  g_test_add_func ("/cutter/flush", test_flush);
  g_test_add_func ("/cutter/reversed", test_reversed);
  g_test_add_func ("/cutter/other-windows", test_other_windows);
  g_test_add_func ("/cutter/same-windows", test_same_windows);
  g_test_add_func ("/cutter/late-change", test_late_change);
  g_test_add_func ("/cutter/absurd-time", test_absurd_time);
  return g_test_run ();
}
