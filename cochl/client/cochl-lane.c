/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-lane.h"

struct _CochlLane {
  int inside; /* atomic, as the next */
  int ended;
};

G_DEFINE_BOXED_TYPE (CochlLane, cochl_lane, cochl_lane_ref, cochl_lane_unref)

CochlLane *
cochl_lane_new (void)
{
  return g_atomic_rc_box_new0 (CochlLane);
}

CochlLane *
cochl_lane_ref (CochlLane *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
cochl_lane_unref (CochlLane *self)
{
  g_atomic_rc_box_release (self);
}

void
cochl_lane_enter (CochlLane *self)
{
  g_atomic_int_inc (&self->inside);
}

void
cochl_lane_leave (CochlLane *self)
{
  g_atomic_int_add (&self->inside, -1);
}

void
cochl_lane_end (CochlLane *self)
{
  g_atomic_int_set (&self->ended, TRUE);
}

gboolean
cochl_lane_is_over (CochlLane *self)
{
  return g_atomic_int_get (&self->ended) && g_atomic_int_get (&self->inside) == 0;
}
