/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-status-poll.h"

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-number.h"

/* A question that is answered with nothing in less than this was not held. */
#define HELD_MIN (200 * G_TIME_SPAN_MILLISECOND)

static void ask (CochlStatusPoll *self);

void
cochl_status_poll_init (CochlStatusPoll *self, CochlLaneSession *session,
                        void (*told) (CochlLaneSession *session, const CochlWireStatus *status))
{
  *self = (CochlStatusPoll) { .session = session, .told = told, .last_start = -1 };
}

void
cochl_status_poll_clear (CochlStatusPoll *self)
{
  cochl_network_clear_source (&self->timer);
  cochl_wire_status_clear (&self->status);
  g_clear_pointer (&self->token, g_free);
}

static gint64
hop_of (CochlStatusPoll *self)
{
  return cochl_submission_get_window_hop (self->session->model) / 1000;
}

/* -- when -- */

static gboolean
timer_cb (gpointer user_data)
{
  CochlStatusPoll *self = user_data;

  cochl_network_clear_source (&self->timer);
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
ask_at (CochlStatusPoll *self, gint64 when)
{
  cochl_network_clear_source (&self->timer);
  self->timer = cochl_network_at (self->session->service->network, when, timer_cb, self);
}

static gboolean
may_hold (CochlStatusPoll *self)
{
  return !self->held_short && cochl_transport_may_hold (self->session->service->transport);
}

void
cochl_status_poll_await (CochlStatusPoll *self, gint64 since, gboolean more, gint64 bound)
{
  CochlPollClock *clock = self->session->service->stream_clock;
  gint64 now = g_get_monotonic_time ();

  self->bound = bound;
  if (since != self->since) {
    self->since = since;
    self->not_yet_at = 0;
  }
  if (self->asking)
    return;
  if (since == 0 && !more)
    cochl_network_clear_source (&self->timer);
  else if (more || may_hold (self))
    ask_at (self, now);
  else if (self->not_yet_at != 0)
    ask_at (self, self->not_yet_at + cochl_poll_clock_next (clock, self->not_yet_at - since, now));
  else
    ask_at (self, since + cochl_poll_clock_first (clock, hop_of (self), now));
}

void
cochl_status_poll_rest (CochlStatusPoll *self)
{
  cochl_network_clear_source (&self->timer);
}

/* -- answers -- */

/* Leaves the windows that were read before out: a page may be told twice, as
 * when an answer was lost. */
static void
keep_new (CochlStatusPoll *self)
{
  GPtrArray *windows = self->status.windows;

  while (windows->len > 0 && cochl_window_get_start (g_ptr_array_index (windows, 0)) <= self->last_start)
    g_ptr_array_remove_index (windows, 0);
  if (windows->len == 0)
    return;
  self->n_windows += windows->len;
  self->last_start = cochl_window_get_start (g_ptr_array_index (windows, windows->len - 1));
}

/* What was asked about the time that the analysis takes. */
static void
learn (CochlStatusPoll *self)
{
  gint64 not_yet = self->not_yet_at != 0 ? self->not_yet_at - self->since : -1;
  gint64 done = g_get_monotonic_time () - self->since;

  /* A window that was asked for before its audio had arrived shows when it was
   * done, if the question was held. */
  if (self->since == 0)
    return;
  cochl_poll_clock_learn (self->session->service->stream_clock, hop_of (self), not_yet, done);
}

static void
answered_cb (GError *error, gpointer user_data)
{
  CochlStatusPoll *self = user_data;
  CochlLaneSession *session = self->session;
  gint64 now = g_get_monotonic_time ();

  self->asking = FALSE;
  if (error != NULL) {
    if (cochl_error_get_http_status (error) == 404) {
      GError *lost = cochl_error_new_for_call (COCHL_ERROR_SESSION_LOST, "status", cochl_remote_get_id (session->remote),
                                               404, cochl_error_get_server_text (error),
                                               "The service does not know the session any more (404 on status).");
      g_error_free (error);
      error = lost;
    }
    cochl_lane_session_fail (session, error);
    return;
  }
  keep_new (self);
  g_free (self->token);
  self->token = g_steal_pointer (&self->status.next_token);
  if (self->status.windows->len > 0)
    learn (self);
  else if (now - self->begun_at < HELD_MIN)
    self->held_short = TRUE;
  if (self->status.windows->len == 0 && self->since != 0)
    self->not_yet_at = now;
  self->told (session, &self->status);
}

static gboolean
check_windows (CochlStatusPoll *self, GError **error)
{
  GPtrArray *windows = self->status.windows;
  gint64 before = -1;

  for (unsigned int i = 0; i < windows->len; i++) {
    gint64 start = cochl_window_get_start (g_ptr_array_index (windows, i));

    if (start <= before) {
      g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
                   "$.inference.results[%u].start_time: expected more than the window before it has", i);
      return FALSE;
    }
    if (start > self->bound) {
      g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
                   "$.inference.results[%u].start_time: expected a time within the audio, at most %.3f s", i,
                   cochl_number_ns_to_seconds (self->bound));
      return FALSE;
    }
    before = start;
  }
  return TRUE;
}

static gboolean
read_status (GBytes *body, gpointer user_data, GError **error)
{
  CochlStatusPoll *self = user_data;

  cochl_wire_status_clear (&self->status);
  return cochl_wire_read_status (body, &self->status, error) && check_windows (self, error);
}

static void
ask (CochlStatusPoll *self)
{
  CochlLaneCall call = { .name = "status", .method = "GET", .may_be_held = TRUE, .read = read_status, .done = answered_cb,
                         .user_data = self };

  if (self->asking)
    return;
  self->asking = TRUE;
  self->begun_at = g_get_monotonic_time ();
  if (self->token != NULL) {
    g_autofree char *token = g_uri_escape_string (self->token, NULL, FALSE);

    call.rest = g_strconcat ("/status?next_token=", token, NULL);
  } else {
    call.rest = g_strdup_printf ("/status?offset=%u&count=%u", self->n_windows, COCHL_WIRE_PAGE);
  }
  cochl_lane_session_call (self->session, &call);
}
