/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-transport.h"

#include "cochl/client/cochl-backoff.h"
#include "cochl/client/cochl-fault.h"
#include "cochl/client/cochl-request.h"
#include "cochl/client/cochl-soup.h"
#include "cochl/client/cochl-wire.h"

/* A whole request may take this many times the time without progress. */
#define WHOLE_REQUEST 4
/* When the service is back after so long, what waits is tried again at once, but
 * spread; shorter failures are no outage, and each keeps its own pause. */
#define OUTAGE_MIN (3 * G_TIME_SPAN_SECOND)
#define WOKEN_SPREAD (250 * G_TIME_SPAN_MILLISECOND)

struct _CochlTransport {
  CochlNetwork *network;
  CochlPool *pool;
  CochlRetries retries;
  CochlCounters *counters;
  CochlTurnsMember member; /* of the pool's turns */
};

/* One call with all its requests. */
typedef struct {
  CochlTransport *transport;
  CochlCall *call;
  CochlBackoff backoff;
  unsigned int tries;
  char *key; /* checksum of the one that was sent last */
  CochlPass pass;
  gint64 until; /* the pause that its last 429 asked for */
  gboolean held; /* the caller was told that it waits */
  GSource *wait; /* before it is tried again */
  GList sleeper; /* in the pool, while it may be woken from that */
  GSource *cancelled; /* watched while it waits, like the next */
  GSource *drained;
} Run;

static void start (GTask *task);
static gboolean open_cb (gpointer user_data);

CochlTransport *
cochl_transport_new (CochlNetwork *network, CochlPool *pool, const CochlRetries *retries, CochlCounters *counters)
{
  CochlTransport *self = g_rc_box_new0 (CochlTransport);

  self->network = network;
  self->pool = cochl_pool_ref (pool);
  cochl_pool_connect (pool, network);
  self->retries = *retries;
  self->counters = cochl_counters_ref (counters);
  cochl_turns_member_init (&self->member);
  return self;
}

CochlTransport *
cochl_transport_ref (CochlTransport *self)
{
  return g_rc_box_acquire (self);
}

static void
transport_clear (gpointer data)
{
  CochlTransport *self = data;

  cochl_pool_disconnect (self->pool);
  cochl_pool_unref (self->pool);
  cochl_counters_unref (self->counters);
}

void
cochl_transport_unref (CochlTransport *self)
{
  g_rc_box_release_full (self, transport_clear);
}

CochlKey *
cochl_transport_get_key (CochlTransport *self)
{
  return self->pool->connection.key;
}

gboolean
cochl_transport_may_hold (CochlTransport *self)
{
  return cochl_gate_may_hold (self->pool->gate);
}

static void
run_free (gpointer data)
{
  Run *run = data;

  cochl_network_clear_source (&run->wait);
  cochl_network_clear_source (&run->cancelled);
  cochl_network_clear_source (&run->drained);
  cochl_call_free (run->call);
  g_free (run->key);
  cochl_transport_unref (run->transport);
  g_free (run);
}

static SoupMessage *
message_new (CochlTransport *self, const CochlCall *call, const char *secret, GError **error)
{
  g_autofree char *url = g_strconcat (self->pool->connection.base_url, call->path, NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  SoupMessage *message;

  if (uri == NULL || g_uri_get_host (uri) == NULL) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL, "base-url: expected the http(s) address of a service");
    return NULL;
  }
  message = soup_message_new_from_uri (call->method, uri);
  /* Of the headers libsoup strips only Authorization before it follows a
   * redirect. The other flag has a POST, too, use a connection that is open
   * already; libsoup still does not send a POST again by itself. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept", "application/json");
  soup_message_headers_replace (headers, "X-Api-Key", secret);
  return message;
}

/* What went wrong with a request, or NULL. (transfer full) */
static GError *
judge (Run *run, const CochlOutcome *outcome)
{
  const CochlPool *pool = run->transport->pool;
  const CochlConnection *connection = &pool->connection;
  const CochlCall *call = run->call;
  char *secret = cochl_key_dup_secret (connection->key);
  CochlFault fault = { call->name, call->session_id, pool->host, cochl_key_get_source (connection->key), secret,
                       pool->proxied };
  g_autofree char *text = outcome->body != NULL ? cochl_wire_read_error (outcome->body) : NULL;
  g_autoptr (GError) cause = NULL;
  GError *error = NULL;

  /* A status that is an error is told whether or not its text came through. */
  if (outcome->status >= 300 || (outcome->status != 0 && outcome->status < 200))
    error = cochl_fault_from_status (&fault, outcome->status, text, outcome->location);
  else if (outcome->cause != NULL && outcome->cause->domain == COCHL_ERROR)
    error = cochl_fault_from_reply (&fault, outcome->status, NULL, outcome->cause);
  else if (outcome->cause != NULL)
    error = cochl_fault_from_cause (&fault, outcome->cause, outcome->tls_errors);
  else if (call->read != NULL && !call->read (outcome->body, call->user_data, &cause))
    error = cochl_fault_from_reply (&fault, outcome->status, text, cause);
  cochl_key_wipe (secret);
  return error;
}

