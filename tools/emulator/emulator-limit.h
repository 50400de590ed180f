/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A call limit: at most so many calls in any span of so many seconds. Refused
 * calls do not count. Times: monotonic microseconds. */
typedef struct _EmulatorLimit EmulatorLimit;

/* @spec: N/SECONDS, as in "30/60". Errors: G_OPTION_ERROR_BAD_VALUE. */
EmulatorLimit *emulator_limit_new (const char *spec, GError **error);
void           emulator_limit_free (EmulatorLimit *self);
/* Whether a call at @now is within the limit; else the whole seconds after which
 * the next one is. */
gboolean       emulator_limit_take (EmulatorLimit *self, gint64 now, guint *retry_after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorLimit, emulator_limit_free)

G_END_DECLS
