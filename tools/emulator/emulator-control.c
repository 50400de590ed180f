/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-control.h"

#include <string.h>

#include "tools/emulator/emulator-error.h"
#include "tools/emulator/emulator-json.h"
#include "tools/emulator/emulator-tuning.h"
#include "tools/emulator/emulator-upload.h"

#define SESSION_PREFIX "/emulator/sessions/"

static void
reply (SoupServerMessage *message, guint status, GBytes *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message), "application/json", NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), body);
  g_bytes_unref (body);
}

static void
reply_node (SoupServerMessage *message, JsonNode *node)
{
  reply (message, 200, emulator_json_to_bytes (node));
  json_node_unref (node);
}

static void
refuse (SoupServerMessage *message, guint status, const char *text)
{
  reply (message, status, emulator_json_error (status, text));
}

static gboolean
is_local (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  return G_IS_INET_SOCKET_ADDRESS (address)
         && g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static JsonNode *
read_object (SoupServerMessage *message, GError **error)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));

  return emulator_json_parse_object (body, error);
}

static void
count_open (EmulatorSession *session, gpointer user_data)
{
  ((EmulatorPresence *) user_data)->open[emulator_session_get_use (session)]++;
}

static void
get_stats (EmulatorServer *server, SoupServerMessage *message, const char *id)
{
  EmulatorPresence presence = { .held = emulator_hold_count (emulator_server_get_hold (server)) };
  EmulatorStore *store = emulator_server_get_store (server);

  emulator_store_foreach (store, g_get_monotonic_time (), count_open, &presence);
  presence.expired = emulator_store_count_expired (store, g_get_monotonic_time ());
  reply_node (message, emulator_counters_to_json (emulator_server_get_counters (server), &presence));
}

typedef struct {
  JsonArray *array;
  gint64     now;
} Listing;

static void
add_session (EmulatorSession *session, gpointer user_data)
{
  static const char *const types[] = { "file", "stream" };
  Listing *listing = user_data;
  EmulatorState state = emulator_session_get_state (session, listing->now);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "session_id", emulator_session_get_id (session));
  json_object_set_string_member (object, "type", types[emulator_session_get_type (session)]);
  json_object_set_string_member (object, "state", emulator_json_get_state_name (state));
  json_object_set_int_member (object, "chunk_sequence", emulator_session_get_sequence (session));
  json_object_set_boolean_member (object, "writable", emulator_session_is_writable (session));
  json_object_set_int_member (object, "windows", emulator_session_count_windows (session, listing->now));
  json_object_set_double_member (object, "length", emulator_session_get_length (session));
  json_array_add_object_element (listing->array, object);
}

static void
get_sessions (EmulatorServer *server, SoupServerMessage *message, const char *id)
{
  Listing listing = { json_array_new (), g_get_monotonic_time () };
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  emulator_store_foreach (emulator_server_get_store (server), listing.now, add_session, &listing);
  json_node_take_array (node, listing.array);
  reply_node (message, node);
}

static void
collect_id (EmulatorSession *session, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (emulator_session_get_id (session)));
}

/* The one that the path names, or all. */
static GPtrArray *
list_ids (EmulatorServer *server, const char *id)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  if (id)
    g_ptr_array_add (ids, g_strdup (id));
  else
    emulator_store_foreach (emulator_server_get_store (server), g_get_monotonic_time (), collect_id, ids);
  return ids;
}

static void
delete_sessions (EmulatorServer *server, SoupServerMessage *message, const char *id)
{
  g_autoptr (GPtrArray) ids = list_ids (server, id);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < ids->len; i++) {
    if (!emulator_server_delete_session (server, g_ptr_array_index (ids, i), &error)) {
      refuse (message, error->code, error->message);
      return;
    }
  }
  get_sessions (server, message, NULL);
}

static void
end_sessions (EmulatorServer *server, SoupServerMessage *message, const char *id)
{
  g_autoptr (GPtrArray) ids = list_ids (server, id);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < ids->len; i++) {
    EmulatorSession *session = emulator_store_find (emulator_server_get_store (server), g_ptr_array_index (ids, i),
                                                    g_get_monotonic_time (), &error);

    if (!session) {
      refuse (message, error->code, error->message);
      return;
    }
    emulator_upload_end (server, session);
  }
  get_sessions (server, message, NULL);
}

