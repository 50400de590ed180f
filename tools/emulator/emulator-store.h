/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-session.h"

G_BEGIN_DECLS

/* The sessions that exist. One without a chunk for the lifetime is gone, as if
 * it had been deleted. Times as in emulator-session.h. */
typedef struct _EmulatorStore EmulatorStore;

/* @lifetime: microseconds */
EmulatorStore *emulator_store_new (gint64 lifetime);
void           emulator_store_free (EmulatorStore *self);

/* From now on, for sessions that there are, too. */
void           emulator_store_set_lifetime (EmulatorStore *self, gint64 lifetime);

void             emulator_store_add (EmulatorStore *self, EmulatorSession *session);
/* Errors: EMULATOR_ERROR 404 for an id that never was, or was deleted or has
 * expired. (transfer none) */
EmulatorSession *emulator_store_find (EmulatorStore *self, const char *id, gint64 now, GError **error);
/* To be told after each chunk: the session's lifetime begins anew. */
void             emulator_store_touch (EmulatorStore *self, EmulatorSession *session);
gboolean         emulator_store_delete (EmulatorStore *self, const char *id, gint64 now, GError **error);

guint            emulator_store_count (EmulatorStore *self, gint64 now);
/* How many have expired so far. */
guint64          emulator_store_count_expired (EmulatorStore *self, gint64 now);
/* The one whose last chunk is oldest first. */
void             emulator_store_foreach (EmulatorStore *self, gint64 now,
                                         void (*visit) (EmulatorSession *session, gpointer user_data),
                                         gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorStore, emulator_store_free)

G_END_DECLS
