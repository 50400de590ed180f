/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-server.h"

#include "tools/emulator/emulator-analysis.h"
#include "tools/emulator/emulator-calls.h"
#include "tools/emulator/emulator-connection.h"
#include "tools/emulator/emulator-control.h"
#include "tools/emulator/emulator-error.h"
#include "tools/emulator/emulator-exchange.h"
#include "tools/emulator/emulator-upload.h"

#define BACKLOG        1024
#define BASE64_SLACK   65536

struct _EmulatorServer {
  EmulatorSettings *settings;
  EmulatorStore    *store;
  EmulatorFaults   *faults;
  EmulatorLimit    *limit;
  EmulatorCounters  counters;
  EmulatorAnalysis *analysis;
  EmulatorWorkers  *workers;
  EmulatorHold     *hold;
  SoupServer       *soup;
  GCancellable     *breakages;
  GSocket          *reserved;   /* holds the port while dead */
  guint             revival;
  guint16           port;
};

static void
log_reply (EmulatorServer *self, EmulatorExchange *exchange, guint status)
{
  SoupServerMessage *message = emulator_exchange_get_message (exchange);

  if (!self->settings->verbose)
    return;
  if (status > 0)
    g_printerr ("%s %s -> %u\n", soup_server_message_get_method (message),
                g_uri_get_path (soup_server_message_get_uri (message)), status);
  else
    g_printerr ("%s %s -> broken off\n", soup_server_message_get_method (message),
                g_uri_get_path (soup_server_message_get_uri (message)));
}

static void
replied_cb (EmulatorExchange *exchange, guint status, gsize size, gpointer user_data)
{
  EmulatorServer *self = user_data;

  if (status == 0)
    self->counters.broken++;
  else
    self->counters.statuses[MIN (status, G_N_ELEMENTS (self->counters.statuses) - 1)]++;
  self->counters.bytes_out += size;
  log_reply (self, exchange, status);
}

static gboolean
check_key (EmulatorServer *self, SoupServerMessage *message, GError **error)
{
  const char *key = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-Api-Key");

  if (key && *key && (!self->settings->key || g_strcmp0 (key, self->settings->key) == 0))
    return TRUE;
  g_set_error (error, EMULATOR_ERROR, 401, key && *key ? "the key in X-Api-Key is not accepted"
                                                       : "the header X-Api-Key is missing");
  return FALSE;
}

static gboolean
is_too_large (EmulatorServer *self, SoupServerMessage *message)
{
  goffset length = soup_message_headers_get_content_length (soup_server_message_get_request_headers (message));

  return length > self->settings->max_chunk / 3 * 4 + BASE64_SLACK;
}

/* Whether a call may be carried out at all. */
static gboolean
admit (EmulatorServer *self, EmulatorExchange *exchange, const GError *bad_path, guint *retry_after, GError **error)
{
  SoupServerMessage *message = emulator_exchange_get_message (exchange);

  if (!check_key (self, message, error))
    return FALSE;
  if (self->limit && !emulator_limit_take (self->limit, g_get_monotonic_time (), retry_after)) {
    g_set_error (error, EMULATOR_ERROR, 429, "too many calls: the next one is taken in %u s", *retry_after);
    return FALSE;
  }
  if (bad_path) {
    g_propagate_error (error, g_error_copy (bad_path));
    return FALSE;
  }
  if (is_too_large (self, message)) {
    g_set_error (error, EMULATOR_ERROR, 413, "chunk too large: at most %" G_GINT64_FORMAT " bytes are taken",
                 self->settings->max_chunk);
    return FALSE;
  }
  return TRUE;
}

/* A connection counts once, with its first call. */
static void
count_arrival (EmulatorServer *self, SoupServerMessage *message, EmulatorCallKind kind)
{
  GSocket *socket = soup_server_message_get_socket (message);

  self->counters.calls[kind]++;
  self->counters.bytes_in += soup_server_message_get_request_body (message)->length;
  if (!socket || g_object_get_data (G_OBJECT (socket), "counted"))
    return;
  g_object_set_data (G_OBJECT (socket), "counted", GINT_TO_POINTER (TRUE));
  self->counters.connections++;
}

