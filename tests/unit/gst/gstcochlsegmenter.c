/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlsegmenter.h"

#include <math.h>
#include <string.h>

static const GstClockTime grids[][2] = { /* ms */
  { 1000, 500 }, { 2000, 1000 }, { 3000, 1500 }, { 960, 480 }, { 1000, 1000 }, { 400, 100 }
};
static const int rates[] = { 8000, 11025, 22050 };

static GstCochlGrid
make_grid (guint i, int rate)
{
  GstCochlGrid grid = { grids[i][0] * GST_MSECOND, grids[i][1] * GST_MSECOND, rate };

  return grid;
}

static gint16 *
make_noise (gsize n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (n);
  gint16 *samples = g_new (gint16, n + 1);

  for (gsize i = 0; i < n; i++)
    samples[i] = g_rand_int_range (rand, -32768, 32768);
  return samples;
}

static double
measure (const gint16 *samples, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += samples[i] / 32768.0 * (samples[i] / 32768.0);
  return sum > 0 ? 10 * log10 (sum / n) : -200;
}

/* The segment is the @n samples' part that its windows are in, padded. */
static void
check_segment (const GstCochlAudioSegment *segment, const GstCochlGrid *grid, const gint16 *samples, gsize n)
{
  guint64 start = gst_cochl_grid_get_start (grid, segment->first_window);
  gsize size;
  const gint16 *got = g_bytes_get_data (segment->samples, &size);
  gsize length = size / 2, real = MIN (length, n - MIN (start, n));

  g_assert_cmpuint (length, >=, gst_cochl_grid_get_span (grid, segment->n_windows));
  g_assert_cmpuint (length, >=, grid->rate);
  g_assert_cmpuint (length, <=, MAX (gst_cochl_grid_get_span (grid, segment->n_windows) + 1, (guint) grid->rate));
  g_assert_cmpmem (got, real * 2, samples + start, real * 2);
  for (gsize i = real; i < length; i++)
    g_assert_cmpint (got[i], ==, 0);
  for (guint i = 0; i < segment->n_windows; i++) {
    guint64 from = gst_cochl_grid_get_start (grid, segment->first_window + i);
    guint64 to = MIN (from + gst_cochl_grid_get_size (grid), n);

    g_assert_cmpfloat_with_epsilon (segment->levels[i], from < to ? measure (samples + from, to - from) : -200, 1e-6);
  }
}

/* Pops what there is and checks it; windows follow one another from @next. */
static guint64
pop_all (GstCochlSegmenter *segmenter, const GstCochlGrid *grid, const gint16 *samples, gsize n, guint64 next,
    gboolean *last)
{
  GstCochlAudioSegment *segment;

  while ((segment = gst_cochl_segmenter_pop (segmenter)) != NULL) {
    g_assert_false (*last);
    g_assert_cmpuint (segment->first_window, ==, next);
    check_segment (segment, grid, samples, n);
    next += segment->n_windows;
    *last = segment->last;
    gst_cochl_audio_segment_free (segment);
  }
  return next;
}

