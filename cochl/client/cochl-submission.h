/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "cochl/client/cochl-lane.h"
#include "cochl/cochl-macros.h"
#include "cochl/model/cochl-tag-values.h"

G_BEGIN_DECLS

/**
 * CochlSubmission:
 *
 * One piece of audio to be judged, with everything that changes the answer: in a
 * session of its own, or in that of its lane. Boxed, reference counted,
 * immutable; any thread.
 */
typedef struct _CochlSubmission CochlSubmission;

/* How the audio is brought to the service. */
typedef enum {
  COCHL_SESSION_FILE,    /* a session for each submission */
  COCHL_SESSION_STREAM,  /* one for the lane; the audio flows in, the windows are fetched */
  COCHL_SESSION_PREDICT  /* one for the lane; a call for each window, answered with it */
} CochlSessionType;

#define COCHL_TYPE_SUBMISSION (cochl_submission_get_type ())
COCHL_API GType            cochl_submission_get_type (void) G_GNUC_CONST;
/* @audio: the encoded bytes of a whole file, not empty; @content_type:
 * "audio/wav", ...; @file_name: a name for the service's records; @duration: of
 * the audio, ns; @window_size, @window_hop: what it was cut for, ns, or 0 for
 * whatever the service judges; @sensitivity: -2..2; @tag_sensitivity: (nullable):
 * integers -2..2. */
COCHL_API CochlSubmission *cochl_submission_new (GBytes *audio, const char *content_type,
                                                 const char *file_name, gint64 duration,
                                                 gint64 window_size, gint64 window_hop,
                                                 int sensitivity, CochlTagValues *tag_sensitivity);
/* Audio of a lane, for sessions of @type STREAM or PREDICT. @samples: mono, 16
 * bit, native endian, one window at least; @rate: samples a second;
 * @first_sample: which sample of the lane they begin with. The submissions of a
 * lane come in the order of its audio, none has a window that another had, and
 * each carries the whole audio of all its windows, which so overlaps with that
 * of the one before by @window_size - @window_hop (both above 0). One that does
 * not follow on the one before has a session begun anew. */
COCHL_API CochlSubmission *cochl_submission_new_raw (CochlSessionType type, CochlLane *lane, GBytes *samples,
                                                     int rate, guint64 first_sample,
                                                     gint64 window_size, gint64 window_hop,
                                                     int sensitivity, CochlTagValues *tag_sensitivity);
COCHL_API CochlSubmission *cochl_submission_ref (CochlSubmission *self);
COCHL_API void             cochl_submission_unref (CochlSubmission *self);

/* What it was made with. The audio of a lane is told as it is sent: s16le. The
 * file name is NULL, the rate 0 and the lane NULL where there is none.
 * (transfer none) */
COCHL_API CochlSessionType cochl_submission_get_session_type (const CochlSubmission *self);
COCHL_API CochlLane      *cochl_submission_get_lane (const CochlSubmission *self);
COCHL_API int             cochl_submission_get_rate (const CochlSubmission *self);
COCHL_API guint64         cochl_submission_get_first_sample (const CochlSubmission *self);
COCHL_API GBytes         *cochl_submission_get_audio (const CochlSubmission *self);
COCHL_API const char     *cochl_submission_get_content_type (const CochlSubmission *self);
COCHL_API const char     *cochl_submission_get_file_name (const CochlSubmission *self);
COCHL_API gint64          cochl_submission_get_duration (const CochlSubmission *self);
COCHL_API gint64          cochl_submission_get_window_size (const CochlSubmission *self);
COCHL_API gint64          cochl_submission_get_window_hop (const CochlSubmission *self);
COCHL_API int             cochl_submission_get_sensitivity (const CochlSubmission *self);
COCHL_API CochlTagValues *cochl_submission_get_tag_sensitivity (const CochlSubmission *self);
/* How many windows the audio of a lane's submission has; 0 for other ones. */
COCHL_API unsigned int    cochl_submission_get_n_windows (const CochlSubmission *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlSubmission, cochl_submission_unref)

G_END_DECLS
