/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlgrid.h"

/* hop * rate stays below 2^64 for hops of days, and the scale helpers carry
 * 128 bits, so that no step below overflows or loses a fraction. */

guint64
gst_cochl_grid_get_start (const GstCochlGrid *self, guint64 k)
{
  return gst_util_uint64_scale_round (k, self->hop * self->rate, GST_SECOND);
}

guint64
gst_cochl_grid_get_size (const GstCochlGrid *self)
{
  return gst_util_uint64_scale_round (self->size, self->rate, GST_SECOND);
}

guint64
gst_cochl_grid_get_span (const GstCochlGrid *self, guint64 n)
{
  if (n == 0)
    return 0;
  return gst_util_uint64_scale_ceil ((n - 1) * self->hop + self->size, self->rate, GST_SECOND);
}

/* A bound in whole nanoseconds is reached by the exact, fractional duration
 * where it is reached by that duration rounded up; so rounding up is exact. */
guint64
gst_cochl_grid_count (const GstCochlGrid *self, guint64 frames, int frame_rate)
{
  guint64 duration = gst_util_uint64_scale_ceil (frames, GST_SECOND, frame_rate);

  if (frames == 0)
    return 0;
  if (duration <= self->size)
    return 1;
  return 1 + (duration - self->size - 1) / self->hop + 1;
}

guint64
gst_cochl_grid_count_whole (const GstCochlGrid *self, GstClockTime duration)
{
  if (duration <= self->size)
    return 1;
  return 1 + (duration - self->size) / self->hop;
}
