/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-service.h"
#include "cochl/client/cochl-submission.h"

G_BEGIN_DECLS

/* Sends the audio of @submission to a session, chunk by chunk; never more than
 * one of them is in memory. Network thread.
 *
 * libsoup and we ourselves send a chunk again when its answer was lost. So 409
 * (wrong sequence number), and 403 (no longer writable) on the last one, may
 * mean that it had arrived: the upload goes on, and @in_doubt says that only
 * `results` will tell. Errors: COCHL_ERROR_SESSION_LOST where the session is
 * gone, G_IO_ERROR_CANCELLED, and those of CochlTransport. */
void     cochl_upload_async (CochlService *service, CochlSubmission *submission, const char *session_id,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean cochl_upload_finish (GAsyncResult *result, gboolean *in_doubt, GError **error);

G_END_DECLS
