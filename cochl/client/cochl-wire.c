/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-wire.h"

#include <string.h>

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-json.h"
#include "cochl/model/cochl-number.h"

#define SESSION_ID_MAX 256
#define TEXT_MAX 4096
/* Far more than is shown in the end: the key is blotted out before that is cut,
 * which half a key would escape. */
#define ERROR_TEXT_MAX 8192

static void
write_file (JsonObject *object, const CochlSubmission *submission)
{
  double seconds = cochl_number_ns_to_seconds (cochl_submission_get_duration (submission));

  json_object_set_int_member (object, "total_size", (gint64) g_bytes_get_size (cochl_submission_get_audio (submission)));
  json_object_set_string_member (object, "file_name", cochl_submission_get_file_name (submission));
  json_object_set_double_member (object, "file_length", seconds);
}

GBytes *
cochl_wire_write_create (const CochlSubmission *submission)
{
  g_autoptr (JsonObject) object = json_object_new ();
  CochlTagValues *by_tag = cochl_submission_get_tag_sensitivity (submission);
  gboolean file = cochl_submission_get_session_type (submission) == COCHL_SESSION_FILE;

  json_object_set_string_member (object, "type", file ? "file" : "stream");
  json_object_set_string_member (object, "content_type", cochl_submission_get_content_type (submission));
  if (file)
    write_file (object, submission);
  json_object_set_int_member (object, "default_sensitivity", cochl_submission_get_sensitivity (submission));

  JsonObject *tags = json_object_new ();
  for (unsigned int i = 0; i < cochl_tag_values_get_length (by_tag); i++)
    json_object_set_int_member (tags, cochl_tag_values_get_tag (by_tag, i),
                                (gint64) cochl_tag_values_get_value (by_tag, i));
  json_object_set_object_member (object, "tags_sensitivity", tags);

  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  char *text = json_to_string (node, FALSE);
  return g_bytes_new_take (text, strlen (text));
}

static JsonNode *
parse (GBytes *body, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  return cochl_json_parse (data, length, COCHL_WIRE_REPLY_MAX, error);
}

/* The text of the `error` member, or NULL where there is none, or an empty one. */
static char *
dup_error_member (JsonObject *object)
{
  if (!cochl_json_has (object, "error"))
    return NULL;

  JsonNode *node = json_object_get_member (object, "error");
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return *json_node_get_string (node) != '\0' ? g_strdup (json_node_get_string (node)) : NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node) ? g_strdup ("true") : NULL;
  return json_to_string (node, FALSE);
}

static gboolean
check_error_member (JsonObject *object, CochlError code, const char *what, GError **error)
{
  g_autofree char *text = dup_error_member (object);

  if (text == NULL)
    return TRUE;
  g_set_error (error, COCHL_ERROR, code, "%s: %.*s", what, ERROR_TEXT_MAX, text);
  return FALSE;
}

/* The id goes into the path of later calls: whatever could mean something else
 * there is refused, though it is escaped as well. */
static gboolean
check_session_id (const char *id, GError **error)
{
  gboolean visible = *id != '\0';

  for (const char *p = id; *p != '\0'; p++)
    visible = visible && g_ascii_isgraph (*p);
  if (visible && !g_str_equal (id, ".") && !g_str_equal (id, ".."))
    return TRUE;
  g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
               "$.session_id: expected visible ASCII characters that can stand in a path");
  return FALSE;
}

static gboolean
read_window_seconds (JsonObject *object, const char *name, gint64 *value, GError **error)
{
  if (!cochl_json_read_seconds (object, "$", name, value, error))
    return FALSE;
  if (*value >= COCHL_WINDOW_HOP_MIN && *value <= COCHL_WINDOW_SIZE_MAX)
    return TRUE;
  g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "$.%s: expected a number of seconds, %g to %g", name,
               cochl_number_ns_to_seconds (COCHL_WINDOW_HOP_MIN), cochl_number_ns_to_seconds (COCHL_WINDOW_SIZE_MAX));
  return FALSE;
}

