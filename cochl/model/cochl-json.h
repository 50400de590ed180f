/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Private to libcochl: strict reading of JSON that others wrote. Errors are
 * COCHL_ERROR_BAD_REPLY and name the place by its JSON path, what was expected
 * there and what was found: "$.data[3].start_time: expected a number of
 * seconds, 0 to 31622400, got a string". */

/* A year: no audio is longer. */
#define COCHL_JSON_SECONDS_MAX 31622400.0

/* @data as JSON (see cochl_json_scan()), its objects without a member twice.
 * More than @size_max bytes are refused. (transfer full) */
JsonNode *cochl_json_parse (const char *data, gsize length, gsize size_max, GError **error);

/* The path of a member, or an element, of what lies at @path. (transfer full) */
char *cochl_json_path_member (const char *path, const char *name);
char *cochl_json_path_element (const char *path, unsigned int i);

/* What @node (NULL: nothing) is, for people: "a string", "null", "-3". (transfer full) */
char *cochl_json_describe (JsonNode *node);
/* Whether @object has the member and it is not null. */
gboolean cochl_json_has (JsonObject *object, const char *name);

/* The value of a node. FALSE, with @error set, when it is not what it must be.
 * What is given back belongs to the node. @what is the "a number of seconds" of
 * the error's text. Integers may be written as 2 and 2.0. */
gboolean cochl_json_get_object (JsonNode *node, const char *path, JsonObject **value, GError **error);
gboolean cochl_json_get_array (JsonNode *node, const char *path, JsonArray **value, GError **error);
gboolean cochl_json_get_string (JsonNode *node, const char *path, gsize length_max, const char **value, GError **error);
gboolean cochl_json_get_boolean (JsonNode *node, const char *path, gboolean *value, GError **error);
gboolean cochl_json_get_number (JsonNode *node, const char *path, const char *what, double min, double max,
                                double *value, GError **error);
gboolean cochl_json_get_integer (JsonNode *node, const char *path, gint64 min, gint64 max, gint64 *value,
                                 GError **error);

/* The same for the member @name of the object at @path; one that is missing is
 * an error. */
gboolean cochl_json_read_object (JsonObject *object, const char *path, const char *name, JsonObject **value,
                                 GError **error);
gboolean cochl_json_read_array (JsonObject *object, const char *path, const char *name, JsonArray **value,
                                GError **error);
gboolean cochl_json_read_string (JsonObject *object, const char *path, const char *name, gsize length_max,
                                 const char **value, GError **error);
gboolean cochl_json_read_boolean (JsonObject *object, const char *path, const char *name, gboolean *value,
                                  GError **error);
gboolean cochl_json_read_number (JsonObject *object, const char *path, const char *name, const char *what, double min,
                                 double max, double *value, GError **error);
gboolean cochl_json_read_integer (JsonObject *object, const char *path, const char *name, gint64 min, gint64 max,
                                  gint64 *value, GError **error);
/* A number of seconds, 0 to a year, as ns. */
gboolean cochl_json_read_seconds (JsonObject *object, const char *path, const char *name, gint64 *ns, GError **error);

/* Reads the elements of the array member @name, at most @length_max, one by one
 * with @read, which is like cochl_window_new_from_json(). (transfer full), its
 * elements freed by @element_free. */
typedef gpointer (*CochlJsonReadFunc) (JsonNode *node, const char *path, GError **error);
GPtrArray *cochl_json_read_list (JsonObject *object, const char *path, const char *name, CochlJsonReadFunc read,
                                 unsigned int length_max, GDestroyNotify element_free, GError **error);

G_END_DECLS