static void
unwatch_wait (Run *run)
{
  if (run->sleeper.data != NULL)
    g_queue_unlink (&run->transport->pool->sleepers, &run->sleeper);
  run->sleeper.data = NULL;
  cochl_network_clear_source (&run->cancelled);
  cochl_network_clear_source (&run->drained);
}

static void
finish (GTask *task, GError *error)
{
  Run *run = g_task_get_task_data (task);

  cochl_gate_withdraw (run->transport->pool->gate, &run->pass);
  cochl_network_clear_source (&run->wait);
  unwatch_wait (run);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
add_tries (GError *error, unsigned int tries)
{
  if (tries > 1) {
    char *message = g_strdup_printf ("%s (Tried %u times.)", error->message, tries);

    g_free (error->message);
    error->message = message;
  }
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  /* A request that is under way is ended by its own watch on the cancellable. */
  if (run->wait != NULL || run->pass.turn.waits) {
    g_cancellable_set_error_if_cancelled (cancellable, &error);
    finish (task, error);
  }
  return G_SOURCE_REMOVE;
}

static GSource *
watch (GTask *task, CochlNetwork *network, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return NULL;

  GSource *source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (cancelled_cb), task, NULL);
  g_source_attach (source, cochl_network_get_context (network));
  return source;
}

/* While a call waits it watches for its end; a request does that by itself, and
 * each watch costs every turn of the main loop. */
static void
watch_wait (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  CochlNetwork *network = run->transport->network;

  unwatch_wait (run);
  run->cancelled = watch (task, network, g_task_get_cancellable (task));
  run->drained = watch (task, network, run->call->drain);
}

static gboolean
waited_cb (gpointer user_data)
{
  start (user_data);
  return G_SOURCE_REMOVE;
}

/* @may_be_woken: the service has not said how long to wait. */
static void
wait_until (GTask *task, gint64 when, gboolean may_be_woken)
{
  Run *run = g_task_get_task_data (task);

  cochl_network_clear_source (&run->wait);
  run->wait = cochl_network_at (run->transport->network, when, waited_cb, task);
  watch_wait (task);
  if (may_be_woken) {
    run->sleeper.data = run;
    g_queue_push_tail_link (&run->transport->pool->sleepers, &run->sleeper);
  }
}

/* The service is back. */
static void
wake_sleepers (CochlPool *pool)
{
  gint64 now = g_get_monotonic_time ();
  GList *link;

  while ((link = g_queue_pop_head_link (&pool->sleepers)) != NULL) {
    Run *run = g_steal_pointer (&link->data);

    g_source_set_ready_time (run->wait, now + (gint64) (g_random_double () * WOKEN_SPREAD));
  }
}

/* What the end of a request, which nobody cut short, tells of the service and
 * the key. @error: NULL when it went well. */
static void
note_end (Run *run, const GError *error)
{
  CochlPool *pool = run->transport->pool;
  gboolean shows_key = run->call->spares_rejected;
  unsigned int status = error != NULL ? cochl_error_get_http_status (error) : 200;
  gint64 now = g_get_monotonic_time ();

  if (error == NULL) {
    if (cochl_health_answered (pool->health, shows_key, now) >= OUTAGE_MIN)
      wake_sleepers (pool);
    if (shows_key)
      cochl_rejection_clear (&pool->rejection);
  } else if (g_error_matches (error, COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED) && (status != 403 || shows_key)) {
    cochl_health_rejected (pool->health, error, now + COCHL_REJECTION_TIME, now);
    if (shows_key)
      cochl_rejection_note (&pool->rejection, error, run->key, now);
  } else if (status < 100 || status >= 500 || g_error_matches (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY)) {
    if (!(run->call->may_be_held && g_error_matches (error, COCHL_ERROR, COCHL_ERROR_TIMED_OUT)))
      cochl_health_failed (pool->health, error, now);
  } else if (status != 429) {
    cochl_health_answered (pool->health, FALSE, now);
  }
}

/* @error: (transfer full) */
static void
fail (GTask *task, GError *error, const CochlOutcome *outcome)
{
  Run *run = g_task_get_task_data (task);
  gint64 now = g_get_monotonic_time ();
  gint64 retry_after = cochl_backoff_parse_retry_after (outcome->retry_after, g_get_real_time ());
  gint64 wait = -1;

  if (run->call->failed != NULL)
    run->call->failed (error, outcome->arrived, run->call->user_data);
  note_end (run, error);
  if (g_error_matches (error, COCHL_ERROR, COCHL_ERROR_RATE_LIMITED)) {
    /* The gate keeps the pause. */
    cochl_health_limited (run->transport->pool->health, error, run->until, now);
    g_info ("%s is tried again in %.2f s at the earliest: %s", run->call->name,
            (double) (run->until - now) / G_TIME_SPAN_SECOND, error->message);
    g_error_free (error);
    start (task);
    return;
  }
  if (cochl_fault_is_retried (error))
    wait = cochl_backoff_failed (&run->backoff, retry_after, g_random_double ());
  if (wait < 0) {
    add_tries (error, run->tries);
    finish (task, error);
    return;
  }
  g_info ("%s is tried again in %.2f s: %s", run->call->name, (double) wait / G_TIME_SPAN_SECOND, error->message);
  g_error_free (error);
  wait_until (task, now + wait, retry_after <= 0);
}

