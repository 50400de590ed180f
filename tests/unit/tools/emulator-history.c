/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-history.h"

static void
append (EmulatorHistory *history, guint index, gint64 ready_at)
{
  emulator_history_append (history, emulator_window_new (index, index + 2), ready_at);
}

static void
test_told_in_time (void)
{
  g_autoptr (EmulatorHistory) history = emulator_history_new ();

  g_assert_cmpuint (emulator_history_count (history, 1000), ==, 0);
  append (history, 0, 100);
  append (history, 1, 300);
  /* The one ahead of it is told first, whatever the delay has become. */
  append (history, 2, 200);
  g_assert_cmpuint (emulator_history_count (history, 99), ==, 0);
  g_assert_cmpuint (emulator_history_count (history, 100), ==, 1);
  g_assert_cmpuint (emulator_history_count (history, 299), ==, 1);
  g_assert_cmpuint (emulator_history_count (history, 300), ==, 3);
  g_assert_cmpint (emulator_history_get_ready_time (history, 2), ==, 300);
  g_assert_cmpint (emulator_history_get_ready_time (history, 3), ==, G_MAXINT64);
}

static void
test_forgets (void)
{
  g_autoptr (EmulatorHistory) history = emulator_history_new ();

  for (guint i = 0; i < 5; i++)
    append (history, i, i);
  g_assert_cmpuint (emulator_history_count (history, 3), ==, 4);
  emulator_history_forget (history, 2);
  g_assert_cmpuint (emulator_history_get_first (history), ==, 2);
  g_assert_cmpuint (emulator_history_count (history, 3), ==, 4);
  g_assert_cmpfloat (emulator_history_get (history, 2)->start_time, ==, 2);
  /* Again, from before, and beyond what was told. */
  emulator_history_forget (history, 2);
  emulator_history_forget (history, 0);
  g_assert_cmpuint (emulator_history_get_first (history), ==, 2);
  emulator_history_forget (history, 99);
  g_assert_cmpuint (emulator_history_get_first (history), ==, 4);
  g_assert_cmpuint (emulator_history_count (history, 4), ==, 5);
  g_assert_cmpfloat (emulator_history_get (history, 4)->start_time, ==, 4);
  append (history, 5, 5);
  g_assert_cmpint (emulator_history_get_ready_time (history, 5), ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/history/told-in-time", test_told_in_time);
  g_test_add_func ("/emulator/history/forgets", test_forgets);
  return g_test_run ();
}
