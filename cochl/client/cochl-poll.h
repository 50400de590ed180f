/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-collector.h"
#include "cochl/client/cochl-service.h"
#include "cochl/client/cochl-submission.h"

G_BEGIN_DECLS

/* Asks for the results of a session that has all its audio, at the times that
 * the service's poll clock says, until all pages are there. Network thread.
 *
 * Errors: COCHL_ERROR_SESSION_LOST where the session is gone, or still waits for
 * audio after ten seconds (two with @in_doubt, when a chunk's answer left open
 * whether it arrived); COCHL_ERROR_TIMED_OUT without progress for a minute or
 * four times the audio's duration, whichever is more; COCHL_ERROR_ANALYSIS,
 * G_IO_ERROR_CANCELLED, and those of CochlTransport. */
void            cochl_poll_async (CochlService *service, CochlSubmission *submission, const char *session_id,
                                  gboolean in_doubt, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
/* All windows. (transfer full) */
CochlCollector *cochl_poll_finish (GAsyncResult *result, GError **error);

G_END_DECLS
