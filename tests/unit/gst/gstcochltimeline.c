/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochltimeline.h"

static GstCochlTimeline *
make_timeline (int rate)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  return gst_cochl_timeline_new (rate, &segment);
}

static GstClockTime
get_timestamp (GstCochlTimeline *timeline, GstClockTime position)
{
  GstCochlFrameTime time;

  gst_cochl_timeline_get_time (timeline, position, &time);
  return time.timestamp;
}

static gint64
get_arrival (GstCochlTimeline *timeline, GstClockTime position)
{
  GstCochlFrameTime time;

  gst_cochl_timeline_get_time (timeline, position, &time);
  return time.arrival;
}

/* Buffers of 1024 whose timestamps are rounded to @rounding ns. */
static void
check_long (int rate, GstClockTime first, GstClockTime rounding)
{
  g_autoptr (GstCochlTimeline) timeline = make_timeline (rate);
  guint64 total = 4 * 3600 * (guint64) rate, frames;
  GstClockTime expected;

  for (frames = 0; frames < total; frames += 1024) {
    GstClockTime pts = first + gst_util_uint64_scale (frames, GST_SECOND, rate);

    g_assert_true (gst_cochl_timeline_push (timeline, pts / rounding * rounding, FALSE, 1024, frames));
    gst_cochl_timeline_forget (timeline, gst_util_uint64_scale (MAX (frames, 2 * (guint) rate) - 2 * rate,
        GST_SECOND, rate));
  }
  g_assert_cmpuint (gst_cochl_timeline_get_frames (timeline), ==, frames);
  expected = first / rounding * rounding + 4 * 3600 * GST_SECOND - 2 * GST_SECOND;
  g_assert_cmpuint (get_timestamp (timeline, 4 * 3600 * GST_SECOND - 2 * GST_SECOND), ==, expected);
}

static void
test_four_hours (void)
{
  check_long (44100, 0, 1);
  check_long (44100, 12345678901, 1);
  check_long (44100, 0, GST_MSECOND);
  check_long (11025, 7 * GST_SECOND, GST_MSECOND);
  check_long (192000, 0, 1000);
}

/* The place of a window is a matter of frames, not of how they came. */
static void
test_any_buffers (void)
{
  static const guint sizes[] = { 1, 7, 1024, 65536 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GstCochlTimeline) timeline = make_timeline (44100);

    for (guint64 frames = 0; frames < 200000; frames += sizes[i])
      g_assert_true (gst_cochl_timeline_push (timeline,
          GST_SECOND + gst_util_uint64_scale_round (frames, GST_SECOND, 44100), FALSE, sizes[i], 0));
    for (guint k = 0; k < 4; k++)
      g_assert_cmpuint (get_timestamp (timeline, k * GST_SECOND), ==, (k + 1) * GST_SECOND);
  }
}

static void
test_no_timestamps (void)
{
  GstSegment segment;
  g_autoptr (GstCochlTimeline) timeline = NULL;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = segment.position = 5 * GST_SECOND;
  timeline = gst_cochl_timeline_new (8000, &segment);
  for (int i = 0; i < 10; i++)
    g_assert_true (gst_cochl_timeline_push (timeline, GST_CLOCK_TIME_NONE, i == 5, 8000, 0));
  g_assert_cmpuint (get_timestamp (timeline, 0), ==, 5 * GST_SECOND);
  g_assert_cmpuint (get_timestamp (timeline, 9 * GST_SECOND), ==, 14 * GST_SECOND);
  g_assert_cmpuint (gst_cochl_timeline_get_duration (timeline), ==, 10 * GST_SECOND);

  /* The next timestamp that is known is held against those that were counted. */
  g_assert_true (gst_cochl_timeline_push (timeline, 15 * GST_SECOND, FALSE, 8000, 0));
  g_assert_false (gst_cochl_timeline_push (timeline, 17 * GST_SECOND, FALSE, 8000, 0));
}

static void
test_jitter (void)
{
  g_autoptr (GstCochlTimeline) timeline = make_timeline (44100);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint64 i = 0; i < 10000; i++) {
    GstClockTime pts = GST_SECOND + i * GST_SECOND / 100;

    if (i > 0)
      pts += g_rand_int_range (rand, -39, 39) * GST_MSECOND;
    g_assert_true (gst_cochl_timeline_push (timeline, pts, FALSE, 441, 0));
    g_assert_cmpuint (get_timestamp (timeline, i * GST_SECOND / 100), ==, GST_SECOND + i * GST_SECOND / 100);
  }
}

