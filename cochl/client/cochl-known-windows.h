/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CochlKnownWindows:
 *
 * The windows that a service judges, as far as a client knows them: written by
 * the network thread, read by any. Reference counted.
 */
typedef struct _CochlKnownWindows CochlKnownWindows;

CochlKnownWindows *cochl_known_windows_new (void);
CochlKnownWindows *cochl_known_windows_ref (CochlKnownWindows *self);
void               cochl_known_windows_unref (CochlKnownWindows *self);

/* @func is called whenever they are set to others than before, by who sets them.
 * To be set once, before the first. */
void     cochl_known_windows_listen (CochlKnownWindows *self, GFunc func, gpointer user_data,
                                     GDestroyNotify destroy);
void     cochl_known_windows_set (CochlKnownWindows *self, gint64 size, gint64 hop);
/* FALSE and the defaults until they were set. */
gboolean cochl_known_windows_get (CochlKnownWindows *self, gint64 *size, gint64 *hop);
/* Whether audio that was cut for @size and @hop (0: for any) is right for them,
 * as far as they are known. Errors: COCHL_ERROR_OTHER_WINDOWS. */
gboolean cochl_known_windows_check (CochlKnownWindows *self, gint64 size, gint64 hop, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlKnownWindows, cochl_known_windows_unref)

G_END_DECLS
