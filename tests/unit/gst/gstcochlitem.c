/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlitem.h"

#include <string.h>

static void
init_info (GstAudioInfo *info, int rate, int channels, GstAudioLayout layout)
{
  gst_audio_info_set_format (info, GST_AUDIO_FORMAT_S16, rate, channels, NULL);
  info->layout = layout;
}

/* @frames frames, of which channel c's sample i is @first + i + 1000 * c. */
static GstBuffer *
make_buffer (const GstAudioInfo *info, int first, gsize frames, GstClockTime pts)
{
  gboolean planar = info->layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, frames * info->bpf, NULL);
  GstMapInfo map;
  gint16 *samples;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_WRITE));
  samples = (gint16 *) map.data;
  for (int c = 0; c < info->channels; c++) {
    for (gsize i = 0; i < frames; i++)
      samples[planar ? c * frames + i : i * info->channels + c] = first + i + 1000 * c;
  }
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = pts;
  return buffer;
}

static void
assert_samples (const GstCochlItem *item, int first, gsize frames)
{
  guint channels = item->info.channels;

  g_assert_cmpuint (item->frames, ==, frames);
  for (guint c = 0; c < channels; c++) {
    for (gsize i = 0; i < frames; i++) {
      gint16 sample = item->n_planes == 1 ? ((gint16 *) item->planes[0])[i * channels + c]
          : ((gint16 *) item->planes[c])[i];

      g_assert_cmpint (sample, ==, (gint16) (first + i + 1000 * c));
    }
  }
}

static GstCochlItem *
make_item (const GstAudioInfo *info, GstBuffer *buffer, gint64 arrival)
{
  GstCochlItemSource source;
  GstCochlItem *item;

  gst_cochl_item_source_map (&source, info, buffer);
  item = gst_cochl_item_new_audio (&source, arrival);
  gst_cochl_item_source_unmap (&source);
  return item;
}

static gboolean
append (GstCochlItem *item, const GstAudioInfo *info, GstBuffer *buffer, gint64 arrival)
{
  GstCochlItemSource source;
  gboolean appended;

  gst_cochl_item_source_map (&source, info, buffer);
  appended = gst_cochl_item_append (item, &source, arrival);
  gst_cochl_item_source_unmap (&source);
  return appended;
}

static void
test_copy (void)
{
  for (int channels = 1; channels <= 6; channels++) {
    for (int planar = 0; planar < 2; planar++) {
      GstAudioInfo info;
      g_autoptr (GstBuffer) buffer = NULL;
      g_autoptr (GstCochlItem) item = NULL;

      init_info (&info, 48000, channels, planar ? GST_AUDIO_LAYOUT_NON_INTERLEAVED : GST_AUDIO_LAYOUT_INTERLEAVED);
      buffer = make_buffer (&info, 7, 480, 3 * GST_SECOND);
      item = make_item (&info, buffer, 123);
      g_assert_cmpuint (item->n_planes, ==, planar ? channels : 1);
      g_assert_cmpuint (item->pts, ==, 3 * GST_SECOND);
      g_assert_cmpint (item->arrival, ==, 123);
      g_assert_cmpuint (item->duration, ==, 10 * GST_MSECOND);
      assert_samples (item, 7, 480);
    }
  }
}

/* Small buffers become one item, each in its place in each plane. */
static void
test_append (void)
{
  static const gsize sizes[] = { 1, 2, 441, 551, 3 };

  for (int planar = 0; planar < 2; planar++) {
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
      GstAudioInfo info;
      g_autoptr (GstBuffer) first = NULL;
      g_autoptr (GstCochlItem) item = NULL;
      gsize frames = sizes[i];

      init_info (&info, 44100, 2, planar ? GST_AUDIO_LAYOUT_NON_INTERLEAVED : GST_AUDIO_LAYOUT_INTERLEAVED);
      first = make_buffer (&info, 0, frames, 0);
      item = make_item (&info, first, 0);
      for (;;) {
        g_autoptr (GstBuffer) buffer = make_buffer (&info, frames, sizes[i],
            gst_util_uint64_scale (frames, GST_SECOND, 44100));

        if (!append (item, &info, buffer, 9999))
          break;
        frames += sizes[i];
      }
      assert_samples (item, 0, frames);
      g_assert_cmpuint (frames, ==, 4410 / sizes[i] * sizes[i]);
      g_assert_cmpint (item->arrival, ==, 0);
    }
  }
}

