/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlgrid.h"

typedef unsigned __int128 Wide;

static const GstCochlGrid grids[] = {
  { GST_SECOND, GST_SECOND / 2, 22050 },
  { 2 * GST_SECOND, GST_SECOND, 22050 },
  { 3 * GST_SECOND, 3 * GST_SECOND / 2, 16000 },
  { 960 * GST_MSECOND, 480 * GST_MSECOND, 22050 },
  { GST_SECOND, GST_SECOND / 2, 11025 },
  { GST_SECOND, GST_SECOND, 8000 },
  { GST_SECOND / 3, GST_SECOND / 7, 11025 },
};

static void
test_start (void)
{
  const GstCochlGrid *half = &grids[4];

  g_assert_cmpuint (gst_cochl_grid_get_start (&grids[1], 0), ==, 0);
  g_assert_cmpuint (gst_cochl_grid_get_start (&grids[1], 7), ==, 7 * 22050);
  g_assert_cmpuint (gst_cochl_grid_get_start (half, 1), ==, 5513);
  g_assert_cmpuint (gst_cochl_grid_get_start (half, 2), ==, 11025);
  g_assert_cmpuint (gst_cochl_grid_get_size (half), ==, 11025);
  g_assert_cmpuint (gst_cochl_grid_get_size (&grids[3]), ==, 21168);
}

/* A year of windows begins where exact arithmetic has it, and a day's, and... */
static void
test_no_drift (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (grids); i++) {
    for (guint64 k = 1; k < G_GUINT64_CONSTANT (1) << 33; k = k * 3 + 1) {
      Wide exact = (Wide) k * grids[i].hop * grids[i].rate;

      g_assert_cmpuint (gst_cochl_grid_get_start (&grids[i], k), ==,
          (guint64) ((exact + GST_SECOND / 2) / GST_SECOND));
    }
  }
}

/* ((n - 1) * hop + size) * rate >= frames * 1e9, in whole numbers. */
static gboolean
covers (const GstCochlGrid *grid, guint64 n, guint64 frames, int rate)
{
  return ((Wide) (n - 1) * grid->hop + grid->size) * rate >= (Wide) frames * GST_SECOND;
}

static void
check_count (const GstCochlGrid *grid, guint64 frames, int rate)
{
  guint64 n = gst_cochl_grid_count (grid, frames, rate);

  g_assert_cmpuint (n, >, 0);
  g_assert_true (covers (grid, n, frames, rate));
  if (n > 1)
    g_assert_false (covers (grid, n - 1, frames, rate));
}

static void
test_count (void)
{
  static const int rates[] = { 8000, 11025, 22050, 44100, 48000, 96000, 192000 };

  g_assert_cmpuint (gst_cochl_grid_count (&grids[1], 0, 44100), ==, 0);
  g_assert_cmpuint (gst_cochl_grid_count (&grids[1], 1, 44100), ==, 1);
  g_assert_cmpuint (gst_cochl_grid_count (&grids[1], 88200, 44100), ==, 1);
  g_assert_cmpuint (gst_cochl_grid_count (&grids[1], 88201, 44100), ==, 2);
  g_assert_cmpuint (gst_cochl_grid_count (&grids[1], 441000, 44100), ==, 9);
  for (guint i = 0; i < G_N_ELEMENTS (grids); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (rates); j++) {
      for (guint64 frames = 1; frames < G_GUINT64_CONSTANT (1) << 45; frames = frames * 2 + 1)
        check_count (&grids[i], frames, rates[j]);
      for (guint64 k = 0; k < 50; k++) {
        guint64 edge = (k * grids[i].hop + grids[i].size) * (Wide) rates[j] / GST_SECOND;

        check_count (&grids[i], edge, rates[j]);
        check_count (&grids[i], edge + 1, rates[j]);
      }
    }
  }
}

static void
test_count_whole (void)
{
  const GstCochlGrid *grid = &grids[1];

  g_assert_cmpuint (gst_cochl_grid_count_whole (grid, 0), ==, 1);
  g_assert_cmpuint (gst_cochl_grid_count_whole (grid, 2 * GST_SECOND), ==, 1);
  g_assert_cmpuint (gst_cochl_grid_count_whole (grid, 3 * GST_SECOND - 1), ==, 1);
  g_assert_cmpuint (gst_cochl_grid_count_whole (grid, 3 * GST_SECOND), ==, 2);
  g_assert_cmpuint (gst_cochl_grid_count_whole (grid, 60 * GST_SECOND), ==, 59);
  g_assert_cmpuint (gst_cochl_grid_count_whole (&grids[0], 10 * GST_SECOND), ==, 19);
}

/* Enough samples, and none to spare, for windows counted from the first. */
static void
test_span (void)
{
  g_assert_cmpuint (gst_cochl_grid_get_span (&grids[1], 0), ==, 0);
  g_assert_cmpuint (gst_cochl_grid_get_span (&grids[4], 2), ==, 16538);
  for (guint i = 0; i < G_N_ELEMENTS (grids); i++) {
    for (guint64 n = 1; n < 200; n++) {
      guint64 span = gst_cochl_grid_get_span (&grids[i], n);
      Wide exact = ((Wide) (n - 1) * grids[i].hop + grids[i].size) * grids[i].rate;

      g_assert_true ((Wide) span * GST_SECOND >= exact);
      g_assert_true ((Wide) (span - 1) * GST_SECOND < exact);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/grid/start", test_start);
  g_test_add_func ("/gst/grid/no-drift", test_no_drift);
  g_test_add_func ("/gst/grid/count", test_count);
  g_test_add_func ("/gst/grid/count-whole", test_count_whole);
  g_test_add_func ("/gst/grid/span", test_span);
  return g_test_run ();
}
