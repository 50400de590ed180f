/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-network.h"
#include "cochl/client/cochl-submission.h"
#include "cochl/model/cochl-window.h"

G_BEGIN_DECLS

/**
 * CochlTicket:
 *
 * One submission of a lane on its way through the lane's sessions: the windows
 * that it waits for, and who is told. It goes from one session to the next when
 * one is lost, and keeps what it has. Network thread.
 */
typedef struct _CochlTicket CochlTicket;

typedef struct {
  /* The end for who waits: @windows (element-type CochlWindow) or @error, both
   * (transfer full). Called once, or never after a cancel. */
  void (*judged) (GPtrArray *windows, GError *error, gpointer user_data);
  /* Everything is over; from the main loop, after `judged` or a cancel. The
   * ticket is freed after it. */
  void (*ended) (gpointer user_data);
} CochlTicketFuncs;

/* Whoever has the ticket gives it up at once. */
typedef void (*CochlTicketFunc) (CochlTicket *self, gpointer owner);

CochlTicket     *cochl_ticket_new (CochlNetwork *network, CochlSubmission *submission, const CochlTicketFuncs *funcs,
                                   gpointer user_data);
CochlSubmission *cochl_ticket_get_submission (const CochlTicket *self);

/* Who has it now; @cancelled is called when nobody waits any more. */
void             cochl_ticket_set_owner (CochlTicket *self, CochlTicketFunc cancelled, gpointer owner);
/* Nobody waits any more. */
void             cochl_ticket_cancel (CochlTicket *self);

/* @window, whose times count from sample @origin of the lane: taken where the
 * ticket waits for it; one that it has already is let be. */
void             cochl_ticket_offer (CochlTicket *self, CochlWindow *window, guint64 origin);
/* Window @i of the submission, wherever the service says that it lies. */
void             cochl_ticket_put (CochlTicket *self, unsigned int i, CochlWindow *window);
/* The first window that is not there yet, or the number of all. */
unsigned int     cochl_ticket_get_next (const CochlTicket *self);
/* When window @i begins, ns from sample @origin of the lane. */
gint64           cochl_ticket_get_time (const CochlTicket *self, unsigned int i, guint64 origin);

/* Either ends it: with the windows that are there, or with @error (transfer full). */
void             cochl_ticket_answer (CochlTicket *self);
void             cochl_ticket_fail (CochlTicket *self, GError *error);

G_END_DECLS
