/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-wav.h"

#include <string.h>

#include "tests/common/sound.h"

#define FMT(tag, channels, bits) "fmt \x10\0\0\0" tag "\0" channels "\0\x22\x56\0\0\0\0\0\0\0\0" bits "\0"

typedef struct { const char *data; gsize size; } Text;
#define TEXT(text) { text, sizeof (text) - 1 }

static gboolean
find (const Text *text, EmulatorFormat *format, gsize *offset, gsize *size)
{
  g_autoptr (GBytes) file = g_bytes_new (text->data, text->size);

  return emulator_wav_find (file, format, offset, size);
}

static void
test_plain (void)
{
  static const Text files[] = {
    TEXT ("RIFFxxxxWAVE" FMT ("\1", "\1", "\x10") "data\4\0\0\0abcd"),
    TEXT ("RIFFxxxxWAVELIST\3\0\0\0abc\0" FMT ("\1", "\1", "\x18") "data\6\0\0\0abcdef"),
    TEXT ("RIFFxxxxWAVE" FMT ("\3", "\1", "\x20") "data\4\0\0\0abcdLIST\0\0\0\0"),
  };
  static const gsize offsets[] = { 44, 56, 44 }, sizes[] = { 4, 6, 4 }, widths[] = { 2, 3, 4 };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    EmulatorFormat format;
    gsize offset = 0, size = 0;

    g_assert_true (find (&files[i], &format, &offset, &size));
    g_assert_cmpuint (offset, ==, offsets[i]);
    g_assert_cmpuint (size, ==, sizes[i]);
    g_assert_cmpuint (format.rate, ==, 0x5622);
    g_assert_cmpuint (emulator_format_get_width (&format), ==, widths[i]);
  }
}

/* Others, and damaged ones, are not for this reader. */
static void
test_others (void)
{
  static const Text files[] = {
    TEXT (""), TEXT ("RIFF"), TEXT ("RIFFxxxxWAVE"), TEXT ("RIFFxxxxAVI "), TEXT ("fLaCxxxxWAVE"),
    TEXT ("RIFFxxxxWAVE" FMT ("\1", "\2", "\x10") "data\4\0\0\0abcd"),
    TEXT ("RIFFxxxxWAVE" FMT ("\1", "\1", "\x08") "data\4\0\0\0abcd"),
    TEXT ("RIFFxxxxWAVE" FMT ("\2", "\1", "\x10") "data\4\0\0\0abcd"),
    TEXT ("RIFFxxxxWAVE" FMT ("\3", "\1", "\x40") "data\4\0\0\0abcd"),
    TEXT ("RIFFxxxxWAVE" FMT ("\1", "\1", "\x10") "data\5\0\0\0abcde"),
    TEXT ("RIFFxxxxWAVE" FMT ("\1", "\1", "\x10") "data\0\0\0\0"),
    TEXT ("RIFFxxxxWAVE" FMT ("\1", "\1", "\x10") "data\xff\xff\xff\xff" "abcd"),
    TEXT ("RIFFxxxxWAVE" FMT ("\1", "\1", "\x10") "data\5\0\0\0abcd"),
    TEXT ("RIFFxxxxWAVEdata\4\0\0\0abcd" FMT ("\1", "\1", "\x10")), TEXT ("RIFFxxxxWAVEfmt \2\0\0\0\1\0data\2\0\0\0ab"),
    TEXT ("RIFFxxxxWAVELIST\1\0\0\0a"), TEXT ("RIFFxxxxWAVELIST\0\0\0"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    EmulatorFormat format;
    gsize offset, size;

    g_test_message ("file %u", i);
    g_assert_false (find (&files[i], &format, &offset, &size));
  }
}

static void
test_samples (void)
{
  g_autoptr (TestSound) sound = test_sound_new (8000);
  g_autoptr (GBytes) wav = NULL;
  EmulatorFormat format;
  gsize offset = 0, size = 0, n_samples;

  test_sound_add_noise (sound, 0.1, 0.5);
  wav = test_sound_to_wav (sound);
  g_assert_true (emulator_wav_find (wav, &format, &offset, &size));
  g_assert_cmpuint (format.rate, ==, 8000);
  g_assert_cmpuint (offset + size, ==, g_bytes_get_size (wav));
  test_sound_get_samples (sound, &n_samples);
  g_assert_cmpuint (size, ==, 2 * n_samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/wav/plain", test_plain);
  g_test_add_func ("/emulator/wav/others", test_others);
  g_test_add_func ("/emulator/wav/samples", test_samples);
  return g_test_run ();
}
