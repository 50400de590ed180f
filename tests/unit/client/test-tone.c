/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/client/test-tone.h"

#include <math.h>

#include "cochl/model/cochl-number.h"
#include "cochl/model/cochl-window.h"

#define RATE 22050

static void
put (GByteArray *out, guint32 value, unsigned int n)
{
  guint8 bytes[4] = { value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff, value >> 24 };

  g_byte_array_append (out, bytes, n);
}

CochlSubmission *
test_tone_new (unsigned int seconds)
{
  guint32 size = seconds * RATE * 2;
  GByteArray *out = g_byte_array_sized_new (size + 44);

  g_byte_array_append (out, (const guint8 *) "RIFF", 4);
  put (out, size + 36, 4);
  g_byte_array_append (out, (const guint8 *) "WAVEfmt ", 8);
  put (out, 16, 4);
  put (out, 1, 2);
  put (out, 1, 2);
  put (out, RATE, 4);
  put (out, RATE * 2, 4);
  put (out, 2, 2);
  put (out, 16, 2);
  g_byte_array_append (out, (const guint8 *) "data", 4);
  put (out, size, 4);
  for (guint32 i = 0; i < seconds * RATE; i++)
    put (out, (guint32) (gint32) (10000 * sin (2 * G_PI * 880 * i / RATE)), 2);
  g_autoptr (GBytes) audio = g_byte_array_free_to_bytes (out);
  return cochl_submission_new (audio, "audio/wav", "tone.wav", seconds * COCHL_SECOND, COCHL_DEFAULT_WINDOW_SIZE,
                               COCHL_DEFAULT_WINDOW_HOP, 0, NULL);
}
