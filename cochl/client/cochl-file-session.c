/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-file-session.h"

#include "cochl/client/cochl-chunk.h"
#include "cochl/client/cochl-collector.h"
#include "cochl/client/cochl-deletion.h"
#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"

/* What a create whose caller is gone may still take to tell the session's id. */
#define CREATE_DRAIN (2 * G_TIME_SPAN_SECOND)
/* `pending` with all chunks sent means that bytes are missing; but a service may
 * need a moment to see what has arrived. The short time is for when a chunk's
 * answer left that open. */
#define PENDING_MAX (10 * G_TIME_SPAN_SECOND)
#define PENDING_MAX_IN_DOUBT (2 * G_TIME_SPAN_SECOND)
/* An analysis without progress ends after this, or STALL_FACTOR times the audio. */
#define STALL_MIN (60 * G_TIME_SPAN_SECOND)
#define STALL_FACTOR 4
/* What a service counts as one unit of analysis. */
#define UNIT (15 * COCHL_SECOND)

struct _CochlFileSession {
  CochlService *service;
  CochlSubmission *submission;
  CochlFileSessionFuncs funcs;
  gpointer user_data;

  GCancellable *cancelled; /* nobody waits any more */
  GCancellable *stop;      /* cuts the call short that is under way */
  GSource *timer;          /* the next poll, or the end of a create that is drained */
  GPtrArray *deletions;    /* under way */
  gboolean told;           /* `judged` was called, or will never be */
  gboolean idle;           /* nothing but deletions is under way */

  /* Of the session in force; a renewal begins with all of them empty. */
  unsigned int renewals;
  CochlWireCreated created;
  unsigned int chunk;      /* the next one */
  gboolean in_doubt;       /* a chunk's answer left open whether it arrived */
  CochlCollector *collector;
  CochlWirePage page;
  gint64 sent_at;          /* the last chunk was answered; monotonic us, as all below */
  gint64 progress_at;
  gint64 asked_at;         /* the last question whose answer was not `done`, or 0 */
  gboolean done;           /* `done` was seen */
};

static void begin (CochlFileSession *self);
static void send_chunk (CochlFileSession *self);
static void poll_at (CochlFileSession *self, gint64 when);

static void
session_clear (CochlFileSession *self)
{
  cochl_wire_created_clear (&self->created);
  cochl_wire_page_clear (&self->page);
  g_clear_pointer (&self->collector, cochl_collector_free);
  self->created = (CochlWireCreated) { 0 };
  self->chunk = 0;
  self->in_doubt = self->done = FALSE;
  self->sent_at = self->progress_at = self->asked_at = 0;
}

static void
file_session_free (CochlFileSession *self)
{
  session_clear (self);
  cochl_network_clear_source (&self->timer);
  g_object_unref (self->cancelled);
  g_object_unref (self->stop);
  g_ptr_array_unref (self->deletions);
  cochl_submission_unref (self->submission);
  g_free (self);
}

static void
ended_cb (gpointer data, gpointer unused)
{
  CochlFileSession *self = data;

  self->funcs.ended (self->user_data);
  file_session_free (self);
}

static void
end_if_over (CochlFileSession *self)
{
  /* Later, so that nothing that is called here finds the object gone. */
  if (self->idle && self->deletions->len == 0)
    cochl_network_invoke (self->service->network, ended_cb, self, NULL);
}

static void
deleted_cb (CochlDeletion *deletion, gpointer user_data)
{
  CochlFileSession *self = user_data;

  g_ptr_array_remove_fast (self->deletions, deletion);
  end_if_over (self);
}

/* Has the session in force deleted, where there is one, and forgets it. */
static void
delete_session (CochlFileSession *self)
{
  if (self->created.session_id != NULL) {
    CochlDeletion *deletion = cochl_deletion_begin (self->service, self->created.session_id, deleted_cb, self);

    g_ptr_array_add (self->deletions, deletion);
    if (g_cancellable_is_cancelled (self->cancelled))
      cochl_deletion_hurry (deletion);
  }
  session_clear (self);
}

/* The end, good or bad: whoever waits is told before the session is deleted. */
static void
finish (CochlFileSession *self, GPtrArray *windows, GError *error)
{
  cochl_network_clear_source (&self->timer);
  if (self->told) {
    g_clear_pointer (&windows, g_ptr_array_unref);
    g_clear_error (&error);
  } else {
    self->told = TRUE;
    self->funcs.judged (windows, error, self->user_data);
  }
  delete_session (self);
  self->idle = TRUE;
  end_if_over (self);
}

