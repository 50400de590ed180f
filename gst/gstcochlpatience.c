/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlpatience.h"

#include "gst/gstcochldebug.h"
#include "gst/gstcochltimer.h"

/* With every one more the memory would grow for as long as one segment is not
 * judged; only without a deadline can there be as many. */
#define MAX_UNTOLD 1000

struct _GstCochlPatience {
  GstCochlLine *line;
  GstCochlTally *tally;
  GstCochlNotice *notice;
  GstCochlTimer *timer;
  guint max_queued;
  GstClockTime deadline;
  gint64 drain_end;
};

GstCochlPatience *
gst_cochl_patience_new (GstCochlLine *line, GstCochlTally *tally,
                        void (*ring) (gpointer user_data), gpointer user_data)
{
  GstCochlPatience *self = g_new0 (GstCochlPatience, 1);

  self->line = line;
  self->tally = tally;
  self->notice = gst_cochl_notice_new ();
  self->timer = gst_cochl_timer_new (ring, user_data);
  self->max_queued = G_MAXUINT;
  self->deadline = GST_CLOCK_TIME_NONE;
  self->drain_end = G_MAXINT64;
  return self;
}

void
gst_cochl_patience_free (GstCochlPatience *self)
{
  gst_cochl_timer_free (self->timer);
  gst_cochl_notice_free (self->notice);
  g_free (self);
}

GstCochlNotice *
gst_cochl_patience_get_notice (GstCochlPatience *self)
{
  return self->notice;
}

void
gst_cochl_patience_set (GstCochlPatience *self, guint max_queued, GstClockTime deadline)
{
  self->max_queued = max_queued;
  self->deadline = deadline;
}

static gint64
get_end (gint64 from, GstClockTime duration)
{
  return duration == GST_CLOCK_TIME_NONE ? G_MAXINT64 : from + (gint64) (duration / GST_USECOND);
}

void
gst_cochl_patience_begin_drain (GstCochlPatience *self, gint64 from, GstClockTime timeout)
{
  self->drain_end = get_end (from, timeout);
}

void
gst_cochl_patience_end_drain (GstCochlPatience *self)
{
  self->drain_end = G_MAXINT64;
}

gboolean
gst_cochl_patience_has_ended (GstCochlPatience *self, gint64 now)
{
  return now >= self->drain_end;
}

void
gst_cochl_patience_note (GstCochlPatience *self, const GstCochlJob *job)
{
  GST_INFO ("%u windows are dropped: %s", job->n_windows, job->reason);
  gst_cochl_tally_dropped (self->tally);
  gst_cochl_notice_add_drop (self->notice, job);
}

/* @arrival: of the last audio of what is given up, at the latest. */
static gboolean
give_up_old (GstCochlPatience *self, gint64 arrival, const char *reason)
{
  GstCochlJob *job = gst_cochl_line_give_up_old (self->line, arrival, reason);

  if (job)
    gst_cochl_patience_note (self, job);
  return job != NULL;
}

void
gst_cochl_patience_leak (GstCochlPatience *self)
{
  gboolean more = TRUE;

  while (gst_cochl_line_get_waiting (self->line) > self->max_queued)
    gst_cochl_patience_note (self, gst_cochl_line_give_up_waiting (self->line, GST_COCHL_REASON_QUEUE_FULL));
  while (more && gst_cochl_line_get_length (self->line) > MAX_UNTOLD)
    more = give_up_old (self, G_MAXINT64 - 1, GST_COCHL_REASON_QUEUE_FULL);
}

gboolean
gst_cochl_patience_expire (GstCochlPatience *self, gint64 now)
{
  gboolean any = FALSE;

  while (self->deadline != GST_CLOCK_TIME_NONE &&
         give_up_old (self, now - (gint64) (self->deadline / GST_USECOND), GST_COCHL_REASON_DEADLINE))
    any = TRUE;
  while (gst_cochl_patience_has_ended (self, now) &&
         give_up_old (self, G_MAXINT64 - 1, GST_COCHL_REASON_DRAIN_TIMEOUT))
    any = TRUE;
  return any;
}

void
gst_cochl_patience_plan (GstCochlPatience *self)
{
  gint64 oldest = gst_cochl_line_get_oldest (self->line);
  gint64 end = oldest == G_MAXINT64 ? G_MAXINT64 : get_end (oldest, self->deadline);

  gst_cochl_timer_set (self->timer, MIN (end, self->drain_end));
}
