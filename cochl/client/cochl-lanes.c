/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-lanes.h"

#include "cochl/client/cochl-predict-session.h"
#include "cochl/client/cochl-stream-session.h"
#include "cochl/model/cochl-error.h"

struct _CochlLanes {
  CochlService *service;
  void (*idle) (gpointer user_data);
  gpointer user_data;
  GHashTable *runs; /* CochlLane -> Run: lanes that have sessions */
};

/* A lane with its sessions. */
typedef struct {
  CochlLanes *lanes;
  CochlLane *lane;
  CochlLaneSession *current; /* takes what comes, or NULL */
  GPtrArray *sessions;       /* all that are not over: ended ones, superseded ones, the current one */
  unsigned int renewals;     /* since the last window */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  cochl_lane_unref (run->lane);
  g_ptr_array_unref (run->sessions);
  g_free (run);
}

CochlLanes *
cochl_lanes_new (CochlService *service, void (*idle) (gpointer user_data), gpointer user_data)
{
  CochlLanes *self = g_new0 (CochlLanes, 1);

  self->service = service;
  self->idle = idle;
  self->user_data = user_data;
  self->runs = g_hash_table_new_full (NULL, NULL, NULL, run_free);
  return self;
}

void
cochl_lanes_free (CochlLanes *self)
{
  g_hash_table_unref (self->runs);
  g_free (self);
}

gboolean
cochl_lanes_is_idle (CochlLanes *self)
{
  return g_hash_table_size (self->runs) == 0;
}

/* Takes it out of use; it goes. */
static void
dismiss (Run *run, CochlLaneSession *session, gboolean hurry)
{
  if (run->current == session)
    run->current = NULL;
  cochl_lane_session_close (session, hurry);
}

/* -- what sessions tell -- */

static void route (Run *run, CochlLaneSession **session, CochlTicket *ticket);

static void
progressed_cb (CochlLaneSession *session, gpointer user_data)
{
  Run *run = user_data;

  run->renewals = 0;
}

static void
emptied_cb (CochlLaneSession *session, gpointer user_data)
{
  Run *run = user_data;

  if (session != run->current || cochl_lane_is_over (run->lane))
    dismiss (run, session, FALSE);
}

/* @error: of a session that was lost. (transfer full) */
static GError *
give_up (Run *run, GError *error)
{
  GError *lost = cochl_error_new_for_call (COCHL_ERROR_SESSION_LOST, cochl_error_get_call (error),
                                           cochl_error_get_session_id (error), cochl_error_get_http_status (error),
                                           cochl_error_get_server_text (error),
                                           "The service lost the session %u times in a row: try again later. %s",
                                           run->renewals + 1, error->message);

  g_error_free (error);
  return lost;
}

static void
lost_cb (CochlLaneSession *session, GError *why, gpointer user_data)
{
  Run *run = user_data;
  CochlLaneSession *anew = NULL;
  gboolean current = session == run->current;
  g_autoptr (GError) error = NULL;
  CochlTicket *ticket;

  if (why != NULL && run->renewals >= COCHL_LANES_RENEWALS)
    error = give_up (run, g_steal_pointer (&why));
  else if (why != NULL)
    g_info ("the session is begun anew: %s", why->message);
  run->renewals = error != NULL ? 0 : run->renewals + (why != NULL);
  if (current)
    run->current = NULL;
  while ((ticket = cochl_lane_session_steal (session)) != NULL) {
    if (error != NULL)
      cochl_ticket_fail (ticket, g_error_copy (error));
    else
      route (run, current ? &run->current : &anew, ticket);
  }
  dismiss (run, session, why == NULL && error == NULL);
  g_clear_error (&why);
}

static void
failed_cb (CochlLaneSession *session, gpointer user_data)
{
  dismiss (user_data, session, FALSE);
}

static void
closed_cb (CochlLaneSession *session, gpointer user_data)
{
  Run *run = user_data;
  CochlLanes *self = run->lanes;

  g_ptr_array_remove_fast (run->sessions, session);
  if (run->sessions->len > 0)
    return;
  g_hash_table_remove (self->runs, run->lane);
  if (cochl_lanes_is_idle (self))
    self->idle (self->user_data);
}

/* -- submissions -- */

static CochlLaneSession *
begin_session (Run *run, CochlSubmission *submission)
{
  static const CochlLaneSessionFuncs funcs = { progressed_cb, emptied_cb, lost_cb, failed_cb, closed_cb };
  gboolean predict = cochl_submission_get_session_type (submission) == COCHL_SESSION_PREDICT;
  CochlLaneSession *session = predict ? cochl_predict_session_new (run->lanes->service, submission, &funcs, run)
                                      : cochl_stream_session_new (run->lanes->service, submission, &funcs, run);

  g_ptr_array_add (run->sessions, session);
  return session;
}

/* To *@session, or to a new one that takes its place. */
static void
route (Run *run, CochlLaneSession **session, CochlTicket *ticket)
{
  CochlSubmission *submission = cochl_ticket_get_submission (ticket);
  CochlLaneSession *before = *session;

  if (before == NULL || !cochl_lane_session_takes (before, submission)) {
    *session = begin_session (run, submission);
    if (before != NULL && g_queue_is_empty (&before->tickets) && !before->abandoned)
      cochl_lane_session_close (before, FALSE);
  }
  cochl_lane_session_add (*session, ticket);
}

static Run *
get_run (CochlLanes *self, CochlLane *lane)
{
  Run *run = g_hash_table_lookup (self->runs, lane);

  if (run != NULL)
    return run;
  run = g_new0 (Run, 1);
  run->lanes = self;
  run->lane = cochl_lane_ref (lane);
  run->sessions = g_ptr_array_new ();
  g_hash_table_insert (self->runs, run->lane, run);
  return run;
}

CochlTicket *
cochl_lanes_submit (CochlLanes *self, CochlSubmission *submission, const CochlTicketFuncs *funcs, gpointer user_data)
{
  Run *run = get_run (self, cochl_submission_get_lane (submission));
  CochlTicket *ticket = cochl_ticket_new (self->service->network, submission, funcs, user_data);

  route (run, &run->current, ticket);
  return ticket;
}

void
cochl_lanes_sweep (CochlLanes *self)
{
  GHashTableIter iter;
  Run *run;

  g_hash_table_iter_init (&iter, self->runs);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &run)) {
    if (run->current != NULL && cochl_lane_is_over (run->lane) && g_queue_is_empty (&run->current->tickets))
      dismiss (run, run->current, FALSE);
  }
}

void
cochl_lanes_close (CochlLanes *self)
{
  GHashTableIter iter;
  Run *run;

  g_hash_table_iter_init (&iter, self->runs);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &run)) {
    run->current = NULL;
    for (unsigned int i = 0; i < run->sessions->len; i++)
      cochl_lane_session_close (g_ptr_array_index (run->sessions, i), TRUE);
  }
}