/* Whether the caller wants no further request. */
static gboolean
is_over (GTask *task, GError **error)
{
  Run *run = g_task_get_task_data (task);

  return g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), error)
         || g_cancellable_set_error_if_cancelled (run->call->drain, error);
}

/* Lets the next request out, by what this one shows of the limit. */
static void
leave_gate (Run *run, const CochlOutcome *outcome)
{
  CochlGate *gate = run->transport->pool->gate;

  if (outcome->status == 429) {
    gint64 retry_after = cochl_backoff_parse_retry_after (outcome->retry_after, g_get_real_time ());

    cochl_counters_add (run->transport->counters, rate_limited, 1);
    run->until = cochl_gate_refused (gate, cochl_backoff_limited (&run->backoff, retry_after, g_random_double ()));
  } else if (outcome->status != 0) {
    cochl_gate_taken (gate, &run->pass, outcome->http2);
  }
  cochl_gate_leave (gate, &run->pass);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (CochlOutcome) outcome = cochl_request_send_finish (result);
  GError *error = judge (run, outcome);
  GError *over = NULL;

  leave_gate (run, outcome);
  /* What came whole counts, also when nobody waits for it any more: the id of
   * a session that was just created is needed to delete it. */
  if (error == NULL) {
    note_end (run, NULL);
    finish (task, NULL);
  } else if (is_over (task, &over)) {
    if (run->call->failed != NULL)
      run->call->failed (error, outcome->arrived, run->call->user_data);
    g_error_free (error);
    finish (task, over);
  } else {
    fail (task, error, outcome);
  }
}

static void
tell_held (Run *run, gint64 until)
{
  if (run->call->held != NULL)
    run->call->held (until, run->call->user_data);
}

static void
start (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  cochl_network_clear_source (&run->wait);
  if (is_over (task, &error)) {
    finish (task, error);
    return;
  }
  if (cochl_gate_enter (run->transport->pool->gate, &run->pass, run->tries > 0)) {
    run->held = TRUE;
    watch_wait (task);
    tell_held (run, G_MAXINT64);
  }
}

/* The request, or NULL when it must not be made. */
static SoupMessage *
prepare (Run *run, GError **error)
{
  CochlPool *pool = run->transport->pool;

  if (pool->unusable != NULL) {
    g_propagate_error (error, g_error_copy (pool->unusable));
    return NULL;
  }
  char *secret = cochl_key_dup_secret (pool->connection.key);
  SoupMessage *message = NULL;

  if (run->call->spares_rejected) {
    g_free (run->key);
    run->key = cochl_rejection_checksum (secret);
  }
  if (!run->call->spares_rejected
      || cochl_rejection_admits (&pool->rejection, run->key, g_get_monotonic_time (), error))
    message = message_new (run->transport, run->call, secret, error);
  cochl_key_wipe (secret);
  return message;
}

/* The gate lets it out. */
static gboolean
open_cb (gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  CochlTransport *self = run->transport;
  GError *error = NULL;
  g_autoptr (SoupMessage) message = prepare (run, &error);

  unwatch_wait (run);
  if (run->held) {
    run->held = FALSE;
    tell_held (run, g_get_monotonic_time ());
  }
  if (message == NULL) {
    cochl_gate_leave (self->pool->gate, &run->pass);
    finish (task, error);
    return G_SOURCE_REMOVE;
  }
  if (run->tries++ > 0)
    cochl_counters_add (self->counters, retries, 1);
  gint64 timeout = run->call->timeout > 0 ? run->call->timeout
                                          : (gint64) self->pool->connection.timeout * WHOLE_REQUEST * G_TIME_SPAN_SECOND;
  cochl_request_send_async (self->network, self->pool->session, message, run->call->body, timeout, self->counters,
                            g_task_get_cancellable (task), answered_cb, task);
  return G_SOURCE_REMOVE;
}

void
cochl_transport_call_async (CochlTransport *self, CochlCall *call, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->transport = cochl_transport_ref (self);
  run->call = call;
  call->run = run;
  cochl_pass_init (&run->pass, call->kind, &self->member, open_cb, task);
  run->pass.may_be_held = call->may_be_held;
  cochl_backoff_init (&run->backoff, self->retries.retries, self->retries.backoff_factor, self->retries.backoff_max);
  g_task_set_source_tag (task, cochl_transport_call_async);
  /* What has been done stays done: a session that was created is told of. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, run_free);
  start (task);
}

void
cochl_transport_hurry (CochlTransport *self, CochlCall *call)
{
  Run *run = call->run;

  cochl_gate_hurry (self->pool->gate, &run->pass);
}

gboolean
cochl_transport_call_finish (CochlTransport *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