/* Until the end only real samples are given out, so that @n is what was pushed. */
static void
check_random (GRand *rand)
{
  GstCochlGrid grid = make_grid (g_rand_int_range (rand, 0, G_N_ELEMENTS (grids)),
      rates[g_rand_int_range (rand, 0, G_N_ELEMENTS (rates))]);
  GstClockTime duration = g_rand_int_range (rand, 0, 8000) * GST_MSECOND;
  g_autoptr (GstCochlSegmenter) segmenter = gst_cochl_segmenter_new (&grid, TRUE, duration);
  gsize n = g_rand_int_range (rand, 0, 20 * grid.rate), most = g_rand_boolean (rand) ? 3000 : 200000;
  g_autofree gint16 *samples = make_noise (n);
  guint64 next = 0, frames = 2 * n + g_rand_int_range (rand, -1, 1);
  gboolean last = FALSE;

  if (n == 0)
    frames = 0;
  for (gsize done = 0; done < n;) {
    gsize count = g_rand_int_range (rand, 1, most);
    guint64 missing = gst_cochl_segmenter_get_missing (segmenter);

    count = MIN (count, n - done);
    gst_cochl_segmenter_push (segmenter, samples + done, count);
    done += count;
    if (g_rand_boolean (rand)) {
      guint64 before = next;

      next = pop_all (segmenter, &grid, samples, done, next, &last);
      g_assert_cmpint (next > before, ==, missing <= count);
      g_assert_cmpuint (gst_cochl_segmenter_get_missing (segmenter), >, 0);
    }
    g_assert_false (gst_cochl_segmenter_is_done (segmenter));
  }
  gst_cochl_segmenter_end (segmenter, frames, 2 * grid.rate);
  next = pop_all (segmenter, &grid, samples, n, next, &last);
  g_assert_cmpuint (next, ==, gst_cochl_grid_count (&grid, frames, 2 * grid.rate));
  g_assert_true (gst_cochl_segmenter_is_done (segmenter));
  g_assert_cmpuint (gst_cochl_segmenter_get_missing (segmenter), ==, G_MAXUINT64);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (int i = 0; i < 300; i++)
    check_random (rand);
}

static GstCochlSegmenter *
make_ended (const GstCochlGrid *grid, gboolean settled, GstClockTime duration, gsize n)
{
  GstCochlSegmenter *segmenter = gst_cochl_segmenter_new (grid, settled, duration);
  g_autofree gint16 *samples = make_noise (n);

  gst_cochl_segmenter_push (segmenter, samples, n);
  gst_cochl_segmenter_end (segmenter, n, grid->rate);
  return segmenter;
}

static void
assert_segment (GstCochlSegmenter *segmenter, guint64 first, guint n_windows, gsize samples, gboolean last)
{
  g_autoptr (GstCochlAudioSegment) segment = NULL;

  g_assert_cmpuint (gst_cochl_segmenter_get_missing (segmenter), ==, 0);
  segment = gst_cochl_segmenter_pop (segmenter);
  g_assert_nonnull (segment);
  g_assert_cmpuint (segment->first_window, ==, first);
  g_assert_cmpuint (segment->n_windows, ==, n_windows);
  g_assert_cmpuint (g_bytes_get_size (segment->samples), ==, samples * 2);
  g_assert_cmpint (segment->last, ==, last);
}

static void
test_one_minute (void)
{
  GstCochlGrid grid = make_grid (1, 22050);
  g_autoptr (GstCochlSegmenter) segmenter = make_ended (&grid, TRUE, 60 * GST_SECOND, 90 * 22050 + 11025);

  assert_segment (segmenter, 0, 59, 60 * 22050, FALSE);
  assert_segment (segmenter, 59, 31, 32 * 22050, TRUE);
  g_assert_null (gst_cochl_segmenter_pop (segmenter));
}

/* A tenth of a second gives a window of its length, and the level is of the
 * tenth alone. */
static void
test_short (void)
{
  GstCochlGrid grid = make_grid (1, 8000);
  g_autoptr (GstCochlSegmenter) segmenter = gst_cochl_segmenter_new (&grid, TRUE, 2 * GST_SECOND);
  g_autoptr (GstCochlAudioSegment) segment = NULL;
  gint16 square[800];

  for (guint i = 0; i < G_N_ELEMENTS (square); i++)
    square[i] = -32768;
  gst_cochl_segmenter_push (segmenter, square, G_N_ELEMENTS (square));
  g_assert_null (gst_cochl_segmenter_pop (segmenter));
  g_assert_cmpuint (gst_cochl_segmenter_get_missing (segmenter), ==, 16000 - 800);
  gst_cochl_segmenter_end (segmenter, 1600, 16000);
  segment = gst_cochl_segmenter_pop (segmenter);
  g_assert_cmpuint (g_bytes_get_size (segment->samples), ==, 32000);
  g_assert_cmpfloat (segment->levels[0], ==, 0.0);
  g_assert_true (segment->last);
}