static void
get_faults (EmulatorServer *server, SoupServerMessage *message, const char *id)
{
  EmulatorFaults *faults = emulator_server_get_faults (server);
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < emulator_faults_count (faults); i++) {
    JsonObject *object = json_object_new ();
    EmulatorFaultRecord record;

    emulator_faults_get_record (faults, i, &record);
    json_object_set_string_member (object, "rule", record.text);
    json_object_set_int_member (object, "seen", record.seen);
    json_object_set_int_member (object, "fired", record.fired);
    json_array_add_object_element (array, object);
  }
  json_node_take_array (node, array);
  reply_node (message, node);
}

/* All rules or none. */
static gboolean
add_rules (EmulatorFaults *faults, JsonArray *rules, GError **error)
{
  g_autoptr (EmulatorFaults) trial = emulator_faults_new ();

  for (guint i = 0; i < json_array_get_length (rules); i++) {
    JsonNode *rule = json_array_get_element (rules, i);

    if (json_node_get_value_type (rule) != G_TYPE_STRING) {
      g_set_error (error, EMULATOR_ERROR, 400, "rules[%u] must be a string", i);
      return FALSE;
    }
    if (!emulator_faults_add (trial, json_node_get_string (rule), error))
      return FALSE;
  }
  for (guint i = 0; i < json_array_get_length (rules); i++)
    emulator_faults_add (faults, json_array_get_string_element (rules, i), NULL);
  return TRUE;
}

static void
post_faults (EmulatorServer *server, SoupServerMessage *message, const char *id)
{
  EmulatorFaults *faults = emulator_server_get_faults (server);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = read_object (message, &error);
  JsonNode *rules = root ? json_object_get_member (json_node_get_object (root), "rules") : NULL;

  if (root && !(rules && JSON_NODE_HOLDS_ARRAY (rules)))
    g_set_error (&error, EMULATOR_ERROR, 400, "rules must be an array of strings");
  if (error || !add_rules (faults, json_node_get_array (rules), &error))
    refuse (message, 400, error->message);
  else
    get_faults (server, message, NULL);
}

static void
delete_faults (EmulatorServer *server, SoupServerMessage *message, const char *id)
{
  emulator_faults_clear (emulator_server_get_faults (server));
  get_faults (server, message, NULL);
}

static void
die_cb (SoupServerMessage *message, gpointer user_data)
{
  double *dead_for = g_object_get_data (G_OBJECT (message), "dead-for");

  emulator_server_die_for (user_data, *dead_for);
}

static void
post_settings (EmulatorServer *server, SoupServerMessage *message, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = read_object (message, &error);
  g_autofree double *dead_for = g_new0 (double, 1);

  if (!root || !emulator_tuning_apply (server, json_node_get_object (root), dead_for, &error)) {
    refuse (message, 400, error->message);
    return;
  }
  reply (message, 200, g_bytes_new_static ("{}", 2));
  if (*dead_for > 0) {
    /* Once the reply is out. */
    g_object_set_data_full (G_OBJECT (message), "dead-for", g_steal_pointer (&dead_for), g_free);
    g_signal_connect (message, "finished", G_CALLBACK (die_cb), server);
  }
}

static const struct {
  const char *method;
  const char *path;
  void      (*handle) (EmulatorServer *server, SoupServerMessage *message, const char *id);
} routes[] = {
  { "GET", "/emulator/stats", get_stats },
  { "GET", "/emulator/sessions", get_sessions },
  { "PATCH", "/emulator/sessions", end_sessions },
  { "DELETE", "/emulator/sessions", delete_sessions },
  { "GET", "/emulator/faults", get_faults },
  { "POST", "/emulator/faults", post_faults },
  { "DELETE", "/emulator/faults", delete_faults },
  { "POST", "/emulator/settings", post_settings },
};

static void
control_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  const char *id = NULL;

  if (!is_local (message)) {
    refuse (message, 403, "/emulator/ is for clients on this machine");
    return;
  }
  if (g_str_has_prefix (path, SESSION_PREFIX) && !g_str_equal (soup_server_message_get_method (message), "GET")) {
    id = path + strlen (SESSION_PREFIX);
    path = "/emulator/sessions";
  }
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++) {
    if (strcmp (routes[i].path, path) == 0 && strcmp (routes[i].method, soup_server_message_get_method (message)) == 0) {
      routes[i].handle (user_data, message, id);
      return;
    }
  }
  refuse (message, 404, "there is no such route of the emulator's own: see docs/emulator.md");
}

void
emulator_control_add_routes (EmulatorServer *server)
{
  soup_server_add_handler (emulator_server_get_soup (server), "/emulator", control_cb, server, NULL);
}
