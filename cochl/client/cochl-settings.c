/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-settings.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "cochl/client/cochl-file.h"
#include "cochl/client/cochl-settings-reader.h"
#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-json.h"
#include "cochl/model/cochl-number.h"

#define SIZE_MAX_BYTES (1024 * 1024)
/* The older shape's, for every tag that its file does not name. */
#define OLDER_THRESHOLD 0.5

struct _CochlSettings {
  gboolean        has_sensitivity;
  int             sensitivity;
  CochlTagValues *tag_sensitivity;
  gboolean        has_threshold;
  double          threshold;
  CochlTagValues *tag_thresholds;
  gboolean        has_margin;
  gboolean        margin_is_silence; /* the older shape's, between windows */
  double          margin;
  CochlTagValues *tag_interval_margins;
  GStrv           tags;
};

G_DEFINE_BOXED_TYPE (CochlSettings, cochl_settings, cochl_settings_ref, cochl_settings_unref)

/* What the vendor's client takes for "says nothing". */
static gboolean
is_null (JsonNode *node)
{
  return JSON_NODE_HOLDS_NULL (node);
}

static gboolean
get_sensitivity (JsonNode *node, const char *path, double *value, GError **error)
{
  double fraction;
  gint64 integer;

  if (cochl_json_get_integer (node, path, -2, 2, &integer, error)) {
    *value = integer;
    return TRUE;
  }
  /* What the older shape and the older guide call sensitivity. */
  if (cochl_json_get_number (node, path, "", 0.0, 1.0, &fraction, NULL) && fraction != floor (fraction)) {
    g_autofree char *shown = cochl_number_to_string (fraction);

    g_clear_error (error);
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS,
                 "%s: expected an integer, -2 to 2, got the fraction %s: for a least probability use threshold or "
                 "tag-thresholds", path, shown);
  }
  return FALSE;
}

static gboolean
get_threshold (JsonNode *node, const char *path, double *value, GError **error)
{
  return cochl_json_get_number (node, path, "a probability", 0.0, 1.0, value, error);
}

static gboolean
get_margin (JsonNode *node, const char *path, double *value, GError **error)
{
  return cochl_json_get_number (node, path, "a number of seconds", 0.0, COCHL_JSON_SECONDS_MAX, value, error);
}

static void
read_default_sensitivity (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  CochlSettings *self = target;
  GError *error = NULL;
  double value = 0.0;

  if (is_null (node))
    return;
  self->has_sensitivity = get_sensitivity (node, path, &value, &error);
  self->sensitivity = (int) value;
  if (error != NULL)
    cochl_settings_reader_take_error (reader, error);
}

static void
read_tag_sensitivity (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  CochlSettings *self = target;

  if (!is_null (node))
    self->tag_sensitivity = cochl_settings_reader_read_tag_values (reader, node, path, get_sensitivity);
}

static void
read_margin (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  CochlSettings *self = target;
  GError *error = NULL;

  self->has_margin = get_margin (node, path, &self->margin, &error);
  if (error != NULL)
    cochl_settings_reader_take_error (reader, error);
}

static void
read_older_margin (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  CochlSettings *self = target;

  read_margin (reader, target, node, path);
  self->margin_is_silence = TRUE;
}

static void
read_tag_interval_margin (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  CochlSettings *self = target;

  if (!is_null (node))
    self->tag_interval_margins = cochl_settings_reader_read_tag_values (reader, node, path, get_margin);
}

static void
read_tags (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  CochlSettings *self = target;

  g_strfreev (self->tags);
  self->tags = cochl_settings_reader_read_tags (reader, node, path);
}

static void
read_enabled_tags (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  if (!is_null (node))
    read_tags (reader, target, node, path);
}

static void
read_older_sensitivity (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  CochlSettings *self = target;

  self->tag_thresholds = cochl_settings_reader_read_tag_values (reader, node, path, get_threshold);
}

static gboolean
is_text (JsonNode *node, const char *text)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
         g_str_equal (json_node_get_string (node), text);
}

static void
read_format_type (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  if (!is_text (node, "json"))
    cochl_settings_reader_expected (reader, node, path, "the string \"json\"");
}

static void
read_format_version (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  gint64 version;

  if (!is_text (node, "2") && !cochl_json_get_integer (node, path, 2, 2, &version, NULL))
    cochl_settings_reader_expected (reader, node, path, "the version \"2\"");
}

static void
read_format (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  static const CochlSettingsMember members[] = {
    { "type", COCHL_SHAPE_EITHER, read_format_type },
    { "version", COCHL_SHAPE_EITHER, read_format_version },
    { NULL }
  };

  cochl_settings_reader_read_members (reader, node, path, members);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  for (gsize i = 0; members[i].name != NULL; i++) {
    g_autofree char *place = cochl_json_path_member (path, members[i].name);

    if (!json_object_has_member (json_node_get_object (node), members[i].name))
      members[i].read (reader, target, NULL, place);
  }
}

