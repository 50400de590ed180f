/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-stream-session.h"

#include "cochl/client/cochl-chunk.h"
#include "cochl/client/cochl-collector.h"
#include "cochl/client/cochl-status-poll.h"
#include "cochl/model/cochl-error.h"

/* Nothing is being analysed, but windows are missing: audio was lost. */
#define MISSING_MAX (10 * G_TIME_SPAN_SECOND)
/* Nothing told that a chunk whose answer was lost had arrived. */
#define DOUBT_MAX (2 * G_TIME_SPAN_SECOND)
#define STALL_MAX (60 * G_TIME_SPAN_SECOND)
/* A service counts the length of audio in its own way. */
#define SLACK (10 * COCHL_SECOND)
/* Chunks and windows are counted in different roundings. */
#define TOLERANCE (COCHL_SECOND / 1000)

typedef struct {
  CochlLaneSession base;
  GByteArray *unsent;
  guint64 fed;            /* sample of the lane up to which audio was taken in */
  gint64 arrived;         /* audio that the service has, ns */
  gsize sending;          /* bytes in the chunk under way, 0: none is */
  unsigned int sequence;  /* the next chunk */
  GSource *doubt;         /* runs while the last chunk may not have arrived, or NULL */
  gint64 in_doubt_since;
  GArray *arrivals;       /* Arrival, those that windows are waited for of */
  gint64 progress_at;     /* a window came last */
  CochlStatusPoll poll;
  CochlCollector *first;  /* windows, until they have shown what the service judges */
} CochlStreamSession;

typedef struct {
  gint64 until; /* audio that was there, ns from the origin */
  gint64 when;  /* monotonic, us */
} Arrival;

static void send_chunk (CochlStreamSession *self);

/* @error: (transfer full) (nullable). */
static void
lose (CochlStreamSession *self, const char *call, GError *error, const char *why)
{
  CochlLaneSession *base = &self->base;
  GError *lost = cochl_error_new_for_call (COCHL_ERROR_SESSION_LOST, call, cochl_remote_get_id (base->remote),
                                           cochl_error_get_http_status (error), cochl_error_get_server_text (error),
                                           "%s", why);

  g_clear_error (&error);
  cochl_lane_session_fail (base, lost);
}

/* -- doubt -- */

static gboolean
doubt_cb (gpointer user_data)
{
  CochlStreamSession *self = user_data;

  cochl_network_clear_source (&self->doubt);
  lose (self, "chunk", NULL, "The service does not tell whether a chunk has arrived.");
  return G_SOURCE_REMOVE;
}

static void
begin_doubt (CochlStreamSession *self)
{
  self->in_doubt_since = g_get_monotonic_time ();
  self->doubt = cochl_network_at (self->base.service->network, self->in_doubt_since + DOUBT_MAX, doubt_cb, self);
}

/* -- windows -- */

/* When the audio of the next window that is waited for had arrived; 0: not yet. */
static gint64
get_since (CochlStreamSession *self)
{
  CochlTicket *ticket = g_queue_peek_head (&self->base.tickets);
  gint64 start = cochl_ticket_get_time (ticket, cochl_ticket_get_next (ticket), self->base.origin);
  gint64 end = start + cochl_submission_get_window_size (self->base.model) - TOLERANCE;
  guint i = 0;

  while (i < self->arrivals->len && g_array_index (self->arrivals, Arrival, i).until < end)
    i++;
  g_array_remove_range (self->arrivals, 0, i);
  return self->arrivals->len > 0 ? g_array_index (self->arrivals, Arrival, 0).when : 0;
}

static void
await (CochlStreamSession *self, gboolean more)
{
  gint64 rate = cochl_submission_get_rate (self->base.model);
  gint64 samples = (gint64) (self->fed - self->base.origin);

  if (g_queue_is_empty (&self->base.tickets))
    cochl_status_poll_rest (&self->poll);
  else
    cochl_status_poll_await (&self->poll, get_since (self), more,
                             samples / rate * COCHL_SECOND + samples % rate * COCHL_SECOND / rate + SLACK);
}

/* Learns from the first windows what the service judges, where it did not tell.
 * FALSE: others than the audio was cut for, and the session has ended. */
