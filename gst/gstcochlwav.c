/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlwav.h"

#include <string.h>

#define HEADER_SIZE 44

static guint8 *
put_tag (guint8 *to, const char *tag)
{
  memcpy (to, tag, 4);
  return to + 4;
}

static guint8 *
put_u16 (guint8 *to, guint16 value)
{
  value = GUINT16_TO_LE (value);
  memcpy (to, &value, 2);
  return to + 2;
}

static guint8 *
put_u32 (guint8 *to, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (to, &value, 4);
  return to + 4;
}

static guint8 *
finish_samples (guint8 *to, gsize n)
{
#if G_BYTE_ORDER != G_LITTLE_ENDIAN
  guint16 *samples = (guint16 *) to;

  for (gsize i = 0; i < n; i++)
    samples[i] = GUINT16_TO_LE (samples[i]);
#endif
  return to + n * 2;
}

GBytes *
gst_cochl_wav_encode (GBytes *samples, int rate)
{
  gsize n = g_bytes_get_size (samples) / 2, size;
  guint8 *wav, *to;

  g_return_val_if_fail (rate > 0, NULL);
  g_return_val_if_fail (n * 2 <= G_MAXUINT32 - HEADER_SIZE, NULL);

  to = wav = g_realloc (g_bytes_unref_to_data (samples, &size), HEADER_SIZE + n * 2);
  memmove (wav + HEADER_SIZE, wav, n * 2);
  to = put_tag (to, "RIFF");
  to = put_u32 (to, HEADER_SIZE - 8 + n * 2);
  to = put_tag (to, "WAVE");
  to = put_tag (to, "fmt ");
  to = put_u32 (to, 16);
  to = put_u16 (to, 1);        /* PCM */
  to = put_u16 (to, 1);        /* channels */
  to = put_u32 (to, rate);
  to = put_u32 (to, rate * 2); /* bytes a second */
  to = put_u16 (to, 2);        /* bytes a frame */
  to = put_u16 (to, 16);       /* bits a sample */
  to = put_tag (to, "data");
  to = put_u32 (to, n * 2);
  to = finish_samples (to, n);
  return g_bytes_new_take (wav, to - wav);
}
