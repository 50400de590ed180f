/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-counters.h"
#include "cochl/client/cochl-job.h"
#include "cochl/client/cochl-transport.h"

G_BEGIN_DECLS

/**
 * CochlScheduler:
 *
 * The network half of a client: a queue of jobs, of which at most so many are
 * under way at once. A file's job is under way until its sessions are deleted, so
 * that there are never more connections than jobs; the session of a lane goes on
 * from job to job. Its functions may be called from
 * any thread and only send word to the network thread. Reference counted; it
 * lives at least until it was closed.
 */
typedef struct _CochlScheduler CochlScheduler;

/* Called in the network thread; @session_id as for `session-left`. */
typedef void (*CochlSchedulerLeftFunc) (const char *session_id, const GError *why, gpointer user_data);
typedef void (*CochlSchedulerClosedFunc) (gpointer user_data);

/* @left_data is freed with @left_free in the
 * network thread, once no session can be left any more. */
CochlScheduler *cochl_scheduler_new (CochlPool *pool, const CochlRetries *retries, CochlCounters *counters,
                                     CochlSchedulerLeftFunc left, gpointer left_data, GDestroyNotify left_free);
CochlScheduler *cochl_scheduler_ref (CochlScheduler *self);
void            cochl_scheduler_unref (CochlScheduler *self);

void cochl_scheduler_set_max (CochlScheduler *self, unsigned int max_in_flight);
/* See CochlService. */
void cochl_scheduler_set_predict (CochlScheduler *self, gboolean new_audio);
/* @job: (transfer full). After close it is answered as cancelled. */
void cochl_scheduler_add (CochlScheduler *self, CochlJob *job);
/* The sessions of lanes that are over end. */
void cochl_scheduler_sweep (CochlScheduler *self);
/* Cancels everything and calls @closed (nullable) in the network thread when
 * every session is deleted or left; the connections are closed then, unless
 * other clients share them. */
void cochl_scheduler_close (CochlScheduler *self, CochlSchedulerClosedFunc closed, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlScheduler, cochl_scheduler_unref)

G_END_DECLS
