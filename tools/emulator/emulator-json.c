/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-json.h"

#include <string.h>

#include "tools/emulator/emulator-error.h"

#define TOKEN_PREFIX "after-"

static const char *const state_names[] = { "pending", "in-progress", "done", "error" };

JsonNode *
emulator_json_parse_object (GBytes *body, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) why = NULL;
  gsize size = 0;
  const char *text = g_bytes_get_data (body, &size);
  JsonNode *root;

  if (size == 0 || !g_utf8_validate_len (text, size, NULL)) {
    g_set_error (error, EMULATOR_ERROR, 400, "the body must be a JSON object in UTF-8");
    return NULL;
  }
  if (!json_parser_load_from_data (parser, text, size, &why)) {
    g_set_error (error, EMULATOR_ERROR, 400, "the body is not JSON: %s", why->message);
    return NULL;
  }
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error (error, EMULATOR_ERROR, 400, "the body must be a JSON object");
    return NULL;
  }
  return json_node_ref (root);
}

GBytes *
emulator_json_to_bytes (JsonNode *node)
{
  char *text = json_to_string (node, FALSE);

  return g_bytes_new_take (text, strlen (text));
}

static GBytes *
builder_to_bytes (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return emulator_json_to_bytes (root);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

GBytes *
emulator_json_error (guint status, const char *text)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_int (builder, "status_code", status);
  add_string (builder, "error", text);
  json_builder_end_object (builder);
  return builder_to_bytes (builder);
}

GBytes *
emulator_json_created (EmulatorSession *session, gboolean tell_windows)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const EmulatorGrid *grid = emulator_session_get_grid (session);

  json_builder_begin_object (builder);
  add_string (builder, "session_id", emulator_session_get_id (session));
  add_int (builder, "chunk_sequence", emulator_session_get_sequence (session));
  if (tell_windows) {
    add_double (builder, "window_size", grid->size);
    add_double (builder, "window_hop", grid->hop);
  }
  json_builder_end_object (builder);
  return builder_to_bytes (builder);
}

static void
add_refs (JsonBuilder *builder, EmulatorSession *session)
{
  add_string (builder, "session_id", emulator_session_get_id (session));
  add_int (builder, "chunk_sequence", emulator_session_get_sequence (session));
}

GBytes *
emulator_json_chunk_taken (EmulatorSession *session)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_refs (builder, session);
  json_builder_end_object (builder);
  return builder_to_bytes (builder);
}

GBytes *
emulator_json_tags (const char *const *tags)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (; *tags; tags++)
    json_builder_add_string_value (builder, *tags);
  json_builder_end_array (builder);
  return builder_to_bytes (builder);
}

static void
add_window (JsonBuilder *builder, const EmulatorWindow *window)
{
  json_builder_begin_object (builder);
  add_double (builder, "start_time", window->start_time);
  add_double (builder, "end_time", window->end_time);
  json_builder_set_member_name (builder, "tags");
  json_builder_begin_array (builder);
  for (guint i = 0; i < window->tags->len; i++) {
    const EmulatorTag *tag = g_ptr_array_index (window->tags, i);

    json_builder_begin_object (builder);
    add_string (builder, "name", tag->name);
    add_double (builder, "probability", tag->probability);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/* Returns the number of windows read when this page has been. */
static guint64
add_page (JsonBuilder *builder, const char *name, GPtrArray *windows, guint64 offset, guint limit)
{
  guint64 from = MIN (offset, windows->len);
  guint64 to = MIN (from + limit, windows->len);

  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint64 i = from; i < to; i++)
    add_window (builder, g_ptr_array_index (windows, i));
  json_builder_end_array (builder);
  return to;
}

GBytes *
emulator_json_results (EmulatorSession *session, guint64 offset, guint limit, gint64 now)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  EmulatorState state = emulator_session_get_state (session, now);
  GPtrArray *windows = emulator_session_get_windows (session, now);
  guint64 read;

  json_builder_begin_object (builder);
  add_string (builder, "state", state_names[state]);
  read = add_page (builder, "data", windows, offset, limit);
  add_boolean (builder, "has_more", read < windows->len);
  if (state == EMULATOR_STATE_ERROR)
    add_string (builder, "error", emulator_session_get_error (session));
  json_builder_end_object (builder);
  return builder_to_bytes (builder);
}

GBytes *
emulator_json_status (EmulatorSession *session, guint64 offset, guint count, gint64 now)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  EmulatorState state = emulator_session_get_state (session, now);
  GPtrArray *windows = emulator_session_get_windows (session, now);
  guint64 from = MIN (offset, windows->len), to = MIN (from + count, windows->len);
  gboolean ended = state == EMULATOR_STATE_DONE || state == EMULATOR_STATE_ERROR;

  json_builder_begin_object (builder);
  add_string (builder, "state", emulator_session_is_writable (session) ? "writable" : "readonly");
  if (state == EMULATOR_STATE_ERROR)
    add_string (builder, "error", emulator_session_get_error (session));
  json_builder_set_member_name (builder, "refs");
  json_builder_begin_object (builder);
  add_refs (builder, session);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "inference");
  json_builder_begin_object (builder);
  add_boolean (builder, "in_progress", !ended);
  json_builder_set_member_name (builder, "page");
  json_builder_begin_object (builder);
  add_int (builder, "offset", from);
  add_int (builder, "count", to - from);
  add_int (builder, "total", windows->len);
  if (!ended || to < windows->len) {
    g_autofree char *token = g_strdup_printf (TOKEN_PREFIX "%" G_GUINT64_FORMAT, to);

    add_string (builder, "next_token", token);
  }
  json_builder_end_object (builder);
  add_page (builder, "results", windows, offset, count);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return builder_to_bytes (builder);
}

gboolean
emulator_json_read_token (const char *token, guint64 *offset, GError **error)
{
  if (!g_str_has_prefix (token, TOKEN_PREFIX)
      || !g_ascii_string_to_unsigned (token + strlen (TOKEN_PREFIX), 10, 0, G_MAXUINT32, offset, NULL)) {
    g_set_error (error, EMULATOR_ERROR, 400, "next_token is none that this session has given");
    return FALSE;
  }
  return TRUE;
}
