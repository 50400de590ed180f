/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-settings-reader.h"

#include <string.h>

#include "cochl/model/cochl-json.h"
#include "cochl/model/cochl-tag.h"

/* Longer messages help nobody. */
#define N_SHOWN_MAX 20

struct _CochlSettingsReader {
  gpointer   target;
  GPtrArray *problems; /* texts */
  GPtrArray *newer;    /* paths of the members that only one shape has */
  GPtrArray *older;
};

CochlSettingsReader *
cochl_settings_reader_new (gpointer target)
{
  CochlSettingsReader *self = g_new0 (CochlSettingsReader, 1);

  self->target = target;
  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->newer = g_ptr_array_new_with_free_func (g_free);
  self->older = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
cochl_settings_reader_free (CochlSettingsReader *self)
{
  g_ptr_array_unref (self->problems);
  g_ptr_array_unref (self->newer);
  g_ptr_array_unref (self->older);
  g_free (self);
}

void
cochl_settings_reader_problem (CochlSettingsReader *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->problems, g_strdup_vprintf (format, args));
  va_end (args);
}

void
cochl_settings_reader_take_error (CochlSettingsReader *self, GError *error)
{
  g_ptr_array_add (self->problems, g_strdup (error->message));
  g_error_free (error);
}

void
cochl_settings_reader_expected (CochlSettingsReader *self, JsonNode *node, const char *path, const char *expected)
{
  g_autofree char *found = cochl_json_describe (node);

  cochl_settings_reader_problem (self, "%s: expected %s, got %s", path, expected, found);
}

static void
unknown_member (CochlSettingsReader *self, const char *path, const CochlSettingsMember *members)
{
  g_autoptr (GString) known = g_string_new (members[0].name);

  for (gsize i = 1; members[i].name != NULL; i++)
    g_string_append_printf (known, ", %s", members[i].name);
  cochl_settings_reader_problem (self, "%s: unknown member, expected only %s", path, known->str);
}

void
cochl_settings_reader_read_members (CochlSettingsReader *self, JsonNode *node, const char *path,
                                    const CochlSettingsMember *members)
{
  g_autoptr (GList) names = NULL;
  JsonObject *object;
  GError *error = NULL;

  if (!cochl_json_get_object (node, path, &object, &error)) {
    cochl_settings_reader_take_error (self, error);
    return;
  }

  names = json_object_get_members (object);
  for (GList *l = names; l != NULL; l = l->next) {
    g_autofree char *place = cochl_json_path_member (path, l->data);
    const CochlSettingsMember *member = members;

    while (member->name != NULL && !g_str_equal (member->name, l->data))
      member++;
    if (member->name == NULL) {
      unknown_member (self, place, members);
      continue;
    }
    if (member->shape != COCHL_SHAPE_EITHER)
      g_ptr_array_add (member->shape == COCHL_SHAPE_NEWER ? self->newer : self->older, g_strdup (place));
    member->read (self, self->target, json_object_get_member (object, l->data), place);
  }
}

static gboolean
check_tag (CochlSettingsReader *self, const char *name, const char *path)
{
  if (name[0] != '\0' && strlen (name) <= COCHL_TAG_NAME_MAX)
    return TRUE;
  cochl_settings_reader_problem (self, "%s: expected a tag's name of 1 to %d bytes, got %" G_GSIZE_FORMAT, path,
                                 COCHL_TAG_NAME_MAX, strlen (name));
  return FALSE;
}

CochlTagValues *
cochl_settings_reader_read_tag_values (CochlSettingsReader *self, JsonNode *node, const char *path,
                                       CochlSettingsNumberFunc get)
{
  CochlTagValues *values = cochl_tag_values_new ();
  g_autoptr (GList) names = NULL;
  JsonObject *object;
  GError *error = NULL;

  if (!cochl_json_get_object (node, path, &object, &error)) {
    cochl_settings_reader_take_error (self, error);
    return values;
  }

  names = json_object_get_members (object);
  for (GList *l = names; l != NULL; l = l->next) {
    g_autofree char *place = cochl_json_path_member (path, l->data);
    double value = 0.0;

    error = NULL;
    if (!get (json_object_get_member (object, l->data), place, &value, &error))
      cochl_settings_reader_take_error (self, error);
    if (check_tag (self, l->data, place))
      cochl_tag_values_set (values, l->data, value);
  }
  return values;
}

GStrv
cochl_settings_reader_read_tags (CochlSettingsReader *self, JsonNode *node, const char *path)
{
  g_autoptr (GStrvBuilder) tags = NULL;
  GError *error = NULL;
  JsonArray *array;

  if (!cochl_json_get_array (node, path, &array, &error)) {
    cochl_settings_reader_take_error (self, error);
    return NULL;
  }

  tags = g_strv_builder_new ();
  for (unsigned int i = 0; i < json_array_get_length (array); i++) {
    g_autofree char *place = cochl_json_path_element (path, i);
    const char *name;

    error = NULL;
    if (!cochl_json_get_string (json_array_get_element (array, i), place, G_MAXSIZE, &name, &error))
      cochl_settings_reader_take_error (self, error);
    else if (check_tag (self, name, place))
      g_strv_builder_add (tags, name);
  }
  return g_strv_builder_end (tags);
}

gboolean
cochl_settings_reader_saw (CochlSettingsReader *self, CochlShape shape)
{
  return (shape == COCHL_SHAPE_NEWER ? self->newer : self->older)->len > 0;
}

static char *
join (GPtrArray *texts, const char *separator)
{
  GString *joined = g_string_new (NULL);

  for (unsigned int i = 0; i < texts->len && i < N_SHOWN_MAX; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? separator : "", (const char *) texts->pdata[i]);
  if (texts->len > N_SHOWN_MAX)
    g_string_append_printf (joined, "%sand %u more", separator, texts->len - N_SHOWN_MAX);
  return g_string_free (joined, FALSE);
}

char *
cochl_settings_reader_finish (CochlSettingsReader *self)
{
  /* One file is of one shape; what both together would mean is nowhere said. */
  if (self->newer->len > 0 && self->older->len > 0) {
    g_autofree char *newer = join (self->newer, ", ");
    g_autofree char *older = join (self->older, ", ");

    cochl_settings_reader_problem (self,
                                   "members of both shapes of config.json in one file: %s of the current one, %s of the "
                                   "older one; keep those of one shape", newer, older);
  }
  return self->problems->len > 0 ? join (self->problems, "; ") : NULL;
}
