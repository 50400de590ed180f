/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-client.h"

G_BEGIN_DECLS

/**
 * CochlCounters:
 *
 * What a client has counted: written by the network thread, read by any.
 * Reference counted.
 */
typedef struct _CochlCounters CochlCounters;

CochlCounters *cochl_counters_new (void);
CochlCounters *cochl_counters_ref (CochlCounters *self);
void           cochl_counters_unref (CochlCounters *self);

/* @member: of CochlClientStats. */
#define cochl_counters_add(self, member, n) \
  cochl_counters_add_at ((self), G_STRUCT_OFFSET (CochlClientStats, member), (n))
void cochl_counters_add_at (CochlCounters *self, gsize offset, guint64 n);
void cochl_counters_get (CochlCounters *self, CochlClientStats *stats);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlCounters, cochl_counters_unref)

G_END_DECLS