/* Windows shorter than the second that the service needs: segments hold a
 * second at least, also at the end. */
static void
test_one_second (void)
{
  GstCochlGrid grid = make_grid (5, 8000);
  g_autoptr (GstCochlSegmenter) segmenter = make_ended (&grid, TRUE, 0, 9600);

  assert_segment (segmenter, 0, 7, 8000, FALSE);
  assert_segment (segmenter, 7, 2, 8000, TRUE);
  g_assert_true (gst_cochl_segmenter_is_done (segmenter));
}

static void
test_empty (void)
{
  GstCochlGrid grid = make_grid (1, 22050);
  g_autoptr (GstCochlSegmenter) segmenter = gst_cochl_segmenter_new (&grid, FALSE, 2 * GST_SECOND);

  g_assert_false (gst_cochl_segmenter_is_done (segmenter));
  gst_cochl_segmenter_end (segmenter, 0, 44100);
  g_assert_true (gst_cochl_segmenter_is_done (segmenter));
  g_assert_null (gst_cochl_segmenter_pop (segmenter));
}

static void
test_silence (void)
{
  GstCochlGrid grid = make_grid (1, 8000);
  g_autoptr (GstCochlSegmenter) segmenter = gst_cochl_segmenter_new (&grid, TRUE, 4 * GST_SECOND);
  g_autoptr (GstCochlAudioSegment) segment = NULL;
  g_autofree gint16 *samples = g_new0 (gint16, 4 * 8000);

  samples[3 * 8000] = 32767;
  gst_cochl_segmenter_push (segmenter, samples, 4 * 8000);
  segment = gst_cochl_segmenter_pop (segmenter);
  g_assert_cmpfloat (segment->levels[0], ==, -200);
  g_assert_cmpfloat (segment->levels[1], ==, -200);
  g_assert_cmpfloat_with_epsilon (segment->levels[2], 10 * log10 (1.0 / 16000), 0.001);
}

static void
test_set_duration (void)
{
  GstCochlGrid grid = make_grid (1, 8000);
  g_autoptr (GstCochlSegmenter) segmenter = make_ended (&grid, TRUE, 2 * GST_SECOND, 20 * 8000);

  assert_segment (segmenter, 0, 1, 2 * 8000, FALSE);
  gst_cochl_segmenter_set_duration (segmenter, 5 * GST_SECOND);
  assert_segment (segmenter, 1, 4, 5 * 8000, FALSE);
  gst_cochl_segmenter_set_duration (segmenter, 2 * GST_SECOND);
  assert_segment (segmenter, 5, 1, 2 * 8000, FALSE);
  gst_cochl_segmenter_set_duration (segmenter, GST_CLOCK_TIME_NONE);
  assert_segment (segmenter, 6, 13, 14 * 8000, TRUE);
}

static void
test_settle_same (void)
{
  GstCochlGrid grid = make_grid (1, 8000);
  g_autoptr (GstCochlSegmenter) segmenter = make_ended (&grid, FALSE, 2 * GST_SECOND, 3 * 8000);

  assert_segment (segmenter, 0, 1, 2 * 8000, FALSE);
  g_assert_null (gst_cochl_segmenter_pop (segmenter));
  g_assert_cmpuint (gst_cochl_segmenter_get_missing (segmenter), ==, G_MAXUINT64);
  g_assert_true (gst_cochl_segmenter_set_grid (segmenter, &grid));
  assert_segment (segmenter, 1, 1, 2 * 8000, TRUE);
  g_assert_true (gst_cochl_segmenter_is_done (segmenter));
}

/* All of the stretch was given out at once: it is not over before the service
 * has told its windows. */
