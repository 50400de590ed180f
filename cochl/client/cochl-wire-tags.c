/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-json.h"

/* Only the path of this call is public, not what it answers: every shape that
 * can only mean a list of names is taken. */

#define TAGS_MAX 100000

static gboolean
read_name (JsonNode *node, const char *path, const char **name, GError **error)
{
  JsonObject *object;

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    object = json_node_get_object (node);
    if (!cochl_json_read_string (object, path, "name", COCHL_TAG_NAME_MAX, name, error))
      return FALSE;
  } else if (!cochl_json_get_string (node, path, COCHL_TAG_NAME_MAX, name, error)) {
    return FALSE;
  }
  if (**name != '\0')
    return TRUE;
  g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "%s: expected the name of a tag, got an empty string", path);
  return FALSE;
}

static gboolean
read_names (JsonArray *array, const char *path, GHashTable *names, GError **error)
{
  unsigned int n = json_array_get_length (array);

  if (n > TAGS_MAX) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "%s: expected at most %u tags, got %u", path, TAGS_MAX, n);
    return FALSE;
  }
  for (unsigned int i = 0; i < n; i++) {
    g_autofree char *element = cochl_json_path_element (path, i);
    const char *name;

    if (!read_name (json_array_get_element (array, i), element, &name, error))
      return FALSE;
    g_hash_table_add (names, g_strdup (name));
  }
  return TRUE;
}

static gboolean
read_members (JsonObject *object, GHashTable *names, GError **error)
{
  g_autoptr (GList) members = json_object_get_members (object);
  gboolean found = FALSE;

  for (GList *l = members; l != NULL; l = l->next) {
    JsonNode *node = json_object_get_member (object, l->data);
    g_autofree char *path = cochl_json_path_member ("$", l->data);

    if (!JSON_NODE_HOLDS_ARRAY (node))
      continue;
    if (!read_names (json_node_get_array (node), path, names, error))
      return FALSE;
    found = TRUE;
  }
  if (!found)
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "$: expected a list of tags, or a member that is one");
  return found;
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GStrv
sorted_names (GHashTable *names)
{
  guint n;
  GStrv list = (GStrv) g_hash_table_get_keys_as_array (names, &n);

  g_hash_table_steal_all (names);
  qsort (list, n, sizeof (char *), compare_names);
  return list;
}

GStrv
cochl_wire_read_tags (GBytes *body, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) root = cochl_json_parse (data, length, COCHL_WIRE_REPLY_MAX, error);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean read;

  if (root == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (root)) {
    read = read_names (json_node_get_array (root), "$", names, error);
  } else {
    JsonObject *object;

    if (!cochl_json_get_object (root, "$", &object, error))
      return NULL;
    if (cochl_json_has (object, "error")) {
      g_autofree char *text = cochl_wire_read_error (body);

      if (text != NULL) {
        g_set_error (error, COCHL_ERROR, COCHL_ERROR_REFUSED, "The service refused to list its tags: %s", text);
        return NULL;
      }
    }
    read = read_members (object, names, error);
  }
  return read ? sorted_names (names) : NULL;
}
