/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The promise that the objects keep together: the same audio gives the same
 * windows, none twice, none missing, whatever its rate, its channels, the size
 * of its buffers and the length of the segments. */

#include "gst/gstcochlconverter.h"
#include "gst/gstcochlsegmenter.h"
#include "gst/gstcochltimeline.h"

typedef struct {
  int rate;
  int channels;
  gsize buffer;    /* frames */
  guint segment;   /* seconds */
} Case;

static const int rates[] = { 8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000, 192000 };
static const int channels[] = { 1, 2, 6 };
static const gsize buffers[] = { 1, 997, 4099, 65536 };
static const guint segments[] = { 2, 10, 60 };

/* A case as the indices of its values in the arrays above. */
typedef guint Choice[4];

static const Choice counts = {
  G_N_ELEMENTS (rates), G_N_ELEMENTS (channels), G_N_ELEMENTS (buffers), G_N_ELEMENTS (segments)
};

#define N_CHOICES (G_N_ELEMENTS (rates) * G_N_ELEMENTS (buffers))

/* Every rate with every buffer size, the other two so that every two values of
 * any two factors meet. */
static void
choose (guint i, Choice choice)
{
  guint r = i / counts[2], b = i % counts[2];

  choice[0] = r;
  choice[1] = (r + b + r / 3) % 3;
  choice[2] = b;
  choice[3] = (2 * b + r) % 3;
}

static gint16 *
make_audio (const Case *one, gsize frames)
{
  gint16 *audio = g_new (gint16, frames * one->channels);
  guint32 state = one->rate + one->channels;

  for (gsize i = 0; i < frames * one->channels; i++) {
    state = state * 1664525 + 1013904223;
    audio[i] = state >> 17;
  }
  return audio;
}

/* All at once. */
static GArray *
convert (const GstAudioInfo *info, gpointer audio, gsize frames)
{
  g_autoptr (GstCochlConverter) converter = gst_cochl_converter_new (info);
  GArray *out = g_array_new (FALSE, FALSE, 2);

  gst_cochl_converter_push (converter, &audio, frames, out);
  gst_cochl_converter_drain (converter, out);
  return out;
}

typedef struct {
  const GstCochlGrid *grid;
  GArray *whole;       /* the audio in one piece */
  GstCochlTimeline *timeline;
  GArray *converted;   /* of one buffer, kept for its memory */
  guint64 next;        /* the window that must come */
  guint64 end;         /* the sample up to which segments gave the audio */
} Check;

static void
check_segments (Check *check, GstCochlSegmenter *segmenter)
{
  for (;;) {
    g_autoptr (GstCochlAudioSegment) segment = gst_cochl_segmenter_pop (segmenter);
    const gint16 *samples;
    GstCochlFrameTime time;
    guint64 start;
    gsize size;

    if (segment == NULL)
      return;
    samples = g_bytes_get_data (segment->samples, &size);
    start = gst_cochl_grid_get_start (check->grid, segment->first_window);
    g_assert_cmpuint (segment->first_window, ==, check->next);
    g_assert_cmpuint (start, <=, check->end);
    for (gsize i = 0; i < size / 2; i++) {
      gint16 expected = start + i < check->whole->len ? g_array_index (check->whole, gint16, start + i) : 0;

      if (samples[i] != expected)
        g_error ("sample %" G_GUINT64_FORMAT " is %d, not %d", start + i, samples[i], expected);
    }
    gst_cochl_timeline_get_time (check->timeline, segment->first_window * check->grid->hop, &time);
    g_assert_cmpuint (time.timestamp, ==, 5 * GST_SECOND + segment->first_window * check->grid->hop);
    gst_cochl_timeline_forget (check->timeline, segment->first_window * check->grid->hop);
    check->next += segment->n_windows;
    check->end = start + size / 2;
  }
}

static void
push_buffer (Check *check, GstCochlConverter *converter, GstCochlSegmenter *segmenter, const Case *one,
    gpointer audio, gsize frames)
{
  GArray *out = check->converted;
  GstClockTime pts = 5 * GST_SECOND
      + gst_util_uint64_scale (gst_cochl_timeline_get_frames (check->timeline), GST_SECOND, one->rate);

  g_assert_true (gst_cochl_timeline_push (check->timeline, pts, FALSE, frames, 0));
  g_array_set_size (out, 0);
  gst_cochl_converter_push (converter, &audio, frames, out);
  gst_cochl_segmenter_push (segmenter, (gint16 *) out->data, out->len);
  check_segments (check, segmenter);
}