/* Used memory takes audio of any format, and is replaced where it is too small. */
static void
test_reuse (void)
{
  static const gsize sizes[] = { 400, 300, 100, 2000, 30 };
  g_autoptr (GstCochlItem) item = NULL;

  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++) {
    gsize frames = sizes[i / 2];
    GstCochlItemSource source;
    GstAudioInfo info;
    g_autoptr (GstBuffer) buffer = NULL;

    init_info (&info, 44100, 1 + i % 3, i % 2 ? GST_AUDIO_LAYOUT_NON_INTERLEAVED : GST_AUDIO_LAYOUT_INTERLEAVED);
    buffer = make_buffer (&info, i, frames, i * GST_SECOND);
    gst_cochl_item_source_map (&source, &info, buffer);
    if (item == NULL)
      item = gst_cochl_item_new_audio (&source, i);
    else
      gst_cochl_item_reuse (item, &source, i);
    gst_cochl_item_source_unmap (&source);
    g_assert_cmpuint (item->pts, ==, i * GST_SECOND);
    g_assert_cmpint (item->arrival, ==, i);
    assert_samples (item, i, frames);
  }
}

static void
check_follows (GstClockTime pts, gboolean discont, gboolean gap, gint64 arrival, gboolean expected)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) first = NULL, next = NULL;
  g_autoptr (GstCochlItem) item = NULL;

  init_info (&info, 8000, 1, GST_AUDIO_LAYOUT_INTERLEAVED);
  first = make_buffer (&info, 0, 80, GST_SECOND);
  next = make_buffer (&info, 80, 80, pts);
  if (discont)
    GST_BUFFER_FLAG_SET (next, GST_BUFFER_FLAG_DISCONT);
  if (gap)
    GST_BUFFER_FLAG_SET (next, GST_BUFFER_FLAG_GAP);
  item = make_item (&info, first, 1000000);
  g_assert_cmpint (append (item, &info, next, arrival), ==, expected);
  g_assert_cmpuint (item->frames, ==, expected ? 160 : 80);
}

static void
test_follows (void)
{
  GstClockTime end = 1010 * GST_MSECOND;

  check_follows (end, FALSE, FALSE, 1000000, TRUE);
  check_follows (end + GST_MSECOND, FALSE, FALSE, 1009999, TRUE);
  check_follows (end - GST_MSECOND, FALSE, FALSE, 1000000, TRUE);
  check_follows (GST_CLOCK_TIME_NONE, FALSE, FALSE, 1000000, TRUE);
  check_follows (end, TRUE, FALSE, 1000000, TRUE);

  check_follows (end + 2 * GST_MSECOND, FALSE, FALSE, 1000000, FALSE);
  check_follows (end - 2 * GST_MSECOND, FALSE, FALSE, 1000000, FALSE);
  check_follows (end + GST_MSECOND, TRUE, FALSE, 1000000, FALSE);
  check_follows (end, FALSE, TRUE, 1000000, FALSE);
  check_follows (end, FALSE, FALSE, 1010000, FALSE);
}

/* A buffer that is not small is copied once, into an item of its own. */
static void
test_not_small (void)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) first = NULL, small = NULL, next = NULL;
  g_autoptr (GstCochlItem) item = NULL;

  init_info (&info, 44100, 2, GST_AUDIO_LAYOUT_INTERLEAVED);
  first = make_buffer (&info, 0, 10, GST_CLOCK_TIME_NONE);
  small = make_buffer (&info, 10, 551, GST_CLOCK_TIME_NONE);
  next = make_buffer (&info, 561, 552, GST_CLOCK_TIME_NONE);
  item = make_item (&info, first, 0);
  g_assert_true (append (item, &info, small, 0));
  g_assert_false (append (item, &info, next, 0));
  assert_samples (item, 0, 561);
}

static void
test_silence (void)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) first = NULL, next = NULL;
  g_autoptr (GstCochlItem) item = NULL;

  init_info (&info, 8000, 2, GST_AUDIO_LAYOUT_INTERLEAVED);
  first = make_buffer (&info, 0, 80, 0);
  next = make_buffer (&info, 80, 80, 10 * GST_MSECOND);
  GST_BUFFER_FLAG_SET (first, GST_BUFFER_FLAG_GAP);
  GST_BUFFER_FLAG_SET (next, GST_BUFFER_FLAG_GAP);
  item = make_item (&info, first, 0);
  g_assert_true (append (item, &info, next, 0));
  g_assert_null (item->planes);
  g_assert_cmpuint (item->frames, ==, 160);
}

