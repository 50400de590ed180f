/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cochl/cochl-macros.h"
#include "cochl/model/cochl-tag.h"

G_BEGIN_DECLS

/* Times in libcochl are signed 64-bit nanoseconds. The service and the JSON
 * speak seconds; a number of seconds is rounded to the nearest nanosecond, so
 * that ns / 1e9 is again the very number that was read (up to 2^53 ns). */
#define COCHL_SECOND G_GINT64_CONSTANT (1000000000)

/* What the service judges today, used until it tells otherwise. */
#define COCHL_DEFAULT_WINDOW_SIZE (2 * COCHL_SECOND)
#define COCHL_DEFAULT_WINDOW_HOP (1 * COCHL_SECOND)
/* Others are not what anybody judges: they would cost memory without bound. */
#define COCHL_WINDOW_HOP_MIN (COCHL_SECOND / 100)
#define COCHL_WINDOW_SIZE_MAX (300 * COCHL_SECOND)

/**
 * CochlWindow:
 *
 * A stretch of time that the service judged, with the tags that it heard in it.
 * Boxed, reference counted, immutable; may be used from any thread.
 */
typedef struct _CochlWindow CochlWindow;

#define COCHL_TYPE_WINDOW (cochl_window_get_type ())
COCHL_API GType        cochl_window_get_type (void) G_GNUC_CONST;
/* @start, @end in ns, @start <= @end. @tags: (nullable) (element-type CochlTag);
 * the array is copied, its tags are referenced; NULL for no tags. */
COCHL_API CochlWindow *cochl_window_new (gint64 start, gint64 end, GPtrArray *tags);
COCHL_API CochlWindow *cochl_window_ref (CochlWindow *self);
COCHL_API void         cochl_window_unref (CochlWindow *self);

/* ns. */
COCHL_API gint64          cochl_window_get_start (const CochlWindow *self);
COCHL_API gint64          cochl_window_get_end (const CochlWindow *self);
/* All tags, `Others` among them when the service sent it. */
COCHL_API unsigned int    cochl_window_get_n_tags (const CochlWindow *self);
COCHL_API CochlTag       *cochl_window_get_tag (const CochlWindow *self, unsigned int i); /* (transfer none) */
/* The tag of that name, or NULL. (transfer none) */
COCHL_API CochlTag       *cochl_window_find_tag (const CochlWindow *self, const char *name);
/* The same tags at another time: how a window of a segment becomes one of the stream. */
COCHL_API CochlWindow    *cochl_window_move (CochlWindow *self, gint64 start, gint64 end);
COCHL_API gboolean        cochl_window_equal (const CochlWindow *a, const CochlWindow *b);

/* The vendor client's shape: {"start_time": 0.0, "end_time": 2.0, "sound_tags":
 * [{"name", "probability"}]}. Reading takes "tags" (the service's name) as well.
 * Strict: missing members, wrong types, NaN, probabilities outside 0..1, end
 * before start, times above a year or below 0 are COCHL_ERROR_BAD_REPLY whose
 * text names the JSON path, which begins with @path ("$.data[3]"). */
COCHL_API JsonNode    *cochl_window_to_json (CochlWindow *self);
COCHL_API CochlWindow *cochl_window_new_from_json (JsonNode *node, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlWindow, cochl_window_unref)

G_END_DECLS
