/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-format.h"

#include <string.h>

#include "tools/emulator/emulator-error.h"

#define MEDIA_TYPE   "audio/x-raw"
#define LOWEST_RATE  1000
#define HIGHEST_RATE 384000
#define BLOCK        1024

/* Those of the API's names that GStreamer reads, too: f16 and f24 are not. */
static const char *const names[] = {
  "s16le", "s24le", "s32le", "u16le", "u24le", "u32le", "f32le",
  "s16be", "s24be", "s32be", "u16be", "u24be", "u32be", "f32be",
  NULL
};

static gboolean
refuse (GError **error, const char *content_type)
{
  g_autofree char *known = g_strjoinv (", ", (GStrv) names);

  g_set_error (error, EMULATOR_ERROR, 400,
               "content_type of a stream must be \"" MEDIA_TYPE "; rate=HZ; format=NAME\" with HZ from %d to %d and NAME "
               "one of %s (without le or be: little-endian), not \"%s\"",
               LOWEST_RATE, HIGHEST_RATE, known, content_type ? content_type : "");
  return FALSE;
}

static gboolean
set_name (EmulatorFormat *format, const char *text)
{
  gboolean bare = !g_str_has_suffix (text, "le") && !g_str_has_suffix (text, "be");
  g_autofree char *name = g_strconcat (text, bare ? "le" : NULL, NULL);
  g_autofree char *upper = g_ascii_strup (name, -1);

  if (!g_strv_contains (names, name))
    return FALSE;
  format->info = gst_audio_format_get_info (gst_audio_format_from_string (upper));
  return TRUE;
}

static gboolean
set_parameter (EmulatorFormat *format, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 2);
  guint64 number = 0;

  if (!parts[0] || !parts[1])
    return FALSE;
  if (strcmp (g_strstrip (parts[0]), "format") == 0)
    return !format->info && set_name (format, g_strstrip (parts[1]));
  if (!g_ascii_string_to_unsigned (g_strstrip (parts[1]), 10, 1, HIGHEST_RATE, &number, NULL))
    return FALSE;
  if (strcmp (parts[0], "channels") == 0)
    return number == 1;
  if (strcmp (parts[0], "rate") != 0 || format->rate != 0 || number < LOWEST_RATE)
    return FALSE;
  format->rate = number;
  return TRUE;
}

gboolean
emulator_format_parse (EmulatorFormat *format, const char *content_type, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (content_type ? content_type : "", ";", 8);

  *format = (EmulatorFormat) { 0 };
  if (!parts[0] || strcmp (g_strstrip (parts[0]), MEDIA_TYPE) != 0)
    return refuse (error, content_type);
  for (guint i = 1; parts[i]; i++) {
    if (!set_parameter (format, parts[i]))
      return refuse (error, content_type);
  }
  return (format->rate > 0 && format->info) || refuse (error, content_type);
}

gsize
emulator_format_get_width (const EmulatorFormat *format)
{
  return GST_AUDIO_FORMAT_INFO_WIDTH (format->info) / 8;
}

/* GStreamer unpacks integers to 32 bits and floats to doubles. */
static void
unpack (const EmulatorFormat *format, const guint8 *from, float *samples, gsize n_samples)
{
  union { gint32 integers[BLOCK]; double floats[BLOCK]; } block;
  gboolean integer = GST_AUDIO_FORMAT_INFO_IS_INTEGER (format->info);

  for (gsize i = 0; i < n_samples; i += BLOCK) {
    gsize n = MIN (BLOCK, n_samples - i);

    format->info->unpack_func (format->info, GST_AUDIO_PACK_FLAG_TRUNCATE_RANGE, &block,
                               (gpointer) (from + i * emulator_format_get_width (format)), n);
    for (gsize k = 0; k < n; k++)
      samples[i + k] = integer ? block.integers[k] / 2147483648.0f : (float) block.floats[k];
  }
}

float *
emulator_format_read (const EmulatorFormat *format, GBytes *bytes, gsize *n_samples, GError **error)
{
  gsize width = emulator_format_get_width (format), size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  float *samples;

  if (size == 0 || size % width != 0) {
    g_set_error (error, EMULATOR_ERROR, 400,
                 "%" G_GSIZE_FORMAT " bytes are no whole samples: one has %" G_GSIZE_FORMAT " bytes", size, width);
    return NULL;
  }
  *n_samples = size / width;
  samples = g_new (float, *n_samples);
  unpack (format, data, samples, *n_samples);
  return samples;
}