static void
test_cut (void)
{
  static const gint64 jumps[] = { 100, 150, 5000, -100, -900 }; /* ms */

  for (guint i = 0; i < G_N_ELEMENTS (jumps); i++) {
    for (int discont = 0; discont < 2; discont++) {
      g_autoptr (GstCochlTimeline) timeline = make_timeline (8000);

      g_assert_true (gst_cochl_timeline_push (timeline, GST_SECOND, FALSE, 8000, 0));
      g_assert_false (gst_cochl_timeline_push (timeline, 2 * GST_SECOND + jumps[i] * GST_MSECOND, discont, 8000, 0));
      g_assert_cmpuint (gst_cochl_timeline_get_frames (timeline), ==, 8000);
      g_assert_cmpuint (get_timestamp (timeline, GST_SECOND), ==, 2 * GST_SECOND);

      /* Nothing was taken: audio that does follow still may. */
      g_assert_true (gst_cochl_timeline_push (timeline, 2 * GST_SECOND, FALSE, 8000, 0));
    }
  }
}

static void
test_discont_without_gap (void)
{
  g_autoptr (GstCochlTimeline) timeline = make_timeline (44100);

  for (guint64 i = 0; i < 1000; i++)
    g_assert_true (gst_cochl_timeline_push (timeline,
        gst_util_uint64_scale (i * 1000, GST_SECOND, 44100), TRUE, 1000, 0));
  g_assert_cmpuint (get_timestamp (timeline, 20 * GST_SECOND), ==, 20 * GST_SECOND);
}

/* A small gap that is flagged moves what follows, and only that. */
static void
test_restamp (void)
{
  g_autoptr (GstCochlTimeline) timeline = make_timeline (8000);

  g_assert_true (gst_cochl_timeline_push (timeline, 0, TRUE, 8000, 0));
  g_assert_true (gst_cochl_timeline_push (timeline, 1050 * GST_MSECOND, TRUE, 8000, 0));
  g_assert_true (gst_cochl_timeline_push (timeline, 2030 * GST_MSECOND, TRUE, 8000, 0));
  g_assert_cmpuint (get_timestamp (timeline, 999 * GST_MSECOND), ==, 999 * GST_MSECOND);
  g_assert_cmpuint (get_timestamp (timeline, GST_SECOND), ==, 1050 * GST_MSECOND);
  g_assert_cmpuint (get_timestamp (timeline, 1500 * GST_MSECOND), ==, 1550 * GST_MSECOND);
  g_assert_cmpuint (get_timestamp (timeline, 2 * GST_SECOND), ==, 2030 * GST_MSECOND);
  g_assert_cmpuint (get_timestamp (timeline, 60 * GST_SECOND), ==, 60030 * GST_MSECOND);
  g_assert_cmpuint (gst_cochl_timeline_get_duration (timeline), ==, 3 * GST_SECOND);

  gst_cochl_timeline_forget (timeline, 1500 * GST_MSECOND);
  g_assert_cmpuint (get_timestamp (timeline, 1500 * GST_MSECOND), ==, 1550 * GST_MSECOND);
  g_assert_cmpuint (get_timestamp (timeline, 2 * GST_SECOND), ==, 2030 * GST_MSECOND);
}

/* An RTSP camera whose clock runs @ppm fast for an hour: never cut, and the
 * times given are never off by more than the threshold and a second's drift. */
static void
check_drift (gint64 ppm)
{
  g_autoptr (GstCochlTimeline) timeline = make_timeline (8000);

  for (gint64 i = 0; i < 3600 * 50; i++) {
    gint64 nominal = i * 20 * GST_MSECOND, pts = GST_SECOND + nominal + nominal / 1000000 * ppm;

    g_assert_true (gst_cochl_timeline_push (timeline, pts, FALSE, 160, 0));
    g_assert_cmpint (ABS ((gint64) get_timestamp (timeline, nominal) - pts), <, 60 * GST_MSECOND);
    gst_cochl_timeline_forget (timeline, nominal);
  }
}

static void
test_drift (void)
{
  check_drift (100);
  check_drift (-100);
  check_drift (5000);
  check_drift (-5000);
}