/* The service no longer has the session. @why: (transfer full) */
static void
lose (CochlFileSession *self, GError *why)
{
  GError *error;

  if (self->renewals < COCHL_FILE_SESSION_RENEWALS && !self->told) {
    g_info ("the session was lost and is begun anew: %s", why->message);
    g_error_free (why);
    self->renewals++;
    delete_session (self);
    begin (self);
    return;
  }
  error = cochl_error_new_for_call (COCHL_ERROR_SESSION_LOST, cochl_error_get_call (why), self->created.session_id,
                                    cochl_error_get_http_status (why), cochl_error_get_server_text (why),
                                    "The service lost the session %u times in a row: try again later (%s)",
                                    self->renewals + 1, why->message);
  g_error_free (why);
  finish (self, NULL, error);
}

static void
failed_cb (const GError *error, gboolean arrived, gpointer user_data)
{
  CochlFileSession *self = user_data;

  cochl_service_note_failure (self->service, error);
}

static CochlCall *
call_new (CochlFileSession *self, const char *name, const char *method, const char *rest)
{
  CochlCall *call = cochl_call_new (name, method, cochl_call_session_path (self->created.session_id, rest));

  call->session_id = g_strdup (self->created.session_id);
  call->failed = failed_cb;
  call->user_data = self;
  return call;
}

/* -- results -- */

static gint64
stall_time (CochlFileSession *self)
{
  return MAX (STALL_MIN, cochl_submission_get_duration (self->submission) / 1000 * STALL_FACTOR);
}

/* Whether the audio was cut for the windows that the service judges, as far as
 * they are known by now. */
static gboolean
check_windows (CochlFileSession *self, GError **error)
{
  return cochl_known_windows_check (self->service->windows, cochl_submission_get_window_size (self->submission),
                                    cochl_submission_get_window_hop (self->submission), error);
}

/* What the windows show of themselves, where the service did not tell. */
static gboolean
check_shown_windows (CochlFileSession *self, GError **error)
{
  gint64 cut_size = cochl_submission_get_window_size (self->submission);
  gint64 size, hop, known_size, known_hop;
  gboolean known = cochl_known_windows_get (self->service->windows, &known_size, &known_hop);

  if (self->created.window_size != 0)
    return TRUE;
  /* A single window shows too little to put aside what was known. */
  if (cochl_collector_derive (self->collector, cut_size, &size, &hop)
      && (!known || cochl_collector_get_length (self->collector) > 1))
    cochl_known_windows_set (self->service->windows, size, hop);
  return check_windows (self, error);
}

static void
complete (CochlFileSession *self)
{
  GError *error = NULL;

  if (check_shown_windows (self, &error))
    finish (self, cochl_collector_take (self->collector), NULL);
  else
    finish (self, NULL, error);
}

static gboolean
read_page (GBytes *body, gpointer user_data, GError **error)
{
  CochlFileSession *self = user_data;

  cochl_wire_page_clear (&self->page);
  return cochl_wire_read_page (body, &self->page, error)
         && (self->page.windows == NULL || cochl_collector_add (self->collector, self->page.windows, error));
}

static void
not_done (CochlFileSession *self, gint64 now)
{
  gint64 elapsed = now - self->sent_at;
  gint64 pending_max = self->in_doubt ? PENDING_MAX_IN_DOUBT : PENDING_MAX;

  if (self->page.state == COCHL_WIRE_PENDING && elapsed > pending_max) {
    lose (self, cochl_error_new_for_call (COCHL_ERROR_SESSION_LOST, "results", self->created.session_id, 200, NULL,
                                          "The service still waits for audio that was sent."));
    return;
  }
  if (now - self->progress_at > stall_time (self)) {
    finish (self, NULL,
            cochl_error_new_for_call (COCHL_ERROR_TIMED_OUT, "results", self->created.session_id, 200, NULL,
                                      "The analysis made no progress for %d s: try again later.",
                                      (int) (stall_time (self) / G_TIME_SPAN_SECOND)));
    return;
  }
  self->asked_at = now;
  poll_at (self, now + cochl_poll_clock_next (&self->service->poll_clock, elapsed, now));
}

static void
take_page (CochlFileSession *self, gint64 now)
{
  if (!self->done) {
    self->done = TRUE;
    cochl_poll_clock_learn (&self->service->poll_clock, cochl_submission_get_duration (self->submission) / 1000,
                            self->asked_at != 0 ? self->asked_at - self->sent_at : -1, now - self->sent_at);
  }
  if (self->page.windows->len > 0)
    self->progress_at = now;
  if (!self->page.has_more)
    complete (self);
  else if (self->page.windows->len > 0)
    poll_at (self, now);
  else
    not_done (self, now);
}