static void
check_case (const Case *one, const GstCochlGrid *windows, gsize frames)
{
  GstAudioInfo info;
  GstSegment time_segment;
  g_autofree gint16 *audio = make_audio (one, frames);
  g_autoptr (GArray) whole = NULL, rest = g_array_new (FALSE, FALSE, 2);
  g_autoptr (GArray) converted = g_array_new (FALSE, FALSE, 2);
  g_autoptr (GstCochlConverter) converter = NULL;
  g_autoptr (GstCochlSegmenter) segmenter = NULL;
  g_autoptr (GstCochlTimeline) timeline = NULL;
  GstCochlGrid grid = *windows;
  Check check = { &grid, NULL, NULL, converted };

  gst_segment_init (&time_segment, GST_FORMAT_TIME);
  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_S16, one->rate, one->channels, NULL);
  check.whole = whole = convert (&info, audio, frames);
  check.timeline = timeline = gst_cochl_timeline_new (one->rate, &time_segment);
  converter = gst_cochl_converter_new (&info);
  grid.rate = gst_cochl_converter_get_rate (converter);
  segmenter = gst_cochl_segmenter_new (&grid, TRUE, one->segment * GST_SECOND);

  for (gsize done = 0; done < frames; done += MIN (one->buffer, frames - done))
    push_buffer (&check, converter, segmenter, one, audio + done * one->channels, MIN (one->buffer, frames - done));
  gst_cochl_converter_drain (converter, rest);
  gst_cochl_segmenter_push (segmenter, (gint16 *) rest->data, rest->len);
  gst_cochl_segmenter_end (segmenter, frames, one->rate);
  check_segments (&check, segmenter);

  g_assert_true (gst_cochl_segmenter_is_done (segmenter));
  g_assert_cmpuint (check.next, ==, gst_cochl_grid_count (&grid, frames, one->rate));
  g_assert_cmpuint (check.end, >=, whole->len - 1);
}

static gboolean
meet (guint f, guint i, guint g, guint j)
{
  for (guint n = 0; n < N_CHOICES; n++) {
    Choice choice;

    choose (n, choice);
    if (choice[f] == i && choice[g] == j)
      return TRUE;
  }
  return FALSE;
}

static void
test_all_meet (void)
{
  for (guint f = 0; f < 4; f++) {
    for (guint g = f + 1; g < 4; g++) {
      for (guint i = 0; i < counts[f]; i++) {
        for (guint j = 0; j < counts[g]; j++)
          g_assert_true (meet (f, i, g, j));
      }
    }
  }
}

/* Longer than two segments, where these are no minute, and no whole second. */
static void
test_pairs (void)
{
  static const GstCochlGrid grid = { 2 * GST_SECOND, GST_SECOND };

  for (guint n = 0; n < N_CHOICES; n++) {
    Choice i;
    Case one;

    choose (n, i);
    one = (Case) { rates[i[0]], channels[i[1]], buffers[i[2]], segments[i[3]] };
    check_case (&one, &grid, (one.segment > 10 ? 5 : 2 * one.segment) * one.rate + one.rate / 3);
  }
}

/* Two segments of a minute and the rest of a third. */
static void
test_minutes (void)
{
  static const GstCochlGrid grid = { 2 * GST_SECOND, GST_SECOND };
  static const Case cases[] = { { 44100, 2, 4099, 60 }, { 11025, 1, 65536, 60 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_case (&cases[i], &grid, 150 * cases[i].rate + 17);
}

static void
test_grids (void)
{
  static const GstCochlGrid grids[] = {
    { GST_SECOND, GST_SECOND / 2 },
    { 3 * GST_SECOND, 3 * GST_SECOND / 2 },
    { 960 * GST_MSECOND, 480 * GST_MSECOND },
    { GST_SECOND, GST_SECOND },
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (int i = 0; i < 150; i++) {
    Case one = {
      rates[g_rand_int_range (rand, 0, G_N_ELEMENTS (rates))],
      g_rand_int_range (rand, 1, 4),
      g_rand_int_range (rand, 100, 20000),
      g_rand_int_range (rand, 1, 6)
    };

    check_case (&one, &grids[g_rand_int_range (rand, 0, G_N_ELEMENTS (grids))],
        g_rand_int_range (rand, 1, 10 * one.rate));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/gst/windows/all-meet", test_all_meet);
  g_test_add_func ("/gst/windows/pairs", test_pairs);
  g_test_add_func ("/gst/windows/minutes", test_minutes);
  g_test_add_func ("/gst/windows/grids", test_grids);
  return g_test_run ();
}