static void
handle (EmulatorServer *self, EmulatorExchange *exchange)
{
  SoupServerMessage *message = emulator_exchange_get_message (exchange);
  EmulatorCall *call = emulator_exchange_get_call (exchange);
  g_autoptr (GError) bad_path = NULL;
  g_autoptr (GError) error = NULL;
  EmulatorFault fault;
  guint retry_after = 0;

  emulator_call_parse (call, soup_server_message_get_method (message),
                       g_uri_get_path (soup_server_message_get_uri (message)), &bad_path);
  count_arrival (self, message, call->kind);
  fault = emulator_faults_match (self->faults, call->kind);
  emulator_exchange_set_fault (exchange, &fault);
  if ((fault.action != EMULATOR_FAULT_NONE && !fault.after) || self->settings->outage != EMULATOR_OUTAGE_NONE)
    emulator_exchange_reply (exchange, 200, g_bytes_new_static ("{\"state\": \"done\"}", 17));
  else if (admit (self, exchange, bad_path, &retry_after, &error))
    emulator_calls_handle (self, exchange);
  else
    emulator_exchange_refuse (exchange, error, retry_after);
}

static void
call_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  EmulatorServer *self = user_data;

  handle (self, emulator_exchange_new (message, self->settings, self->breakages, replied_cb, self));
}

/* A body that will be refused anyway is not kept in memory. */
static void
early_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  if (is_too_large (user_data, message))
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

static void
take_analysis (EmulatorServer *self, EmulatorSession *session, GPtrArray *windows, double length)
{
  self->counters.windows += windows->len;
  self->counters.audio_seconds += length;
  self->counters.units[EMULATOR_USE_FILE] += emulator_session_bill (session, length);
  emulator_session_complete (session, windows,
                             emulator_settings_get_ready_time (self->settings,
                                                               emulator_session_get_end_of_upload (session), length));
}

static void
fail_session (EmulatorServer *self, EmulatorSession *session, const char *why)
{
  self->counters.analyses_failed++;
  emulator_session_fail (session, why);
}

static void
analyzed_cb (EmulatorSession *session, GPtrArray *windows, double length, const char *why, gpointer user_data)
{
  EmulatorServer *self = user_data;

  self->counters.analyses++;
  if (windows)
    take_analysis (self, session, windows, length);
  else
    fail_session (self, session, why);
  emulator_hold_update (self->hold, session);
}

void
emulator_server_analyze (EmulatorServer *self, EmulatorSession *session)
{
  g_autoptr (GPtrArray) audio = emulator_session_steal_audio (session);

  g_return_if_fail (audio != NULL);
  if (audio->len > 0) {
    emulator_analysis_push (self->analysis, session, g_steal_pointer (&audio));
    return;
  }
  fail_session (self, session, "no audio had arrived when the session was made readonly");
  emulator_hold_update (self->hold, session);
}

void
emulator_server_check_life (EmulatorServer *self, EmulatorSession *session)
{
  double age = (double) (g_get_monotonic_time () - emulator_session_get_start (session)) / G_USEC_PER_SEC;

  if (emulator_session_get_type (session) != EMULATOR_SESSION_STREAM || !emulator_session_is_writable (session))
    return;
  if ((self->settings->stream_life > 0 && age >= self->settings->stream_life)
      || (self->settings->stream_length > 0
          && emulator_session_get_length (session) >= self->settings->stream_length))
    emulator_upload_end (self, session);
}

gboolean
emulator_server_delete_session (EmulatorServer *self, const char *id, GError **error)
{
  gint64 now = g_get_monotonic_time ();
  EmulatorSession *session = emulator_store_find (self->store, id, now, error);

  if (!session)
    return FALSE;
  emulator_hold_release (self->hold, session);
  emulator_store_delete (self->store, id, now, NULL);
  self->counters.sessions_deleted++;
  return TRUE;
}

static void
wait_over_cb (EmulatorExchange *exchange, gpointer user_data)
{
  emulator_calls_end_wait (user_data, exchange);
}

EmulatorServer *
emulator_server_new (EmulatorSettings *settings)
{
  EmulatorServer *self = g_new0 (EmulatorServer, 1);

  self->settings = settings;
  self->store = emulator_store_new (settings->session_lifetime * G_USEC_PER_SEC);
  self->faults = emulator_faults_new ();
  self->analysis = emulator_analysis_new (settings->vocabulary, analyzed_cb, self);
  self->workers = emulator_workers_new ();
  self->hold = emulator_hold_new (wait_over_cb, self);
  self->breakages = g_cancellable_new ();
  self->soup = soup_server_new ("server-header", "cochlsense-emulator ", NULL);
  if (settings->certificate)
    soup_server_set_tls_certificate (self->soup, settings->certificate);
  soup_server_add_handler (self->soup, NULL, call_cb, self, NULL);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  emulator_connection_watch_all (self->soup);
  emulator_control_add_routes (self);
  return self;
}

