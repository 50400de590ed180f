/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* What goes in comes out: the very buffer, whatever its format. */

#define FLAGS (GST_BUFFER_FLAG_DISCONT | GST_BUFFER_FLAG_GAP | GST_BUFFER_FLAG_MARKER | GST_BUFFER_FLAG_HEADER)

static GstBuffer *
make_buffer (const GstAudioInfo *info, gsize frames)
{
  gsize size = frames * info->bpf;
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);
  g_autoptr (GstCaps) reference = gst_caps_from_string ("timestamp/x-unix");
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (gsize i = 0; i < size; i++)
    map.data[i] = g_test_rand_int ();
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = 7 * GST_SECOND;
  GST_BUFFER_DTS (buffer) = 6 * GST_SECOND;
  GST_BUFFER_DURATION (buffer) = 5;
  GST_BUFFER_OFFSET (buffer) = 4;
  GST_BUFFER_OFFSET_END (buffer) = 3;
  gst_buffer_add_reference_timestamp_meta (buffer, reference, 99, GST_CLOCK_TIME_NONE);
  if (GST_AUDIO_INFO_LAYOUT (info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
    gst_buffer_add_audio_meta (buffer, info, frames, NULL);
  return buffer;
}

static void
assert_same (GstBuffer *in, GstBuffer *out, const GstMapInfo *before)
{
  g_autoptr (GstCaps) reference = gst_caps_from_string ("timestamp/x-unix");
  GstMapInfo after;

  gst_buffer_map (out, &after, GST_MAP_READ);
  g_assert_cmpmem (before->data, before->size, after.data, after.size);
  gst_buffer_unmap (out, &after);
  g_assert_cmphex (GST_BUFFER_FLAGS (in) & ~GST_BUFFER_FLAG_TAG_MEMORY, ==,
                   GST_BUFFER_FLAGS (out) & ~GST_BUFFER_FLAG_TAG_MEMORY);
  g_assert_cmpuint (GST_BUFFER_PTS (in), ==, GST_BUFFER_PTS (out));
  g_assert_cmpuint (GST_BUFFER_DTS (in), ==, GST_BUFFER_DTS (out));
  g_assert_cmpuint (GST_BUFFER_DURATION (in), ==, GST_BUFFER_DURATION (out));
  g_assert_cmpuint (GST_BUFFER_OFFSET (in), ==, GST_BUFFER_OFFSET (out));
  g_assert_cmpuint (GST_BUFFER_OFFSET_END (in), ==, GST_BUFFER_OFFSET_END (out));
  g_assert_nonnull (gst_buffer_get_reference_timestamp_meta (out, reference));
}

/* @metas: not pass-through for GstBaseTransform, but the memory is the same. */
static void
push_through (Check *check, const GstAudioInfo *info, GstBufferFlags flags, gboolean metas)
{
  g_autoptr (GstBuffer) in = make_buffer (info, 441);
  g_autoptr (GstBuffer) out = NULL;
  GstMapInfo before;

  GST_BUFFER_FLAG_SET (in, flags);
  gst_buffer_map (in, &before, GST_MAP_READ);
  out = gst_harness_push_and_pull (check->harness, gst_buffer_ref (in));
  g_assert_nonnull (out);
  if (!metas)
    g_assert_true (in == out);
  g_assert_true (gst_buffer_peek_memory (in, 0) == gst_buffer_peek_memory (out, 0));
  assert_same (in, out, &before);
  gst_buffer_unmap (in, &before);
}

static void
test_formats (gconstpointer data)
{
  gboolean metas = GPOINTER_TO_INT (data);
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  guint n;
  const GstAudioFormat *formats = gst_audio_formats_raw (&n);
  const int channels[] = { 1, 2, 6, 64 };

  for (guint i = 0; i < n * 2; i++) {
    GstAudioChannelPosition positions[64];
    g_autoptr (Check) check = check_new (emulator, "attach-metas", metas ? "true" : "false", "realtime", "yes", "leaky", "no", NULL);
    GstAudioInfo info;
    g_autoptr (GstCaps) caps = NULL;
    g_autofree char *text = NULL;

    for (guint c = 0; c < 64; c++)
      positions[c] = GST_AUDIO_CHANNEL_POSITION_NONE;
    gst_audio_info_set_format (&info, formats[i % n], 44100, channels[i % G_N_ELEMENTS (channels)],
                               channels[i % G_N_ELEMENTS (channels)] > 2 ? positions : NULL);
    if (i >= n)
      info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
    caps = gst_audio_info_to_caps (&info);
    text = gst_caps_to_string (caps);
    check_play (check, text);
    push_through (check, &info, FLAGS, metas);
    push_through (check, &info, 0, metas);
    push_through (check, &info, FLAGS & ~GST_BUFFER_FLAG_GAP, metas);
  }
}

/* Caps are offered as upstream and downstream have them, in all rates. */
static void
test_caps (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, NULL);
  g_autoptr (GstCaps) wanted = gst_caps_from_string ("audio/x-raw,format=U24_32BE,rate=384000,channels=9,"
                                                     "layout=non-interleaved");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (check->element, "sink");
  g_autoptr (GstCaps) template = gst_pad_get_pad_template_caps (pad);

  g_assert_true (gst_caps_is_subset (wanted, template));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_data_func ("/passthrough/formats", GINT_TO_POINTER (FALSE), test_formats);
  g_test_add_data_func ("/passthrough/formats/metas", GINT_TO_POINTER (TRUE), test_formats);
  g_test_add_func ("/passthrough/caps", test_caps);
  return g_test_run ();
}
