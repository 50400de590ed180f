/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-create.h"

#include "tools/emulator/emulator-error.h"
#include "tools/emulator/emulator-json.h"

static const char *const content_types[] = {
  "audio/wav", "audio/wavex", "audio/mp3", "audio/ogg", "audio/flac", NULL
};
static const char *const window_hops[] = { "0.5s", "1s", NULL };

static gboolean
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, EMULATOR_ERROR, 400, text);
  return FALSE;
}

static gboolean
is_of (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && is_of (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
}

static gboolean
check_type (JsonObject *object, EmulatorSessionParams *params, GError **error)
{
  const char *type = get_string (object, "type");
  const char *content_type = get_string (object, "content_type");

  if (g_strcmp0 (type, "stream") == 0) {
    params->type = EMULATOR_SESSION_STREAM;
    return emulator_format_parse (&params->format, content_type, error);
  }
  if (g_strcmp0 (type, "file") != 0)
    return refuse (error, "type must be \"file\" or \"stream\"");
  params->type = EMULATOR_SESSION_FILE;
  if (!content_type || !g_strv_contains (content_types, content_type)) {
    g_autofree char *known = g_strjoinv (", ", (GStrv) content_types);

    g_set_error (error, EMULATOR_ERROR, 400, "content_type of a file must be one of %s", known);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_strings (JsonObject *object, GError **error)
{
  if (json_object_has_member (object, "file_name") && !get_string (object, "file_name"))
    return refuse (error, "file_name must be a string");
  if (json_object_has_member (object, "window_hop")
      && (!get_string (object, "window_hop") || !g_strv_contains (window_hops, get_string (object, "window_hop"))))
    return refuse (error, "window_hop must be \"0.5s\" or \"1s\"");
  return TRUE;
}

static gboolean
check_file (JsonObject *object, EmulatorSessionParams *params, GError **error)
{
  JsonNode *size = json_object_get_member (object, "total_size");
  JsonNode *length = json_object_get_member (object, "file_length");

  if (size && (!is_of (size, G_TYPE_INT64) || json_node_get_int (size) <= 0))
    return refuse (error, "total_size must be an integer above 0: the bytes to come; or left out");
  params->total_size = size ? json_node_get_int (size) : 0;
  if (length && !(is_of (length, G_TYPE_INT64) || is_of (length, G_TYPE_DOUBLE)))
    return refuse (error, "file_length must be a number: seconds");
  if (length && !(json_node_get_double (length) >= 0))
    return refuse (error, "file_length must not be negative");
  return TRUE;
}

static gboolean
is_sensitivity (JsonNode *node)
{
  return is_of (node, G_TYPE_INT64) && json_node_get_int (node) >= EMULATOR_SENSITIVITY_MIN
         && json_node_get_int (node) <= EMULATOR_SENSITIVITY_MAX;
}

static gboolean
check_sensitivity (JsonObject *object, EmulatorSensitivity *sensitivity, GError **error)
{
  JsonNode *value = json_object_get_member (object, "default_sensitivity");
  JsonNode *by_tag = json_object_get_member (object, "tags_sensitivity");
  JsonObjectIter iter;
  const char *tag;

  if (value && !is_sensitivity (value))
    return refuse (error, "default_sensitivity must be an integer from -2 to 2");
  if (value)
    emulator_sensitivity_set_default (sensitivity, json_node_get_int (value));
  if (by_tag && !JSON_NODE_HOLDS_OBJECT (by_tag))
    return refuse (error, "tags_sensitivity must be an object of tag names to integers from -2 to 2");
  if (!by_tag)
    return TRUE;
  json_object_iter_init (&iter, json_node_get_object (by_tag));
  while (json_object_iter_next (&iter, &tag, &value)) {
    if (!is_sensitivity (value)) {
      g_set_error (error, EMULATOR_ERROR, 400, "tags_sensitivity.%s must be an integer from -2 to 2", tag);
      return FALSE;
    }
    emulator_sensitivity_set_tag (sensitivity, tag, json_node_get_int (value));
  }
  return TRUE;
}

static gboolean
check_metadatas (JsonObject *object, GError **error)
{
  JsonNode *metadatas = json_object_get_member (object, "metadatas");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (!metadatas)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (metadatas))
    return refuse (error, "metadatas must be an object of strings");
  json_object_iter_init (&iter, json_node_get_object (metadatas));
  while (json_object_iter_next (&iter, &name, &value)) {
    if (!is_of (value, G_TYPE_STRING)) {
      g_set_error (error, EMULATOR_ERROR, 400, "metadatas.%s must be a string", name);
      return FALSE;
    }
  }
  return TRUE;
}

EmulatorSessionParams *
emulator_create_parse (GBytes *body, GError **error)
{
  g_autoptr (JsonNode) root = emulator_json_parse_object (body, error);
  g_autoptr (EmulatorSessionParams) params = NULL;
  JsonObject *object;

  if (!root)
    return NULL;
  object = json_node_get_object (root);
  params = g_new0 (EmulatorSessionParams, 1);
  params->sensitivity = emulator_sensitivity_new ();
  if (!check_type (object, params, error) || !check_strings (object, error)
      || (params->type == EMULATOR_SESSION_FILE && !check_file (object, params, error))
      || !check_sensitivity (object, params->sensitivity, error) || !check_metadatas (object, error))
    return NULL;
  return g_steal_pointer (&params);
}
