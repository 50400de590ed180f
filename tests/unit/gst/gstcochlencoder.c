/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlencoder.h"

#include <string.h>

#include "tests/common/decoded.h"
#include "tests/common/sound.h"

/* No whole number of seconds, of blocks or of anything else: a tone that swells
 * into noise. */
static GBytes *
make_samples (guint rate, double seconds)
{
  g_autoptr (TestSound) sound = test_sound_new (rate);
  const gint16 *samples;
  gsize n;

  test_sound_add_silence (sound, seconds / 4);
  test_sound_add_tone (sound, 440, seconds / 4, 0.5);
  test_sound_add_noise (sound, seconds / 2, 0.3);
  samples = test_sound_get_samples (sound, &n);
  return g_bytes_new (samples, n * sizeof (gint16));
}

static GBytes *
encode (GstCochlUploadFormat format, GBytes *samples, int rate)
{
  g_autoptr (GError) error = NULL;
  GBytes *file = gst_cochl_encoder_encode (format, g_bytes_ref (samples), rate, &error);

  g_assert_no_error (error);
  g_assert_nonnull (file);
  return file;
}

/* The granule position of the last Ogg page: the number of samples in all. */
static guint64
get_last_granule (GBytes *file)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  guint64 granule = 0;

  for (gsize at = 0; at + 27 < size;) {
    gsize length = 27 + data[at + 26];

    g_assert_cmpmem (data + at, 4, "OggS", 4);
    memcpy (&granule, data + at + 6, sizeof granule);
    for (guint i = 0; i < data[at + 26]; i++)
      length += data[at + 27 + i];
    at += length;
  }
  return GUINT64_FROM_LE (granule);
}

/* The number of samples that a FLAC file's head tells: 36 bits. */
static guint64
get_flac_total (GBytes *file)
{
  const guint8 *data = g_bytes_get_data (file, NULL);

  g_assert_cmpmem (data, 4, "fLaC", 4);
  return (guint64) (data[21] & 15) << 32 | (guint64) data[22] << 24 | data[23] << 16 | data[24] << 8 | data[25];
}

/* However long it is, and whatever was encoded before. */
static void
test_exact (gconstpointer data)
{
  static const double lengths[] = { 1, 2, 2.00004, 60.0123, 2, 0.3 };
  static const int rates[] = { 22050, 16000, 8000, 11025 };
  GstCochlUploadFormat format = GPOINTER_TO_INT (data);

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (lengths); i++) {
    int rate = rates[i % G_N_ELEMENTS (rates)], decoded_rate;
    g_autoptr (GBytes) samples = make_samples (rate, lengths[i % G_N_ELEMENTS (lengths)]);
    guint64 n = g_bytes_get_size (samples) / sizeof (gint16);
    g_autoptr (GBytes) file = encode (format, samples, rate);
    g_autoptr (GArray) decoded = test_decode_bytes (file, 0, &decoded_rate);

    g_assert_cmpint (decoded_rate, ==, rate);
    /* The file tells its end exactly; GStreamer's demuxer makes a time of it and
     * its decoder cuts there, up to a sample later. */
    g_assert_cmpuint (decoded->len - n, <=, format == GST_COCHL_UPLOAD_OGG ? 1 : 0);
    if (format == GST_COCHL_UPLOAD_OGG)
      g_assert_cmpuint (get_last_granule (file), ==, n);
    else
      g_assert_cmpmem (decoded->data, n * sizeof (gint16), g_bytes_get_data (samples, NULL), n * sizeof (gint16));
    if (format == GST_COCHL_UPLOAD_FLAC)
      g_assert_cmpuint (get_flac_total (file), ==, n);
  }
}

/* Twenty segments leave nothing behind: each comes out as the first did, but
 * for the number that Ogg gives each stream. */
static void
test_again (gconstpointer data)
{
  GstCochlUploadFormat format = GPOINTER_TO_INT (data);
  g_autoptr (GBytes) samples = make_samples (22050, 1);
  g_autoptr (GBytes) first = encode (format, samples, 22050);

  for (guint i = 0; i < 20; i++) {
    g_autoptr (GBytes) file = encode (format, samples, 22050);

    g_assert_cmpuint (g_bytes_get_size (file), ==, g_bytes_get_size (first));
    if (format != GST_COCHL_UPLOAD_OGG)
      g_assert_true (g_bytes_equal (file, first));
  }
}

/* Audio that the codec has no way to write is refused, and the next is not. */
static void
test_refused (void)
{
  g_autoptr (GBytes) samples = make_samples (8000, 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (gst_cochl_encoder_encode (GST_COCHL_UPLOAD_FLAC, g_bytes_ref (samples), 700000, &error));
  g_assert_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_ENCODE);
  g_assert_true (g_str_has_prefix (error->message, "Audio of 700000 Hz cannot be encoded for upload-format flac: "));
  g_bytes_unref (encode (GST_COCHL_UPLOAD_FLAC, samples, 8000));
}

static void
test_missing (void)
{
  g_autoptr (GstPluginFeature) feature = gst_registry_lookup_feature (gst_registry_get (), "oggmux");
  g_autoptr (GBytes) samples = make_samples (8000, 1);

  gst_registry_remove_feature (gst_registry_get (), feature);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (gst_cochl_encoder_encode (GST_COCHL_UPLOAD_OGG, g_bytes_ref (samples), 8000, &error));
    g_assert_error (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN);
    g_assert_cmpstr (error->message, ==, "upload-format ogg needs the element oggmux, which is not installed; "
                     "Debian has it in the package gstreamer1.0-plugins-base.");
  }
  g_bytes_unref (encode (GST_COCHL_UPLOAD_FLAC, samples, 8000));
  gst_registry_add_feature (gst_registry_get (), feature);
}

static void
test_names (void)
{
  g_assert_cmpstr (gst_cochl_encoder_get_content_type (GST_COCHL_UPLOAD_WAV), ==, "audio/wav");
  g_assert_cmpstr (gst_cochl_encoder_get_content_type (GST_COCHL_UPLOAD_FLAC), ==, "audio/flac");
  g_assert_cmpstr (gst_cochl_encoder_get_content_type (GST_COCHL_UPLOAD_OGG), ==, "audio/ogg");
  g_assert_cmpstr (gst_cochl_encoder_get_suffix (GST_COCHL_UPLOAD_WAV), ==, "wav");
  g_assert_cmpstr (gst_cochl_encoder_get_suffix (GST_COCHL_UPLOAD_FLAC), ==, "flac");
  g_assert_cmpstr (gst_cochl_encoder_get_suffix (GST_COCHL_UPLOAD_OGG), ==, "ogg");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_data_func ("/encoder/exact/wav", GINT_TO_POINTER (GST_COCHL_UPLOAD_WAV), test_exact);
  g_test_add_data_func ("/encoder/exact/flac", GINT_TO_POINTER (GST_COCHL_UPLOAD_FLAC), test_exact);
  g_test_add_data_func ("/encoder/exact/ogg", GINT_TO_POINTER (GST_COCHL_UPLOAD_OGG), test_exact);
  g_test_add_data_func ("/encoder/again/flac", GINT_TO_POINTER (GST_COCHL_UPLOAD_FLAC), test_again);
  g_test_add_data_func ("/encoder/again/ogg", GINT_TO_POINTER (GST_COCHL_UPLOAD_OGG), test_again);
  g_test_add_func ("/encoder/refused", test_refused);
  g_test_add_func ("/encoder/missing", test_missing);
  g_test_add_func ("/encoder/names", test_names);
  return g_test_run ();
}
