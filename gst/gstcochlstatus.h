/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What may be the matter, the worst first. */
typedef enum {
  GST_COCHL_TROUBLE_REJECTED_KEY,
  GST_COCHL_TROUBLE_NO_NETWORK,
  GST_COCHL_TROUBLE_TIMEOUT,
  GST_COCHL_TROUBLE_SERVER_ERROR,
  GST_COCHL_TROUBLE_RATE_LIMITED,
  GST_COCHL_TROUBLE_DROPPED,
  GST_COCHL_TROUBLE_DELAY,
  GST_COCHL_TROUBLE_NO_STREAMS,
  GST_COCHL_N_TROUBLES
} GstCochlTrouble;

/* What there is to tell. Strings belong to the status, until its next call. */
typedef struct {
  const char *state;  /* "online", "degraded", "offline" */
  const char *reason; /* of the worst trouble; NULL: none */
  const char *text;   /* a sentence for people; NULL: none */
  gint64 since;       /* of state and reason; monotonic us */
} GstCochlStatusReport;

/**
 * GstCochlStatus:
 *
 * Makes one state of all that may be the matter, and decides when to tell it:
 * when it has changed, once a second at most. What changes within the second is
 * told when it is over, as it is then. Pure: times are given, monotonic us.
 */
typedef struct _GstCochlStatus GstCochlStatus;

/* Online since @now, which is not told. */
GstCochlStatus *gst_cochl_status_new (gint64 now);
void            gst_cochl_status_free (GstCochlStatus *self);

/* @since: counts when it was off. @text: a sentence, may be NULL. */
void     gst_cochl_status_set (GstCochlStatus *self, GstCochlTrouble trouble, gint64 since, const char *text);
void     gst_cochl_status_clear (GstCochlStatus *self, GstCochlTrouble trouble);
/* Something was dropped: a trouble for ten seconds from @now on. */
void     gst_cochl_status_dropped (GstCochlStatus *self, gint64 now, const char *text);
/* Something else in the message has changed. */
void     gst_cochl_status_touch (GstCochlStatus *self);

/* TRUE: @report is to be told now, and counts as told. */
gboolean gst_cochl_status_take (GstCochlStatus *self, gint64 now, GstCochlStatusReport *report);
/* When take() may have something though nothing else changes; G_MAXINT64: never. */
gint64   gst_cochl_status_get_next (GstCochlStatus *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlStatus, gst_cochl_status_free)

G_END_DECLS
