/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "cochl/cochl-macros.h"
#include "cochl/model/cochl-tag-values.h"

G_BEGIN_DECLS

/**
 * CochlSubmission:
 *
 * One piece of audio to be judged in a session of its own, with everything that
 * changes the answer. Boxed, reference counted, immutable; any thread.
 */
typedef struct _CochlSubmission CochlSubmission;

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
COCHL_API CochlSubmission *cochl_submission_ref (CochlSubmission *self);
COCHL_API void             cochl_submission_unref (CochlSubmission *self);

/* What cochl_submission_new() was given. (transfer none) */
COCHL_API GBytes         *cochl_submission_get_audio (const CochlSubmission *self);
COCHL_API const char     *cochl_submission_get_content_type (const CochlSubmission *self);
COCHL_API const char     *cochl_submission_get_file_name (const CochlSubmission *self);
COCHL_API gint64          cochl_submission_get_duration (const CochlSubmission *self);
COCHL_API gint64          cochl_submission_get_window_size (const CochlSubmission *self);
COCHL_API gint64          cochl_submission_get_window_hop (const CochlSubmission *self);
COCHL_API int             cochl_submission_get_sensitivity (const CochlSubmission *self);
COCHL_API CochlTagValues *cochl_submission_get_tag_sensitivity (const CochlSubmission *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlSubmission, cochl_submission_unref)

G_END_DECLS
