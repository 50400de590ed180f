/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlstretch.h"

#include "tests/unit/gst/jobs.h"

static void
assert_window (GstCochlStretch *stretch, guint64 k, GstClockTime timestamp, GstClockTime duration)
{
  GstCochlFrameTime start;
  GstClockTime real;
  gint64 arrival;

  gst_cochl_stretch_get_window (stretch, k, &start, &real, &arrival);
  g_assert_cmpuint (start.timestamp, ==, timestamp);
  g_assert_cmpuint (real, ==, duration);
}

/* The last window is cut to the real end. */
static void
test_windows (void)
{
  g_autoptr (GstCochlStretch) stretch = make_stretch (5 * GST_SECOND, 3500 * GST_MSECOND, 60 * GST_SECOND);
  g_autoptr (GstCochlAudioSegment) segment = gst_cochl_stretch_pop (stretch);

  g_assert_cmpuint (segment->n_windows, ==, 3);
  g_assert_true (segment->last);
  g_assert_true (gst_cochl_stretch_is_done (stretch));
  assert_window (stretch, 0, 5 * GST_SECOND, 2 * GST_SECOND);
  assert_window (stretch, 1, 6 * GST_SECOND, 2 * GST_SECOND);
  assert_window (stretch, 2, 7 * GST_SECOND, 1500 * GST_MSECOND);
  g_assert_cmpuint (gst_cochl_stretch_get_end_time (stretch), ==, 8500 * GST_MSECOND);
  g_assert_cmpuint (gst_cochl_stretch_get_length (stretch), ==, 3500 * GST_MSECOND);
  gst_cochl_stretch_forget (stretch, 2);
  assert_window (stretch, 2, 7 * GST_SECOND, 1500 * GST_MSECOND);
}

static void
test_arrival (void)
{
  const GstCochlGrid grid = { 2 * GST_SECOND, GST_SECOND, 0 };
  GstCochlItem item = { .type = GST_COCHL_ITEM_AUDIO, .frames = 8000, .n_planes = 1 };
  g_autoptr (GstCochlStretch) stretch = NULL;
  GstCochlFrameTime start;
  GstClockTime duration;
  GstSegment segment;
  GstAudioInfo info;
  gint64 arrival;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_S16, 8000, 1, NULL);
  stretch = gst_cochl_stretch_new (&info, &segment, &grid, TRUE, GST_SECOND);
  g_assert_cmpuint (gst_cochl_stretch_get_wanted (stretch), >=, 2 * 8000);
  for (guint i = 0; i < 3; i++) {
    item.pts = i * GST_SECOND;
    item.arrival = i * G_USEC_PER_SEC + 7;
    g_assert_true (gst_cochl_stretch_push (stretch, &item));
  }
  gst_cochl_stretch_get_window (stretch, 0, &start, &duration, &arrival);
  g_assert_cmpint (arrival, ==, G_USEC_PER_SEC + 7);
  gst_cochl_stretch_get_window (stretch, 1, &start, &duration, &arrival);
  g_assert_cmpint (arrival, ==, 2 * G_USEC_PER_SEC + 7);
  item.pts = 10 * GST_SECOND;
  g_assert_false (gst_cochl_stretch_push (stretch, &item));
  g_assert_cmpuint (gst_cochl_stretch_get_length (stretch), ==, 3 * GST_SECOND);
}

/* A lower rate is kept, a higher one brought down. */
static void
test_rate (void)
{
  const int rates[][2] = { { 8000, 8000 }, { 22050, 22050 }, { 48000, 22050 } };
  const GstCochlGrid grid = { 2 * GST_SECOND, GST_SECOND, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++) {
    g_autoptr (GstCochlStretch) stretch = NULL;
    GstSegment segment;
    GstAudioInfo info;

    gst_segment_init (&segment, GST_FORMAT_TIME);
    gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_F32, rates[i][0], 2, NULL);
    stretch = gst_cochl_stretch_new (&info, &segment, &grid, TRUE, GST_SECOND);
    g_assert_cmpint (gst_cochl_stretch_get_grid (stretch)->rate, ==, rates[i][1]);
    g_assert_cmpuint (gst_cochl_stretch_get_grid (stretch)->size, ==, 2 * GST_SECOND);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/stretch/windows", test_windows);
  g_test_add_func ("/stretch/arrival", test_arrival);
  g_test_add_func ("/stretch/rate", test_rate);
  return g_test_run ();
}
