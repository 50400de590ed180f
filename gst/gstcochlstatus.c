/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlstatus.h"

#define LEAST_PAUSE G_USEC_PER_SEC
#define DROPPED_LASTS (10 * G_USEC_PER_SEC)

typedef struct {
  gboolean on;
  gint64 since;
  char *text;
} Trouble;

struct _GstCochlStatus {
  Trouble troubles[GST_COCHL_N_TROUBLES];
  gint64 dropped_until;
  int worst;          /* GST_COCHL_N_TROUBLES: none */
  gint64 since;       /* when that became the worst */
  gboolean changed;   /* since it was told */
  gint64 next;        /* not told before */
};

static const char *const reasons[GST_COCHL_N_TROUBLES] = {
  "rejected-key", "no-network", "timeout", "server-error", "rate-limited", "dropped", "delay",
  "no-stream-sessions"
};

GstCochlStatus *
gst_cochl_status_new (gint64 now)
{
  GstCochlStatus *self = g_new0 (GstCochlStatus, 1);

  self->worst = GST_COCHL_N_TROUBLES;
  self->since = now;
  return self;
}

void
gst_cochl_status_free (GstCochlStatus *self)
{
  for (guint i = 0; i < GST_COCHL_N_TROUBLES; i++)
    g_free (self->troubles[i].text);
  g_free (self);
}

void
gst_cochl_status_set (GstCochlStatus *self, GstCochlTrouble trouble, gint64 since, const char *text)
{
  Trouble *it = &self->troubles[trouble];

  if (!it->on) {
    it->since = since;
    self->changed = TRUE;
  }
  it->on = TRUE;
  g_free (it->text);
  it->text = g_strdup (text);
}

void
gst_cochl_status_clear (GstCochlStatus *self, GstCochlTrouble trouble)
{
  if (self->troubles[trouble].on)
    self->changed = TRUE;
  self->troubles[trouble].on = FALSE;
}

void
gst_cochl_status_dropped (GstCochlStatus *self, gint64 now, const char *text)
{
  gst_cochl_status_set (self, GST_COCHL_TROUBLE_DROPPED, now, text);
  self->dropped_until = now + DROPPED_LASTS;
  self->changed = TRUE;
}

void
gst_cochl_status_touch (GstCochlStatus *self)
{
  self->changed = TRUE;
}

static int
find_worst (GstCochlStatus *self)
{
  int i = 0;

  while (i < GST_COCHL_N_TROUBLES && !self->troubles[i].on)
    i++;
  return i;
}

static void
update (GstCochlStatus *self, gint64 now)
{
  int worst;

  if (self->troubles[GST_COCHL_TROUBLE_DROPPED].on && now >= self->dropped_until)
    gst_cochl_status_clear (self, GST_COCHL_TROUBLE_DROPPED);
  worst = find_worst (self);
  if (worst == self->worst)
    return;
  self->since = worst < GST_COCHL_N_TROUBLES && worst < self->worst ? self->troubles[worst].since : now;
  self->worst = worst;
}

static const char *
get_state (int worst)
{
  if (worst == GST_COCHL_N_TROUBLES)
    return "online";
  return worst < GST_COCHL_TROUBLE_RATE_LIMITED ? "offline" : "degraded";
}

gboolean
gst_cochl_status_take (GstCochlStatus *self, gint64 now, GstCochlStatusReport *report)
{
  update (self, now);
  if (!self->changed || now < self->next)
    return FALSE;
  self->changed = FALSE;
  self->next = now + LEAST_PAUSE;
  *report = (GstCochlStatusReport) { .state = get_state (self->worst), .since = self->since };
  if (self->worst < GST_COCHL_N_TROUBLES) {
    report->reason = reasons[self->worst];
    report->text = self->troubles[self->worst].text;
  }
  return TRUE;
}

gint64
gst_cochl_status_get_next (GstCochlStatus *self)
{
  if (self->changed)
    return self->next;
  return self->troubles[GST_COCHL_TROUBLE_DROPPED].on ? self->dropped_until : G_MAXINT64;
}
