/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochltagcheck.h"

#include <gst/gst.h>

#include "cochl/analysis/cochl-nearest.h"
#include "gst/gstcochldebug.h"

#define MAX_SUGGESTIONS 3

struct _GstCochlTagCheck {
  guint refs;           /* the owner's, and the running call's */
  CochlClient *client;
  GstCochlTagCheckFunc func; /* NULL once the owner has gone */
  gpointer user_data;
  GHashTable *seen;     /* names that were looked up or wait for it */
  GPtrArray *waiting;   /* those that wait */
  GStrv known;          /* the service's, once they are here */
  gboolean asked;
  GCancellable *cancellable;
};

GstCochlTagCheck *
gst_cochl_tag_check_new (CochlClient *client, GstCochlTagCheckFunc func, gpointer user_data)
{
  GstCochlTagCheck *self = g_new0 (GstCochlTagCheck, 1);

  self->refs = 1;
  self->client = g_object_ref (client);
  self->func = func;
  self->user_data = user_data;
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  return self;
}

static void
unref (GstCochlTagCheck *self)
{
  if (--self->refs > 0)
    return;
  g_object_unref (self->cancellable);
  g_object_unref (self->client);
  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->waiting);
  g_strfreev (self->known);
  g_free (self);
}

void
gst_cochl_tag_check_free (GstCochlTagCheck *self)
{
  self->func = NULL;
  g_cancellable_cancel (self->cancellable);
  unref (self);
}

static void
describe_unknown (GString *text, const char *const *known, const char *name)
{
  g_auto (GStrv) nearest = cochl_nearest_names (known, name, MAX_SUGGESTIONS);
  g_autofree char *joined = g_strjoinv (", ", nearest);

  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append_printf (text, "The service knows no tag %s", name);
  if (nearest[0])
    g_string_append_printf (text, " (near: %s)", joined);
  g_string_append_c (text, '.');
}

static void
look_up (GstCochlTagCheck *self)
{
  const char *const *known = (const char *const *) self->known;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->waiting->len; i++) {
    const char *name = g_ptr_array_index (self->waiting, i);

    if (!g_strv_contains (known, name))
      describe_unknown (text, known, name);
  }
  g_ptr_array_set_size (self->waiting, 0);
  if (text->len > 0)
    self->func (text->str, self->user_data);
}

static void
tags_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GstCochlTagCheck *self = user_data;

  self->known = cochl_client_list_tags_finish (COCHL_CLIENT (source), result, &error);
  if (!self->known)
    GST_DEBUG ("tags are not checked: %s", error->message);
  else if (self->func)
    look_up (self);
  unref (self);
}

void
gst_cochl_tag_check_names (GstCochlTagCheck *self, const char *const *names)
{
  for (gsize i = 0; names && names[i]; i++) {
    char *name;

    if (g_hash_table_contains (self->seen, names[i]))
      continue;
    name = g_strdup (names[i]);
    g_hash_table_add (self->seen, name);
    g_ptr_array_add (self->waiting, name);
  }
  if (self->waiting->len == 0)
    return;
  if (self->known) {
    look_up (self);
  } else if (!self->asked) {
    self->asked = TRUE;
    self->refs++;
    cochl_client_list_tags_async (self->client, self->cancellable, tags_cb, self);
  }
}
