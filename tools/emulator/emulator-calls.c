/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-calls.h"

#include "tools/emulator/emulator-chunk.h"
#include "tools/emulator/emulator-create.h"
#include "tools/emulator/emulator-error.h"
#include "tools/emulator/emulator-json.h"

static GBytes *
get_body (EmulatorExchange *exchange)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (emulator_exchange_get_message (exchange)));
}

static void
handle_create (EmulatorServer *server, EmulatorExchange *exchange)
{
  EmulatorSettings *settings = emulator_server_get_settings (server);
  g_autoptr (GBytes) body = get_body (exchange);
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (EmulatorSession) session = NULL;
  g_autoptr (GError) error = NULL;
  EmulatorSessionParams *params = emulator_create_parse (body, &error);

  if (!params) {
    emulator_exchange_refuse (exchange, error, 0);
    return;
  }
  session = emulator_session_new (id, params, &settings->grid, g_get_monotonic_time ());
  emulator_store_add (emulator_server_get_store (server), session);
  emulator_server_get_counters (server)->sessions_created++;
  emulator_exchange_reply (exchange, settings->create_status,
                           emulator_json_created (session, settings->tell_windows));
}

static EmulatorSession *
find_session (EmulatorServer *server, EmulatorExchange *exchange, GError **error)
{
  return emulator_store_find (emulator_server_get_store (server), emulator_exchange_get_call (exchange)->session_id,
                              g_get_monotonic_time (), error);
}

typedef struct {
  EmulatorServer   *server;
  EmulatorExchange *exchange;
  GBytes           *body;
  gsize             max_chunk;
} ChunkJob;

static void
chunk_job_free (gpointer data)
{
  g_bytes_unref (((ChunkJob *) data)->body);
  g_free (data);
}

static void
read_chunk (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ChunkJob *job = data;
  GError *error = NULL;
  GBytes *audio = emulator_chunk_parse (job->body, job->max_chunk, &error);

  if (audio)
    g_task_return_pointer (task, audio, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/* The session is looked up again: while the body was read, another chunk may
 * have come or the session may have gone. */
static gboolean
take_chunk (ChunkJob *job, GBytes *audio, GError **error)
{
  guint64 sequence = emulator_exchange_get_call (job->exchange)->sequence;
  EmulatorSession *session = find_session (job->server, job->exchange, error);

  if (!session || !emulator_session_add_chunk (session, sequence, audio, g_get_monotonic_time (), error))
    return FALSE;
  emulator_store_touch (emulator_server_get_store (job->server), session);
  if (!emulator_session_is_writable (session))
    emulator_server_analyze (job->server, session);
  emulator_exchange_reply (job->exchange, 200, emulator_json_chunk_taken (session));
  return TRUE;
}

static void
chunk_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ChunkJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) audio = g_task_propagate_pointer (G_TASK (result), &error);

  if (!audio || !take_chunk (job, audio, &error))
    emulator_exchange_refuse (job->exchange, error, 0);
}

static void
handle_chunk (EmulatorServer *server, EmulatorExchange *exchange)
{
  EmulatorSettings *settings = emulator_server_get_settings (server);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;
  EmulatorSession *session = find_session (server, exchange, &error);
  ChunkJob *job;

  if (!session
      || !emulator_session_check_chunk (session, emulator_exchange_get_call (exchange)->sequence, &error)) {
    emulator_exchange_refuse (exchange, error, 0);
    return;
  }
  job = g_new0 (ChunkJob, 1);
  job->server = server;
  job->exchange = exchange;
  job->body = get_body (exchange);
  job->max_chunk = settings->max_chunk;
  task = g_task_new (NULL, NULL, chunk_read_cb, NULL);
  g_task_set_task_data (task, job, chunk_job_free);
  g_task_run_in_thread (task, read_chunk);
}

static GHashTable *
get_query (EmulatorExchange *exchange)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (emulator_exchange_get_message (exchange)));

  return soup_form_decode (query ? query : "");
}

static gboolean
read_number (GHashTable *query, const char *name, guint64 lowest, guint64 highest, guint64 *value, GError **error)
{
  const char *text = g_hash_table_lookup (query, name);

  if (!text || g_ascii_string_to_unsigned (text, 10, lowest, highest, value, NULL))
    return TRUE;
  g_set_error (error, EMULATOR_ERROR, 400, "%s must be an integer from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
               ", not \"%s\"", name, lowest, highest, text);
  return FALSE;
}

