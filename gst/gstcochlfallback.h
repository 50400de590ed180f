/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlline.h"
#include "gst/gstcochltrack.h"
#include "gst/gstcochlwatch.h"

G_BEGIN_DECLS

/**
 * GstCochlFallback:
 *
 * Live audio goes to stream sessions by default. When the service has none, which
 * it says, or which shows when nothing comes of them, what is under way begins
 * again in file sessions, and the rest follows. For as long as it lives. One thread.
 */
typedef struct _GstCochlFallback GstCochlFallback;

/* What it is given must outlive it. */
GstCochlFallback *gst_cochl_fallback_new (GstCochlLine *line, GstCochlTrack *track, GstCochlWatch *watch);
void              gst_cochl_fallback_free (GstCochlFallback *self);

/* What is in force of @config. NULL: what was before. (transfer full) */
GstCochlConfig *gst_cochl_fallback_take_config (GstCochlFallback *self, GstCochlConfig *config);
/* @job, which is new, or what it must be instead. (transfer full) both */
GstCochlJob    *gst_cochl_fallback_take_job (GstCochlFallback *self, GstCochlJob *job);
/* A job that is in the line still was answered: @error, or NULL. */
void            gst_cochl_fallback_answered (GstCochlFallback *self, GstCochlJob *job, const GError *error);
/* The oldest segment was given up after @deadline, ns; @now: monotonic us. */
void            gst_cochl_fallback_expired (GstCochlFallback *self, gint64 now, GstClockTime deadline);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlFallback, gst_cochl_fallback_free)

G_END_DECLS
