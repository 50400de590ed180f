/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cochl/cochl-macros.h"

G_BEGIN_DECLS

/**
 * CochlEvent:
 *
 * A detection event: one sound from its first window's start to its last
 * window's end. Boxed, reference counted, immutable; any thread.
 */
typedef struct _CochlEvent CochlEvent;

#define COCHL_TYPE_EVENT (cochl_event_get_type ())
COCHL_API GType       cochl_event_get_type (void) G_GNUC_CONST;
/* @start, @end in ns; @probability: the highest of its windows, 0..1;
 * @n_windows: windows that had the tag, at least 1. */
COCHL_API CochlEvent *cochl_event_new (const char *tag, gint64 start, gint64 end,
                                       double probability, unsigned int n_windows);
COCHL_API CochlEvent *cochl_event_ref (CochlEvent *self);
COCHL_API void        cochl_event_unref (CochlEvent *self);

/* What cochl_event_new() was given: ns, 0..1, at least 1. (transfer none) */
COCHL_API const char  *cochl_event_get_tag (const CochlEvent *self);
COCHL_API gint64       cochl_event_get_start (const CochlEvent *self);
COCHL_API gint64       cochl_event_get_end (const CochlEvent *self);
COCHL_API double       cochl_event_get_probability (const CochlEvent *self);
COCHL_API unsigned int cochl_event_get_n_windows (const CochlEvent *self);
/* Same tag, times, probability and number of windows. */
COCHL_API gboolean     cochl_event_equal (const CochlEvent *a, const CochlEvent *b);

/* The vendor's line, times as Python prints floats (shortest form that reads
 * back the same, at least one decimal): "At 0.0-1.0s, [Baby_cry] was detected".
 * (transfer full) */
COCHL_API char *cochl_event_to_line (const CochlEvent *self);

/* {"tag", "start_time", "end_time", "probability"}; n_windows is not in the
 * vendor's shape and reads back as 1. Strict as cochl_window_new_from_json(). */
COCHL_API JsonNode   *cochl_event_to_json (CochlEvent *self);
COCHL_API CochlEvent *cochl_event_new_from_json (JsonNode *node, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlEvent, cochl_event_unref)

G_END_DECLS
