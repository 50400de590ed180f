/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * GstCochlGrid:
 *
 * Where the windows lie in a stretch of unbroken audio: window k begins k hops
 * after the stretch. All in integers; a hop that is no whole number of samples
 * is rounded from the start of the stretch, so that nothing drifts. A plain
 * value, copied freely.
 */
typedef struct {
  GstClockTime size; /* ns, > 0 */
  GstClockTime hop;  /* ns, > 0, <= size */
  int rate;          /* samples a second */
} GstCochlGrid;

/* First sample of window @k: round (k * hop * rate). */
guint64 gst_cochl_grid_get_start (const GstCochlGrid *self, guint64 k);
/* Samples in a window: round (size * rate). */
guint64 gst_cochl_grid_get_size (const GstCochlGrid *self);
/* Samples that @n windows in a row need when they are counted from the first
 * one's start, rounded up: what a submission must hold so that the service,
 * which counts from the submission's start, sees @n whole windows. */
guint64 gst_cochl_grid_get_span (const GstCochlGrid *self, guint64 n);
/* How many windows a stretch of @frames frames at @frame_rate has, so that
 * every frame is judged: 0 for no frames, else the least n with
 * (n - 1) * hop + size >= frames / frame_rate. */
guint64 gst_cochl_grid_count (const GstCochlGrid *self, guint64 frames, int frame_rate);
/* How many whole windows fit into @duration ns: at least 1. */
guint64 gst_cochl_grid_count_whole (const GstCochlGrid *self, GstClockTime duration);

G_END_DECLS