static void
handle_results (EmulatorServer *server, EmulatorExchange *exchange)
{
  g_autoptr (GHashTable) query = get_query (exchange);
  g_autoptr (GError) error = NULL;
  EmulatorSession *session = find_session (server, exchange, &error);
  guint64 offset = 0, limit = EMULATOR_PAGE_LIMIT;

  if (!session || !read_number (query, "offset", 0, G_MAXUINT32, &offset, &error)
      || !read_number (query, "limit", 1, EMULATOR_PAGE_LIMIT, &limit, &error))
    emulator_exchange_refuse (exchange, error, 0);
  else
    emulator_exchange_reply (exchange, 200, emulator_json_results (session, offset, limit, g_get_monotonic_time ()));
}

static void
handle_status (EmulatorServer *server, EmulatorExchange *exchange)
{
  g_autoptr (GHashTable) query = get_query (exchange);
  g_autoptr (GError) error = NULL;
  const char *token = g_hash_table_lookup (query, "next_token");
  EmulatorSession *session = find_session (server, exchange, &error);
  guint64 offset = 0, count = EMULATOR_PAGE_LIMIT;
  gboolean ok = session != NULL;

  /* With a token, offset and count are not looked at. */
  if (ok && token)
    ok = emulator_json_read_token (token, &offset, &error);
  else if (ok)
    ok = read_number (query, "offset", 0, G_MAXUINT32, &offset, &error)
         && read_number (query, "count", 1, EMULATOR_PAGE_LIMIT, &count, &error);
  if (ok)
    emulator_exchange_reply (exchange, 200, emulator_json_status (session, offset, count, g_get_monotonic_time ()));
  else
    emulator_exchange_refuse (exchange, error, 0);
}

static gboolean
asks_for_readonly (EmulatorExchange *exchange, GError **error)
{
  g_autoptr (GBytes) body = get_body (exchange);
  g_autoptr (JsonNode) root = emulator_json_parse_object (body, error);
  JsonNode *value = root ? json_object_get_member (json_node_get_object (root), "make_readonly") : NULL;

  if (!root)
    return FALSE;
  if (value && json_node_get_value_type (value) == G_TYPE_BOOLEAN && json_node_get_boolean (value))
    return TRUE;
  g_set_error (error, EMULATOR_ERROR, 400, "make_readonly must be true");
  return FALSE;
}

static void
handle_patch (EmulatorServer *server, EmulatorExchange *exchange)
{
  g_autoptr (GError) error = NULL;
  EmulatorSession *session = find_session (server, exchange, &error);

  if (!session || !asks_for_readonly (exchange, &error)) {
    emulator_exchange_refuse (exchange, error, 0);
    return;
  }
  if (emulator_session_is_writable (session)) {
    emulator_session_make_readonly (session, g_get_monotonic_time ());
    emulator_server_analyze (server, session);
  }
  emulator_exchange_reply (exchange, 204, NULL);
}

static void
handle_delete (EmulatorServer *server, EmulatorExchange *exchange)
{
  g_autoptr (GError) error = NULL;

  if (!emulator_store_delete (emulator_server_get_store (server), emulator_exchange_get_call (exchange)->session_id,
                              g_get_monotonic_time (), &error)) {
    emulator_exchange_refuse (exchange, error, 0);
    return;
  }
  emulator_server_get_counters (server)->sessions_deleted++;
  emulator_exchange_reply (exchange, 204, NULL);
}

static void
handle_tags (EmulatorServer *server, EmulatorExchange *exchange)
{
  g_auto (GStrv) tags = emulator_vocabulary_list (emulator_server_get_settings (server)->vocabulary);

  emulator_exchange_reply (exchange, 200, emulator_json_tags ((const char *const *) tags));
}

void
emulator_calls_handle (EmulatorServer *server, EmulatorExchange *exchange)
{
  static void (*const handlers[]) (EmulatorServer *, EmulatorExchange *) = {
    [EMULATOR_CALL_CREATE] = handle_create,   [EMULATOR_CALL_CHUNK] = handle_chunk,
    [EMULATOR_CALL_RESULTS] = handle_results, [EMULATOR_CALL_STATUS] = handle_status,
    [EMULATOR_CALL_PATCH] = handle_patch,     [EMULATOR_CALL_DELETE] = handle_delete,
    [EMULATOR_CALL_TAGS] = handle_tags,
  };

  handlers[emulator_exchange_get_call (exchange)->kind] (server, exchange);
}