static gboolean
learn_windows (CochlStreamSession *self, const CochlWireStatus *status)
{
  CochlLaneSession *base = &self->base;
  gint64 size = cochl_submission_get_window_size (base->model), hop;
  gboolean known = cochl_known_windows_get (base->service->windows, &(gint64) { 0 }, &(gint64) { 0 });
  GError *error = NULL;

  if (self->first == NULL || cochl_remote_tells_windows (base->remote))
    return TRUE;
  cochl_collector_add (self->first, status->windows, NULL);
  unsigned int n = cochl_collector_get_length (self->first);
  /* A single window shows too little to put aside what was known, or while the
   * next one may come. */
  if (n > 1 || (!known && !status->in_progress)) {
    if (cochl_collector_derive (self->first, size, &size, &hop))
      cochl_known_windows_set (base->service->windows, size, hop);
  }
  if (n > 1)
    g_clear_pointer (&self->first, cochl_collector_free);
  if (cochl_known_windows_check (base->service->windows, cochl_submission_get_window_size (base->model),
                                 cochl_submission_get_window_hop (base->model), &error))
    return TRUE;
  cochl_lane_session_fail (base, error);
  return FALSE;
}

static void
offer (CochlStreamSession *self, GPtrArray *windows)
{
  for (guint i = 0; i < windows->len; i++) {
    for (GList *l = self->base.tickets.head; l != NULL; l = l->next)
      cochl_ticket_offer (l->data, g_ptr_array_index (windows, i), self->base.origin);
  }
  if (windows->len == 0)
    return;
  self->progress_at = g_get_monotonic_time ();
  self->base.funcs->progressed (&self->base, self->base.user_data);
}

/* Windows are still waited for, and this answer had none. TRUE: the session has
 * ended. */
static gboolean
check_progress (CochlStreamSession *self, const CochlWireStatus *status)
{
  gint64 since = get_since (self);
  gint64 waited = g_get_monotonic_time () - MAX (since, self->progress_at);

  if (self->doubt != NULL && self->poll.begun_at >= self->in_doubt_since && status->chunk_sequence < self->sequence) {
    lose (self, "status", NULL, "The service expects a chunk that was sent.");
    return TRUE;
  }
  if (status->readonly && !status->in_progress) {
    lose (self, "status", NULL, "The service has ended the session.");
    return TRUE;
  }
  if (since == 0)
    return FALSE;
  if (!status->in_progress && waited > MISSING_MAX) {
    lose (self, "status", NULL, "The service does not judge audio that was sent.");
    return TRUE;
  }
  if (waited > STALL_MAX) {
    cochl_lane_session_fail (&self->base, cochl_error_new_for_call (
        COCHL_ERROR_TIMED_OUT, "status", cochl_remote_get_id (self->base.remote), 200, NULL,
        "The analysis made no progress for %d s: try again later.", (int) (STALL_MAX / G_TIME_SPAN_SECOND)));
    return TRUE;
  }
  return FALSE;
}

static void
told_cb (CochlLaneSession *base, const CochlWireStatus *status)
{
  CochlStreamSession *self = (CochlStreamSession *) base;
  gboolean more = status->windows->len > 0 && status->total > self->poll.n_windows;

  if (status->chunk_sequence >= self->sequence)
    cochl_network_clear_source (&self->doubt);
  if (!learn_windows (self, status))
    return;
  offer (self, status->windows);
  if (!g_queue_is_empty (&base->tickets)) {
    cochl_lane_session_answer (base, self->poll.last_start);
    if (base->closing)
      return;
  }
  if (status->windows->len == 0 && !g_queue_is_empty (&base->tickets) && check_progress (self, status))
    return;
  await (self, more);
}

/* -- chunks -- */

static gboolean
read_chunk (GBytes *body, gpointer user_data, GError **error)
{
  CochlStreamSession *self = user_data;

  return cochl_wire_read_chunk (body, self->sequence, error);
}

