/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochljob.h"

G_BEGIN_DECLS

/* What was dropped since that was said last. */
typedef struct {
  const char *reason; /* the last one; static */
  guint segments;
  guint64 windows;
} GstCochlDrops;

/**
 * GstCochlNotice:
 *
 * Decides what of an unending trouble is worth a WARNING. Segments that are
 * dropped: at once, then together, once in ten seconds. Failures of live audio:
 * when they are new, or the same for ten seconds; a rejected key once, until
 * something was judged. Pure: times are given, monotonic us. One thread.
 */
typedef struct _GstCochlNotice GstCochlNotice;

GstCochlNotice *gst_cochl_notice_new (void);
void            gst_cochl_notice_free (GstCochlNotice *self);

void     gst_cochl_notice_add_drop (GstCochlNotice *self, const GstCochlJob *job);
/* TRUE: @drops are to be said now. The drain-timeout's do not wait, for nothing comes after. */
gboolean gst_cochl_notice_take_drops (GstCochlNotice *self, gint64 now, GstCochlDrops *drops);
/* TRUE: @error is to be said. */
gboolean gst_cochl_notice_is_news (GstCochlNotice *self, gint64 now, const GError *error);
/* A segment was judged: the next failure is news. */
void     gst_cochl_notice_judged (GstCochlNotice *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlNotice, gst_cochl_notice_free)

G_END_DECLS
