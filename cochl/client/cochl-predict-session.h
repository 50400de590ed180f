/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-lane-session.h"

G_BEGIN_DECLS

/* A session of type `stream` that is asked for one window after the other, each
 * judged in the call that brings it. A call carries the whole window or, when
 * the service's predict_new_audio says so, what the session does not have yet.
 *
 * It is lost (COCHL_ERROR_SESSION_LOST) on 403 and 404, and on 409: a call that
 * was sent again when its answer was lost may have been taken, and only a new
 * session can judge its window again.
 *
 * @funcs must outlive it. Network thread. */
CochlLaneSession *cochl_predict_session_new (CochlService *service, CochlSubmission *model,
                                             const CochlLaneSessionFuncs *funcs, gpointer user_data);

G_END_DECLS
