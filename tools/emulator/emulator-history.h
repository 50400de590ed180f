/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-window.h"

G_BEGIN_DECLS

/* The judged windows of one session, in order: each with the time from which it
 * is told, and numbered from 0 on, whatever has been forgotten. Times: monotonic
 * microseconds. */
typedef struct _EmulatorHistory EmulatorHistory;

EmulatorHistory *emulator_history_new (void);
void             emulator_history_free (EmulatorHistory *self);

/* Told from @ready_at on, but never before the window ahead of it.
 * @window: (transfer full) */
void                  emulator_history_append (EmulatorHistory *self, EmulatorWindow *window, gint64 ready_at);
/* How many have been told by @now, with those forgotten since. */
guint64               emulator_history_count (EmulatorHistory *self, gint64 now);
/* @index: of one that is kept. (transfer none) */
const EmulatorWindow *emulator_history_get (EmulatorHistory *self, guint64 index);
/* The first one that is kept. */
guint64               emulator_history_get_first (EmulatorHistory *self);
/* Forgets those before @index. */
void                  emulator_history_forget (EmulatorHistory *self, guint64 index);
/* From when on window @index is told; G_MAXINT64 when it has not been judged. */
gint64                emulator_history_get_ready_time (EmulatorHistory *self, guint64 index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorHistory, emulator_history_free)

G_END_DECLS
