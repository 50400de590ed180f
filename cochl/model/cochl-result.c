/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-result.h"

#include "cochl/model/cochl-json.h"
#include "cochl/model/cochl-number.h"

/* A name on any file system, and an error text, are far below. */
#define TEXT_MAX (64 * 1024)

struct _CochlResult {
  char      *file;
  char      *error; /* NULL on success */
  gint64     duration;
  gboolean   cached;
  GPtrArray *windows; /* CochlWindow */
  GPtrArray *events;  /* CochlEvent */
};

G_DEFINE_BOXED_TYPE (CochlResult, cochl_result, cochl_result_ref, cochl_result_unref)

static GPtrArray *
copy_list (GPtrArray *list, GBoxedCopyFunc ref, GDestroyNotify unref)
{
  unsigned int length = list != NULL ? list->len : 0;
  GPtrArray *copy = g_ptr_array_new_full (length, unref);

  for (unsigned int i = 0; i < length; i++)
    g_ptr_array_add (copy, ref (g_ptr_array_index (list, i)));
  return copy;
}

static CochlResult *
result_new (const char *file, gint64 duration, gboolean cached, const char *message, GPtrArray *windows,
            GPtrArray *events)
{
  CochlResult *self = g_atomic_rc_box_new0 (CochlResult);

  self->file = g_strdup (file);
  self->error = g_strdup (message);
  self->duration = duration;
  self->cached = cached;
  self->windows = copy_list (windows, (GBoxedCopyFunc) cochl_window_ref, (GDestroyNotify) cochl_window_unref);
  self->events = copy_list (events, (GBoxedCopyFunc) cochl_event_ref, (GDestroyNotify) cochl_event_unref);
  return self;
}

CochlResult *
cochl_result_new (const char *file, gint64 duration, gboolean cached, GPtrArray *windows, GPtrArray *events)
{
  g_return_val_if_fail (file != NULL, NULL);
  g_return_val_if_fail (duration >= 0, NULL);

  return result_new (file, duration, cached != FALSE, NULL, windows, events);
}

CochlResult *
cochl_result_new_failed (const char *file, gint64 duration, const char *message)
{
  g_return_val_if_fail (file != NULL, NULL);
  g_return_val_if_fail (duration >= 0, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  return result_new (file, duration, FALSE, message, NULL, NULL);
}

CochlResult *
cochl_result_ref (CochlResult *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
result_clear (CochlResult *self)
{
  g_free (self->file);
  g_free (self->error);
  g_ptr_array_unref (self->windows);
  g_ptr_array_unref (self->events);
}

void
cochl_result_unref (CochlResult *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) result_clear);
}

const char *
cochl_result_get_file (const CochlResult *self)
{
  return self->file;
}

gboolean
cochl_result_get_success (const CochlResult *self)
{
  return self->error == NULL;
}

const char *
cochl_result_get_error (const CochlResult *self)
{
  return self->error;
}

gint64
cochl_result_get_duration (const CochlResult *self)
{
  return self->duration;
}

gboolean
cochl_result_get_cached (const CochlResult *self)
{
  return self->cached;
}

unsigned int
cochl_result_get_n_windows (const CochlResult *self)
{
  return self->windows->len;
}

CochlWindow *
cochl_result_get_window (const CochlResult *self, unsigned int i)
{
  g_return_val_if_fail (i < self->windows->len, NULL);
  return g_ptr_array_index (self->windows, i);
}

unsigned int
cochl_result_get_n_events (const CochlResult *self)
{
  return self->events->len;
}

CochlEvent *
cochl_result_get_event (const CochlResult *self, unsigned int i)
{
  g_return_val_if_fail (i < self->events->len, NULL);
  return g_ptr_array_index (self->events, i);
}

static gboolean
lists_equal (GPtrArray *a, GPtrArray *b, gboolean (*equal) (gconstpointer, gconstpointer))
{
  if (a->len != b->len)
    return FALSE;
  for (unsigned int i = 0; i < a->len; i++) {
    if (!equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
window_equal (gconstpointer a, gconstpointer b)
{
  return cochl_window_equal (a, b);
}

static gboolean
event_equal (gconstpointer a, gconstpointer b)
{
  return cochl_event_equal (a, b);
}

gboolean
cochl_result_equal (const CochlResult *a, const CochlResult *b)
{
  return a == b || (g_str_equal (a->file, b->file) && g_strcmp0 (a->error, b->error) == 0 &&
                    a->duration == b->duration && a->cached == b->cached &&
                    lists_equal (a->windows, b->windows, window_equal) &&
                    lists_equal (a->events, b->events, event_equal));
}

JsonNode *
cochl_result_to_json (CochlResult *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonObject *events = json_object_new ();
  JsonArray *windows = json_array_sized_new (self->windows->len);
  JsonArray *summary = json_array_sized_new (self->events->len);

  for (unsigned int i = 0; i < self->windows->len; i++)
    json_array_add_element (windows, cochl_window_to_json (g_ptr_array_index (self->windows, i)));
  for (unsigned int i = 0; i < self->events->len; i++)
    json_array_add_element (summary, cochl_event_to_json (g_ptr_array_index (self->events, i)));
  json_object_set_array_member (events, "window_results", windows);
  json_object_set_array_member (events, "summary", summary);

  json_object_set_string_member (object, "file", self->file);
  json_object_set_boolean_member (object, "success", self->error == NULL);
  if (self->error != NULL)
    json_object_set_string_member (object, "error", self->error);
  json_object_set_double_member (object, "duration", cochl_number_ns_to_seconds (self->duration));
  json_object_set_boolean_member (object, "cached", self->cached);
  json_object_set_object_member (object, "events", events);
  json_node_take_object (node, object);
  return node;
}

CochlResult *
cochl_result_new_from_json (JsonNode *node, const char *path, GError **error)
{
  g_autofree char *events_path = cochl_json_path_member (path, "events");
  g_autoptr (GPtrArray) windows = NULL;
  g_autoptr (GPtrArray) summary = NULL;
  JsonObject *object, *events;
  const char *file, *message = NULL;
  gboolean success, cached;
  gint64 duration;

  if (!cochl_json_get_object (node, path, &object, error) ||
      !cochl_json_read_string (object, path, "file", TEXT_MAX, &file, error) ||
      !cochl_json_read_boolean (object, path, "success", &success, error) ||
      !cochl_json_read_seconds (object, path, "duration", &duration, error) ||
      !cochl_json_read_boolean (object, path, "cached", &cached, error) ||
      !cochl_json_read_object (object, path, "events", &events, error))
    return NULL;
  if (!success && !cochl_json_read_string (object, path, "error", TEXT_MAX, &message, error))
    return NULL;

  windows = cochl_json_read_list (events, events_path, "window_results", (CochlJsonReadFunc) cochl_window_new_from_json,
                                  G_MAXUINT, (GDestroyNotify) cochl_window_unref, error);
  if (windows == NULL)
    return NULL;
  summary = cochl_json_read_list (events, events_path, "summary", (CochlJsonReadFunc) cochl_event_new_from_json,
                                  G_MAXUINT, (GDestroyNotify) cochl_event_unref, error);
  if (summary == NULL)
    return NULL;
  return result_new (file, duration, cached, message, windows, summary);
}
