/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-window.h"

#include <math.h>

EmulatorTag *
emulator_tag_new (const char *name, double probability)
{
  EmulatorTag *tag = g_new0 (EmulatorTag, 1);

  tag->name = g_strdup (name);
  tag->probability = probability;
  return tag;
}

void
emulator_tag_free (EmulatorTag *tag)
{
  g_free (tag->name);
  g_free (tag);
}

EmulatorWindow *
emulator_window_new (double start_time, double end_time)
{
  EmulatorWindow *window = g_new0 (EmulatorWindow, 1);

  window->start_time = start_time;
  window->end_time = end_time;
  window->tags = g_ptr_array_new_with_free_func ((GDestroyNotify) emulator_tag_free);
  return window;
}

void
emulator_window_free (EmulatorWindow *window)
{
  g_ptr_array_unref (window->tags);
  g_free (window);
}

GPtrArray *
emulator_window_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) emulator_window_free);
}

guint64
emulator_grid_count (const EmulatorGrid *grid, double length)
{
  length += EMULATOR_GRID_TOLERANCE;
  if (length < EMULATOR_GRID_SHORTEST)
    return 0;
  if (length < grid->size)
    return 1;
  return (guint64) floor ((length - grid->size) / grid->hop) + 1;
}

double
emulator_grid_start (const EmulatorGrid *grid, guint64 index)
{
  return index * grid->hop;
}
