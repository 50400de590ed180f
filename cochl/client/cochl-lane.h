/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "cochl/cochl-macros.h"

G_BEGIN_DECLS

/**
 * CochlLane:
 *
 * The identity of one stretch of unbroken audio, which has a session of type
 * `stream` to itself: the submissions of one lane follow one another in it
 * (cochl_submission_new_raw()). Boxed, reference counted; any thread.
 */
typedef struct _CochlLane CochlLane;

#define COCHL_TYPE_LANE (cochl_lane_get_type ())
COCHL_API GType      cochl_lane_get_type (void) G_GNUC_CONST;
/* A lane like no other in the process. */
COCHL_API CochlLane *cochl_lane_new (void);
COCHL_API CochlLane *cochl_lane_ref (CochlLane *self);
COCHL_API void       cochl_lane_unref (CochlLane *self);

/* For libcochl itself, any thread: how many submissions of the lane are with a
 * client, and whether more of them may come. */
void     cochl_lane_enter (CochlLane *self);
void     cochl_lane_leave (CochlLane *self);
void     cochl_lane_end (CochlLane *self);
/* It was ended and the last submission has left. */
gboolean cochl_lane_is_over (CochlLane *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlLane, cochl_lane_unref)

G_END_DECLS
