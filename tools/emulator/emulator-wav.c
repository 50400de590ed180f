/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-wav.h"

#include <string.h>

#define RIFF_SIZE    12   /* "RIFF", a size, "WAVE" */
#define HEAD_SIZE    8    /* a chunk's name and size */
#define FORMAT_SIZE  16
#define TAG_INTEGERS 1
#define TAG_FLOATS   3

static guint32
read_32 (const guint8 *at)
{
  return at[0] | at[1] << 8 | at[2] << 16 | (guint32) at[3] << 24;
}

static guint16
read_16 (const guint8 *at)
{
  return at[0] | at[1] << 8;
}

static gboolean
read_format (const guint8 *at, EmulatorFormat *format)
{
  guint16 tag = read_16 (at), channels = read_16 (at + 2), bits = read_16 (at + 14);
  guint32 rate = read_32 (at + 4);
  g_autofree char *text = NULL;

  if ((tag != TAG_INTEGERS && tag != TAG_FLOATS) || channels != 1 || bits == 8)
    return FALSE;
  text = g_strdup_printf ("audio/x-raw; rate=%u; format=%c%ule", rate, tag == TAG_FLOATS ? 'f' : 's', bits);
  return emulator_format_parse (format, text, NULL);
}

gboolean
emulator_wav_find (GBytes *file, EmulatorFormat *format, gsize *offset, gsize *size)
{
  gsize total = 0, at = RIFF_SIZE;
  const guint8 *data = g_bytes_get_data (file, &total);
  gboolean known = FALSE;

  if (total < RIFF_SIZE || memcmp (data, "RIFF", 4) != 0 || memcmp (data + 8, "WAVE", 4) != 0)
    return FALSE;
  while (total - at >= HEAD_SIZE) {
    gsize length = read_32 (data + at + 4);

    if (length > total - at - HEAD_SIZE)
      return FALSE;
    at += HEAD_SIZE;
    if (memcmp (data + at - HEAD_SIZE, "fmt ", 4) == 0)
      known = length >= FORMAT_SIZE && read_format (data + at, format);
    if (memcmp (data + at - HEAD_SIZE, "data", 4) == 0) {
      *offset = at;
      *size = length;
      return known && length > 0 && length % emulator_format_get_width (format) == 0;
    }
    /* Chunks are padded to an even length. */
    at = MIN (at + length + length % 2, total);
  }
  return FALSE;
}
