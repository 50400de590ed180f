/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlconverter.h"

#include <math.h>
#include <string.h>

static const int rates[] = { 8000, 11025, 16000, 22050, 22051, 24000, 32000, 44100, 48000, 88200, 96000, 192000 };

static void
init_info (GstAudioInfo *info, GstAudioFormat format, int rate, int channels, GstAudioLayout layout)
{
  gst_audio_info_set_format (info, format, rate, channels, NULL);
  info->layout = layout;
}

/* Interleaved float noise, the same for the same arguments, channels unlike. */
static float *
make_noise (gsize frames, int channels)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (frames * 31 + channels);
  float *audio = g_new (float, frames * channels);

  for (gsize i = 0; i < frames * channels; i++)
    audio[i] = g_rand_double_range (rand, -0.7, 0.7);
  return audio;
}

static float *
make_tone (gsize frames, int rate, double hertz)
{
  float *audio = g_new (float, frames);

  for (gsize i = 0; i < frames; i++)
    audio[i] = 0.5 * sin (2 * G_PI * hertz * i / rate);
  return audio;
}

/* Converts interleaved @audio in chunks of @chunk frames (0: random sizes). */
static GArray *
convert_with (GstCochlConverter *converter, const GstAudioInfo *info, const void *audio, gsize frames, gsize chunk)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (frames);
  GArray *out = g_array_new (FALSE, FALSE, 2);

  for (gsize done = 0; done < frames;) {
    gsize n = chunk > 0 ? chunk : (gsize) g_rand_int_range (rand, 1, 5000);
    gpointer plane = (guint8 *) audio + done * info->bpf;

    n = MIN (n, frames - done);
    gst_cochl_converter_push (converter, &plane, n, out);
    done += n;
  }
  gst_cochl_converter_drain (converter, out);
  return out;
}

static GArray *
convert (const GstAudioInfo *info, const void *audio, gsize frames, gsize chunk)
{
  g_autoptr (GstCochlConverter) converter = gst_cochl_converter_new (info);

  return convert_with (converter, info, audio, frames, chunk);
}

static void
assert_same (GArray *a, GArray *b)
{
  g_assert_cmpmem (a->data, a->len * 2, b->data, b->len * 2);
}

static void
test_rate (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    GstAudioInfo info;
    g_autoptr (GstCochlConverter) converter = NULL;

    init_info (&info, GST_AUDIO_FORMAT_S16, rates[i], 2, GST_AUDIO_LAYOUT_INTERLEAVED);
    converter = gst_cochl_converter_new (&info);
    g_assert_cmpint (gst_cochl_converter_get_rate (converter), ==, MIN (rates[i], 22050));
  }
}

/* A rate that would take all memory is refused, as a format that cannot be read. */
static void
test_absurd_rate (void)
{
  GstAudioInfo info;

  init_info (&info, GST_AUDIO_FORMAT_S16, G_MAXINT, 2, GST_AUDIO_LAYOUT_INTERLEAVED);
  g_assert_null (gst_cochl_converter_new (&info));
}

static void
test_count (void)
{
  static const gsize lengths[] = { 1, 2, 3, 7, 100, 997, 4096, 10000 };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (lengths); j++) {
      g_autofree float *audio = make_noise (lengths[j], 1);
      g_autoptr (GArray) out = NULL;
      GstAudioInfo info;
      int to = MIN (rates[i], 22050);

      init_info (&info, GST_AUDIO_FORMAT_F32, rates[i], 1, GST_AUDIO_LAYOUT_INTERLEAVED);
      out = convert (&info, audio, lengths[j], 0);
      g_assert_cmpuint (out->len, ==, (lengths[j] * to + rates[i] - 1) / rates[i]);
    }
  }
}

