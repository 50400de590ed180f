/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-lane-session.h"

G_BEGIN_DECLS

/* A session of type `stream` whose audio flows in chunk by chunk, none waiting
 * for what becomes of the one before, and whose windows are fetched by `status`.
 * Each chunk carries the audio that the session does not have yet.
 *
 * It is lost (COCHL_ERROR_SESSION_LOST) when the service takes no more audio
 * (403, 404), when it expects another chunk, or for two seconds does not tell
 * whether one whose answer was lost has arrived, when it is readonly and has
 * judged what it has, and when it judges nothing for ten seconds though nothing
 * is being analysed.
 * COCHL_ERROR_TIMED_OUT: an analysis makes no progress for a minute.
 *
 * @funcs must outlive it. Network thread. */
CochlLaneSession *cochl_stream_session_new (CochlService *service, CochlSubmission *model,
                                            const CochlLaneSessionFuncs *funcs, gpointer user_data);

G_END_DECLS
