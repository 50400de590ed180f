/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "cochl/cochl-macros.h"
#include "cochl/model/cochl-tag-values.h"

G_BEGIN_DECLS

/**
 * CochlSettings:
 *
 * What a config.json of the vendor's client says, in either of its shapes
 * (docs/configuration.md). The older shape's sensitivity, 0..1, is a threshold
 * (default 0.5) and leaves the service's sensitivity at 0; its margin is
 * silence between windows, see cochl_settings_get_interval_margin().
 * Boxed, reference counted, immutable; any thread.
 */
typedef struct _CochlSettings CochlSettings;

#define COCHL_TYPE_SETTINGS (cochl_settings_get_type ())
COCHL_API GType          cochl_settings_get_type (void) G_GNUC_CONST;
/* Errors: G_FILE_ERROR when it cannot be read, else COCHL_ERROR_BAD_SETTINGS;
 * the text names the file and every wrong member by JSON path with what was
 * expected. A file above 1 MiB is refused. */
COCHL_API CochlSettings *cochl_settings_new_from_file (const char *path, GError **error);
/* @name stands for the file in errors. @length: bytes, or -1 for a C string. */
COCHL_API CochlSettings *cochl_settings_new_from_data (const char *name, const char *data,
                                                       gssize length, GError **error);
COCHL_API CochlSettings *cochl_settings_ref (CochlSettings *self);
COCHL_API void           cochl_settings_unref (CochlSettings *self);

/* Each tells in @value what the file sets and returns FALSE, leaving @value
 * alone, where the file says nothing of it. (transfer none) */
COCHL_API gboolean cochl_settings_get_sensitivity (const CochlSettings *self, int *value);
COCHL_API gboolean cochl_settings_get_threshold (const CochlSettings *self, double *value);
/* @window_size, @window_hop in ns: what the older shape's margin is counted
 * from (interval margin = margin + size - hop). Seconds. */
COCHL_API gboolean cochl_settings_get_interval_margin (const CochlSettings *self, gint64 window_size,
                                                       gint64 window_hop, double *value);
/* NULL where the file says nothing. (transfer none) */
COCHL_API CochlTagValues    *cochl_settings_get_tag_sensitivity (const CochlSettings *self);
COCHL_API CochlTagValues    *cochl_settings_get_tag_thresholds (const CochlSettings *self);
COCHL_API CochlTagValues    *cochl_settings_get_tag_interval_margins (const CochlSettings *self);
COCHL_API const char *const *cochl_settings_get_tags (const CochlSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlSettings, cochl_settings_unref)

G_END_DECLS