/* A reply that tells only one of the two tells nothing that could be used. */
static gboolean
read_windows_told (JsonObject *object, CochlWireCreated *created, GError **error)
{
  gint64 size, hop;

  if (!cochl_json_has (object, "window_size") || !cochl_json_has (object, "window_hop"))
    return TRUE;
  if (!read_window_seconds (object, "window_size", &size, error)
      || !read_window_seconds (object, "window_hop", &hop, error))
    return FALSE;
  if (hop > size) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "$.window_hop: expected at most $.window_size");
    return FALSE;
  }
  created->window_size = size;
  created->window_hop = hop;
  return TRUE;
}

gboolean
cochl_wire_read_create (GBytes *body, CochlWireCreated *created, GError **error)
{
  g_autoptr (JsonNode) root = parse (body, error);
  JsonObject *object;
  const char *id;

  *created = (CochlWireCreated) { 0 };
  if (root == NULL || !cochl_json_get_object (root, "$", &object, error)
      || !check_error_member (object, COCHL_ERROR_REFUSED, "The service refused to begin a session", error)
      || !cochl_json_read_string (object, "$", "session_id", SESSION_ID_MAX, &id, error)
      || !check_session_id (id, error))
    return FALSE;
  created->session_id = g_strdup (id);
  return read_windows_told (object, created, error);
}

void
cochl_wire_created_clear (CochlWireCreated *created)
{
  g_clear_pointer (&created->session_id, g_free);
}

gboolean
cochl_wire_read_chunk (GBytes *body, unsigned int n, GError **error)
{
  g_autoptr (JsonNode) root = parse (body, error);
  JsonObject *object;
  gint64 next;

  return root != NULL && cochl_json_get_object (root, "$", &object, error)
         && check_error_member (object, COCHL_ERROR_REFUSED, "The service refused a chunk of audio", error)
         && cochl_json_read_integer (object, "$", "chunk_sequence", (gint64) n + 1, (gint64) n + 1, &next, error);
}

static gboolean
read_state (JsonObject *object, CochlWireState *state, GError **error)
{
  const char *text;

  if (!cochl_json_read_string (object, "$", "state", TEXT_MAX, &text, error))
    return FALSE;
  if (g_str_equal (text, "pending"))
    *state = COCHL_WIRE_PENDING;
  else if (g_str_equal (text, "in-progress"))
    *state = COCHL_WIRE_IN_PROGRESS;
  else if (g_str_equal (text, "done"))
    *state = COCHL_WIRE_DONE;
  else if (g_str_equal (text, "error")) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_ANALYSIS,
                 "The service took the audio, but could not analyse it: check that it is what its type says");
    return FALSE;
  } else {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
                 "$.state: expected \"pending\", \"in-progress\", \"done\" or \"error\"");
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_page_windows (JsonObject *object, CochlWirePage *page, GError **error)
{
  page->windows = cochl_json_read_list (object, "$", "data", (CochlJsonReadFunc) cochl_window_new_from_json,
                                        COCHL_WIRE_PAGE, (GDestroyNotify) cochl_window_unref, error);
  return page->windows != NULL;
}

gboolean
cochl_wire_read_page (GBytes *body, CochlWirePage *page, GError **error)
{
  g_autoptr (JsonNode) root = parse (body, error);
  JsonObject *object;

  *page = (CochlWirePage) { 0 };
  return root != NULL && cochl_json_get_object (root, "$", &object, error)
         && check_error_member (object, COCHL_ERROR_ANALYSIS, "The service could not analyse the audio", error)
         && read_state (object, &page->state, error)
         && cochl_json_read_boolean (object, "$", "has_more", &page->has_more, error)
         && (page->state != COCHL_WIRE_DONE || read_page_windows (object, page, error));
}

void
cochl_wire_page_clear (CochlWirePage *page)
{
  g_clear_pointer (&page->windows, g_ptr_array_unref);
}

char *
cochl_wire_read_error (GBytes *body)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) root = parse (body, NULL);
  char *text = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root)) {
    JsonObject *object = json_node_get_object (root);
    JsonNode *message = json_object_get_member (object, "message");

    text = dup_error_member (object);
    if (text == NULL && message != NULL && JSON_NODE_HOLDS_VALUE (message)
        && json_node_get_value_type (message) == G_TYPE_STRING)
      text = json_node_dup_string (message);
  } else if (length > 0) {
    text = g_utf8_make_valid (data, (gssize) MIN (length, ERROR_TEXT_MAX));
  }
  return text;
}
