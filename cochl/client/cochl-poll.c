/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-poll.h"

#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"

/* `pending` with all chunks sent means that bytes are missing; but a service may
 * need a moment to see what has arrived. */
#define PENDING_MAX (10 * G_TIME_SPAN_SECOND)
#define PENDING_MAX_IN_DOUBT (2 * G_TIME_SPAN_SECOND)
#define STALL_MIN (60 * G_TIME_SPAN_SECOND)
#define STALL_FACTOR 4

typedef struct {
  CochlService *service;
  char *session_id;
  gint64 duration;      /* of the audio; us, monotonic where a time, as all below */
  gint64 pending_max;
  CochlCollector *collector;
  CochlWirePage page;
  GSource *timer;       /* the next question */
  GSource *cancelled;
  gint64 sent_at;       /* the last chunk was answered */
  gint64 progress_at;
  gint64 asked_at;      /* the last question whose answer was not `done`, or 0 */
  gboolean done;        /* `done` was seen */
} Poll;

static void ask_at (GTask *task, gint64 when);

static void
poll_free (gpointer data)
{
  Poll *self = data;

  cochl_network_clear_source (&self->timer);
  cochl_network_clear_source (&self->cancelled);
  cochl_wire_page_clear (&self->page);
  g_clear_pointer (&self->collector, cochl_collector_free);
  g_free (self->session_id);
  g_free (self);
}

/* @error: (transfer full), NULL when all windows are there. */
static void
finish (GTask *task, GError *error)
{
  Poll *self = g_task_get_task_data (task);

  cochl_network_clear_source (&self->timer);
  cochl_network_clear_source (&self->cancelled);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&self->collector), (GDestroyNotify) cochl_collector_free);
  g_object_unref (task);
}

static void
not_done (GTask *task, gint64 now)
{
  Poll *self = g_task_get_task_data (task);
  gint64 elapsed = now - self->sent_at;
  gint64 stall = MAX (STALL_MIN, self->duration * STALL_FACTOR);

  if (self->page.state == COCHL_WIRE_PENDING && elapsed > self->pending_max)
    finish (task, cochl_error_new_for_call (COCHL_ERROR_SESSION_LOST, "results", self->session_id, 200, NULL,
                                            "The service still waits for audio that was sent."));
  else if (now - self->progress_at > stall)
    finish (task, cochl_error_new_for_call (COCHL_ERROR_TIMED_OUT, "results", self->session_id, 200, NULL,
                                            "The analysis made no progress for %d s: try again later.",
                                            (int) (stall / G_TIME_SPAN_SECOND)));
  else {
    self->asked_at = now;
    ask_at (task, now + cochl_poll_clock_next (self->service->poll_clock, elapsed, now));
  }
}

static void
take_page (GTask *task, gint64 now)
{
  Poll *self = g_task_get_task_data (task);
  gboolean empty = self->page.windows->len == 0;

  if (!self->done) {
    self->done = TRUE;
    cochl_poll_clock_learn (self->service->poll_clock, self->duration,
                            self->asked_at != 0 ? self->asked_at - self->sent_at : -1, now - self->sent_at);
  }
  if (!self->page.has_more)
    finish (task, NULL);
  else if (empty)
    not_done (task, now);
  else {
    self->progress_at = now;
    ask_at (task, now);
  }
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Poll *self = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean answered = cochl_transport_call_finish (self->service->transport, result, &error);
  gint64 now = g_get_monotonic_time ();

  if (!answered && cochl_error_get_http_status (error) == 404) {
    finish (task, cochl_error_new_for_call (COCHL_ERROR_SESSION_LOST, "results", self->session_id, 404,
                                            cochl_error_get_server_text (error),
                                            "The service does not know the session any more (404 on results)."));
    g_error_free (error);
  } else if (!answered) {
    finish (task, error);
  } else if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error)) {
    finish (task, error);
  } else if (self->page.state == COCHL_WIRE_DONE) {
    take_page (task, now);
  } else {
    not_done (task, now);
  }
}

static gboolean
read_page (GBytes *body, gpointer user_data, GError **error)
{
  Poll *self = user_data;

  cochl_wire_page_clear (&self->page);
  return cochl_wire_read_page (body, &self->page, error)
         && (self->page.windows == NULL || cochl_collector_add (self->collector, self->page.windows, error));
}

static void
failed_cb (const GError *error, gboolean arrived, gpointer user_data)
{
  Poll *self = user_data;

  cochl_service_note_failure (self->service, error);
}

static gboolean
ask_cb (gpointer user_data)
{
  GTask *task = user_data;
  Poll *self = g_task_get_task_data (task);
  g_autofree char *rest = g_strdup_printf ("/results?offset=%u&limit=%u", cochl_collector_get_length (self->collector),
                                           COCHL_WIRE_PAGE);
  CochlCall *call = cochl_call_new ("results", "GET", cochl_call_session_path (self->session_id, rest));

  cochl_network_clear_source (&self->timer);
  call->session_id = g_strdup (self->session_id);
  call->read = read_page;
  call->failed = failed_cb;
  call->user_data = self;
  cochl_transport_call_async (self->service->transport, call, g_task_get_cancellable (task), answered_cb, task);
  return G_SOURCE_REMOVE;
}

static void
ask_at (GTask *task, gint64 when)
{
  Poll *self = g_task_get_task_data (task);

  cochl_network_clear_source (&self->timer);
  self->timer = cochl_network_at (self->service->network, when, ask_cb, task);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  Poll *self = g_task_get_task_data (task);
  GError *error = NULL;

  /* A question that is under way ends by itself. */
  if (self->timer != NULL) {
    g_cancellable_set_error_if_cancelled (cancellable, &error);
    finish (task, error);
  }
  return G_SOURCE_REMOVE;
}

void
cochl_poll_async (CochlService *service, CochlSubmission *submission, const char *session_id, gboolean in_doubt,
                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Poll *self = g_new0 (Poll, 1);
  gint64 now = g_get_monotonic_time ();

  self->service = service;
  self->session_id = g_strdup (session_id);
  self->duration = cochl_submission_get_duration (submission) / 1000;
  self->pending_max = in_doubt ? PENDING_MAX_IN_DOUBT : PENDING_MAX;
  self->collector = cochl_collector_new (cochl_submission_get_duration (submission));
  self->sent_at = self->progress_at = now;
  g_task_set_source_tag (task, cochl_poll_async);
  g_task_set_task_data (task, self, poll_free);
  if (cancellable != NULL) {
    self->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), task, NULL);
    g_source_attach (self->cancelled, cochl_network_get_context (service->network));
  }
  ask_at (task, now + cochl_poll_clock_first (service->poll_clock, self->duration, now));
}

CochlCollector *
cochl_poll_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
