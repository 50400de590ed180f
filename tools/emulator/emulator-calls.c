/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-calls.h"

#include "tools/emulator/emulator-connection.h"
#include "tools/emulator/emulator-create.h"
#include "tools/emulator/emulator-error.h"
#include "tools/emulator/emulator-json.h"
#include "tools/emulator/emulator-upload.h"

static void
handle_create (EmulatorServer *server, EmulatorExchange *exchange)
{
  EmulatorSettings *settings = emulator_server_get_settings (server);
  g_autoptr (GBytes) body = emulator_exchange_get_body (exchange);
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (EmulatorSession) session = NULL;
  g_autoptr (GError) error = NULL;
  EmulatorSessionParams *params = emulator_create_parse (body, &error);

  if (params && params->type == EMULATOR_SESSION_STREAM && settings->refuse_streams) {
    g_clear_pointer (&params, emulator_session_params_free);
    g_set_error (&error, EMULATOR_ERROR, 400, "type must be \"file\": stream sessions are not offered");
  }
  if (!params) {
    emulator_exchange_refuse (exchange, error, 0);
    return;
  }
  session = emulator_session_new (id, params, &settings->grid, g_get_monotonic_time ());
  if (params->type == EMULATOR_SESSION_STREAM)
    emulator_session_set_stream (session, emulator_stream_new (&params->format, &settings->grid, settings->vocabulary,
                                                               params->sensitivity));
  emulator_store_add (emulator_server_get_store (server), session);
  emulator_server_get_counters (server)->sessions_created++;
  emulator_exchange_reply (exchange, settings->create_status,
                           emulator_json_created (session, settings->tell_windows));
}

static EmulatorSession *
find_session (EmulatorServer *server, EmulatorExchange *exchange, GError **error)
{
  EmulatorSession *session = emulator_store_find (emulator_server_get_store (server),
                                                  emulator_exchange_get_call (exchange)->session_id,
                                                  g_get_monotonic_time (), error);

  if (session)
    emulator_server_check_life (server, session);
  return session;
}

static void
handle_upload (EmulatorServer *server, EmulatorExchange *exchange)
{
  g_autoptr (GError) error = NULL;
  EmulatorSession *session = find_session (server, exchange, &error);

  if (session)
    emulator_upload_handle (server, exchange, session);
  else
    emulator_exchange_refuse (exchange, error, 0);
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

static gboolean
check_is_file (EmulatorSession *session, GError **error)
{
  if (emulator_session_get_type (session) == EMULATOR_SESSION_FILE)
    return TRUE;
  g_set_error (error, EMULATOR_ERROR, 400, "results is for sessions of type \"file\": a stream is read by status");
  return FALSE;
}

static void
handle_results (EmulatorServer *server, EmulatorExchange *exchange)
{
  g_autoptr (GHashTable) query = get_query (exchange);
  g_autoptr (GError) error = NULL;
  EmulatorSession *session = find_session (server, exchange, &error);
  guint64 offset = 0, limit = EMULATOR_PAGE_LIMIT;

  if (!session || !check_is_file (session, &error)
      || !read_number (query, "offset", 0, G_MAXUINT32, &offset, &error)
      || !read_number (query, "limit", 1, EMULATOR_PAGE_LIMIT, &limit, &error))
    emulator_exchange_refuse (exchange, error, 0);
  else
    emulator_exchange_reply (exchange, 200, emulator_json_results (session, offset, limit, g_get_monotonic_time ()));
}

/* With a token, offset and count are not looked at; an empty one, which the
 * vendor's samples begin with, is none. @token: whether there was one. */
static gboolean
read_page (EmulatorExchange *exchange, EmulatorSession *session, guint64 *offset, guint64 *count, gboolean *token,
           GError **error)
{
  g_autoptr (GHashTable) query = get_query (exchange);
  const char *text = g_hash_table_lookup (query, "next_token");
  guint64 first = emulator_history_get_first (emulator_session_get_history (session));

  *offset = 0;
  *count = EMULATOR_PAGE_LIMIT;
  *token = text && *text;
  if (*token ? !emulator_json_read_token (text, offset, error)
             : !read_number (query, "offset", 0, G_MAXUINT32, offset, error)
               || !read_number (query, "count", 1, EMULATOR_PAGE_LIMIT, count, error))
    return FALSE;
  if (*offset >= first)
    return TRUE;
  g_set_error (error, EMULATOR_ERROR, 400, "%s: the windows before the %" G_GUINT64_FORMAT
               "th have been read and are forgotten", *token ? "next_token" : "offset", first);
  return FALSE;
}

static void
client_gone_cb (gpointer call, gpointer user_data)
{
  emulator_hold_abandon (emulator_server_get_hold (user_data), call);
}

static void
hold (EmulatorServer *server, EmulatorExchange *exchange, EmulatorSession *session, guint64 offset, gint64 now)
{
  emulator_connection_tell_end (emulator_exchange_get_message (exchange), client_gone_cb, exchange, server);
  emulator_hold_add (emulator_server_get_hold (server), exchange, session, offset,
                     now + emulator_server_get_settings (server)->hold * G_USEC_PER_SEC);
}

static void
tell_status (EmulatorServer *server, EmulatorExchange *exchange, gboolean may_wait)
{
  g_autoptr (GError) error = NULL;
  EmulatorSession *session = find_session (server, exchange, &error);
  gint64 now = g_get_monotonic_time ();
  guint64 offset, count;
  gboolean token;

  if (!session || !read_page (exchange, session, &offset, &count, &token, &error)) {
    emulator_exchange_refuse (exchange, error, 0);
    return;
  }
  /* A token says that the windows before it have arrived. */
  if (token && emulator_session_get_type (session) == EMULATOR_SESSION_STREAM)
    emulator_history_forget (emulator_session_get_history (session), offset);
  if (may_wait && emulator_session_get_news_time (session, offset) > now)
    hold (server, exchange, session, offset, now);
  else
    emulator_exchange_reply (exchange, 200, emulator_json_status (session, offset, count, now));
}

static void
handle_status (EmulatorServer *server, EmulatorExchange *exchange)
{
  tell_status (server, exchange, emulator_server_get_settings (server)->hold > 0);
}

void
emulator_calls_end_wait (EmulatorServer *server, EmulatorExchange *exchange)
{
  tell_status (server, exchange, FALSE);
}

static gboolean
asks_for_readonly (EmulatorExchange *exchange, GError **error)
{
  g_autoptr (GBytes) body = emulator_exchange_get_body (exchange);
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
  emulator_upload_end (server, session);
  emulator_exchange_reply (exchange, 204, NULL);
}

static void
handle_delete (EmulatorServer *server, EmulatorExchange *exchange)
{
  g_autoptr (GError) error = NULL;

  if (emulator_server_delete_session (server, emulator_exchange_get_call (exchange)->session_id, &error))
    emulator_exchange_reply (exchange, 204, NULL);
  else
    emulator_exchange_refuse (exchange, error, 0);
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
    [EMULATOR_CALL_CREATE] = handle_create,   [EMULATOR_CALL_CHUNK] = handle_upload,
    [EMULATOR_CALL_PREDICT] = handle_upload,
    [EMULATOR_CALL_RESULTS] = handle_results, [EMULATOR_CALL_STATUS] = handle_status,
    [EMULATOR_CALL_PATCH] = handle_patch,     [EMULATOR_CALL_DELETE] = handle_delete,
    [EMULATOR_CALL_TAGS] = handle_tags,
  };

  handlers[emulator_exchange_get_call (exchange)->kind] (server, exchange);
}