static void
test_settle_other_at_end (void)
{
  GstCochlGrid guess = make_grid (1, 8000), grid = make_grid (0, 8000);
  g_autoptr (GstCochlSegmenter) segmenter = make_ended (&guess, FALSE, 60 * GST_SECOND, 3 * 8000);

  assert_segment (segmenter, 0, 2, 3 * 8000, TRUE);
  g_assert_false (gst_cochl_segmenter_is_done (segmenter));
  g_assert_false (gst_cochl_segmenter_set_grid (segmenter, &grid));
  g_assert_false (gst_cochl_segmenter_is_done (segmenter));
  assert_segment (segmenter, 0, 5, 3 * 8000, TRUE);
  g_assert_true (gst_cochl_segmenter_is_done (segmenter));
}

/* Audio that came before and after the service told its windows gives what it
 * gives where they are known from the start. */
static void
test_settle_other_in_middle (void)
{
  enum { N = 30 * 11025 };
  GstCochlGrid guess = make_grid (1, 11025), grid = make_grid (0, 11025);
  g_autoptr (GstCochlSegmenter) segmenter = gst_cochl_segmenter_new (&guess, FALSE, 4 * GST_SECOND);
  g_autoptr (GstCochlAudioSegment) first = NULL;
  g_autofree gint16 *samples = make_noise (N);
  gboolean last = FALSE;
  guint64 next;

  gst_cochl_segmenter_push (segmenter, samples, N / 2);
  first = gst_cochl_segmenter_pop (segmenter);
  check_segment (first, &guess, samples, N);
  g_assert_null (gst_cochl_segmenter_pop (segmenter));
  g_assert_false (gst_cochl_segmenter_set_grid (segmenter, &grid));
  next = pop_all (segmenter, &grid, samples, N, 0, &last);
  g_assert_cmpuint (next, ==, 28);
  gst_cochl_segmenter_push (segmenter, samples + N / 2, N - N / 2);
  gst_cochl_segmenter_end (segmenter, N, 11025);
  next = pop_all (segmenter, &grid, samples, N, next, &last);
  g_assert_cmpuint (next, ==, 59);
  g_assert_true (last);
}

/* What is held does not grow with the length of the audio. */
static void
test_bounded (void)
{
  GstCochlGrid grid = make_grid (1, 22050);
  g_autoptr (GstCochlSegmenter) segmenter = gst_cochl_segmenter_new (&grid, TRUE, 10 * GST_SECOND);
  g_autofree gint16 *samples = make_noise (1000);
  gsize most = 0;

  for (int i = 0; i < 22050 * 600 / 1000; i++) {
    GstCochlAudioSegment *segment;

    gst_cochl_segmenter_push (segmenter, samples, 1000);
    most = MAX (most, gst_cochl_segmenter_get_held (segmenter));
    while ((segment = gst_cochl_segmenter_pop (segmenter)) != NULL)
      gst_cochl_audio_segment_free (segment);
  }
  g_assert_cmpuint (most, <=, 11 * 22050);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/segmenter/random", test_random);
  g_test_add_func ("/gst/segmenter/one-minute", test_one_minute);
  g_test_add_func ("/gst/segmenter/short", test_short);
  g_test_add_func ("/gst/segmenter/one-second", test_one_second);
  g_test_add_func ("/gst/segmenter/empty", test_empty);
  g_test_add_func ("/gst/segmenter/silence", test_silence);
  g_test_add_func ("/gst/segmenter/set-duration", test_set_duration);
  g_test_add_func ("/gst/segmenter/settle-same", test_settle_same);
  g_test_add_func ("/gst/segmenter/settle-other-at-end", test_settle_other_at_end);
  g_test_add_func ("/gst/segmenter/settle-other-in-middle", test_settle_other_in_middle);
  g_test_add_func ("/gst/segmenter/bounded", test_bounded);
  return g_test_run ();
}