static void
test_chunking (void)
{
  static const gsize chunks[] = { 1, 13, 997, 65536, 0 };
  static const int channels[] = { 1, 2, 6 };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    for (guint c = 0; c < G_N_ELEMENTS (channels); c++) {
      gsize frames = 70001;
      g_autofree float *audio = make_noise (frames, channels[c]);
      g_autoptr (GArray) whole = NULL;
      GstAudioInfo info;

      init_info (&info, GST_AUDIO_FORMAT_F32, rates[i], channels[c], GST_AUDIO_LAYOUT_INTERLEAVED);
      whole = convert (&info, audio, frames, frames);
      for (guint j = 0; j < G_N_ELEMENTS (chunks); j++) {
        g_autoptr (GArray) out = convert (&info, audio, frames, chunks[j]);

        assert_same (out, whole);
      }
    }
  }
}

/* Output sample j is the audio at j / rate. GStreamer's resampler is late by an
 * eighth of a sample (6 us) at most; a delay of 0.15 samples would show. */
static void
test_position (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    gsize frames = rates[i] / 2;
    g_autofree float *audio = make_tone (frames, rates[i], 1000);
    g_autoptr (GArray) out = NULL;
    GstAudioInfo info;
    int to = MIN (rates[i], 22050);
    double tolerance = 0.5 * 2 * G_PI * 1000 / to * 0.15;

    init_info (&info, GST_AUDIO_FORMAT_F32, rates[i], 1, GST_AUDIO_LAYOUT_INTERLEAVED);
    out = convert (&info, audio, frames, 1000);
    for (guint j = 200; j < out->len - 200; j++)
      g_assert_cmpfloat_with_epsilon (g_array_index (out, gint16, j) / 32768.0,
          0.5 * sin (2 * G_PI * 1000 * j / to), tolerance);
  }
}

/* After a drain or reset the next stretch gives what a new converter gives. */
static void
test_anew (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    gsize frames = 12345;
    g_autofree float *audio = make_noise (frames, 2);
    g_autoptr (GstCochlConverter) converter = NULL;
    g_autoptr (GArray) first = NULL, second = NULL, third = NULL, lost = g_array_new (FALSE, FALSE, 2);
    GstAudioInfo info;
    gpointer plane = audio;

    init_info (&info, GST_AUDIO_FORMAT_F32, rates[i], 2, GST_AUDIO_LAYOUT_INTERLEAVED);
    converter = gst_cochl_converter_new (&info);
    first = convert_with (converter, &info, audio, frames, 500);
    second = convert_with (converter, &info, audio, frames, 499);
    gst_cochl_converter_push (converter, &plane, 1001, lost);
    gst_cochl_converter_reset (converter);
    third = convert_with (converter, &info, audio, frames, 501);
    assert_same (first, second);
    assert_same (first, third);
  }
}

static void
test_empty (void)
{
  g_autoptr (GstCochlConverter) converter = NULL;
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, 2);
  GstAudioInfo info;

  init_info (&info, GST_AUDIO_FORMAT_S16, 44100, 2, GST_AUDIO_LAYOUT_INTERLEAVED);
  converter = gst_cochl_converter_new (&info);
  gst_cochl_converter_drain (converter, out);
  gst_cochl_converter_reset (converter);
  gst_cochl_converter_push (converter, NULL, 0, out);
  gst_cochl_converter_drain (converter, out);
  g_assert_cmpuint (out->len, ==, 0);
}

/* Constant levels, one a channel, come out as their average. */
static void
check_average (int channels, gboolean positioned, GstAudioLayout layout)
{
  enum { FRAMES = 4000 };
  GstAudioInfo info;
  GstAudioChannelPosition positions[64];
  g_autofree float *audio = g_new (float, FRAMES * channels);
  g_autofree gpointer *planes = g_new (gpointer, channels);
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, 2);
  g_autoptr (GstCochlConverter) converter = NULL;
  gboolean planar = layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  double sum = 0;

  if (positioned)
    g_assert_true (gst_audio_channel_positions_from_mask (channels,
        gst_audio_channel_get_fallback_mask (channels), positions));
  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_F32, 44100, channels, positioned ? positions : NULL);
  info.layout = layout;
  for (int c = 0; c < channels; c++) {
    planes[c] = planar ? audio + c * FRAMES : audio;
    sum += 0.9 * (c + 1) / channels;
    for (int i = 0; i < FRAMES; i++)
      audio[planar ? c * FRAMES + i : i * channels + c] = 0.9 * (c + 1) / channels;
  }
  converter = gst_cochl_converter_new (&info);
  g_assert_nonnull (converter);
  gst_cochl_converter_push (converter, planes, FRAMES, out);
  gst_cochl_converter_drain (converter, out);
  g_assert_cmpuint (out->len, ==, FRAMES / 2);
  for (guint j = 100; j < out->len - 100; j++)
    g_assert_cmpfloat_with_epsilon (g_array_index (out, gint16, j) / 32768.0, sum / channels, 0.001);
}

