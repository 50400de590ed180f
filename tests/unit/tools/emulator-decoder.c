/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-decoder.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>
#include <unistd.h>

#include "tests/common/sound.h"

typedef struct {
  GArray *all;      /* floats, when they are wanted */
  gsize n_samples;
  guint rate;
  float loudest;
} Heard;

static void
heard_cb (const float *samples, gsize n_samples, guint rate, gpointer user_data)
{
  Heard *heard = user_data;

  heard->n_samples += n_samples;
  heard->rate = rate;
  if (heard->all)
    g_array_append_vals (heard->all, samples, n_samples);
  for (gsize i = 0; i < n_samples; i++)
    heard->loudest = MAX (heard->loudest, samples[i]);
}

static GPtrArray *
split (GBytes *bytes, gsize piece)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize at = 0; at < g_bytes_get_size (bytes); at += piece)
    g_ptr_array_add (parts, g_bytes_new_from_bytes (bytes, at, MIN (piece, g_bytes_get_size (bytes) - at)));
  return parts;
}

static void
test_wav (void)
{
  static const gsize pieces[] = { 7, 4096, 1000000 };
  g_autoptr (TestSound) sound = test_sound_new (16000);
  g_autoptr (GBytes) wav = NULL;

  test_sound_add_tone (sound, 500, 0.25, 0.5);
  wav = test_sound_to_wav (sound);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
    g_autoptr (GPtrArray) parts = split (wav, pieces[i]);
    g_autoptr (GError) error = NULL;
    Heard heard = { 0 };

    g_assert_true (emulator_decoder_run (parts, heard_cb, &heard, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (heard.n_samples, ==, 4000);
    g_assert_cmpuint (heard.rate, ==, 16000);
    g_assert_cmpfloat_with_epsilon (heard.loudest, 0.5, 0.001);
  }
}

/* In one part a plain WAV file is read in place: the same samples come out. */
static void
test_both_ways (void)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);
  g_autoptr (GBytes) wav = NULL;
  g_autoptr (GPtrArray) whole = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GArray) in_place = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GArray) decoded = g_array_new (FALSE, FALSE, sizeof (float));
  Heard first = { .all = in_place }, second = { .all = decoded };

  test_sound_add_noise (sound, 0.5, 1);
  wav = test_sound_to_wav (sound);
  whole = split (wav, 1000000);
  parts = split (wav, 10000);
  g_assert_true (emulator_decoder_run (whole, heard_cb, &first, NULL));
  g_assert_true (emulator_decoder_run (parts, heard_cb, &second, NULL));
  g_assert_cmpmem (in_place->data, in_place->len * sizeof (float), decoded->data, decoded->len * sizeof (float));
}

/* What GStreamer encodes from a test source, read back. */
static void
test_formats (void)
{
  static const struct { const char *element, *chain; guint tolerance; } cases[] = {
    { "flacenc", "flacenc", 0 }, { "vorbisenc", "vorbisenc ! oggmux", 2000 }, { "lamemp3enc", "lamemp3enc", 4000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GstElementFactory) factory = gst_element_factory_find (cases[i].element);
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), "emulator-decoder-XXXXXX", NULL);
    g_autofree char *line = NULL;
    g_autofree char *data = NULL;
    g_autoptr (GstElement) pipeline = NULL;
    g_autoptr (GstBus) bus = NULL;
    g_autoptr (GstMessage) message = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GPtrArray) parts = NULL;
    g_autoptr (GError) error = NULL;
    Heard heard = { 0 };
    gsize size;

    if (!factory) {
      g_test_message ("no %s here", cases[i].element);
      continue;
    }
    close (g_mkstemp (path));
    line = g_strdup_printf ("audiotestsrc num-buffers=40 samplesperbuffer=1103 ! audio/x-raw,rate=44100,channels=2 ! "
                            "audioconvert ! %s ! filesink location=%s", cases[i].chain, path);
    pipeline = gst_parse_launch (line, &error);
    g_assert_no_error (error);
    gst_object_ref_sink (pipeline);
    gst_element_set_state (pipeline, GST_STATE_PLAYING);
    bus = gst_element_get_bus (pipeline);
    message = gst_bus_timed_pop_filtered (bus, 120 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    gst_element_set_state (pipeline, GST_STATE_NULL);
    g_assert_true (message && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS);

    g_assert_true (g_file_get_contents (path, &data, &size, NULL));
    g_unlink (path);
    bytes = g_bytes_new (data, size);
    parts = split (bytes, 1000);
    g_assert_true (emulator_decoder_run (parts, heard_cb, &heard, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (heard.rate, ==, 44100);
    g_assert_cmpuint (ABS ((int) heard.n_samples - 44120), <=, cases[i].tolerance);
  }
}

static void
test_no_audio (void)
{
  static const char *const cases[] = { "this is no audio, only a few words", "RIFF", "" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (cases[i], strlen (cases[i]) + 1);
    g_autoptr (GPtrArray) parts = split (bytes, 5);
    g_autoptr (GError) error = NULL;
    Heard heard = { 0 };

    g_assert_false (emulator_decoder_run (parts, heard_cb, &heard, &error));
    g_assert_nonnull (error);
    g_assert_true (g_str_has_prefix (error->message, "the audio cannot be decoded"));
    g_assert_cmpuint (heard.n_samples, ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/emulator/decoder/wav", test_wav);
  g_test_add_func ("/emulator/decoder/both-ways", test_both_ways);
  g_test_add_func ("/emulator/decoder/formats", test_formats);
  g_test_add_func ("/emulator/decoder/no-audio", test_no_audio);
  return g_test_run ();
}