static void
read_sensitivity_control (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  static const CochlSettingsMember members[] = {
    { "default_sensitivity", COCHL_SHAPE_EITHER, read_default_sensitivity },
    { "tag_sensitivity", COCHL_SHAPE_EITHER, read_tag_sensitivity },
    { NULL }
  };

  cochl_settings_reader_read_members (reader, node, path, members);
}

static void
read_result_summary (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  static const CochlSettingsMember members[] = {
    { "default_interval_margin", COCHL_SHAPE_NEWER, read_margin },
    { "tag_interval_margin", COCHL_SHAPE_NEWER, read_tag_interval_margin },
    { "margin", COCHL_SHAPE_OLDER, read_older_margin },
    { NULL }
  };

  cochl_settings_reader_read_members (reader, node, path, members);
}

static void
read_tag_filter (CochlSettingsReader *reader, gpointer target, JsonNode *node, const char *path)
{
  static const CochlSettingsMember members[] = {
    { "enabled_tags", COCHL_SHAPE_EITHER, read_enabled_tags },
    { NULL }
  };

  cochl_settings_reader_read_members (reader, node, path, members);
}

static const CochlSettingsMember root_members[] = {
  { "sensitivity_control", COCHL_SHAPE_NEWER, read_sensitivity_control },
  { "result_summary", COCHL_SHAPE_EITHER, read_result_summary },
  { "tag_filter", COCHL_SHAPE_NEWER, read_tag_filter },
  { "format", COCHL_SHAPE_OLDER, read_format },
  { "sensitivity", COCHL_SHAPE_OLDER, read_older_sensitivity },
  { "tags", COCHL_SHAPE_OLDER, read_tags },
  { NULL }
};

CochlSettings *
cochl_settings_new_from_data (const char *name, const char *data, gssize length, GError **error)
{
  g_autoptr (CochlSettings) self = g_atomic_rc_box_new0 (CochlSettings);
  g_autoptr (CochlSettingsReader) reader = cochl_settings_reader_new (self);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *problems = NULL;

  root = cochl_json_parse (data, length < 0 ? strlen (data) : (gsize) length, SIZE_MAX_BYTES, &local_error);
  if (root == NULL) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS, "%s: %s", name, local_error->message);
    return NULL;
  }

  cochl_settings_reader_read_members (reader, root, "$", root_members);
  problems = cochl_settings_reader_finish (reader);
  if (problems != NULL) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS, "%s: %s", name, problems);
    return NULL;
  }
  if (cochl_settings_reader_saw (reader, COCHL_SHAPE_OLDER)) {
    self->has_threshold = TRUE;
    self->threshold = OLDER_THRESHOLD;
  }
  return g_steal_pointer (&self);
}

CochlSettings *
cochl_settings_new_from_file (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *buffer = g_malloc (SIZE_MAX_BYTES + 1);
  gssize length = cochl_file_read (path, FALSE, buffer, SIZE_MAX_BYTES + 1);

  if (length < 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: cannot be read: %s", name,
                 g_strerror (errno));
    return NULL;
  }
  if (length > SIZE_MAX_BYTES) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS, "%s: longer than 1 MiB: not a config.json", name);
    return NULL;
  }
  return cochl_settings_new_from_data (name, buffer, length, error);
}

CochlSettings *
cochl_settings_ref (CochlSettings *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
settings_clear (CochlSettings *self)
{
  g_clear_pointer (&self->tag_sensitivity, cochl_tag_values_unref);
  g_clear_pointer (&self->tag_thresholds, cochl_tag_values_unref);
  g_clear_pointer (&self->tag_interval_margins, cochl_tag_values_unref);
  g_strfreev (self->tags);
}

void
cochl_settings_unref (CochlSettings *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) settings_clear);
}

gboolean
cochl_settings_get_sensitivity (const CochlSettings *self, int *value)
{
  if (self->has_sensitivity)
    *value = self->sensitivity;
  return self->has_sensitivity;
}

gboolean
cochl_settings_get_threshold (const CochlSettings *self, double *value)
{
  if (self->has_threshold)
    *value = self->threshold;
  return self->has_threshold;
}

gboolean
cochl_settings_get_interval_margin (const CochlSettings *self, gint64 window_size, gint64 window_hop, double *value)
{
  if (!self->has_margin)
    return FALSE;
  *value = self->margin;
  if (self->margin_is_silence)
    *value = MAX (0.0, *value + cochl_number_ns_to_seconds (window_size - window_hop));
  return TRUE;
}

CochlTagValues *
cochl_settings_get_tag_sensitivity (const CochlSettings *self)
{
  return self->tag_sensitivity;
}

CochlTagValues *
cochl_settings_get_tag_thresholds (const CochlSettings *self)
{
  return self->tag_thresholds;
}

CochlTagValues *
cochl_settings_get_tag_interval_margins (const CochlSettings *self)
{
  return self->tag_interval_margins;
}

const char *const *
cochl_settings_get_tags (const CochlSettings *self)
{
  return (const char *const *) self->tags;
}
