/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-event.h"

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-json.h"
#include "cochl/model/cochl-number.h"
#include "cochl/model/cochl-tag.h"

struct _CochlEvent {
  char        *tag;
  gint64       start;
  gint64       end;
  double       probability;
  unsigned int n_windows;
};

G_DEFINE_BOXED_TYPE (CochlEvent, cochl_event, cochl_event_ref, cochl_event_unref)

CochlEvent *
cochl_event_new (const char *tag, gint64 start, gint64 end, double probability, unsigned int n_windows)
{
  CochlEvent *self;

  g_return_val_if_fail (tag != NULL, NULL);
  g_return_val_if_fail (start <= end, NULL);
  g_return_val_if_fail (probability >= 0.0 && probability <= 1.0, NULL);
  g_return_val_if_fail (n_windows >= 1, NULL);

  self = g_atomic_rc_box_new0 (CochlEvent);
  self->tag = g_strdup (tag);
  self->start = start;
  self->end = end;
  self->probability = probability;
  self->n_windows = n_windows;
  return self;
}

CochlEvent *
cochl_event_ref (CochlEvent *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
event_clear (CochlEvent *self)
{
  g_free (self->tag);
}

void
cochl_event_unref (CochlEvent *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) event_clear);
}

const char *
cochl_event_get_tag (const CochlEvent *self)
{
  return self->tag;
}

gint64
cochl_event_get_start (const CochlEvent *self)
{
  return self->start;
}

gint64
cochl_event_get_end (const CochlEvent *self)
{
  return self->end;
}

double
cochl_event_get_probability (const CochlEvent *self)
{
  return self->probability;
}

unsigned int
cochl_event_get_n_windows (const CochlEvent *self)
{
  return self->n_windows;
}

gboolean
cochl_event_equal (const CochlEvent *a, const CochlEvent *b)
{
  return a == b || (g_str_equal (a->tag, b->tag) && a->start == b->start && a->end == b->end &&
                    a->probability == b->probability && a->n_windows == b->n_windows);
}

char *
cochl_event_to_line (const CochlEvent *self)
{
  g_autofree char *start = cochl_number_to_string (cochl_number_ns_to_seconds (self->start));
  g_autofree char *end = cochl_number_to_string (cochl_number_ns_to_seconds (self->end));

  return g_strdup_printf ("At %s-%ss, [%s] was detected", start, end, self->tag);
}

JsonNode *
cochl_event_to_json (CochlEvent *self)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "tag", self->tag);
  json_object_set_double_member (object, "start_time", cochl_number_ns_to_seconds (self->start));
  json_object_set_double_member (object, "end_time", cochl_number_ns_to_seconds (self->end));
  json_object_set_double_member (object, "probability", self->probability);
  json_node_take_object (node, object);
  return node;
}

CochlEvent *
cochl_event_new_from_json (JsonNode *node, const char *path, GError **error)
{
  JsonObject *object;
  const char *tag;
  gint64 start, end;
  double probability;

  if (!cochl_json_get_object (node, path, &object, error) ||
      !cochl_json_read_string (object, path, "tag", COCHL_TAG_NAME_MAX, &tag, error) ||
      !cochl_json_read_seconds (object, path, "start_time", &start, error) ||
      !cochl_json_read_seconds (object, path, "end_time", &end, error) ||
      !cochl_json_read_number (object, path, "probability", "a probability", 0.0, 1.0, &probability, error))
    return NULL;
  if (tag[0] == '\0') {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "%s.tag: expected a tag's name, got an empty string", path);
    return NULL;
  }
  if (end < start) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "%s.end_time: expected a time not before start_time", path);
    return NULL;
  }
  return cochl_event_new (tag, start, end, probability, 1);
}
