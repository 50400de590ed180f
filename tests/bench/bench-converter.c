/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What it costs to bring an hour of audio to mono at the analysis rate: CPU
 * seconds of GstCochlConverter beside audioconvert ! audioresample on the same
 * buffers. One JSON line a figure.
 * Usage: bench-converter [SECONDS of audio] [ROUNDS] */

#include <gst/check/gstharness.h>

#include "gst/gstcochlconverter.h"
#include "tests/bench/bench.h"

#define FRAMES 1024

typedef struct {
  const char *name;
  GstAudioFormat format;
  int rate;
  int channels;
} Input;

static GstBuffer *
make_buffer (const Input *input, const GstAudioInfo *info)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, FRAMES * info->bpf, NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (int i = 0; i < FRAMES * input->channels; i++) {
    if (input->format == GST_AUDIO_FORMAT_S16)
      ((gint16 *) map.data)[i] = g_rand_int_range (rand, -20000, 20000);
    else
      ((float *) map.data)[i] = g_rand_double_range (rand, -0.6, 0.6);
  }
  gst_buffer_unmap (buffer, &map);
  return buffer;
}

static gint64
measure_converter (const GstAudioInfo *info, GstBuffer *buffer, guint n)
{
  g_autoptr (GstCochlConverter) converter = gst_cochl_converter_new (info);
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, 2);
  gint64 begun = bench_now (), spent;
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  for (guint i = 0; i < n; i++) {
    gpointer plane = map.data;

    gst_cochl_converter_push (converter, &plane, FRAMES, out);
    g_array_set_size (out, 0);
  }
  gst_cochl_converter_drain (converter, out);
  spent = bench_now () - begun;
  gst_buffer_unmap (buffer, &map);
  return spent;
}

static gint64
measure_elements (const GstAudioInfo *info, GstBuffer *buffer, guint n)
{
  GstHarness *harness = gst_harness_new_parse ("audioconvert ! audioresample ! "
      "capsfilter caps=audio/x-raw,format=" GST_AUDIO_NE (S16) ",rate=22050,channels=1");
  gint64 begun, spent;

  gst_harness_set_src_caps (harness, gst_audio_info_to_caps (info));
  gst_harness_set_drop_buffers (harness, TRUE);
  gst_harness_play (harness);
  begun = bench_now ();
  for (guint i = 0; i < n; i++) {
    GstBuffer *copy = gst_buffer_copy (buffer);

    GST_BUFFER_PTS (copy) = gst_util_uint64_scale ((guint64) i * FRAMES, GST_SECOND, info->rate);
    gst_harness_push (harness, copy);
  }
  spent = bench_now () - begun;
  gst_harness_teardown (harness);
  return spent;
}

static void
run (const Input *input, guint seconds, guint rounds)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) buffer = NULL;
  gint64 ours = G_MAXINT64, theirs = G_MAXINT64;
  guint n = MAX (seconds * input->rate / FRAMES, 1);
  double hours = (double) n * FRAMES / input->rate / 3600;

  gst_audio_info_set_format (&info, input->format, input->rate, input->channels, NULL);
  if (input->channels == 6) {
    GstAudioChannelPosition positions[6];

    gst_audio_channel_positions_from_mask (6, gst_audio_channel_get_fallback_mask (6), positions);
    gst_audio_info_set_format (&info, input->format, input->rate, 6, positions);
  }
  buffer = make_buffer (input, &info);
  for (guint i = 0; i < rounds; i++) {
    ours = MIN (ours, measure_converter (&info, buffer, n));
    theirs = MIN (theirs, measure_elements (&info, buffer, n));
  }
  bench_print (input->name, ours / 1e9 / hours, "CPU s an hour of audio", theirs / 1e9 / hours,
      "audioconvert ! audioresample", 1.3);
}

int
main (int argc, char **argv)
{
  static const Input inputs[] = {
    { "convert-s16-44100-stereo", GST_AUDIO_FORMAT_S16, 44100, 2 },
    { "convert-f32-44100-stereo", GST_AUDIO_FORMAT_F32, 44100, 2 },
    { "convert-f32-48000-6-channels", GST_AUDIO_FORMAT_F32, 48000, 6 },
    { "convert-s16-22050-mono", GST_AUDIO_FORMAT_S16, 22050, 1 },
  };
  guint seconds, rounds;

  gst_init (&argc, &argv);
  seconds = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 600;
  rounds = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 5;
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    run (&inputs[i], seconds, rounds);
  return 0;
}