static void
results_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlFileSession *self = user_data;
  GError *error = NULL;
  gboolean answered = cochl_transport_call_finish (self->service->transport, result, &error);
  gint64 now = g_get_monotonic_time ();

  if (!answered) {
    if (cochl_error_get_http_status (error) == 404)
      lose (self, error);
    else
      finish (self, NULL, error);
  } else if (g_cancellable_is_cancelled (self->cancelled)) {
    finish (self, NULL, NULL);
  } else if (self->page.state == COCHL_WIRE_DONE) {
    take_page (self, now);
  } else {
    not_done (self, now);
  }
}

static gboolean
poll_cb (gpointer user_data)
{
  CochlFileSession *self = user_data;
  g_autofree char *rest = g_strdup_printf ("/results?offset=%u&limit=%u", cochl_collector_get_length (self->collector),
                                           COCHL_WIRE_PAGE);
  CochlCall *call = call_new (self, "results", "GET", rest);

  cochl_network_clear_source (&self->timer);
  call->read = read_page;
  cochl_transport_call_async (self->service->transport, call, self->stop, results_cb, self);
  return G_SOURCE_REMOVE;
}

static void
poll_at (CochlFileSession *self, gint64 when)
{
  cochl_network_clear_source (&self->timer);
  self->timer = cochl_network_at (self->service->network, when, poll_cb, self);
}

/* -- chunks -- */

static void
chunks_sent (CochlFileSession *self)
{
  gint64 duration = cochl_submission_get_duration (self->submission);
  gint64 now = g_get_monotonic_time ();

  cochl_counters_add (self->service->counters, analysis_units, (guint64) MAX ((duration + UNIT - 1) / UNIT, 1));
  self->sent_at = self->progress_at = now;
  self->collector = cochl_collector_new (duration);
  poll_at (self, now + cochl_poll_clock_first (&self->service->poll_clock, duration / 1000, now));
}

static gboolean
is_last_chunk (CochlFileSession *self)
{
  gsize size = g_bytes_get_size (cochl_submission_get_audio (self->submission));

  return self->chunk + 1 >= cochl_chunk_count (size);
}

/* libsoup and we ourselves send a chunk again when its answer was lost. So 409
 * (wrong sequence number), and 403 (no longer writable) on the last one, may
 * mean that it had arrived: `results` will tell. */
static gboolean
may_have_arrived (CochlFileSession *self, const GError *error)
{
  unsigned int status = cochl_error_get_http_status (error);

  return status == 409 || (status == 403 && is_last_chunk (self));
}

static void
chunk_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlFileSession *self = user_data;
  GError *error = NULL;

  if (!cochl_transport_call_finish (self->service->transport, result, &error)) {
    unsigned int status = cochl_error_get_http_status (error);

    if (!may_have_arrived (self, error)) {
      if (status == 404 || status == 403)
        lose (self, error);
      else
        finish (self, NULL, error);
      return;
    }
    g_clear_error (&error);
    self->in_doubt = TRUE;
  }
  if (g_cancellable_is_cancelled (self->cancelled)) {
    finish (self, NULL, NULL);
    return;
  }
  gboolean last = is_last_chunk (self);
  self->chunk++;
  if (last)
    chunks_sent (self);
  else
    send_chunk (self);
}

static gboolean
read_chunk (GBytes *body, gpointer user_data, GError **error)
{
  CochlFileSession *self = user_data;

  return cochl_wire_read_chunk (body, self->chunk, error);
}

/* @body: (transfer full) */
static void
put_chunk (CochlFileSession *self, GBytes *body)
{
  g_autofree char *rest = g_strdup_printf ("/chunks/%u", self->chunk);
  CochlCall *call = call_new (self, "chunk", "PUT", rest);

  call->body = body;
  call->read = read_chunk;
  cochl_transport_call_async (self->service->transport, call, self->stop, chunk_cb, self);
}

static void
encode_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CochlFileSession *self = task_data;

  g_task_return_pointer (task, cochl_chunk_encode (cochl_submission_get_audio (self->submission), self->chunk),
                         (GDestroyNotify) g_bytes_unref);
}

static void
encoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlFileSession *self = user_data;
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), NULL);

  if (g_cancellable_is_cancelled (self->cancelled))
    finish (self, NULL, NULL);
  else
    put_chunk (self, g_steal_pointer (&body));
}

/* One chunk is encoded at a time, so that a submission never holds more than one. */
static void
send_chunk (CochlFileSession *self)
{
  GBytes *audio = cochl_submission_get_audio (self->submission);

  if (g_bytes_get_size (audio) - self->chunk * COCHL_CHUNK_MAX <= COCHL_CHUNK_INLINE_MAX) {
    put_chunk (self, cochl_chunk_encode (audio, self->chunk));
    return;
  }
  g_autoptr (GTask) task = g_task_new (NULL, NULL, encoded_cb, self);
  g_task_set_source_tag (task, send_chunk);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, encode_in_thread);
}

