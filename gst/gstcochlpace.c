/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlpace.h"

/* create, chunk, results twice, delete */
#define CALLS_PER_SEGMENT 5
/* Of the limit that is known, some is left for what was guessed wrong. */
#define SHARE 0.9
/* What the shorter segments must leave of it before they are tried. */
#define SPARE 0.75
#define PILE 4
#define QUIET (30 * G_USEC_PER_SEC)

static const GstClockTime steps[] = { 0, 5 * GST_SECOND, 15 * GST_SECOND, 30 * GST_SECOND };

void
gst_cochl_pace_init (GstCochlPace *self)
{
  *self = (GstCochlPace) { 0 };
}

void
gst_cochl_pace_set_limit (GstCochlPace *self, gboolean limited, double calls_per_minute)
{
  self->limited = limited;
  self->most = calls_per_minute;
}

static GstClockTime
duration_of (guint step, GstClockTime duration)
{
  return MAX (steps[step], duration);
}

/* Whether segments of that step take no more than @share of the calls there are. */
static gboolean
fits (const GstCochlPace *self, guint step, GstClockTime duration, GstClockTime overlap, double share)
{
  GstClockTime length = duration_of (step, duration);
  double advance = (length > overlap ? length - overlap : length) / 1e9;

  return self->most <= 0 || CALLS_PER_SEGMENT * 60 / advance <= share * self->most;
}

/* Steps that are no longer than what the properties say are none. */
static guint
next_step (guint step, GstClockTime duration)
{
  do
    step++;
  while (step < G_N_ELEMENTS (steps) && steps[step] <= duration);
  return step < G_N_ELEMENTS (steps) ? step : G_MAXUINT;
}

static void
grow (GstCochlPace *self, gint64 now, GstClockTime duration)
{
  guint next = next_step (self->step, duration);

  self->changed = now;
  if (next != G_MAXUINT)
    self->step = next;
}

static void
shrink (GstCochlPace *self, gint64 now, GstClockTime duration)
{
  do
    self->step--;
  while (self->step > 0 && steps[self->step] <= duration);
  self->changed = now;
}

void
gst_cochl_pace_cut (GstCochlPace *self, gint64 now, GstClockTime duration, GstClockTime overlap, guint outstanding)
{
  guint before = self->step;

  if (self->limited) {
    while (!fits (self, self->step, duration, overlap, SHARE) && next_step (self->step, duration) != G_MAXUINT)
      grow (self, now, duration);
    if (self->step == before && outstanding >= PILE)
      grow (self, now, duration);
  }
  if (self->step == 0 || self->step != before)
    return;
  if (outstanding > 1 || !fits (self, self->step - 1, duration, overlap, SHARE * SPARE))
    self->changed = now;
  else if (now - self->changed >= QUIET)
    shrink (self, now, duration);
}

GstClockTime
gst_cochl_pace_get_duration (const GstCochlPace *self, GstClockTime duration)
{
  return duration_of (self->step, duration);
}

GstClockTime
gst_cochl_pace_get_deadline (const GstCochlPace *self, GstClockTime deadline, GstClockTime duration)
{
  if (deadline == GST_CLOCK_TIME_NONE || (!self->limited && self->step == 0))
    return deadline;
  return deadline + 60 * GST_SECOND + 2 * duration_of (self->step, duration);
}

gboolean
gst_cochl_pace_is_slow (const GstCochlPace *self)
{
  return self->step > 0;
}
