/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-sensitivity.h"

#define NEAR 1e-9

static void
test_steps (void)
{
  static const double wanted[] = { 0.2, 0.35, 0.5, 0.65, 0.8 };
  g_autoptr (EmulatorSensitivity) sensitivity = emulator_sensitivity_new ();

  g_assert_cmpfloat_with_epsilon (emulator_sensitivity_get_threshold (sensitivity, "Tone"), 0.5, NEAR);
  for (int value = EMULATOR_SENSITIVITY_MIN; value <= EMULATOR_SENSITIVITY_MAX; value++) {
    emulator_sensitivity_set_default (sensitivity, value);
    g_assert_cmpfloat_with_epsilon (emulator_sensitivity_get_threshold (sensitivity, "Tone"), wanted[value + 2], NEAR);
  }
}

static void
test_by_tag (void)
{
  g_autoptr (EmulatorSensitivity) sensitivity = emulator_sensitivity_new ();

  emulator_sensitivity_set_default (sensitivity, 2);
  emulator_sensitivity_set_tag (sensitivity, "Siren", -2);
  emulator_sensitivity_set_tag (sensitivity, "Tone", 0);
  g_assert_cmpfloat_with_epsilon (emulator_sensitivity_get_threshold (sensitivity, "Siren"), 0.2, NEAR);
  g_assert_cmpfloat_with_epsilon (emulator_sensitivity_get_threshold (sensitivity, "Tone"), 0.5, NEAR);
  g_assert_cmpfloat_with_epsilon (emulator_sensitivity_get_threshold (sensitivity, "Noise"), 0.8, NEAR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/sensitivity/steps", test_steps);
  g_test_add_func ("/emulator/sensitivity/by-tag", test_by_tag);
  return g_test_run ();
}
