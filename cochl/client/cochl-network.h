/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CochlNetwork:
 *
 * The process's one network thread, with a GMainContext of its own that is the
 * thread's default. It starts with the first reference and ends with the last
 * one, which joins it; only where the thread itself drops the last reference
 * does it end on its own. Any thread.
 */
typedef struct _CochlNetwork CochlNetwork;

CochlNetwork *cochl_network_acquire (void);
void          cochl_network_release (CochlNetwork *self);
GMainContext *cochl_network_get_context (CochlNetwork *self);
gboolean      cochl_network_is_current (CochlNetwork *self);

/* Has @func called in the network thread, never before this function returns
 * there; calls are made in the order in which they were asked for. @notify is
 * called in the network thread afterwards. */
void cochl_network_invoke (CochlNetwork *self, GFunc func, gpointer data, GDestroyNotify notify);

/* A one-shot timer for the network thread, at @when of g_get_monotonic_time();
 * destroy and unref the source to take it back. (transfer full) */
GSource *cochl_network_at (CochlNetwork *self, gint64 when, GSourceFunc func, gpointer data);

/* Takes a source back that may have been dispatched already or be NULL. */
void cochl_network_clear_source (GSource **source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlNetwork, cochl_network_release)

G_END_DECLS