/* Planes in memories of their own, as the meta tells. */
static void
test_meta (void)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) buffer = gst_buffer_new ();
  g_autoptr (GstCochlItem) item = NULL;
  gsize offsets[3] = { 8, 1000, 2400 };
  gint16 *samples = g_new0 (gint16, 2000);

  for (int c = 0; c < 3; c++) {
    for (int i = 0; i < 400; i++)
      samples[offsets[c] / 2 + i] = 5 + i + 1000 * c;
  }
  init_info (&info, 8000, 3, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  gst_buffer_append_memory (buffer, gst_memory_new_wrapped (0, samples, 4000, 0, 4000, samples, g_free));
  gst_buffer_add_audio_meta (buffer, &info, 400, offsets);
  item = make_item (&info, buffer, 0);
  assert_samples (item, 5, 400);
}

/* A meta that speaks of other audio than the caps do is left aside. */
static void
test_wrong_meta (void)
{
  GstAudioInfo info, other;
  g_autoptr (GstBuffer) buffer = NULL;
  g_autoptr (GstCochlItem) item = NULL;

  init_info (&info, 8000, 4, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  init_info (&other, 8000, 2, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  buffer = make_buffer (&info, 3, 100, 0);
  gst_buffer_add_audio_meta (buffer, &other, 100, NULL);
  item = make_item (&info, buffer, 0);
  assert_samples (item, 3, 100);
}

/* Interleaved audio that a clipping element marked with a meta. */
static void
test_interleaved_meta (void)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) buffer = NULL;
  g_autoptr (GstCochlItem) item = NULL;

  init_info (&info, 8000, 2, GST_AUDIO_LAYOUT_INTERLEAVED);
  buffer = make_buffer (&info, 0, 100, 0);
  gst_buffer_add_audio_meta (buffer, &info, 100, NULL);
  buffer = gst_audio_buffer_truncate (g_steal_pointer (&buffer), info.bpf, 10, 50);
  item = make_item (&info, buffer, 0);
  assert_samples (item, 10, 50);
}

/* Bytes beyond the last whole frame are left out, with a warning in the log. */
static void
test_odd_size (void)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) buffer = NULL, tiny = NULL;
  g_autoptr (GstCochlItem) item = NULL, none = NULL;

  init_info (&info, 8000, 2, GST_AUDIO_LAYOUT_INTERLEAVED);
  buffer = make_buffer (&info, 0, 100, 0);
  gst_buffer_set_size (buffer, 99 * 4 + 3);
  item = make_item (&info, buffer, 0);
  assert_samples (item, 0, 99);

  tiny = make_buffer (&info, 0, 1, 0);
  gst_buffer_set_size (tiny, 3);
  none = make_item (&info, tiny, 0);
  g_assert_cmpuint (none->frames, ==, 0);
}

static void
test_many_channels (void)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) buffer = NULL, planar = NULL;
  g_autoptr (GstCochlItem) item = NULL, other = NULL;

  init_info (&info, 8000, 100, GST_AUDIO_LAYOUT_INTERLEAVED);
  buffer = make_buffer (&info, 0, 10, 0);
  item = make_item (&info, buffer, 0);
  assert_samples (item, 0, 10);
  info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  planar = make_buffer (&info, 0, 10, 0);
  other = make_item (&info, planar, 0);
  assert_samples (other, 0, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/gst/item/copy", test_copy);
  g_test_add_func ("/gst/item/append", test_append);
  g_test_add_func ("/gst/item/reuse", test_reuse);
  g_test_add_func ("/gst/item/follows", test_follows);
  g_test_add_func ("/gst/item/not-small", test_not_small);
  g_test_add_func ("/gst/item/silence", test_silence);
  g_test_add_func ("/gst/item/meta", test_meta);
  g_test_add_func ("/gst/item/wrong-meta", test_wrong_meta);
  g_test_add_func ("/gst/item/interleaved-meta", test_interleaved_meta);
  g_test_add_func ("/gst/item/odd-size", test_odd_size);
  g_test_add_func ("/gst/item/many-channels", test_many_channels);
  return g_test_run ();
}
