/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-spectrum.h"

#include <math.h>

#include "tests/unit/tools/listening.h"

static void
measure (TestSound *sound, EmulatorFrame *frame)
{
  g_autoptr (EmulatorSpectrum) spectrum = emulator_spectrum_new (test_sound_get_rate (sound));
  gsize n_samples;
  g_autofree float *samples = listening_to_floats (sound, &n_samples);

  g_assert_cmpuint (n_samples, >=, emulator_spectrum_get_length (spectrum));
  emulator_spectrum_measure (spectrum, samples, frame);
}

static void
test_lengths (void)
{
  static const struct { guint rate, length; } cases[] = {
    { 8000, 512 }, { 16000, 1024 }, { 22050, 2048 }, { 44100, 4096 }, { 48000, 4096 }, { 192000, 16384 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (EmulatorSpectrum) spectrum = emulator_spectrum_new (cases[i].rate);

    g_assert_cmpuint (emulator_spectrum_get_length (spectrum), ==, cases[i].length);
    g_assert_cmpfloat (emulator_spectrum_get_resolution (spectrum), ==, (double) cases[i].rate / cases[i].length);
  }
}

static void
test_tone (void)
{
  static const double tones[] = { 100, 440, 880.5, 3000, 7999 };

  for (guint i = 0; i < G_N_ELEMENTS (tones); i++) {
    g_autoptr (TestSound) sound = test_sound_new (22050);
    EmulatorFrame frame;

    test_sound_add_tone (sound, tones[i], 0.2, 0.5);
    measure (sound, &frame);
    g_assert_false (frame.silent);
    g_assert_cmpuint (frame.n_peaks, ==, 1);
    g_assert_cmpfloat_with_epsilon (frame.peaks[0].hz, tones[i], 1);
    g_assert_cmpfloat (frame.peaks[0].share, >, 0.99);
    g_assert_cmpfloat (frame.rest, <, 0.01);
  }
}

static void
test_two_tones (void)
{
  g_autoptr (TestSound) sound = test_sound_new (44100);
  EmulatorFrame frame;

  test_sound_add_tone (sound, 500, 0.2, 0.5);
  test_sound_mix_tone (sound, 2000, 0, 0.2, 0.4);
  measure (sound, &frame);
  g_assert_cmpuint (frame.n_peaks, ==, 2);
  g_assert_cmpfloat_with_epsilon (frame.peaks[0].hz, 500, 1);
  g_assert_cmpfloat_with_epsilon (frame.peaks[1].hz, 2000, 1);
}

static void
test_noise (void)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);
  EmulatorFrame frame;

  test_sound_add_noise (sound, 0.2, 0.5);
  measure (sound, &frame);
  g_assert_cmpuint (frame.n_peaks, ==, 0);
  g_assert_cmpfloat (frame.rest, ==, 1);
  g_assert_cmpfloat (frame.entropy, >, 0.9);
}

static void
test_silence (void)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);
  g_autoptr (TestSound) faint = test_sound_new (22050);
  g_autoptr (EmulatorSpectrum) spectrum = emulator_spectrum_new (22050);
  float wild[2048] = { NAN, INFINITY };
  EmulatorFrame frame;

  test_sound_add_silence (sound, 0.2);
  measure (sound, &frame);
  g_assert_true (frame.silent);
  test_sound_add_tone (faint, 880, 0.2, 0.0012);
  measure (faint, &frame);
  g_assert_true (frame.silent);
  emulator_spectrum_measure (spectrum, wild, &frame);
  g_assert_true (frame.silent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/spectrum/lengths", test_lengths);
  g_test_add_func ("/emulator/spectrum/tone", test_tone);
  g_test_add_func ("/emulator/spectrum/two-tones", test_two_tones);
  g_test_add_func ("/emulator/spectrum/noise", test_noise);
  g_test_add_func ("/emulator/spectrum/silence", test_silence);
  return g_test_run ();
}
