/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-counters.h"

struct _CochlCounters {
  GMutex lock;
  CochlClientStats stats;
};

CochlCounters *
cochl_counters_new (void)
{
  CochlCounters *self = g_atomic_rc_box_new0 (CochlCounters);

  g_mutex_init (&self->lock);
  return self;
}

CochlCounters *
cochl_counters_ref (CochlCounters *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
counters_clear (gpointer data)
{
  CochlCounters *self = data;

  g_mutex_clear (&self->lock);
}

void
cochl_counters_unref (CochlCounters *self)
{
  g_atomic_rc_box_release_full (self, counters_clear);
}

void
cochl_counters_add_at (CochlCounters *self, gsize offset, guint64 n)
{
  g_mutex_lock (&self->lock);
  G_STRUCT_MEMBER (guint64, &self->stats, offset) += n;
  g_mutex_unlock (&self->lock);
}

void
cochl_counters_get (CochlCounters *self, CochlClientStats *stats)
{
  g_mutex_lock (&self->lock);
  *stats = self->stats;
  g_mutex_unlock (&self->lock);
}
