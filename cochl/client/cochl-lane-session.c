/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-lane-session.h"

#include "cochl/client/cochl-chunk.h"
#include "cochl/model/cochl-error.h"

/* A CochlLaneCall under way. */
typedef struct {
  CochlLaneSession *session;
  CochlLaneCall call;
  CochlCall *made; /* until it is sent */
} Sending;

/* -- its end -- */

static void
free_if_over (CochlLaneSession *self)
{
  if (self->calls > 0 || self->remote != NULL)
    return;
  self->funcs->closed (self, self->user_data);
  g_object_unref (self->stop);
  cochl_submission_unref (self->model);
  self->kind->free (self);
}

static void
closed_cb (CochlRemote *remote, gpointer user_data)
{
  CochlLaneSession *self = user_data;

  self->remote = NULL;
  free_if_over (self);
}

/* Something is over that held the session. FALSE: it is closing, and may be gone. */
static gboolean
release (CochlLaneSession *self)
{
  self->calls--;
  if (!self->closing)
    return TRUE;
  free_if_over (self);
  return FALSE;
}

void
cochl_lane_session_close (CochlLaneSession *self, gboolean hurry)
{
  g_return_if_fail (g_queue_is_empty (&self->tickets));

  if (!self->closing) {
    self->closing = TRUE;
    self->kind->stop (self);
    g_cancellable_cancel (self->stop);
  }
  if (self->remote != NULL && hurry)
    cochl_remote_hurry (self->remote);
  else if (self->remote != NULL)
    cochl_remote_close (self->remote);
}

/* -- tickets -- */

/* Where the window after those of @ticket begins, ns from the origin. */
static gint64
get_end (CochlLaneSession *self, CochlTicket *ticket)
{
  return cochl_ticket_get_time (ticket, cochl_submission_get_n_windows (cochl_ticket_get_submission (ticket)), self->origin);
}

static void
abandon_cb (gpointer data, gpointer unused)
{
  CochlLaneSession *self = data;

  if (release (self))
    self->funcs->lost (self, NULL, self->user_data);
}

/* A session that is not open yet has no audio: it can begin with the next ticket.
 * So an outage in which one after the other is given up does not begin a
 * session for each. */
static gboolean
begin_later (CochlLaneSession *self, gboolean was_first)
{
  CochlTicket *first = g_queue_peek_head (&self->tickets);
  CochlTicket *last = g_queue_peek_tail (&self->tickets);

  if (self->open || !was_first || first == NULL)
    return FALSE;
  self->origin = cochl_submission_get_first_sample (cochl_ticket_get_submission (first));
  self->next = get_end (self, last);
  return TRUE;
}

static void
cancelled_cb (CochlTicket *ticket, gpointer owner)
{
  CochlLaneSession *self = owner;
  gboolean was_first = ticket == g_queue_peek_head (&self->tickets);

  g_queue_remove (&self->tickets, ticket);
  if (self->abandoned || begin_later (self, was_first))
    return;
  /* Later: a flush cancels one ticket after the other. */
  self->abandoned = TRUE;
  self->calls++;
  cochl_network_invoke (self->service->network, abandon_cb, self, NULL);
}

static gboolean
is_alike (CochlSubmission *a, CochlSubmission *b)
{
  return cochl_submission_get_session_type (a) == cochl_submission_get_session_type (b)
         && cochl_submission_get_rate (a) == cochl_submission_get_rate (b)
         && cochl_submission_get_window_size (a) == cochl_submission_get_window_size (b)
         && cochl_submission_get_window_hop (a) == cochl_submission_get_window_hop (b)
         && cochl_submission_get_sensitivity (a) == cochl_submission_get_sensitivity (b)
         && cochl_tag_values_equal (cochl_submission_get_tag_sensitivity (a), cochl_submission_get_tag_sensitivity (b));
}

gboolean
cochl_lane_session_takes (CochlLaneSession *self, CochlSubmission *submission)
{
  guint64 first = cochl_submission_get_first_sample (submission);
  gint64 rate = cochl_submission_get_rate (submission);
  gint64 slack = cochl_submission_get_window_hop (submission) / 10;

  if (self->closing || self->abandoned || !is_alike (self->model, submission))
    return FALSE;
  if (first < self->origin || (self->kind->gapless && first > self->end))
    return FALSE;
  gint64 samples = (gint64) (first - self->origin);
  return samples / rate * COCHL_SECOND + samples % rate * COCHL_SECOND / rate >= self->next - slack;
}

static guint64
count_samples (CochlSubmission *submission)
{
  return g_bytes_get_size (cochl_submission_get_audio (submission)) / sizeof (gint16);
}

void
cochl_lane_session_add (CochlLaneSession *self, CochlTicket *ticket)
{
  CochlSubmission *submission = cochl_ticket_get_submission (ticket);

  cochl_ticket_set_owner (ticket, cancelled_cb, self);
  g_queue_push_tail (&self->tickets, ticket);
  if (self->open)
    self->kind->join (self, ticket);
  self->end = MAX (self->end, cochl_submission_get_first_sample (submission) + count_samples (submission));
  self->next = get_end (self, ticket);
}

