/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "cochl/cochl-macros.h"

G_BEGIN_DECLS

/**
 * CochlTagValues:
 *
 * A number for each of some tags, in the order in which they were set:
 * sensitivities, thresholds, interval margins. Boxed, reference counted;
 * filled by cochl_tag_values_set() before it is shared, immutable from then on.
 */
typedef struct _CochlTagValues CochlTagValues;

#define COCHL_TYPE_TAG_VALUES (cochl_tag_values_get_type ())
COCHL_API GType           cochl_tag_values_get_type (void) G_GNUC_CONST;
/* Without any tag. */
COCHL_API CochlTagValues *cochl_tag_values_new (void);
COCHL_API CochlTagValues *cochl_tag_values_ref (CochlTagValues *self);
COCHL_API void            cochl_tag_values_unref (CochlTagValues *self);

/* Only while the caller holds the one reference. A second set replaces the value. */
COCHL_API void cochl_tag_values_set (CochlTagValues *self, const char *tag, double value);

/* @self may be NULL everywhere below: no tags. */
COCHL_API unsigned int cochl_tag_values_get_length (const CochlTagValues *self);
COCHL_API const char  *cochl_tag_values_get_tag (const CochlTagValues *self, unsigned int i);
COCHL_API double       cochl_tag_values_get_value (const CochlTagValues *self, unsigned int i);
/* The value of @tag, or @fallback when it has none. */
COCHL_API double       cochl_tag_values_lookup (const CochlTagValues *self, const char *tag, double fallback);
/* Same tags with the same values, whatever the order. */
COCHL_API gboolean     cochl_tag_values_equal (const CochlTagValues *a, const CochlTagValues *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlTagValues, cochl_tag_values_unref)

G_END_DECLS