void
emulator_server_free (EmulatorServer *self)
{
  g_clear_handle_id (&self->revival, g_source_remove);
  g_cancellable_cancel (self->breakages);
  soup_server_disconnect (self->soup);
  emulator_analysis_free (self->analysis);
  emulator_workers_free (self->workers);
  emulator_hold_free (self->hold);
  g_object_unref (self->soup);
  g_clear_object (&self->reserved);
  g_object_unref (self->breakages);
  g_clear_pointer (&self->limit, emulator_limit_free);
  emulator_faults_free (self->faults);
  emulator_store_free (self->store);
  emulator_settings_free (self->settings);
  g_free (self);
}

static GSocket *
bind_socket (guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (!socket || !g_socket_bind (socket, address, TRUE, error))
    return NULL;
  g_socket_set_listen_backlog (socket, BACKLOG);
  return g_steal_pointer (&socket);
}

static gboolean
listen_on (EmulatorServer *self, GSocket *socket, GError **error)
{
  SoupServerListenOptions options = self->settings->certificate ? SOUP_SERVER_LISTEN_HTTPS : 0;
  g_autoptr (GSocketAddress) address = NULL;

  if (!g_socket_listen (socket, error) || !soup_server_listen_socket (self->soup, socket, options, error))
    return FALSE;
  address = g_socket_get_local_address (socket, error);
  if (!address)
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  return TRUE;
}

gboolean
emulator_server_listen (EmulatorServer *self, guint16 port, GError **error)
{
  g_autoptr (GSocket) socket = bind_socket (port, error);

  return socket && listen_on (self, socket, error);
}

char *
emulator_server_get_url (EmulatorServer *self)
{
  return g_strdup_printf ("%s://127.0.0.1:%u", self->settings->certificate ? "https" : "http", self->port);
}

static gboolean
revive_cb (gpointer user_data)
{
  EmulatorServer *self = user_data;
  g_autoptr (GSocket) socket = g_steal_pointer (&self->reserved);
  g_autoptr (GError) error = NULL;

  self->revival = 0;
  if (!listen_on (self, socket, &error))
    g_printerr ("cannot listen on port %u again: %s\n", self->port, error->message);
  return G_SOURCE_REMOVE;
}

/* The port stays bound without being listened on: connections are refused, and
 * no other program can take it. */
void
emulator_server_die_for (EmulatorServer *self, double seconds)
{
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->revival, g_source_remove);
  g_cancellable_cancel (self->breakages);
  g_object_unref (self->breakages);
  self->breakages = g_cancellable_new ();
  soup_server_disconnect (self->soup);
  emulator_hold_release (self->hold, NULL);
  if (!self->reserved)
    self->reserved = bind_socket (self->port, &error);
  if (!self->reserved) {
    g_printerr ("cannot keep port %u: %s\n", self->port, error->message);
    return;
  }
  self->revival = g_timeout_add (seconds * 1000, revive_cb, self);
}

EmulatorSettings *
emulator_server_get_settings (EmulatorServer *self)
{
  return self->settings;
}

EmulatorFaults *
emulator_server_get_faults (EmulatorServer *self)
{
  return self->faults;
}

EmulatorStore *
emulator_server_get_store (EmulatorServer *self)
{
  return self->store;
}

EmulatorCounters *
emulator_server_get_counters (EmulatorServer *self)
{
  return &self->counters;
}

EmulatorHold *
emulator_server_get_hold (EmulatorServer *self)
{
  return self->hold;
}

EmulatorWorkers *
emulator_server_get_workers (EmulatorServer *self)
{
  return self->workers;
}

SoupServer *
emulator_server_get_soup (EmulatorServer *self)
{
  return self->soup;
}

void
emulator_server_set_limit (EmulatorServer *self, EmulatorLimit *limit)
{
  g_clear_pointer (&self->limit, emulator_limit_free);
  self->limit = limit;
}
