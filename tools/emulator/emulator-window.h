/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was heard in one window. */
typedef struct {
  char  *name;
  double probability;
} EmulatorTag;

/* One judged window: seconds from the start of the session's audio. */
typedef struct {
  double     start_time;
  double     end_time;
  GPtrArray *tags;  /* (element-type EmulatorTag), never empty */
} EmulatorWindow;

EmulatorTag    *emulator_tag_new (const char *name, double probability);
void            emulator_tag_free (EmulatorTag *tag);
EmulatorWindow *emulator_window_new (double start_time, double end_time);
void            emulator_window_free (EmulatorWindow *window);
/* (transfer full) (element-type EmulatorWindow) */
GPtrArray      *emulator_window_list_new (void);

/* Where windows lie: the one place that holds the rule.
 *
 * Windows start at k * hop and are whole: start + size is at most the length of
 * the audio, less a tolerance of EMULATOR_GRID_TOLERANCE for what an encoder
 * cut off. Audio shorter than one window, but of at least one second, has one
 * window. Below one second there is none. Seconds. */
#define EMULATOR_GRID_TOLERANCE 0.01
#define EMULATOR_GRID_SHORTEST  1.0

typedef struct {
  double size;
  double hop;
} EmulatorGrid;

guint64 emulator_grid_count (const EmulatorGrid *grid, double length);
double  emulator_grid_start (const EmulatorGrid *grid, guint64 index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorTag, emulator_tag_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorWindow, emulator_window_free)

G_END_DECLS
