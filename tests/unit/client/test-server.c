/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/client/test-service.h"

#include <string.h>
#include <sys/socket.h>

#include <libsoup/soup.h>

#define WAIT_MAX (30 * G_TIME_SPAN_SECOND)

typedef struct {
  char *call;
  unsigned int first, n;
  TestFault fault;
} Rule;

struct _TestServer {
  TestServerOptions options;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server;
  char *url;

  GMutex lock; /* everything below */
  GCond changed;
  GPtrArray *rules;
  GHashTable *counts;      /* call -> number */
  GHashTable *connections; /* ports of clients */
  TestService service;
  char *key;
};

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_free (rule->call);
  g_free (rule);
}

/* -- what goes wrong -- */

static const TestFault *
note_request (TestServer *self, const char *call)
{
  const TestFault *fault = NULL;
  const char *names[] = { call, "any" };

  for (unsigned int i = 0; i < 2; i++) {
    unsigned int n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, names[i]));

    g_hash_table_insert (self->counts, g_strdup (names[i]), GUINT_TO_POINTER (n + 1));
    for (unsigned int r = 0; r < self->rules->len; r++) {
      const Rule *rule = g_ptr_array_index (self->rules, r);

      if (g_str_equal (rule->call, names[i]) && n >= rule->first && n - rule->first < rule->n)
        fault = &rule->fault;
    }
  }
  return fault;
}

static void
cut (SoupServerMessage *message, const char *last_words)
{
  GSocket *socket = soup_server_message_get_socket (message);
  struct linger reset = { 1, 0 };
  g_autoptr (GIOStream) stream = NULL;

  if (last_words == NULL)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  stream = soup_server_message_steal_connection (message);
  if (last_words != NULL)
    g_output_stream_write_all (g_io_stream_get_output_stream (stream), last_words, strlen (last_words), NULL, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static void
endless_cb (SoupServerMessage *message, gpointer user_data)
{
  g_autofree char *text = g_strnfill (256 * 1024, ' ');

  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, text, 256 * 1024);
}

static void
go_wrong (SoupServerMessage *message, const TestFault *fault)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  switch (fault->kind) {
    case TEST_FAULT_STATUS:
      if (fault->retry_after != NULL)
        soup_message_headers_replace (headers, "Retry-After", fault->retry_after);
      test_service_reply (message, fault->status, "%s", fault->body != NULL ? fault->body : "{\"error\": \"as the test wants it\"}");
      break;
    case TEST_FAULT_CUT:
    case TEST_FAULT_CUT_AFTER:
      cut (message, NULL);
      break;
    case TEST_FAULT_STALL:
    case TEST_FAULT_STALL_AFTER:
      soup_server_message_pause (message);
      break;
    case TEST_FAULT_TRUNCATE:
      cut (message, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Type: application/json\r\n\r\n{\"session_id\": \"x");
      break;
    case TEST_FAULT_GARBAGE:
      test_service_reply (message, 200, "%s", fault->body != NULL ? fault->body : "<html>\xff what?");
      break;
    case TEST_FAULT_NO_HTTP:
      cut (message, "220 mail.example.org ESMTP\r\n\r\n");
      break;
    case TEST_FAULT_ENDLESS:
      soup_server_message_set_status (message, 200, NULL);
      soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
      soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
      g_signal_connect (message, "wrote-chunk", G_CALLBACK (endless_cb), NULL);
      endless_cb (message, NULL);
      break;
    case TEST_FAULT_REDIRECT:
      soup_message_headers_replace (headers, "Location", fault->location);
      test_service_reply (message, 307, "{}");
      break;
    default:
      break;
  }
}

static gboolean
is_done_first (const TestFault *fault)
{
  return fault == NULL || fault->kind == TEST_FAULT_CUT_AFTER || fault->kind == TEST_FAULT_STALL_AFTER
         || fault->kind == TEST_FAULT_TRUNCATE || fault->kind == TEST_FAULT_GARBAGE;
}

static const char *
call_of (const char *method, char **parts)
{
  guint n = g_strv_length (parts);

  if (g_str_equal (method, "POST") && n == 0)
    return "create";
  if (g_str_equal (method, "PUT") && n == 3 && g_str_equal (parts[1], "chunks"))
    return "chunk";
  if (g_str_equal (method, "GET") && n == 2 && g_str_equal (parts[1], "results"))
    return "results";
  if (g_str_equal (method, "DELETE") && n == 1)
    return "delete";
  return "other";
}

static void
handle (TestServer *self, SoupServerMessage *message, const char *call, char **parts, GHashTable *query)
{
  GInetSocketAddress *peer = G_INET_SOCKET_ADDRESS (soup_server_message_get_remote_address (message));

  g_mutex_lock (&self->lock);
  g_hash_table_add (self->connections, GUINT_TO_POINTER (g_inet_socket_address_get_port (peer)));
  g_free (self->key);
  self->key = g_strdup (soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-Api-Key"));
  const TestFault *fault = note_request (self, call);
  if (is_done_first (fault))
    test_service_handle (&self->service, message, call, parts, query);
  if (fault != NULL)
    go_wrong (message, fault);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
sessions_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  /* The id is taken from the path as it was sent, with what was escaped in it. */
  const char *raw = g_uri_get_path (soup_server_message_get_uri (message));
  g_auto (GStrv) parts = g_strsplit (raw + strlen ("/sense/api/v1/audio_sessions/"), "/", -1);

  handle (user_data, message, call_of (soup_server_message_get_method (message), parts), parts, query);
}

static void
tags_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  handle (user_data, message, "tags", NULL, query);
}

/* -- the thread -- */

static void
listen_now (TestServer *self)
{
  g_autoptr (GError) error = NULL;
  gboolean tls = self->options.certificate != NULL;

  self->server = soup_server_new ("raw-paths", TRUE, "tls-certificate", self->options.certificate, NULL);
  soup_server_add_handler (self->server, "/sense/api/v1/audio_sessions/", sessions_cb, self, NULL);
  soup_server_add_handler (self->server, "/sense/api/v1/tags/official", tags_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY | (tls ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  g_assert_no_error (error);
  GSList *uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("%s://127.0.0.1:%d/sense/api/v1", tls ? "https" : "http", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static gpointer
server_main (gpointer data)
{
  TestServer *self = data;

  g_main_context_push_thread_default (self->context);
  g_mutex_lock (&self->lock);
  listen_now (self);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_main_loop_run (self->loop);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

TestServer *
test_server_new (const TestServerOptions *options)
{
  TestServer *self = g_new0 (TestServer, 1);

  if (options != NULL)
    self->options = *options;
  if (self->options.window_size == 0) {
    self->options.window_size = 2;
    self->options.window_hop = 1;
  }
  if (self->options.page == 0)
    self->options.page = 1024;
  if (self->options.tags == NULL)
    self->options.tags = "[\"Siren\", \"Gunshot\"]";
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->connections = g_hash_table_new (NULL, NULL);
  test_service_init (&self->service, &self->options);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("test-server", server_main, self);
  g_mutex_lock (&self->lock);
  while (self->url == NULL)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  return self;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
test_server_free (TestServer *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, quit_cb, self->loop, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->rules);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->connections);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->url);
  g_free (self->key);
  test_service_clear (&self->service);
  g_free (self);
}

const char *
test_server_get_url (TestServer *self)
{
  return self->url;
}

void
test_server_fail (TestServer *self, const char *call, unsigned int nth, unsigned int n, const TestFault *fault)
{
  Rule *rule = g_new0 (Rule, 1);

  rule->call = g_strdup (call);
  rule->first = nth;
  rule->n = n;
  rule->fault = *fault;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->rules, rule);
  g_mutex_unlock (&self->lock);
}

void
test_server_heal (TestServer *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->rules, 0);
  g_mutex_unlock (&self->lock);
}

static unsigned int
count_locked (TestServer *self, const char *call)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, call));
}