static void
test_average (void)
{
  static const int positioned[] = { 1, 2, 3, 4, 5, 6, 7, 8 }, unpositioned[] = { 1, 2, 3, 6, 12, 63, 64, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (positioned); i++) {
    check_average (positioned[i], TRUE, GST_AUDIO_LAYOUT_INTERLEAVED);
    check_average (positioned[i], TRUE, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  }
  for (guint i = 0; i < G_N_ELEMENTS (unpositioned); i++) {
    check_average (unpositioned[i], FALSE, GST_AUDIO_LAYOUT_INTERLEAVED);
    check_average (unpositioned[i], FALSE, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  }
}

/* More channels than GstAudioConverter mixes, in an integer format. */
static void
test_many_channels (void)
{
  enum { CHANNELS = 200, FRAMES = 9000 };
  g_autofree gint16 *audio = g_new (gint16, FRAMES * CHANNELS);
  g_autoptr (GArray) out = NULL;
  GstAudioInfo info;

  for (int i = 0; i < FRAMES * CHANNELS; i++)
    audio[i] = 100 * (i % CHANNELS) - 1000;
  init_info (&info, GST_AUDIO_FORMAT_S16, 16000, CHANNELS, GST_AUDIO_LAYOUT_INTERLEAVED);
  out = convert (&info, audio, FRAMES, 5001);
  g_assert_cmpuint (out->len, ==, FRAMES);
  for (guint j = 0; j < out->len; j++)
    g_assert_cmpint (ABS (g_array_index (out, gint16, j) - 8950), <=, 1);
}

/* Channel-mask 0 in the caps, as a microphone array has it. */
static void
test_no_mask (void)
{
  static const char *const texts[] = {
    "audio/x-raw, format=S16LE, rate=48000, channels=1, layout=interleaved, channel-mask=(bitmask)0",
    "audio/x-raw, format=S16LE, rate=48000, channels=2, layout=interleaved, channel-mask=(bitmask)0",
    "audio/x-raw, format=S16LE, rate=48000, channels=8, layout=non-interleaved, channel-mask=(bitmask)0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GstCaps) caps = gst_caps_from_string (texts[i]);
    g_autoptr (GstCochlConverter) converter = NULL;
    g_autoptr (GArray) out = g_array_new (FALSE, FALSE, 2);
    GstAudioInfo info;

    g_assert_true (gst_audio_info_from_caps (&info, caps));
    converter = gst_cochl_converter_new (&info);
    g_assert_nonnull (converter);
    gst_cochl_converter_push (converter, NULL, 4800, out);
    gst_cochl_converter_drain (converter, out);
    g_assert_cmpuint (out->len, ==, 2205);
  }
}

/* Every format that the element takes gives the tone, and NULL planes silence. */
static void
test_formats (void)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string ("audio/x-raw, format=" GST_AUDIO_FORMATS_ALL);
  const GValue *list = gst_structure_get_value (gst_caps_get_structure (caps, 0), "format");
  gsize frames = 4410;
  g_autofree float *tone = make_tone (frames, 44100, 1000);

  for (guint i = 0; i < gst_value_list_get_size (list); i++) {
    const char *name = g_value_get_string (gst_value_list_get_value (list, i));
    g_autoptr (GstCochlConverter) converter = NULL;
    g_autoptr (GArray) out = NULL, silence = g_array_new (FALSE, FALSE, 2);
    g_autofree gpointer audio = NULL;
    gpointer plane = tone;
    GstAudioInfo from, info;
    GstAudioConverter *to_format;
    double tolerance;

    init_info (&from, GST_AUDIO_FORMAT_F32, 44100, 1, GST_AUDIO_LAYOUT_INTERLEAVED);
    init_info (&info, gst_audio_format_from_string (name), 44100, 1, GST_AUDIO_LAYOUT_INTERLEAVED);
    audio = g_malloc (frames * info.bpf);
    to_format = gst_audio_converter_new (GST_AUDIO_CONVERTER_FLAG_NONE, &from, &info, NULL);
    g_assert_true (gst_audio_converter_samples (to_format, 0, &plane, frames, &audio, frames));
    gst_audio_converter_free (to_format);

    out = convert (&info, audio, frames, 441);
    tolerance = info.finfo->depth == 8 ? 0.03 : 0.02;
    for (guint j = 200; j < out->len - 200; j++)
      g_assert_cmpfloat_with_epsilon (g_array_index (out, gint16, j) / 32768.0,
          0.5 * sin (2 * G_PI * 1000 * j / 22050), tolerance);

    converter = gst_cochl_converter_new (&info);
    gst_cochl_converter_push (converter, NULL, 10000, silence);
    gst_cochl_converter_drain (converter, silence);
    g_assert_cmpuint (silence->len, ==, 5000);
    for (guint j = 0; j < silence->len; j++)
      g_assert_cmpint (g_array_index (silence, gint16, j), ==, 0);
  }
}

/* Silence in the middle is the same whether it comes as zeros or as none. */
static void
test_silence (void)
{
  gsize frames = 30000;
  g_autofree float *audio = make_noise (frames, 2);
  g_autoptr (GstCochlConverter) converter = NULL;
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, 2), expected = NULL;
  GstAudioInfo info;
  gpointer plane = audio;

  memset (audio + 2 * 10000, 0, 9000 * 2 * sizeof (float));
  init_info (&info, GST_AUDIO_FORMAT_F32, 48000, 2, GST_AUDIO_LAYOUT_INTERLEAVED);
  expected = convert (&info, audio, frames, frames);

  converter = gst_cochl_converter_new (&info);
  gst_cochl_converter_push (converter, &plane, 10000, out);
  gst_cochl_converter_push (converter, NULL, 9000, out);
  plane = audio + 2 * 19000;
  gst_cochl_converter_push (converter, &plane, 11000, out);
  gst_cochl_converter_drain (converter, out);
  assert_same (out, expected);
}

