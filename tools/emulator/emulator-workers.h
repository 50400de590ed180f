/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A bounded pool of threads for what takes more than a moment: reading chunks,
 * judging audio. */
typedef struct _EmulatorWorkers EmulatorWorkers;

typedef void (*EmulatorWorkersFunc) (gpointer data);

EmulatorWorkers *emulator_workers_new (void);
/* Waits for what is under way; what has not begun is dropped, and of neither
 * anything is told any more. */
void             emulator_workers_free (EmulatorWorkers *self);
/* Calls @work with @data in a thread of the pool, then @done in the GMainContext
 * in which the pool was made, then @destroy: this last one in any case, and in
 * any thread. */
void             emulator_workers_run (EmulatorWorkers *self, EmulatorWorkersFunc work, EmulatorWorkersFunc done,
                                       gpointer data, GDestroyNotify destroy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorWorkers, emulator_workers_free)

G_END_DECLS
