/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-knock.h"

#include "tests/unit/tools/listening.h"

static GArray *
find (TestSound *sound)
{
  gsize n_samples;
  g_autofree float *samples = listening_to_floats (sound, &n_samples);

  return emulator_knock_find (samples, n_samples, test_sound_get_rate (sound));
}

static void
test_knocks (void)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);
  g_autoptr (GArray) knocks = NULL;

  test_sound_add_silence (sound, 0.5);
  test_sound_add_knock (sound, 0.7, 0.8);
  test_sound_add_knock (sound, 0.8, 0.2);
  knocks = find (sound);
  g_assert_cmpuint (knocks->len, ==, 2);
  g_assert_cmpfloat_with_epsilon (g_array_index (knocks, EmulatorKnock, 0).position, 0.5 * 22050, 0.02 * 22050);
  g_assert_cmpfloat_with_epsilon (g_array_index (knocks, EmulatorKnock, 1).position, 1.2 * 22050, 0.02 * 22050);
  g_assert_cmpfloat (g_array_index (knocks, EmulatorKnock, 0).strength, ==, 1);
}

/* Neither what stays loud, nor what was loud, nor what nobody hears. */
static void
test_none (void)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);
  g_autoptr (TestSound) faint = test_sound_new (22050);
  g_autoptr (TestSound) empty = test_sound_new (22050);
  g_autoptr (GArray) knocks = NULL;

  test_sound_add_noise (sound, 0.5, 0.01);
  test_sound_add_noise (sound, 1, 0.5);
  test_sound_add_silence (sound, 0.5);
  knocks = find (sound);
  g_assert_cmpuint (knocks->len, ==, 0);
  g_array_unref (knocks);
  test_sound_add_silence (faint, 0.5);
  test_sound_add_knock (faint, 0.5, 0.002);
  knocks = find (faint);
  g_assert_cmpuint (knocks->len, ==, 0);
  g_array_unref (knocks);
  knocks = find (empty);
  g_assert_cmpuint (knocks->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/knock/knocks", test_knocks);
  g_test_add_func ("/emulator/knock/none", test_none);
  return g_test_run ();
}
