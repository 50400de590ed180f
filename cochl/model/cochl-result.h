/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cochl/cochl-macros.h"
#include "cochl/model/cochl-event.h"
#include "cochl/model/cochl-window.h"

G_BEGIN_DECLS

/**
 * CochlResult:
 *
 * What is known of one file: its windows and their summary, or why there are
 * none. Boxed, reference counted, immutable; any thread.
 */
typedef struct _CochlResult CochlResult;

#define COCHL_TYPE_RESULT (cochl_result_get_type ())
COCHL_API GType        cochl_result_get_type (void) G_GNUC_CONST;
/* @windows: (element-type CochlWindow), @events: (element-type CochlEvent);
 * arrays are copied, elements referenced. @duration in ns. */
COCHL_API CochlResult *cochl_result_new (const char *file, gint64 duration, gboolean cached,
                                         GPtrArray *windows, GPtrArray *events);
/* A file that failed; @message is for people. */
COCHL_API CochlResult *cochl_result_new_failed (const char *file, gint64 duration, const char *message);
COCHL_API CochlResult *cochl_result_ref (CochlResult *self);
COCHL_API void         cochl_result_unref (CochlResult *self);

/* What it was made with; a failed one has no windows and no events. (transfer none) */
COCHL_API const char  *cochl_result_get_file (const CochlResult *self);
COCHL_API gboolean     cochl_result_get_success (const CochlResult *self);
COCHL_API const char  *cochl_result_get_error (const CochlResult *self); /* NULL on success */
COCHL_API gint64       cochl_result_get_duration (const CochlResult *self);
COCHL_API gboolean     cochl_result_get_cached (const CochlResult *self);
COCHL_API unsigned int cochl_result_get_n_windows (const CochlResult *self);
COCHL_API CochlWindow *cochl_result_get_window (const CochlResult *self, unsigned int i); /* (transfer none) */
COCHL_API unsigned int cochl_result_get_n_events (const CochlResult *self);
COCHL_API CochlEvent  *cochl_result_get_event (const CochlResult *self, unsigned int i); /* (transfer none) */
COCHL_API gboolean     cochl_result_equal (const CochlResult *a, const CochlResult *b);

/* {"file", "success", "error"?, "duration", "cached", "events": {"window_results":
 * [...], "summary": [...]}}. Strict reading as
 * cochl_window_new_from_json(); unknown members are let be. */
COCHL_API JsonNode    *cochl_result_to_json (CochlResult *self);
COCHL_API CochlResult *cochl_result_new_from_json (JsonNode *node, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlResult, cochl_result_unref)

G_END_DECLS
