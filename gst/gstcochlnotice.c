/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlnotice.h"

#include "cochl/model/cochl-error.h"

#define PAUSE (10 * G_USEC_PER_SEC)

struct _GstCochlNotice {
  GstCochlDrops drops;
  gboolean urgent;
  gint64 next_drops; /* not before */
  int code;          /* of the failure said last, 0: none */
  gint64 next_failure;
};

GstCochlNotice *
gst_cochl_notice_new (void)
{
  return g_new0 (GstCochlNotice, 1);
}

void
gst_cochl_notice_free (GstCochlNotice *self)
{
  g_free (self);
}

void
gst_cochl_notice_add_drop (GstCochlNotice *self, const GstCochlJob *job)
{
  self->drops.reason = job->reason;
  self->drops.segments++;
  self->drops.windows += job->n_windows;
  self->urgent |= g_str_equal (job->reason, GST_COCHL_REASON_DRAIN_TIMEOUT);
}

gboolean
gst_cochl_notice_take_drops (GstCochlNotice *self, gint64 now, GstCochlDrops *drops)
{
  if (self->drops.segments == 0 || (now < self->next_drops && !self->urgent))
    return FALSE;
  *drops = self->drops;
  self->drops = (GstCochlDrops) { 0 };
  self->urgent = FALSE;
  self->next_drops = now + PAUSE;
  return TRUE;
}

/* Codes of other domains count as one. */
static int
get_code (const GError *error)
{
  return error->domain == COCHL_ERROR ? error->code + 1 : -1;
}

gboolean
gst_cochl_notice_is_news (GstCochlNotice *self, gint64 now, const GError *error)
{
  gboolean same = self->code == get_code (error);
  gboolean key = g_error_matches (error, COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED);

  if (same && (key || now < self->next_failure))
    return FALSE;
  self->code = get_code (error);
  self->next_failure = now + PAUSE;
  return TRUE;
}

void
gst_cochl_notice_judged (GstCochlNotice *self)
{
  self->code = 0;
}
