/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-settings.h"
#include "cochl/model/cochl-window.h"
#include "tests/fuzz/fuzz.h"

static void
check_values (CochlTagValues *values, double min, double max)
{
  for (unsigned int i = 0; i < cochl_tag_values_get_length (values); i++) {
    g_assert_cmpfloat (cochl_tag_values_get_value (values, i), >=, min);
    g_assert_cmpfloat (cochl_tag_values_get_value (values, i), <=, max);
  }
}

/* What a config.json sets is in range, whatever the file. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlSettings) settings = cochl_settings_new_from_data ("config.json", (const char *) data, size, &error);
  double number = 0.0;
  int sensitivity = 0;

  g_assert_true ((settings == NULL) == (error != NULL));
  if (settings == NULL)
    return 0;

  cochl_settings_get_sensitivity (settings, &sensitivity);
  g_assert_cmpint (ABS (sensitivity), <=, 2);
  cochl_settings_get_interval_margin (settings, 2 * COCHL_SECOND, COCHL_SECOND, &number);
  g_assert_cmpfloat (number, >=, 0.0);
  g_assert_cmpfloat (number, <=, 31622401.0);
  g_assert_false (cochl_settings_get_threshold (settings, &number) && number != 0.5);
  check_values (cochl_settings_get_tag_sensitivity (settings), -2.0, 2.0);
  check_values (cochl_settings_get_tag_thresholds (settings), 0.0, 1.0);
  check_values (cochl_settings_get_tag_interval_margins (settings), 0.0, 31622400.0);
  return 0;
}
