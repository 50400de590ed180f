/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-transport.h"

#include "cochl/client/cochl-backoff.h"
#include "cochl/client/cochl-fault.h"
#include "cochl/client/cochl-request.h"
#include "cochl/client/cochl-soup.h"
#include "cochl/client/cochl-url.h"
#include "cochl/client/cochl-wire.h"

/* A whole request may take this many times the time without progress. */
#define WHOLE_REQUEST 4
/* Calls that were held by the same pause begin again spread over so long. */
#define HELD_SPREAD (250 * G_TIME_SPAN_MILLISECOND)
/* A key that was rejected is not tried on a create again for so long, however
 * many sessions are wanted. */
#define REJECTED_FOR (60 * G_TIME_SPAN_SECOND)

struct _CochlTransport {
  CochlNetwork *network;
  CochlTransportOptions options;
  CochlCounters *counters;
  CochlHealth *health;
  SoupSession *session;
  char *host;        /* for texts */
  gint64 not_before; /* the pause that the service asked for with its last 429 */
  GError *rejection; /* what the service said to the last key that it rejected, or NULL */
  char *rejected;    /* that key's checksum */
  gint64 rejected_until;
};

/* One call with all its requests. */
typedef struct {
  CochlTransport *transport;
  CochlCall *call;
  CochlBackoff backoff;
  unsigned int tries;
  char *key; /* checksum of the one that was sent last */
  GSource *wait;
  GSource *cancelled;
  GSource *drained;
} Run;

static void start (GTask *task);

void
cochl_transport_options_clear (CochlTransportOptions *self)
{
  g_clear_pointer (&self->base_url, g_free);
  g_clear_pointer (&self->key, cochl_key_unref);
  g_clear_pointer (&self->proxy, g_free);
  g_clear_pointer (&self->proxy_id, g_free);
  g_clear_pointer (&self->proxy_pw, g_free);
  g_clear_object (&self->tls_database);
  g_clear_object (&self->tls_interaction);
  g_clear_pointer (&self->user_agent, g_free);
}

static char *
host_of (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : "the service");
}

CochlTransport *
cochl_transport_new (CochlNetwork *network, CochlTransportOptions *options, CochlCounters *counters,
                     CochlHealth *health)
{
  CochlTransport *self = g_rc_box_new0 (CochlTransport);

  self->network = network;
  self->options = *options;
  *options = (CochlTransportOptions) { 0 };
  self->counters = cochl_counters_ref (counters);
  self->health = cochl_health_ref (health);
  self->session = cochl_soup_session_new (&self->options);
  self->host = host_of (self->options.base_url);
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

  soup_session_abort (self->session);
  g_clear_object (&self->session);
  cochl_transport_options_clear (&self->options);
  cochl_counters_unref (self->counters);
  cochl_health_unref (self->health);
  g_free (self->host);
  g_clear_error (&self->rejection);
  g_free (self->rejected);
}

void
cochl_transport_unref (CochlTransport *self)
{
  g_rc_box_release_full (self, transport_clear);
}

