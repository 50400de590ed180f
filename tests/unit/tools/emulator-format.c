/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-format.h"

#include "tools/emulator/emulator-error.h"

static void
test_names (void)
{
  static const struct { const char *text; guint rate; gsize width; } good[] = {
    { "audio/x-raw; rate=22050; format=s16le", 22050, 2 }, { "audio/x-raw;format=f32le;rate=8000", 8000, 4 },
    { "audio/x-raw; rate=22050; format=s24be", 22050, 3 }, { "audio/x-raw; rate=44100; format=u32be", 44100, 4 },
    { "audio/x-raw; rate=22050; format=f32", 22050, 4 }, { "audio/x-raw; rate=22050; format=s32; channels=1", 22050, 4 },
  };
  static const char *const bad[] = {
    "", "audio/x-raw", "audio/x-raw; rate=22050", "audio/x-raw; format=s16le", "audio/wav; rate=22050; format=s16le",
    "audio/x-raw; rate=22050; format=f16le", "audio/x-raw; rate=22050; format=f24", "audio/x-raw; rate=22050; format=s16LE",
    "audio/x-raw; rate=0; format=s16le", "audio/x-raw; rate=-5; format=s16le", "audio/x-raw; rate=1e9; format=s16le",
    "audio/x-raw; rate=22050; format=s16le; channels=2", "audio/x-raw; rate=22050; rate=22050; format=s16le",
    "audio/x-raw; rate=22050; format=s16le; more=1", "audio/x-raw; rate=22050; format=s16le;", "audio/x-raw; rate=; format=",
  };
  EmulatorFormat format;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (emulator_format_parse (&format, good[i].text, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (format.rate, ==, good[i].rate);
    g_assert_cmpuint (emulator_format_get_width (&format), ==, good[i].width);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", bad[i]);
    g_assert_false (emulator_format_parse (&format, bad[i], &error));
    g_assert_error (error, EMULATOR_ERROR, 400);
  }
  g_assert_false (emulator_format_parse (&format, NULL, NULL));
}

static void
assert_read (const char *name, gconstpointer data, gsize size, const float *wanted, gsize n_wanted)
{
  g_autofree char *text = g_strdup_printf ("audio/x-raw; rate=22050; format=%s", name);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autofree float *samples = NULL;
  EmulatorFormat format;
  gsize n_samples = 0;

  g_assert_true (emulator_format_parse (&format, text, NULL));
  samples = emulator_format_read (&format, bytes, &n_samples, NULL);
  g_assert_cmpuint (n_samples, ==, n_wanted);
  for (gsize i = 0; i < n_samples; i++)
    g_assert_cmpfloat (samples[i], ==, wanted[i]);
}

/* Half of full scale, its negative, and silence, in each way of writing them. */
static void
test_samples (void)
{
  static const float wanted[] = { 0.5, -0.5, 0 };
  assert_read ("s16le", "\0\x40\0\xc0\0\0", 6, wanted, 3);
  assert_read ("s16be", "\x40\0\xc0\0\0\0", 6, wanted, 3);
  assert_read ("s24le", "\0\0\x40\0\0\xc0\0\0\0", 9, wanted, 3);
  assert_read ("s32be", "\x40\0\0\0\xc0\0\0\0\0\0\0\0", 12, wanted, 3);
  assert_read ("u16le", "\0\xc0\0\x40\0\x80", 6, wanted, 3);
  assert_read ("u24be", "\xc0\0\0\x40\0\0\x80\0\0", 9, wanted, 3);
  assert_read ("f32le", "\0\0\0\x3f\0\0\0\xbf\0\0\0\0", 12, wanted, 3);
  assert_read ("f32be", "\x3f\0\0\0\xbf\0\0\0\0\0\0\0", 12, wanted, 3);
}

/* More than one block of the converter. */
static void
test_long (void)
{
  g_autofree float *wanted = g_new (float, 5000);
  g_autofree gint16 *data = g_new (gint16, 5000);

  for (guint i = 0; i < 5000; i++) {
    wanted[i] = (i - 2500.0f) / 32768;
    data[i] = GINT16_TO_LE ((gint16) i - 2500);
  }
  assert_read ("s16", data, 10000, wanted, 5000);
}

static void
test_parts_of_samples (void)
{
  static const gsize sizes[] = { 0, 1, 5 };
  EmulatorFormat format;
  gsize n_samples;

  g_assert_true (emulator_format_parse (&format, "audio/x-raw; rate=22050; format=s16le", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new ("abcde", sizes[i]);
    g_autoptr (GError) error = NULL;

    g_assert_null (emulator_format_read (&format, bytes, &n_samples, &error));
    g_assert_error (error, EMULATOR_ERROR, 400);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/format/names", test_names);
  g_test_add_func ("/emulator/format/samples", test_samples);
  g_test_add_func ("/emulator/format/long", test_long);
  g_test_add_func ("/emulator/format/parts-of-samples", test_parts_of_samples);
  return g_test_run ();
}
