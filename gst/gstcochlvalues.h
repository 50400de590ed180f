/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "cochl/model/cochl-tag-values.h"

G_BEGIN_DECLS

/* Property values of the element and what libcochl wants of them: structures
 * with a field for each tag, and arrays of tag names. Pure; any thread. Every
 * error is COCHL_ERROR_BAD_SETTINGS and names the property and the field. */

/* What a field of the structure may be. */
typedef struct {
  const char *property; /* for errors: "tag-sensitivity" */
  double min, max;      /* inclusive */
  gboolean integer;     /* whole numbers only */
  const char *unit;     /* for errors: "seconds", or NULL */
} GstCochlValuesRule;

/* Fields may be of any number type, or strings that are a number. NULL or a
 * structure without fields give an empty list. (transfer full), NULL on error. */
CochlTagValues *gst_cochl_values_from_structure (const GstCochlValuesRule *rule,
                                                 const GstStructure *structure, GError **error);
/* (transfer full), NULL for @values NULL. Fields are ints where @integer, else
 * doubles. */
GstStructure *gst_cochl_values_to_structure (const CochlTagValues *values, const char *name, gboolean integer);

/* The names of a GST_TYPE_ARRAY or GST_TYPE_LIST of strings; an empty array
 * gives an empty vector. (transfer full), NULL on error. */
GStrv gst_cochl_values_names_from_array (const char *property, const GValue *array, GError **error);
/* Appends @names (nullable) to the empty GST_TYPE_ARRAY @array. */
void  gst_cochl_values_names_to_array (const char *const *names, GValue *array);

G_END_DECLS
