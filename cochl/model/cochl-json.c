/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-json.h"

#include <math.h>
#include <string.h>

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-json-scan.h"
#include "cochl/model/cochl-number.h"

/* json-glib keeps the last of several members of one name without a word. It
 * tells of each as it is read: an object that was told more names than it has
 * in the end had one twice. */
typedef struct {
  GHashTable *told; /* JsonObject -> number of members told */
  char       *twice;
} Members;

static void
object_member_cb (JsonParser *parser, JsonObject *object, const char *name, gpointer user_data)
{
  Members *members = user_data;
  unsigned int told = GPOINTER_TO_UINT (g_hash_table_lookup (members->told, object)) + 1;

  g_hash_table_insert (members->told, object, GUINT_TO_POINTER (told));
  if (told > json_object_get_size (object) && members->twice == NULL)
    members->twice = g_strdup (name);
}

static void
object_end_cb (JsonParser *parser, JsonObject *object, gpointer user_data)
{
  Members *members = user_data;

  g_hash_table_remove (members->told, object);
}

JsonNode *
cochl_json_parse (const char *data, gsize length, gsize size_max, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GHashTable) told = NULL;
  g_autofree char *twice = NULL;
  Members members = { 0 };

  if (length > size_max) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
                 "%" G_GSIZE_FORMAT " bytes of JSON, expected at most %" G_GSIZE_FORMAT, length, size_max);
    return NULL;
  }
  if (!cochl_json_scan (data, length, error))
    return NULL;

  parser = json_parser_new ();
  members.told = told = g_hash_table_new (NULL, NULL);
  g_signal_connect (parser, "object-member", G_CALLBACK (object_member_cb), &members);
  g_signal_connect (parser, "object-end", G_CALLBACK (object_end_cb), &members);
  if (!json_parser_load_from_data (parser, data, length, &local_error)) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "not JSON: %s", local_error->message);
    return NULL;
  }
  twice = members.twice;
  if (twice != NULL) {
    g_autofree char *shown = cochl_json_path_member ("", twice);

    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "the member %s is there twice in one object", shown);
    return NULL;
  }
  return json_parser_steal_root (parser);
}

