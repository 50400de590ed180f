/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/model/cochl-window.h"

G_BEGIN_DECLS

/**
 * CochlCollector:
 *
 * Puts the windows of one submission together from their pages and refuses what
 * cannot be true: windows out of order or twice, windows that begin long after
 * the audio ended, more windows than the audio can have. So paging ends,
 * whatever the server says. One thread at a time.
 */
typedef struct _CochlCollector CochlCollector;

/* @duration: of the audio, ns. */
CochlCollector *cochl_collector_new (gint64 duration);
void            cochl_collector_free (CochlCollector *self);
/* @windows: (element-type CochlWindow). Errors: COCHL_ERROR_BAD_REPLY, and
 * nothing of the page was taken. */
gboolean        cochl_collector_add (CochlCollector *self, GPtrArray *windows, GError **error);
unsigned int    cochl_collector_get_length (const CochlCollector *self);
/* All windows so far. (transfer full) (element-type CochlWindow) */
GPtrArray      *cochl_collector_take (CochlCollector *self);

/* What the service judges, as the windows show: the size is the first window's
 * length, the hop the distance of the first two. With a single window of
 * another size than @cut_size the hop is taken as half of the size, until more
 * windows show it. FALSE where they show nothing that was not known. */
gboolean        cochl_collector_derive (const CochlCollector *self, gint64 cut_size, gint64 *window_size,
                                        gint64 *window_hop);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlCollector, cochl_collector_free)

G_END_DECLS