unsigned int
test_server_count (TestServer *self, const char *call)
{
  g_mutex_lock (&self->lock);
  unsigned int n = count_locked (self, call);
  g_mutex_unlock (&self->lock);
  return n;
}

unsigned int
test_server_count_connections (TestServer *self)
{
  g_mutex_lock (&self->lock);
  unsigned int n = g_hash_table_size (self->connections);
  g_mutex_unlock (&self->lock);
  return n;
}

unsigned int
test_server_count_sessions (TestServer *self)
{
  g_mutex_lock (&self->lock);
  unsigned int n = g_hash_table_size (self->service.sessions);
  g_mutex_unlock (&self->lock);
  return n;
}

void
test_server_await (TestServer *self, const char *call, unsigned int n)
{
  gint64 until = g_get_monotonic_time () + WAIT_MAX;

  g_mutex_lock (&self->lock);
  while (count_locked (self, call) < n)
    g_assert_true (g_cond_wait_until (&self->changed, &self->lock, until));
  g_mutex_unlock (&self->lock);
}

void
test_server_await_no_session (TestServer *self)
{
  gint64 until = g_get_monotonic_time () + WAIT_MAX;

  g_mutex_lock (&self->lock);
  while (g_hash_table_size (self->service.sessions) > 0)
    g_assert_true (g_cond_wait_until (&self->changed, &self->lock, until));
  g_mutex_unlock (&self->lock);
}

static char *
dup_locked (TestServer *self, char **where)
{
  g_mutex_lock (&self->lock);
  char *copy = g_strdup (*where);
  g_mutex_unlock (&self->lock);
  return copy;
}

char *
test_server_dup_create (TestServer *self)
{
  return dup_locked (self, &self->service.create_body);
}

char *
test_server_dup_key (TestServer *self)
{
  return dup_locked (self, &self->key);
}

char *
test_server_dup_audio_checksum (TestServer *self)
{
  return dup_locked (self, &self->service.checksum);
}
