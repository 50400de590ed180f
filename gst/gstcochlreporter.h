/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochloutbox.h"
#include "gst/gstcochlworker.h"

G_BEGIN_DECLS

/**
 * GstCochlReporter:
 *
 * Turns what the worker has found into messages of the element, and into events
 * and metas in its outbox, as the configuration wants it. In the worker's thread.
 */
typedef struct _GstCochlReporter GstCochlReporter;

/* What is in force. (transfer full) */
typedef GstCochlConfig *(*GstCochlReporterConfigFunc) (GstElement *element);

/* What it is given must outlive it; no reference is taken: the element owns it. */
GstCochlReporter *gst_cochl_reporter_new (GstElement *element, GstCochlQueue *queue, GstCochlOutbox *outbox,
                                          GstCochlReporterConfigFunc get_config);
void              gst_cochl_reporter_free (GstCochlReporter *self);

/* For gst_cochl_worker_new(), with the reporter as user data. */
extern const GstCochlWorkerFuncs gst_cochl_reporter_funcs;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlReporter, gst_cochl_reporter_free)

G_END_DECLS
