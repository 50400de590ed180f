/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "tools/emulator/emulator-sensitivity.h"
#include "tools/emulator/emulator-window.h"

G_BEGIN_DECLS

/* The life of one audio session, without network, threads or a clock: times are
 * given as monotonic microseconds.
 *
 * A session is writable until its `total_size` bytes have arrived, until it is
 * made readonly, or until its analysis failed; then it is readonly. Deleted
 * sessions are those that the store no longer holds. */
typedef struct _EmulatorSession EmulatorSession;

typedef enum {
  EMULATOR_SESSION_FILE
} EmulatorSessionType;

typedef enum {
  EMULATOR_STATE_PENDING,      /* not all bytes have arrived */
  EMULATOR_STATE_IN_PROGRESS,  /* the analysis is under way */
  EMULATOR_STATE_DONE,
  EMULATOR_STATE_ERROR
} EmulatorState;

/* What a create call asks for. */
typedef struct {
  EmulatorSessionType  type;
  gint64               total_size;  /* bytes; 0: not told */
  EmulatorSensitivity *sensitivity;
} EmulatorSessionParams;

void emulator_session_params_free (EmulatorSessionParams *params);

/* @params: (transfer full) */
EmulatorSession *emulator_session_new (const char *id, EmulatorSessionParams *params,
                                       const EmulatorGrid *grid, gint64 now);
EmulatorSession *emulator_session_ref (EmulatorSession *self);
void             emulator_session_unref (EmulatorSession *self);

const char          *emulator_session_get_id (EmulatorSession *self);
const EmulatorGrid  *emulator_session_get_grid (EmulatorSession *self);
EmulatorSensitivity *emulator_session_get_sensitivity (EmulatorSession *self);
/* The number that the next chunk must have. */
guint64              emulator_session_get_sequence (EmulatorSession *self);
gboolean             emulator_session_is_writable (EmulatorSession *self);
/* When it was created or its last chunk arrived. */
gint64               emulator_session_get_last_use (EmulatorSession *self);

/* Whether a chunk with that number may come now. Errors: EMULATOR_ERROR 403 when
 * the session is no longer writable, else 409 for the wrong number. */
gboolean emulator_session_check_chunk (EmulatorSession *self, guint64 sequence, GError **error);
/* The same, and takes the chunk in. Further errors: 400 when more bytes come
 * than were announced. */
gboolean emulator_session_add_chunk (EmulatorSession *self, guint64 sequence, GBytes *audio,
                                     gint64 now, GError **error);
void     emulator_session_make_readonly (EmulatorSession *self, gint64 now);
/* The audio that arrived, once; NULL while writable and after the first call.
 * (transfer full) (element-type GBytes) */
GPtrArray *emulator_session_steal_audio (EmulatorSession *self);

/* The analysis ends: told as done from @ready_at on. @windows: (transfer full) */
void   emulator_session_complete (EmulatorSession *self, GPtrArray *windows, gint64 ready_at);
void   emulator_session_fail (EmulatorSession *self, const char *why);
/* When the last byte arrived, or the session was made readonly. */
gint64 emulator_session_get_end_of_upload (EmulatorSession *self);

EmulatorState emulator_session_get_state (EmulatorSession *self, gint64 now);
/* (element-type EmulatorWindow): empty until the state is done. */
GPtrArray    *emulator_session_get_windows (EmulatorSession *self, gint64 now);
const char   *emulator_session_get_error (EmulatorSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorSessionParams, emulator_session_params_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorSession, emulator_session_unref)

G_END_DECLS
