/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-window.h"

static void
test_grid (void)
{
  static const struct { double size, hop, length; guint64 count; } cases[] = {
    { 2, 1, 0, 0 }, { 2, 1, 0.98, 0 }, { 2, 1, 1, 1 }, { 2, 1, 1.5, 1 }, { 2, 1, 2, 1 }, { 2, 1, 2.98, 1 },
    { 2, 1, 2.995, 2 }, { 2, 1, 3, 2 }, { 2, 1, 600, 599 }, { 1, 0.5, 0.9, 0 }, { 1, 0.5, 1, 1 },
    { 1, 0.5, 1.5, 2 }, { 1, 0.5, 10, 19 }, { 0.5, 0.5, 0.6, 0 }, { 0.5, 0.5, 1, 2 }, { 1, 3, 7, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    EmulatorGrid grid = { cases[i].size, cases[i].hop };

    g_test_message ("%g s in windows of %g s every %g s", cases[i].length, cases[i].size, cases[i].hop);
    g_assert_cmpuint (emulator_grid_count (&grid, cases[i].length), ==, cases[i].count);
  }
}

static void
test_start (void)
{
  EmulatorGrid grid = { 1, 0.5 };

  g_assert_cmpfloat (emulator_grid_start (&grid, 0), ==, 0);
  g_assert_cmpfloat (emulator_grid_start (&grid, 7201), ==, 3600.5);
}

static void
test_list (void)
{
  g_autoptr (GPtrArray) list = emulator_window_list_new ();
  EmulatorWindow *window = emulator_window_new (3, 5);

  g_ptr_array_add (window->tags, emulator_tag_new ("Siren", 0.5));
  g_ptr_array_add (list, window);
  g_assert_cmpfloat (window->start_time, ==, 3);
  g_assert_cmpfloat (window->end_time, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/window/grid", test_grid);
  g_test_add_func ("/emulator/window/start", test_start);
  g_test_add_func ("/emulator/window/list", test_list);
  return g_test_run ();
}