CochlTicket *
cochl_lane_session_steal (CochlLaneSession *self)
{
  return g_queue_pop_head (&self->tickets);
}

gboolean
cochl_lane_session_answer (CochlLaneSession *self, gint64 past)
{
  CochlTicket *ticket;

  while ((ticket = g_queue_peek_head (&self->tickets)) != NULL) {
    unsigned int n = cochl_submission_get_n_windows (cochl_ticket_get_submission (ticket));

    if (cochl_ticket_get_next (ticket) < n && cochl_ticket_get_time (ticket, n - 1, self->origin) >= past)
      return TRUE;
    cochl_ticket_answer (g_queue_pop_head (&self->tickets));
  }
  self->funcs->emptied (self, self->user_data);
  return FALSE;
}

void
cochl_lane_session_fail (CochlLaneSession *self, GError *error)
{
  CochlTicket *ticket;

  if (g_error_matches (error, COCHL_ERROR, COCHL_ERROR_SESSION_LOST)) {
    self->funcs->lost (self, error, self->user_data);
    return;
  }
  while ((ticket = g_queue_pop_head (&self->tickets)) != NULL)
    cochl_ticket_fail (ticket, g_error_copy (error));
  g_error_free (error);
  self->funcs->failed (self, self->user_data);
}

void
cochl_lane_session_bill (CochlLaneSession *self, gint64 duration)
{
  guint64 units = cochl_service_count_units (duration);

  if (units > self->units)
    cochl_counters_add (self->service->counters, analysis_units, units - self->units);
  self->units = MAX (self->units, units);
}

/* -- calls -- */

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Sending *sending = user_data;
  CochlLaneSession *self = sending->session;
  GError *error = NULL;

  g_clear_pointer (&sending->call.audio, g_bytes_unref);
  cochl_transport_call_finish (self->service->transport, result, &error);
  if (release (self))
    sending->call.done (error, sending->call.user_data);
  else
    g_clear_error (&error);
}

static void
send_it (Sending *sending)
{
  CochlLaneSession *self = sending->session;

  cochl_transport_call_async (self->service->transport, g_steal_pointer (&sending->made), self->stop, called_cb, sending);
}

static void
encode_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const CochlLaneCall *call = &((Sending *) task_data)->call;

  g_task_return_pointer (task, call->encode (call->audio, call->n), (GDestroyNotify) g_bytes_unref);
}

static void
encoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sending *sending = user_data;

  sending->made->body = g_task_propagate_pointer (G_TASK (result), NULL);
  send_it (sending);
}

static void
failed_cb (const GError *error, gboolean arrived, gpointer user_data)
{
  Sending *sending = user_data;

  cochl_service_note_failure (sending->session->service, error);
}

static gboolean
read_cb (GBytes *body, gpointer user_data, GError **error)
{
  Sending *sending = user_data;

  return sending->call.read (body, sending->call.user_data, error);
}

void
cochl_lane_session_call (CochlLaneSession *self, const CochlLaneCall *call)
{
  const char *id = cochl_remote_get_id (self->remote);
  Sending *sending = g_new0 (Sending, 1);
  CochlCall *made = cochl_call_new (call->name, call->method, cochl_call_session_path (id, call->rest));

  made->session_id = g_strdup (id);
  made->may_be_held = call->may_be_held;
  made->read = read_cb;
  made->failed = failed_cb;
  made->user_data = sending;
  *sending = (Sending) { self, *call, made };
  g_free (g_steal_pointer (&sending->call.rest));
  self->calls++;
  if (call->audio == NULL) {
    send_it (sending);
  } else if (g_bytes_get_size (call->audio) <= COCHL_CHUNK_INLINE_MAX) {
    made->body = call->encode (call->audio, call->n);
    g_bytes_ref (call->audio);
    send_it (sending);
  } else {
    g_autoptr (GTask) task = g_task_new (NULL, NULL, encoded_cb, sending);

    g_bytes_ref (call->audio);
    g_task_set_source_tag (task, cochl_lane_session_call);
    g_task_set_task_data (task, sending, NULL);
    g_task_run_in_thread (task, encode_in_thread);
  }
}

/* -- its beginning -- */

static void
opened_cb (CochlRemote *remote, GError *error, gpointer user_data)
{
  CochlLaneSession *self = user_data;

  if (error != NULL) {
    cochl_lane_session_fail (self, error);
    return;
  }
  self->open = TRUE;
  for (GList *l = self->tickets.head; l != NULL && !self->closing; l = l->next)
    self->kind->join (self, l->data);
}

void
cochl_lane_session_begin (CochlLaneSession *self, const CochlLaneSessionKind *kind, CochlService *service,
                          CochlSubmission *model, const CochlLaneSessionFuncs *funcs, gpointer user_data)
{
  static const CochlRemoteFuncs remote_funcs = { opened_cb, closed_cb };

  self->kind = kind;
  self->service = service;
  self->funcs = funcs;
  self->user_data = user_data;
  self->model = cochl_submission_ref (model);
  self->origin = self->end = cochl_submission_get_first_sample (model);
  g_queue_init (&self->tickets);
  self->stop = g_cancellable_new ();
  self->remote = cochl_remote_open (service, model, &remote_funcs, self);
}