CochlKey *
cochl_transport_get_key (CochlTransport *self)
{
  return self->options.key;
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
  g_autofree char *url = g_strconcat (self->options.base_url, call->path, NULL);
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
  CochlTransport *self = run->transport;
  const CochlCall *call = run->call;
  char *secret = cochl_key_dup_secret (self->options.key);
  gboolean proxied = self->options.proxy != NULL && *self->options.proxy != '\0'
                     && !cochl_url_is_loopback (self->options.base_url);
  CochlFault fault = { call->name, call->session_id, self->host, cochl_key_get_source (self->options.key), secret,
                       proxied };
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
finish (GTask *task, GError *error)
{
  Run *run = g_task_get_task_data (task);

  cochl_network_clear_source (&run->wait);
  cochl_network_clear_source (&run->cancelled);
  cochl_network_clear_source (&run->drained);
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
waited_cb (gpointer user_data)
{
  start (user_data);
  return G_SOURCE_REMOVE;
}

static void
wait_until (GTask *task, gint64 when)
{
  Run *run = g_task_get_task_data (task);

  cochl_network_clear_source (&run->wait);
  run->wait = cochl_network_at (run->transport->network, when, waited_cb, task);
}

static gint64
note_limit (Run *run, const GError *error, gint64 retry_after)
{
  CochlTransport *self = run->transport;
  gint64 wait = cochl_backoff_limited (&run->backoff, retry_after, g_random_double ());

  self->not_before = MAX (self->not_before, g_get_monotonic_time () + wait);
  cochl_health_limited (self->health, error, self->not_before, g_get_monotonic_time ());
  if (run->call->held != NULL)
    run->call->held (self->not_before, run->call->user_data);
  return wait;
}

static void
note_rejection (Run *run, const GError *error)
{
  CochlTransport *self = run->transport;

  if (!run->call->spares_rejected || !g_error_matches (error, COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED))
    return;
  g_clear_error (&self->rejection);
  g_free (self->rejected);
  self->rejection = g_error_copy (error);
  self->rejected = g_strdup (run->key);
  self->rejected_until = g_get_monotonic_time () + REJECTED_FOR;
}

/* What the end of a request, which nobody cut short, tells of the service. */
static void
note_health (Run *run, const GError *error)
{
  CochlTransport *self = run->transport;
  unsigned int status = error != NULL ? cochl_error_get_http_status (error) : 200;
  gint64 now = g_get_monotonic_time ();

  if (error == NULL)
    cochl_health_answered (self->health, run->call->spares_rejected, now);
  else if (g_error_matches (error, COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED)
           && (status != 403 || run->call->spares_rejected))
    cochl_health_rejected (self->health, error, now + REJECTED_FOR, now);
  else if (g_error_matches (error, COCHL_ERROR, COCHL_ERROR_TIMED_OUT) && run->call->may_be_held)
    return;
  else if (status < 100 || status >= 500 || g_error_matches (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY))
    cochl_health_failed (self->health, error, now);
  else if (status != 429)
    cochl_health_answered (self->health, FALSE, now);
}

/* Another key, out of a file that has changed, is tried at once. */
static gboolean
is_rejected (Run *run)
{
  CochlTransport *self = run->transport;

  return run->call->spares_rejected && self->rejection != NULL
         && g_get_monotonic_time () < self->rejected_until && g_str_equal (run->key, self->rejected);
}

/* @error: (transfer full) */
static void
fail (GTask *task, GError *error, const CochlOutcome *outcome)
{
  Run *run = g_task_get_task_data (task);
  gint64 retry_after = cochl_backoff_parse_retry_after (outcome->retry_after, g_get_real_time ());
  gint64 wait = -1;

  if (run->call->failed != NULL)
    run->call->failed (error, outcome->arrived, run->call->user_data);
  note_rejection (run, error);
  note_health (run, error);
  if (g_error_matches (error, COCHL_ERROR, COCHL_ERROR_RATE_LIMITED)) {
    cochl_counters_add (run->transport->counters, rate_limited, 1);
    wait = note_limit (run, error, retry_after);
  } else if (cochl_fault_is_retried (error)) {
    wait = cochl_backoff_failed (&run->backoff, retry_after, g_random_double ());
  }
  if (wait < 0) {
    add_tries (error, run->tries);
    finish (task, error);
    return;
  }
  g_info ("%s is tried again in %.2f s: %s", run->call->name, (double) wait / G_TIME_SPAN_SECOND, error->message);
  g_error_free (error);
  wait_until (task, g_get_monotonic_time () + wait);
}

/* Whether the caller wants no further request. */
static gboolean
is_over (GTask *task, GError **error)
{
  Run *run = g_task_get_task_data (task);

  return g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), error)
         || g_cancellable_set_error_if_cancelled (run->call->drain, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (CochlOutcome) outcome = cochl_request_send_finish (result);
  GError *error = judge (run, outcome);
  GError *over = NULL;

  /* What came whole counts, also when nobody waits for it any more: the id of
   * a session that was just created is needed to delete it. */
  if (error == NULL) {
    note_health (run, NULL);
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
start (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  CochlTransport *self = run->transport;
  GError *error = NULL;

  cochl_network_clear_source (&run->wait);
  if (is_over (task, &error)) {
    finish (task, error);
    return;
  }
  if (self->not_before > g_get_monotonic_time ()) {
    gint64 until = self->not_before + (gint64) (g_random_double () * HELD_SPREAD);

    if (run->call->held != NULL)
      run->call->held (until, run->call->user_data);
    wait_until (task, until);
    return;
  }

  char *secret = cochl_key_dup_secret (self->options.key);
  if (run->call->spares_rejected) {
    g_free (run->key);
    run->key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
  }
  if (is_rejected (run)) {
    cochl_key_wipe (secret);
    finish (task, g_error_copy (self->rejection));
    return;
  }
  g_autoptr (SoupMessage) message = message_new (self, run->call, secret, &error);
  cochl_key_wipe (secret);
  if (message == NULL) {
    finish (task, error);
    return;
  }
  if (run->tries++ > 0)
    cochl_counters_add (self->counters, retries, 1);
  gint64 timeout = run->call->timeout > 0 ? run->call->timeout
                                          : (gint64) self->options.timeout * WHOLE_REQUEST * G_TIME_SPAN_SECOND;
  cochl_request_send_async (self->network, self->session, message, run->call->body, timeout, self->counters,
                            g_task_get_cancellable (task), answered_cb, task);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  /* A request that is under way is ended by its own watch on the cancellable. */
  if (run->wait != NULL) {
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

void
cochl_transport_call_async (CochlTransport *self, CochlCall *call, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->transport = cochl_transport_ref (self);
  run->call = call;
  cochl_backoff_init (&run->backoff, self->options.retries, self->options.retry_backoff_factor,
                      self->options.retry_backoff_max);
  g_task_set_source_tag (task, cochl_transport_call_async);
  /* What has been done stays done: a session that was created is told of. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, run_free);
  run->cancelled = watch (task, self->network, cancellable);
  run->drained = watch (task, self->network, call->drain);
  start (task);
}

gboolean
cochl_transport_call_finish (CochlTransport *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
