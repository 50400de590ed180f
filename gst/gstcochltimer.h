/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GstCochlTimer:
 *
 * Calls back at a given time, in the GMainContext that was thread default when
 * it was made, once each time it was set. One thread.
 */
typedef struct _GstCochlTimer GstCochlTimer;

GstCochlTimer *gst_cochl_timer_new (void (*func) (gpointer user_data), gpointer user_data);
void           gst_cochl_timer_free (GstCochlTimer *self);
/* @time: monotonic us, in place of what was set before; G_MAXINT64: never. */
void           gst_cochl_timer_set (GstCochlTimer *self, gint64 time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlTimer, gst_cochl_timer_free)

G_END_DECLS