/* -- create -- */

static gboolean
check_told_windows (CochlFileSession *self, GError **error)
{
  if (self->created.window_size != 0)
    cochl_known_windows_set (self->service->windows, self->created.window_size, self->created.window_hop);
  return check_windows (self, error);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlFileSession *self = user_data;
  GError *error = NULL;

  cochl_network_clear_source (&self->timer);
  if (!cochl_transport_call_finish (self->service->transport, result, &error)) {
    finish (self, NULL, error);
    return;
  }
  cochl_counters_add (self->service->counters, sessions_created, 1);
  if (g_cancellable_is_cancelled (self->cancelled))
    finish (self, NULL, NULL);
  else if (!check_told_windows (self, &error))
    finish (self, NULL, error);
  else
    send_chunk (self);
}

static gboolean
read_create (GBytes *body, gpointer user_data, GError **error)
{
  CochlFileSession *self = user_data;

  return cochl_wire_read_create (body, &self->created, error);
}

/* A create whose answer was lost, or could not be read, may have begun a
 * session: it is deleted where its name is known, else left behind. */
static void
create_failed_cb (const GError *error, gboolean arrived, gpointer user_data)
{
  CochlFileSession *self = user_data;

  cochl_service_note_failure (self->service, error);
  if (self->created.session_id != NULL) {
    cochl_counters_add (self->service->counters, sessions_created, 1);
    delete_session (self);
  } else if (arrived
             && (g_error_matches (error, COCHL_ERROR, COCHL_ERROR_NETWORK)
                 || g_error_matches (error, COCHL_ERROR, COCHL_ERROR_TIMED_OUT)
                 || g_error_matches (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY))) {
    cochl_service_leave (self->service, NULL, error);
  }
}

static void
prepare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CochlFileSession *self = task_data;
  g_autoptr (GError) error = NULL;

  /* The old key stays in force when the file cannot be read: the service's
   * answer tells whether it is still good. */
  if (!cochl_key_reload (cochl_transport_get_key (self->service->transport), &error))
    g_info ("the key stays as it was: %s", error->message);
  g_task_return_pointer (task, cochl_wire_write_create (self->submission), (GDestroyNotify) g_bytes_unref);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CochlFileSession *self = user_data;
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), NULL);

  GError *error = NULL;

  if (g_cancellable_is_cancelled (self->cancelled)) {
    finish (self, NULL, NULL);
    return;
  }
  if (!check_windows (self, &error)) {
    finish (self, NULL, error);
    return;
  }
  CochlCall *call = cochl_call_new ("create", "POST", g_strdup ("/audio_sessions/"));
  call->body = g_steal_pointer (&body);
  call->drain = g_object_ref (self->cancelled);
  call->read = read_create;
  call->failed = create_failed_cb;
  call->user_data = self;
  cochl_transport_call_async (self->service->transport, call, self->stop, created_cb, self);
}

static void
begin (CochlFileSession *self)
{
  /* The key may come from a file, which is not read in the network thread. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, prepared_cb, self);

  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, prepare_in_thread);
}

CochlFileSession *
cochl_file_session_begin (CochlService *service, CochlSubmission *submission, const CochlFileSessionFuncs *funcs,
                          gpointer user_data)
{
  CochlFileSession *self = g_new0 (CochlFileSession, 1);

  self->service = service;
  self->submission = cochl_submission_ref (submission);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->cancelled = g_cancellable_new ();
  self->stop = g_cancellable_new ();
  self->deletions = g_ptr_array_new ();
  begin (self);
  return self;
}

static gboolean
drained_cb (gpointer user_data)
{
  CochlFileSession *self = user_data;

  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}

void
cochl_file_session_cancel (CochlFileSession *self)
{
  if (g_cancellable_is_cancelled (self->cancelled))
    return;
  self->told = TRUE;
  g_cancellable_cancel (self->cancelled);
  for (unsigned int i = 0; i < self->deletions->len; i++)
    cochl_deletion_hurry (g_ptr_array_index (self->deletions, i));
  if (self->idle)
    return;

  gboolean polling = self->timer != NULL;
  cochl_network_clear_source (&self->timer);
  if (polling) {
    finish (self, NULL, NULL);
  } else if (self->created.session_id == NULL) {
    /* A create may be under way: its answer names the session to delete. */
    self->timer = cochl_network_at (self->service->network, g_get_monotonic_time () + CREATE_DRAIN, drained_cb, self);
  } else {
    g_cancellable_cancel (self->stop);
  }
}
