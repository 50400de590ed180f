/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * GstCochlPace:
 *
 * How long the segments of live audio are, and how long they may wait: as the
 * properties have it, until the service limits calls. Then they grow, 2, 5, 15,
 * 30 s, so far that the calls that a segment takes fit the limit, and one step
 * more whenever they pile up all the same. They shrink one step at a time, when
 * the limit leaves room to spare, or is gone, and nothing has piled up for half
 * a minute. Pure; a plain value; times are monotonic us.
 */
typedef struct {
  /*< private >*/
  guint step;           /* 0: as the properties have it */
  gboolean limited;
  double most;          /* calls a minute that are ours; 0: not known */
  gint64 changed;       /* when the step did, or what keeps it was seen last */
} GstCochlPace;

void         gst_cochl_pace_init (GstCochlPace *self);
/* What the client says: whether calls are held back, and how many a minute the
 * limit lets this stream make (0: not known, or none). */
void         gst_cochl_pace_set_limit (GstCochlPace *self, gboolean limited, double calls_per_minute);
/* A segment of @duration in force was cut, @outstanding others are not judged yet;
 * @overlap: of segments, ns. */
void         gst_cochl_pace_cut (GstCochlPace *self, gint64 now, GstClockTime duration, GstClockTime overlap,
                                 guint outstanding);
/* @duration: of the properties, which is the least. */
GstClockTime gst_cochl_pace_get_duration (const GstCochlPace *self, GstClockTime duration);
/* @deadline: what "auto" is without a limit. Calls wait for up to a minute, and
 * then segments for one another. */
GstClockTime gst_cochl_pace_get_deadline (const GstCochlPace *self, GstClockTime deadline, GstClockTime duration);
/* Segments are longer than they would be. */
gboolean     gst_cochl_pace_is_slow (const GstCochlPace *self);

G_END_DECLS
