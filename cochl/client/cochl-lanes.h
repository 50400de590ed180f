/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-service.h"
#include "cochl/client/cochl-ticket.h"

G_BEGIN_DECLS

/* A lane's session is begun anew so many times in a row without a window. */
#define COCHL_LANES_RENEWALS 2

/**
 * CochlLanes:
 *
 * The lanes of one client and their sessions: each submission goes to the
 * session that its lane has, or to a new one where that cannot take it. What a
 * session that is lost leaves unanswered goes to a new one, which so begins with
 * the first sample of what is not answered yet: no window is lost, none comes
 * twice. A session that is superseded ends when its last window has come.
 * Network thread.
 */
typedef struct _CochlLanes CochlLanes;

/* @idle: called whenever the last session of all is over. */
CochlLanes  *cochl_lanes_new (CochlService *service, void (*idle) (gpointer user_data), gpointer user_data);
void         cochl_lanes_free (CochlLanes *self);

/* Cancel with cochl_ticket_cancel(); belongs to itself. Nobody is told before
 * this function returns. */
CochlTicket *cochl_lanes_submit (CochlLanes *self, CochlSubmission *submission, const CochlTicketFuncs *funcs,
                                 gpointer user_data);
/* Ends the sessions of lanes that are over: to be called when one may be. */
void         cochl_lanes_sweep (CochlLanes *self);
/* Ends all sessions, which have no submissions any more, within two seconds. */
void         cochl_lanes_close (CochlLanes *self);
gboolean     cochl_lanes_is_idle (CochlLanes *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlLanes, cochl_lanes_free)

G_END_DECLS