/* The chunk has arrived, or so it seems. */
static void
note_arrival (CochlStreamSession *self)
{
  Arrival arrival = { 0, g_get_monotonic_time () };
  gint64 rate = cochl_submission_get_rate (self->base.model);
  gint64 samples = (gint64) (self->sending / sizeof (gint16));

  self->sequence++;
  self->sending = 0;
  /* Whole samples divide into ns with a rest: what was rounded stays within TOLERANCE for days. */
  self->arrived += samples / rate * COCHL_SECOND + samples % rate * COCHL_SECOND / rate;
  arrival.until = self->arrived;
  g_array_append_val (self->arrivals, arrival);
  cochl_lane_session_bill (&self->base, self->arrived);
}

static void
chunk_cb (GError *error, gpointer user_data)
{
  CochlStreamSession *self = user_data;
  unsigned int status = cochl_error_get_http_status (error);

  if (status == 404 || status == 403) {
    lose (self, "chunk", error, "The service no longer takes audio for the session.");
    return;
  }
  /* A chunk that was sent again when its answer was lost may have arrived: the
   * next one, or the windows, will tell. */
  if (status == 409 && self->doubt == NULL) {
    begin_doubt (self);
    g_clear_error (&error);
  } else if (status == 409) {
    lose (self, "chunk", error, "The service expects another chunk (409 on chunk).");
    return;
  } else if (error != NULL) {
    cochl_lane_session_fail (&self->base, error);
    return;
  } else {
    cochl_network_clear_source (&self->doubt);
  }
  note_arrival (self);
  await (self, FALSE);
  send_chunk (self);
}

static void
send_chunk (CochlStreamSession *self)
{
  CochlLaneCall call = { .name = "chunk", .method = "PUT", .encode = cochl_chunk_encode, .read = read_chunk,
                         .done = chunk_cb, .user_data = self };

  if (self->sending > 0 || self->unsent->len == 0)
    return;
  self->sending = MIN (self->unsent->len, COCHL_CHUNK_MAX);
  g_autoptr (GBytes) audio = g_bytes_new (self->unsent->data, self->sending);
  g_byte_array_remove_range (self->unsent, 0, (guint) self->sending);
  call.rest = g_strdup_printf ("/chunks/%u", self->sequence);
  call.audio = audio;
  cochl_lane_session_call (&self->base, &call);
}

/* -- the session -- */

static void
stream_join (CochlLaneSession *base, CochlTicket *ticket)
{
  CochlStreamSession *self = (CochlStreamSession *) base;
  CochlSubmission *submission = cochl_ticket_get_submission (ticket);
  gsize size;
  const guint8 *data = g_bytes_get_data (cochl_submission_get_audio (submission), &size);
  guint64 first = cochl_submission_get_first_sample (submission);

  /* Until it is open a session may begin later than it was meant to. */
  self->fed = MAX (self->fed, base->origin);
  gsize known = (gsize) (self->fed - first) * sizeof (gint16);
  if (known < size) {
    g_byte_array_append (self->unsent, data + known, (guint) (size - known));
    self->fed = first + size / sizeof (gint16);
  }
  send_chunk (self);
  await (self, FALSE);
}

static void
stream_stop (CochlLaneSession *base)
{
  CochlStreamSession *self = (CochlStreamSession *) base;

  cochl_network_clear_source (&self->doubt);
  cochl_status_poll_rest (&self->poll);
}

static void
stream_free (CochlLaneSession *base)
{
  CochlStreamSession *self = (CochlStreamSession *) base;

  cochl_status_poll_clear (&self->poll);
  g_clear_pointer (&self->first, cochl_collector_free);
  g_byte_array_unref (self->unsent);
  g_array_unref (self->arrivals);
  g_free (self);
}

CochlLaneSession *
cochl_stream_session_new (CochlService *service, CochlSubmission *model, const CochlLaneSessionFuncs *funcs,
                          gpointer user_data)
{
  static const CochlLaneSessionKind kind = { TRUE, stream_join, stream_stop, stream_free };
  CochlStreamSession *self = g_new0 (CochlStreamSession, 1);

  self->unsent = g_byte_array_new ();
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
  self->first = cochl_collector_new (3600 * COCHL_SECOND);
  cochl_status_poll_init (&self->poll, &self->base, told_cb);
  cochl_lane_session_begin (&self->base, &kind, service, model, funcs, user_data);
  return &self->base;
}
