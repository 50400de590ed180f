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

/* Those that were told and are kept. */
typedef struct {
  guint64 from;
  guint64 to;
  guint64 total;
} Page;

static Page
get_page (EmulatorSession *session, guint64 offset, guint limit, gint64 now)
{
  Page page = { .total = emulator_session_count_windows (session, now) };

  page.from = CLAMP (offset, MIN (emulator_history_get_first (emulator_session_get_history (session)), page.total),
                     page.total);
  page.to = MIN (page.from + limit, page.total);
  return page;
}

static void
add_page (JsonBuilder *builder, const char *name, EmulatorSession *session, const Page *page)
{
  EmulatorHistory *history = emulator_session_get_history (session);

  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint64 i = page->from; i < page->to; i++)
    add_window (builder, emulator_history_get (history, i));
  json_builder_end_array (builder);
}

const char *
emulator_json_get_state_name (EmulatorState state)
{
  return state_names[state];
}

GBytes *
emulator_json_results (EmulatorSession *session, guint64 offset, guint limit, gint64 now)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  EmulatorState state = emulator_session_get_state (session, now);
  Page page = get_page (session, offset, limit, now);

  json_builder_begin_object (builder);
  add_string (builder, "state", state_names[state]);
  add_page (builder, "data", session, &page);
  add_boolean (builder, "has_more", page.to < page.total);
  if (state == EMULATOR_STATE_ERROR)
    add_string (builder, "error", emulator_session_get_error (session));
  json_builder_end_object (builder);
  return builder_to_bytes (builder);
}

GBytes *
emulator_json_predicted (EmulatorSession *session, const EmulatorWindow *window)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "data");
  add_window (builder, window);
  add_int (builder, "next_sequence", emulator_session_get_sequence (session));
  json_builder_end_object (builder);
  return builder_to_bytes (builder);
}

static void
add_inference (JsonBuilder *builder, EmulatorSession *session, const Page *page, gboolean in_progress)
{
  json_builder_set_member_name (builder, "inference");
  json_builder_begin_object (builder);
  add_boolean (builder, "in_progress", in_progress);
  json_builder_set_member_name (builder, "page");
  json_builder_begin_object (builder);
  add_int (builder, "offset", page->from);
  add_int (builder, "count", page->to - page->from);
  add_int (builder, "total", page->total);
  if (in_progress || page->to < page->total) {
    g_autofree char *token = g_strdup_printf (TOKEN_PREFIX "%" G_GUINT64_FORMAT, page->to);

    add_string (builder, "next_token", token);
  }
  json_builder_end_object (builder);
  add_page (builder, "results", session, page);
  json_builder_end_object (builder);
}

GBytes *
emulator_json_status (EmulatorSession *session, guint64 offset, guint count, gint64 now)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  EmulatorState state = emulator_session_get_state (session, now);
  Page page = get_page (session, offset, count, now);

  json_builder_begin_object (builder);
  add_string (builder, "state", emulator_session_is_writable (session) ? "writable" : "readonly");
  if (state == EMULATOR_STATE_ERROR)
    add_string (builder, "error", emulator_session_get_error (session));
  json_builder_set_member_name (builder, "refs");
  json_builder_begin_object (builder);
  add_refs (builder, session);
  json_builder_end_object (builder);
  add_inference (builder, session, &page, state == EMULATOR_STATE_PENDING || state == EMULATOR_STATE_IN_PROGRESS);
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
