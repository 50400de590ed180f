/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-service.h"
#include "cochl/client/cochl-submission.h"

G_BEGIN_DECLS

/**
 * CochlJob:
 *
 * One thing that a caller waits for: a submission to be judged, or the list of
 * tags. Made in the caller's thread, then the network thread's own. Its task is
 * answered once, at once when it is cancelled, while the work may take a little
 * longer to clean up.
 */
typedef struct _CochlJob CochlJob;

typedef void (*CochlJobFunc) (CochlJob *self, gpointer user_data);

/* @submission: NULL for the list of tags. @task: the caller's; its cancellable
 * cancels the job. */
CochlJob *cochl_job_new (GTask *task, CochlSubmission *submission);
/* Only before it was started or after it has ended. */
void      cochl_job_free (CochlJob *self);

/* Network thread, all of these. Watches for the caller's cancel: @cancelled is
 * called once when it comes, after the task was answered. */
void      cochl_job_watch (CochlJob *self, CochlNetwork *network, CochlJobFunc cancelled, gpointer user_data);
/* @ended is called when everything is over, not before this function returns. */
void      cochl_job_start (CochlJob *self, CochlService *service, CochlJobFunc ended, gpointer user_data);
gboolean  cochl_job_is_started (CochlJob *self);
gboolean  cochl_job_is_submission (CochlJob *self);
/* Answers the task with G_IO_ERROR_CANCELLED if it has not been answered yet,
 * and has the work that was started end soon. */
void      cochl_job_cancel (CochlJob *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlJob, cochl_job_free)

G_END_DECLS
