/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlvalues.h"

#include <math.h>
#include <string.h>

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-tag.h"

static char *
describe_rule (const GstCochlValuesRule *rule)
{
  char min[G_ASCII_DTOSTR_BUF_SIZE], max[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (min, sizeof min, "%g", rule->min);
  if (isinf (rule->max))
    return g_strdup_printf ("a number of at least %s%s%s", min, rule->unit ? " " : "", rule->unit ? rule->unit : "");
  g_ascii_formatd (max, sizeof max, "%.10g", rule->max);
  return g_strdup_printf ("a %snumber from %s to %s%s%s", rule->integer ? "whole " : "", min, max,
                          rule->unit ? " " : "", rule->unit ? rule->unit : "");
}

/* gst-launch hands numbers over as int, double or, where it was quoted, as a
 * string; applications as anything. */
static gboolean
number_from_value (const GValue *value, double *number)
{
  g_auto (GValue) transformed = G_VALUE_INIT;
  char *end = NULL;

  if (G_VALUE_HOLDS_STRING (value)) {
    const char *text = g_value_get_string (value);

    if (!text || !*text)
      return FALSE;
    *number = g_ascii_strtod (text, &end);
    return *end == '\0';
  }
  if (G_VALUE_HOLDS_BOOLEAN (value) || G_VALUE_HOLDS_ENUM (value) || G_VALUE_HOLDS_FLAGS (value))
    return FALSE;
  g_value_init (&transformed, G_TYPE_DOUBLE);
  if (!g_value_transform (value, &transformed))
    return FALSE;
  *number = g_value_get_double (&transformed);
  return TRUE;
}

static gboolean
check_name (const char *property, const char *name, GError **error)
{
  if (name && *name && strlen (name) <= COCHL_TAG_NAME_MAX && g_utf8_validate (name, -1, NULL))
    return TRUE;
  g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS,
               "Property %s: a tag's name must be 1 to %d bytes of UTF-8.", property, COCHL_TAG_NAME_MAX);
  return FALSE;
}

static gboolean
check_number (const GstCochlValuesRule *rule, const char *tag, const GValue *value, double *number, GError **error)
{
  g_autofree char *expected = describe_rule (rule);
  g_autofree char *given = gst_value_serialize (value);
  const char *hint = "";

  if (number_from_value (value, number) && isfinite (*number)) {
    gboolean whole = *number == floor (*number);

    if (*number >= rule->min && *number <= rule->max && (whole || !rule->integer))
      return TRUE;
    if (rule->integer && !whole)
      hint = " For a least probability use threshold or tag-thresholds.";
  }
  g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS,
               "Property %s: field %s is %s, expected %s.%s The value before stays in force.",
               rule->property, tag, given ? given : G_VALUE_TYPE_NAME (value), expected, hint);
  return FALSE;
}

CochlTagValues *
gst_cochl_values_from_structure (const GstCochlValuesRule *rule, const GstStructure *structure, GError **error)
{
  g_autoptr (CochlTagValues) values = cochl_tag_values_new ();
  int n = structure ? gst_structure_n_fields (structure) : 0;

  for (int i = 0; i < n; i++) {
    const char *tag = gst_structure_nth_field_name (structure, i);
    double number;

    if (!check_name (rule->property, tag, error) ||
        !check_number (rule, tag, gst_structure_get_value (structure, tag), &number, error))
      return NULL;
    cochl_tag_values_set (values, tag, number);
  }
  return g_steal_pointer (&values);
}

GstStructure *
gst_cochl_values_to_structure (const CochlTagValues *values, const char *name, gboolean integer)
{
  GstStructure *structure;

  if (!values)
    return NULL;
  structure = gst_structure_new_empty (name);
  for (guint i = 0; i < cochl_tag_values_get_length (values); i++) {
    const char *tag = cochl_tag_values_get_tag (values, i);
    double value = cochl_tag_values_get_value (values, i);

    if (integer)
      gst_structure_set (structure, tag, G_TYPE_INT, (int) value, NULL);
    else
      gst_structure_set (structure, tag, G_TYPE_DOUBLE, value, NULL);
  }
  return structure;
}

GStrv
gst_cochl_values_names_from_array (const char *property, const GValue *array, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean list = GST_VALUE_HOLDS_LIST (array);
  guint n = list ? gst_value_list_get_size (array) : gst_value_array_get_size (array);

  for (guint i = 0; i < n; i++) {
    const GValue *value = list ? gst_value_list_get_value (array, i) : gst_value_array_get_value (array, i);

    if (!G_VALUE_HOLDS_STRING (value)) {
      g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS,
                   "Property %s: element %u is of type %s, expected the name of a tag as a string."
                   " The value before stays in force.", property, i, G_VALUE_TYPE_NAME (value));
      return NULL;
    }
    if (!check_name (property, g_value_get_string (value), error))
      return NULL;
    g_strv_builder_add (builder, g_value_get_string (value));
  }
  return g_strv_builder_end (builder);
}

void
gst_cochl_values_names_to_array (const char *const *names, GValue *array)
{
  for (gsize i = 0; names && names[i]; i++) {
    g_auto (GValue) value = G_VALUE_INIT;

    g_value_init (&value, G_TYPE_STRING);
    g_value_set_string (&value, names[i]);
    gst_value_array_append_value (array, &value);
  }
}
