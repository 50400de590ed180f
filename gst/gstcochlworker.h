/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlanalyzer.h"

G_BEGIN_DECLS

/**
 * GstCochlWorker:
 *
 * The element's own thread, from start to stop: a GMainContext with a client
 * and an analyzer, which are made, used and closed in it. All functions may be
 * called from any thread, but start and stop from one at a time and not from
 * the worker's own callbacks.
 */
typedef struct _GstCochlWorker GstCochlWorker;

typedef struct {
  GstCochlAnalyzerFuncs analyzer;
  /* A session stays on the service; @session_id may be NULL. */
  void (*left) (const char *session_id, const GError *why, gpointer user_data);
} GstCochlWorkerFuncs;

/* @funcs and @user_data must outlive the worker; called in its thread. */
GstCochlWorker *gst_cochl_worker_new (GstCochlQueue *queue, const GstCochlWorkerFuncs *funcs, gpointer user_data);
void            gst_cochl_worker_free (GstCochlWorker *self);

/* Errors: COCHL_ERROR_NO_KEY, COCHL_ERROR_BAD_URL. */
gboolean        gst_cochl_worker_start (GstCochlWorker *self, const GstCochlConfig *config, GError **error);
/* Cancels what is in flight, has its sessions deleted (two seconds at most each,
 * side by side, after two for a create that is under way) and ends the thread. */
void            gst_cochl_worker_stop (GstCochlWorker *self);
/* There is something to do. */
void            gst_cochl_worker_wake (GstCochlWorker *self);
/* Of this run, or after stop of the last. (transfer full) */
GstStructure   *gst_cochl_worker_get_stats (GstCochlWorker *self);

GstClockTime    gst_cochl_worker_get_max_delay (GstCochlWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlWorker, gst_cochl_worker_free)

G_END_DECLS
