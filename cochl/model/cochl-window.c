/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-window.h"

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-json.h"
#include "cochl/model/cochl-number.h"

/* The service knows some hundreds of tags; what a window costs is bounded. */
#define N_TAGS_MAX 1024

struct _CochlWindow {
  gint64     start;
  gint64     end;
  GPtrArray *tags; /* CochlTag; never changed, so that moved windows share it */
};

G_DEFINE_BOXED_TYPE (CochlWindow, cochl_window, cochl_window_ref, cochl_window_unref)

/* Takes @tags. */
static CochlWindow *
window_new_take (gint64 start, gint64 end, GPtrArray *tags)
{
  CochlWindow *self = g_atomic_rc_box_new0 (CochlWindow);

  self->start = start;
  self->end = end;
  self->tags = tags;
  return self;
}

CochlWindow *
cochl_window_new (gint64 start, gint64 end, GPtrArray *tags)
{
  unsigned int n_tags = tags != NULL ? tags->len : 0;
  GPtrArray *copy;

  g_return_val_if_fail (start <= end, NULL);

  copy = g_ptr_array_new_full (n_tags, (GDestroyNotify) cochl_tag_unref);
  for (unsigned int i = 0; i < n_tags; i++)
    g_ptr_array_add (copy, cochl_tag_ref (g_ptr_array_index (tags, i)));
  return window_new_take (start, end, copy);
}

CochlWindow *
cochl_window_ref (CochlWindow *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
window_clear (CochlWindow *self)
{
  g_ptr_array_unref (self->tags);
}

void
cochl_window_unref (CochlWindow *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) window_clear);
}

gint64
cochl_window_get_start (const CochlWindow *self)
{
  return self->start;
}

gint64
cochl_window_get_end (const CochlWindow *self)
{
  return self->end;
}

unsigned int
cochl_window_get_n_tags (const CochlWindow *self)
{
  return self->tags->len;
}

CochlTag *
cochl_window_get_tag (const CochlWindow *self, unsigned int i)
{
  g_return_val_if_fail (i < self->tags->len, NULL);
  return g_ptr_array_index (self->tags, i);
}

CochlTag *
cochl_window_find_tag (const CochlWindow *self, const char *name)
{
  for (unsigned int i = 0; i < self->tags->len; i++) {
    CochlTag *tag = g_ptr_array_index (self->tags, i);

    if (g_str_equal (cochl_tag_get_name (tag), name))
      return tag;
  }
  return NULL;
}

CochlWindow *
cochl_window_move (CochlWindow *self, gint64 start, gint64 end)
{
  g_return_val_if_fail (start <= end, NULL);

  return window_new_take (start, end, g_ptr_array_ref (self->tags));
}

gboolean
cochl_window_equal (const CochlWindow *a, const CochlWindow *b)
{
  if (a == b)
    return TRUE;
  if (a->start != b->start || a->end != b->end || a->tags->len != b->tags->len)
    return FALSE;
  for (unsigned int i = 0; i < a->tags->len; i++) {
    if (!cochl_tag_equal (g_ptr_array_index (a->tags, i), g_ptr_array_index (b->tags, i)))
      return FALSE;
  }
  return TRUE;
}

static JsonNode *
tag_to_json (const CochlTag *tag)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "name", cochl_tag_get_name (tag));
  json_object_set_double_member (object, "probability", cochl_tag_get_probability (tag));
  json_node_take_object (node, object);
  return node;
}

JsonNode *
cochl_window_to_json (CochlWindow *self)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonArray *tags = json_array_sized_new (self->tags->len);

  for (unsigned int i = 0; i < self->tags->len; i++)
    json_array_add_element (tags, tag_to_json (g_ptr_array_index (self->tags, i)));

  json_object_set_double_member (object, "start_time", cochl_number_ns_to_seconds (self->start));
  json_object_set_double_member (object, "end_time", cochl_number_ns_to_seconds (self->end));
  json_object_set_array_member (object, "sound_tags", tags);
  json_node_take_object (node, object);
  return node;
}

static CochlTag *
tag_from_json (JsonNode *node, const char *path, GError **error)
{
  JsonObject *object;
  const char *name;
  double probability;

  if (!cochl_json_get_object (node, path, &object, error) ||
      !cochl_json_read_string (object, path, "name", COCHL_TAG_NAME_MAX, &name, error) ||
      !cochl_json_read_number (object, path, "probability", "a probability", 0.0, 1.0, &probability, error))
    return NULL;
  if (name[0] == '\0') {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "%s.name: expected a tag's name, got an empty string", path);
    return NULL;
  }
  return cochl_tag_new (name, probability);
}

CochlWindow *
cochl_window_new_from_json (JsonNode *node, const char *path, GError **error)
{
  const char *tags_name = "sound_tags";
  JsonObject *object;
  GPtrArray *tags;
  gint64 start, end;

  if (!cochl_json_get_object (node, path, &object, error) ||
      !cochl_json_read_seconds (object, path, "start_time", &start, error) ||
      !cochl_json_read_seconds (object, path, "end_time", &end, error))
    return NULL;
  if (end < start) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "%s.end_time: expected a time not before start_time", path);
    return NULL;
  }

  if (!json_object_has_member (object, tags_name))
    tags_name = "tags";
  tags = cochl_json_read_list (object, path, tags_name, (CochlJsonReadFunc) tag_from_json,
                               N_TAGS_MAX, (GDestroyNotify) cochl_tag_unref, error);
  return tags != NULL ? window_new_take (start, end, tags) : NULL;
}