char *
cochl_json_path_member (const char *path, const char *name)
{
  g_autofree char *shown = NULL;
  const char *end;

  if (strlen (name) <= 100 && name[strspn (name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_")] == '\0' &&
      name[0] != '\0' && !g_ascii_isdigit (name[0]))
    return g_strdup_printf ("%s.%s", path, name);

  /* Anything can stand here: it is quoted and bounded. */
  end = strlen (name) > 100 ? g_utf8_find_prev_char (name, name + 100) : name + strlen (name);
  {
    g_autofree char *cut = g_strndup (name, end - name);

    shown = g_strescape (cut, NULL);
  }
  return g_strdup_printf ("%s[\"%s%s\"]", path, shown, *end != '\0' ? "..." : "");
}

char *
cochl_json_path_element (const char *path, unsigned int i)
{
  return g_strdup_printf ("%s[%u]", path, i);
}

char *
cochl_json_describe (JsonNode *node)
{
  if (node == NULL)
    return g_strdup ("nothing");
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("null");
  if (JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup ("an object");
  if (JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup ("an array");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup ("a string");
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (!isfinite (json_node_get_double (node)))
    return g_strdup ("no finite number");
  return cochl_number_to_string (json_node_get_double (node));
}

static gboolean
expected (JsonNode *node, const char *path, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);

/* Always FALSE, so that readers can end with it. */
static gboolean
expected (JsonNode *node, const char *path, GError **error, const char *format, ...)
{
  g_autofree char *found = cochl_json_describe (node);
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "%s: expected %s, got %s", path, what, found);
  return FALSE;
}

gboolean
cochl_json_has (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

gboolean
cochl_json_get_object (JsonNode *node, const char *path, JsonObject **value, GError **error)
{
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return expected (node, path, error, "an object");
  *value = json_node_get_object (node);
  return TRUE;
}

gboolean
cochl_json_get_array (JsonNode *node, const char *path, JsonArray **value, GError **error)
{
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return expected (node, path, error, "an array");
  *value = json_node_get_array (node);
  return TRUE;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

gboolean
cochl_json_get_string (JsonNode *node, const char *path, gsize length_max, const char **value, GError **error)
{
  const char *text;

  if (!holds (node, G_TYPE_STRING))
    return expected (node, path, error, "a string");
  text = json_node_get_string (node);
  if (strlen (text) > length_max) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
                 "%s: expected a string of at most %" G_GSIZE_FORMAT " bytes, got %" G_GSIZE_FORMAT, path, length_max,
                 strlen (text));
    return FALSE;
  }
  *value = text;
  return TRUE;
}

gboolean
cochl_json_get_boolean (JsonNode *node, const char *path, gboolean *value, GError **error)
{
  if (!holds (node, G_TYPE_BOOLEAN))
    return expected (node, path, error, "true or false");
  *value = json_node_get_boolean (node);
  return TRUE;
}

/* json-glib makes an integer of 2 and a double of 2.0; JSON has numbers only. */
static gboolean
number_of (JsonNode *node, double *number)
{
  if (holds (node, G_TYPE_INT64))
    *number = json_node_get_int (node);
  else if (holds (node, G_TYPE_DOUBLE))
    *number = json_node_get_double (node);
  else
    return FALSE;
  return isfinite (*number);
}

static char *
limit_to_string (double limit)
{
  if (limit == floor (limit) && fabs (limit) < 1e15)
    return g_strdup_printf ("%.0f", limit);
  return cochl_number_to_string (limit);
}

gboolean
cochl_json_get_number (JsonNode *node, const char *path, const char *what, double min, double max, double *value,
                       GError **error)
{
  double number;

  if (!number_of (node, &number) || number < min || number > max) {
    g_autofree char *from = limit_to_string (min);
    g_autofree char *to = limit_to_string (max);

    return expected (node, path, error, "%s, %s to %s", what, from, to);
  }
  *value = number;
  return TRUE;
}

gboolean
cochl_json_get_integer (JsonNode *node, const char *path, gint64 min, gint64 max, gint64 *value, GError **error)
{
  double number;
  gint64 integer;

  if (!number_of (node, &number) || number != floor (number) || fabs (number) > 1e18)
    return expected (node, path, error, "an integer, %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, min, max);

  integer = holds (node, G_TYPE_INT64) ? json_node_get_int (node) : (gint64) number;
  if (integer < min || integer > max)
    return expected (node, path, error, "an integer, %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, min, max);
  *value = integer;
  return TRUE;
}

gboolean
cochl_json_read_object (JsonObject *object, const char *path, const char *name, JsonObject **value, GError **error)
{
  g_autofree char *place = cochl_json_path_member (path, name);

  return cochl_json_get_object (json_object_get_member (object, name), place, value, error);
}

gboolean
cochl_json_read_array (JsonObject *object, const char *path, const char *name, JsonArray **value, GError **error)
{
  g_autofree char *place = cochl_json_path_member (path, name);

  return cochl_json_get_array (json_object_get_member (object, name), place, value, error);
}

gboolean
cochl_json_read_string (JsonObject *object, const char *path, const char *name, gsize length_max, const char **value,
                        GError **error)
{
  g_autofree char *place = cochl_json_path_member (path, name);

  return cochl_json_get_string (json_object_get_member (object, name), place, length_max, value, error);
}

gboolean
cochl_json_read_boolean (JsonObject *object, const char *path, const char *name, gboolean *value, GError **error)
{
  g_autofree char *place = cochl_json_path_member (path, name);

  return cochl_json_get_boolean (json_object_get_member (object, name), place, value, error);
}

gboolean
cochl_json_read_number (JsonObject *object, const char *path, const char *name, const char *what, double min,
                        double max, double *value, GError **error)
{
  g_autofree char *place = cochl_json_path_member (path, name);

  return cochl_json_get_number (json_object_get_member (object, name), place, what, min, max, value, error);
}

gboolean
cochl_json_read_integer (JsonObject *object, const char *path, const char *name, gint64 min, gint64 max, gint64 *value,
                         GError **error)
{
  g_autofree char *place = cochl_json_path_member (path, name);

  return cochl_json_get_integer (json_object_get_member (object, name), place, min, max, value, error);
}

gboolean
cochl_json_read_seconds (JsonObject *object, const char *path, const char *name, gint64 *ns, GError **error)
{
  double seconds;

  if (!cochl_json_read_number (object, path, name, "a number of seconds", 0.0, COCHL_JSON_SECONDS_MAX, &seconds, error))
    return FALSE;
  *ns = cochl_number_seconds_to_ns (seconds);
  return TRUE;
}

GPtrArray *
cochl_json_read_list (JsonObject *object, const char *path, const char *name, CochlJsonReadFunc read,
                      unsigned int length_max, GDestroyNotify element_free, GError **error)
{
  g_autofree char *place = cochl_json_path_member (path, name);
  g_autoptr (GPtrArray) list = NULL;
  JsonArray *array;

  if (!cochl_json_read_array (object, path, name, &array, error))
    return NULL;
  if (json_array_get_length (array) > length_max) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "%s: expected at most %u elements, got %u", place,
                 length_max, json_array_get_length (array));
    return NULL;
  }

  list = g_ptr_array_new_full (json_array_get_length (array), element_free);
  for (unsigned int i = 0; i < json_array_get_length (array); i++) {
    g_autofree char *element = cochl_json_path_element (place, i);
    gpointer value = read (json_array_get_element (array, i), element, error);

    if (value == NULL)
      return NULL;
    g_ptr_array_add (list, value);
  }
  return g_steal_pointer (&list);
}
