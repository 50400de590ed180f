/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlwav.h"

#include <string.h>

static void
test_bytes (void)
{
  static const gint16 samples[] = { 0, 1, -1, 32767, -32768, 0x1234 };
  static const guint8 expected[] = {
    'R', 'I', 'F', 'F', 48, 0, 0, 0, 'W', 'A', 'V', 'E',
    'f', 'm', 't', ' ', 16, 0, 0, 0, 1, 0, 1, 0,
    0x22, 0x56, 0, 0, 0x44, 0xac, 0, 0, 2, 0, 16, 0,
    'd', 'a', 't', 'a', 12, 0, 0, 0,
    0, 0, 1, 0, 0xff, 0xff, 0xff, 0x7f, 0x00, 0x80, 0x34, 0x12
  };
  GBytes *in = g_bytes_new_static (samples, sizeof samples);
  g_autoptr (GBytes) wav = gst_cochl_wav_encode (in, 22050);
  gsize size;
  const guint8 *data = g_bytes_get_data (wav, &size);

  g_assert_cmpmem (data, size, expected, sizeof expected);
}

static void
test_empty (void)
{
  GBytes *in = g_bytes_new_static (NULL, 0);
  g_autoptr (GBytes) wav = gst_cochl_wav_encode (in, 8000);
  gsize size;
  const guint8 *data = g_bytes_get_data (wav, &size);

  g_assert_cmpuint (size, ==, 44);
  g_assert_cmpmem (data + 40, 4, "\0\0\0\0", 4);
  g_assert_cmpuint (data[4], ==, 36);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/wav/bytes", test_bytes);
  g_test_add_func ("/gst/wav/empty", test_empty);
  return g_test_run ();
}