static void
test_segment (void)
{
  GstSegment segment;
  GstCochlFrameTime time;
  g_autoptr (GstCochlTimeline) timeline = NULL;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.rate = 2.0;
  segment.base = 100 * GST_SECOND;
  segment.start = 10 * GST_SECOND;
  segment.stop = 20 * GST_SECOND;
  segment.time = 50 * GST_SECOND;
  timeline = gst_cochl_timeline_new (8000, &segment);
  g_assert_true (gst_cochl_timeline_push (timeline, 12 * GST_SECOND, TRUE, 80000, 0));

  gst_cochl_timeline_get_time (timeline, 2 * GST_SECOND, &time);
  g_assert_cmpuint (time.timestamp, ==, 14 * GST_SECOND);
  g_assert_cmpuint (time.running_time, ==, 102 * GST_SECOND);
  g_assert_cmpuint (time.stream_time, ==, 54 * GST_SECOND);

  gst_cochl_timeline_get_time (timeline, 9 * GST_SECOND, &time);
  g_assert_cmpuint (time.timestamp, ==, 21 * GST_SECOND);
  g_assert_cmpuint (time.running_time, ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (time.stream_time, ==, GST_CLOCK_TIME_NONE);
}

/* A segment that does not count in time has no times but the buffers' own. */
static void
test_other_segment (void)
{
  GstSegment segment;
  GstCochlFrameTime time;
  g_autoptr (GstCochlTimeline) timeline = NULL;

  gst_segment_init (&segment, GST_FORMAT_BYTES);
  timeline = gst_cochl_timeline_new (8000, &segment);
  g_assert_true (gst_cochl_timeline_push (timeline, GST_CLOCK_TIME_NONE, FALSE, 8000, 0));
  gst_cochl_timeline_get_time (timeline, GST_SECOND, &time);
  g_assert_cmpuint (time.timestamp, ==, GST_SECOND);
  g_assert_cmpuint (time.running_time, ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (time.stream_time, ==, GST_CLOCK_TIME_NONE);
}

static void
test_arrival (void)
{
  g_autoptr (GstCochlTimeline) timeline = make_timeline (8000);

  for (guint i = 0; i < 100; i++)
    g_assert_true (gst_cochl_timeline_push (timeline, GST_CLOCK_TIME_NONE, FALSE, 160, 5000000 + i * 20000));
  for (guint i = 0; i < 100; i++) {
    g_assert_cmpint (get_arrival (timeline, i * 20 * GST_MSECOND), ==, 5000000 + i * 20000);
    g_assert_cmpint (get_arrival (timeline, i * 20 * GST_MSECOND + 19999999), ==, 5000000 + i * 20000);
  }
  gst_cochl_timeline_forget (timeline, GST_SECOND);
  g_assert_cmpint (get_arrival (timeline, GST_SECOND), ==, 6000000);
  g_assert_cmpint (get_arrival (timeline, 10 * GST_SECOND), ==, 5000000 + 99 * 20000);
  g_assert_cmpuint (gst_cochl_timeline_get_n_anchors (timeline), ==, 50);
}

/* A file's audio comes in no time: its arrivals are worth an anchor only every
 * ten milliseconds. */
static void
test_few_anchors (void)
{
  g_autoptr (GstCochlTimeline) timeline = make_timeline (44100);

  for (guint i = 0; i < 100000; i++) {
    g_assert_true (gst_cochl_timeline_push (timeline, GST_CLOCK_TIME_NONE, FALSE, 1, i));
    g_assert_cmpint (ABS (get_arrival (timeline, gst_util_uint64_scale_ceil (i, GST_SECOND, 44100)) - i), <, 10000);
  }
  g_assert_cmpuint (gst_cochl_timeline_get_n_anchors (timeline), ==, 10);
}

/* A GAP event may stand for days. */
static void
test_many_frames (void)
{
  g_autoptr (GstCochlTimeline) timeline = make_timeline (192000);
  guint64 days = 3 * 86400;

  g_assert_true (gst_cochl_timeline_push (timeline, 0, FALSE, days * 192000, 0));
  g_assert_cmpuint (gst_cochl_timeline_get_duration (timeline), ==, days * GST_SECOND);
  g_assert_true (gst_cochl_timeline_push (timeline, days * GST_SECOND, FALSE, 192000, 0));
  g_assert_cmpuint (get_timestamp (timeline, days * GST_SECOND), ==, days * GST_SECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/gst/timeline/four-hours", test_four_hours);
  g_test_add_func ("/gst/timeline/any-buffers", test_any_buffers);
  g_test_add_func ("/gst/timeline/no-timestamps", test_no_timestamps);
  g_test_add_func ("/gst/timeline/jitter", test_jitter);
  g_test_add_func ("/gst/timeline/cut", test_cut);
  g_test_add_func ("/gst/timeline/discont-without-gap", test_discont_without_gap);
  g_test_add_func ("/gst/timeline/restamp", test_restamp);
  g_test_add_func ("/gst/timeline/drift", test_drift);
  g_test_add_func ("/gst/timeline/segment", test_segment);
  g_test_add_func ("/gst/timeline/other-segment", test_other_segment);
  g_test_add_func ("/gst/timeline/arrival", test_arrival);
  g_test_add_func ("/gst/timeline/few-anchors", test_few_anchors);
  g_test_add_func ("/gst/timeline/many-frames", test_many_frames);
  return g_test_run ();
}
