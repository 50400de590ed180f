/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-settings.h"

#include <math.h>
#include <string.h>

static void
assert_refused (EmulatorSettings *settings, const char *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (emulator_settings_check (settings, &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  g_assert_nonnull (strstr (error->message, name));
}

static void
test_check (void)
{
  g_autoptr (EmulatorSettings) settings = emulator_settings_new ();

  g_assert_true (emulator_settings_check (settings, NULL));
  settings->latency_ms = -1;
  assert_refused (settings, "latency");
  settings->latency_ms = 0;
  settings->analysis_time = NAN;
  assert_refused (settings, "analysis-time");
  settings->analysis_time = 0;
  settings->create_status = 202;
  assert_refused (settings, "create-status");
  settings->create_status = 201;
  settings->grid.hop = 0;
  assert_refused (settings, "window-hop");
  settings->grid.hop = 1;
  settings->max_chunk = 0;
  assert_refused (settings, "max-chunk");
  settings->max_chunk = 1;
  g_assert_true (emulator_settings_check (settings, NULL));
}

static void
test_ready_time (void)
{
  g_autoptr (EmulatorSettings) settings = emulator_settings_new ();

  g_assert_cmpint (emulator_settings_get_ready_time (settings, 5, 60), ==, 5);
  settings->analysis_time = 0.5;
  g_assert_cmpint (emulator_settings_get_ready_time (settings, 5, 60), ==, 500005);
  settings->analysis_rate = 20;
  g_assert_cmpint (emulator_settings_get_ready_time (settings, 5, 60), ==, 3500005);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/settings/check", test_check);
  g_test_add_func ("/emulator/settings/ready-time", test_ready_time);
  return g_test_run ();
}
