/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlmarks.h"

#define RATE 1000
#define UTC (1700000000 * GST_SECOND)

static void
assert_mark (GstCochlMarks *marks, guint64 frame, guint64 position, GstClockTime utc)
{
  guint64 got_position;
  GstClockTime got_utc;

  gst_cochl_marks_get (marks, frame, &got_position, &got_utc);
  g_assert_cmpuint (got_position, ==, position);
  g_assert_cmpuint (got_utc, ==, utc);
}

/* The silence of a GAP stands for no frame: what follows has the same position. */
static void
test_positions (void)
{
  g_autoptr (GstCochlMarks) marks = gst_cochl_marks_new (RATE);

  assert_mark (marks, 0, 0, GST_CLOCK_TIME_NONE);
  gst_cochl_marks_push (marks, 100, 5000, FALSE, GST_CLOCK_TIME_NONE);
  gst_cochl_marks_push (marks, 100, 5100, FALSE, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (gst_cochl_marks_get_length (marks), ==, 1);
  gst_cochl_marks_push (marks, 50, 5200, TRUE, GST_CLOCK_TIME_NONE);
  gst_cochl_marks_push (marks, 0, 9, FALSE, GST_CLOCK_TIME_NONE);
  gst_cochl_marks_push (marks, 100, 5200, FALSE, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (gst_cochl_marks_get_length (marks), ==, 3);
  assert_mark (marks, 0, 5000, GST_CLOCK_TIME_NONE);
  assert_mark (marks, 150, 5150, GST_CLOCK_TIME_NONE);
  assert_mark (marks, 220, 5200, GST_CLOCK_TIME_NONE);
  assert_mark (marks, 251, 5201, GST_CLOCK_TIME_NONE);
  assert_mark (marks, 400, 5350, GST_CLOCK_TIME_NONE);
  gst_cochl_marks_forget (marks, 240);
  g_assert_cmpuint (gst_cochl_marks_get_length (marks), ==, 2);
  assert_mark (marks, 240, 5200, GST_CLOCK_TIME_NONE);
}

/* Between buffers that tell it the time of day goes on with the audio. */
static void
test_utc (void)
{
  g_autoptr (GstCochlMarks) marks = gst_cochl_marks_new (RATE);

  gst_cochl_marks_push (marks, 100, 0, FALSE, GST_CLOCK_TIME_NONE);
  gst_cochl_marks_push (marks, 100, 100, FALSE, UTC);
  gst_cochl_marks_push (marks, 100, 200, FALSE, GST_CLOCK_TIME_NONE);
  /* As expected, to the rounding of a clock. */
  gst_cochl_marks_push (marks, 100, 300, FALSE, UTC + 200 * GST_MSECOND + 20 * GST_USECOND);
  g_assert_cmpuint (gst_cochl_marks_get_length (marks), ==, 2);
  gst_cochl_marks_push (marks, 100, 400, FALSE, UTC + GST_SECOND);
  assert_mark (marks, 99, 99, GST_CLOCK_TIME_NONE);
  assert_mark (marks, 150, 150, UTC + 50 * GST_MSECOND);
  assert_mark (marks, 399, 399, UTC + 299 * GST_MSECOND);
  assert_mark (marks, 410, 410, UTC + GST_SECOND + 10 * GST_MSECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/marks/positions", test_positions);
  g_test_add_func ("/marks/utc", test_utc);
  return g_test_run ();
}