/* Mono S16 at the analysis rate or below comes out as it went in. */
static void
test_untouched (void)
{
  static const int kept[] = { 8000, 22050 };
  gint16 audio[5000];

  for (guint i = 0; i < G_N_ELEMENTS (audio); i++)
    audio[i] = i * 7919;
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++) {
    g_autoptr (GArray) out = NULL;
    GstAudioInfo info;

    init_info (&info, GST_AUDIO_FORMAT_S16, kept[i], 1, GST_AUDIO_LAYOUT_INTERLEAVED);
    out = convert (&info, audio, G_N_ELEMENTS (audio), 777);
    g_assert_cmpmem (out->data, out->len * 2, audio, sizeof audio);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/gst/converter/rate", test_rate);
  g_test_add_func ("/gst/converter/absurd-rate", test_absurd_rate);
  g_test_add_func ("/gst/converter/count", test_count);
  g_test_add_func ("/gst/converter/chunking", test_chunking);
  g_test_add_func ("/gst/converter/position", test_position);
  g_test_add_func ("/gst/converter/anew", test_anew);
  g_test_add_func ("/gst/converter/empty", test_empty);
  g_test_add_func ("/gst/converter/average", test_average);
  g_test_add_func ("/gst/converter/many-channels", test_many_channels);
  g_test_add_func ("/gst/converter/no-mask", test_no_mask);
  g_test_add_func ("/gst/converter/formats", test_formats);
  g_test_add_func ("/gst/converter/silence", test_silence);
  g_test_add_func ("/gst/converter/untouched", test_untouched);
  return g_test_run ();
}
