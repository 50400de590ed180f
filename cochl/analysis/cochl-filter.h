/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/cochl-macros.h"
#include "cochl/model/cochl-tag-values.h"
#include "cochl/model/cochl-window.h"

G_BEGIN_DECLS

/**
 * CochlFilter:
 *
 * Which tags are reported: those of a list (an empty list: all), with at least
 * the threshold's probability (>=). `Others` never passes. Boxed, reference
 * counted, immutable; any thread.
 */
typedef struct _CochlFilter CochlFilter;

#define COCHL_TYPE_FILTER (cochl_filter_get_type ())
COCHL_API GType        cochl_filter_get_type (void) G_GNUC_CONST;
/* @tags: (nullable): names, NULL or empty for all; @threshold: 0..1;
 * @tag_thresholds: (nullable): overrides by tag, 0..1. */
COCHL_API CochlFilter *cochl_filter_new (const char *const *tags, double threshold,
                                         CochlTagValues *tag_thresholds);
COCHL_API CochlFilter *cochl_filter_ref (CochlFilter *self);
COCHL_API void         cochl_filter_unref (CochlFilter *self);

/* Whether a tag of that name and probability is reported. */
COCHL_API gboolean     cochl_filter_passes (const CochlFilter *self, const CochlTag *tag);
/* The window with only the tags that pass, in their order; @window itself,
 * referenced, when all do. (transfer full) */
COCHL_API CochlWindow *cochl_filter_apply (const CochlFilter *self, CochlWindow *window);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlFilter, cochl_filter_unref)

G_END_DECLS
