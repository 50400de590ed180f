/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "tools/emulator/emulator-format.h"
#include "tools/emulator/emulator-history.h"
#include "tools/emulator/emulator-sensitivity.h"
#include "tools/emulator/emulator-stream.h"

G_BEGIN_DECLS

/* The life of one audio session, without network, threads or a clock: times are
 * given as monotonic microseconds.
 *
 * A session is writable until its `total_size` bytes have arrived, until it is
 * made readonly, or until its analysis failed; then it is readonly. Deleted
 * sessions are those that the store no longer holds. The windows of a file are
 * told together when the analysis is done, those of a stream one by one. */
typedef struct _EmulatorSession EmulatorSession;

typedef enum {
  EMULATOR_SESSION_FILE,
  EMULATOR_SESSION_STREAM
} EmulatorSessionType;

/* What a session is used for, as the costs of the three are compared. */
typedef enum {
  EMULATOR_USE_FILE,
  EMULATOR_USE_STREAM,
  EMULATOR_USE_PREDICT   /* a stream session that was asked with predict */
} EmulatorUse;

#define EMULATOR_N_USES (EMULATOR_USE_PREDICT + 1)

/* Billing is per analysis unit of so many seconds of a session's audio, begun
 * ones counting whole. */
#define EMULATOR_UNIT_SECONDS 15

typedef enum {
  EMULATOR_STATE_PENDING,      /* not all bytes have arrived */
  EMULATOR_STATE_IN_PROGRESS,  /* the analysis is under way */
  EMULATOR_STATE_DONE,
  EMULATOR_STATE_ERROR
} EmulatorState;

/* What a create call asks for. */
typedef struct {
  EmulatorSessionType  type;
  gint64               total_size;  /* bytes; 0: not told; of files */
  EmulatorFormat       format;      /* of streams */
  EmulatorSensitivity *sensitivity;
} EmulatorSessionParams;

void emulator_session_params_free (EmulatorSessionParams *params);

/* @params: (transfer full) */
EmulatorSession *emulator_session_new (const char *id, EmulatorSessionParams *params,
                                       const EmulatorGrid *grid, gint64 now);
EmulatorSession *emulator_session_ref (EmulatorSession *self);
void             emulator_session_unref (EmulatorSession *self);

const char          *emulator_session_get_id (EmulatorSession *self);
EmulatorSessionType  emulator_session_get_type (EmulatorSession *self);
EmulatorUse          emulator_session_get_use (EmulatorSession *self);
const EmulatorGrid  *emulator_session_get_grid (EmulatorSession *self);
EmulatorSensitivity *emulator_session_get_sensitivity (EmulatorSession *self);
/* The number that the next chunk must have. */
guint64              emulator_session_get_sequence (EmulatorSession *self);
gboolean             emulator_session_is_writable (EmulatorSession *self);
gint64               emulator_session_get_start (EmulatorSession *self);
/* When it was created or its last audio arrived. */
gint64               emulator_session_get_last_use (EmulatorSession *self);

/* What hears a stream session; NULL for a file. @stream: (transfer full) */
void            emulator_session_set_stream (EmulatorSession *self, EmulatorStream *stream);
EmulatorStream *emulator_session_get_stream (EmulatorSession *self);

/* Calls that bring audio are carried out one after the other. TRUE when @call
 * may go on at once; else it waits. */
gboolean emulator_session_take_turn (EmulatorSession *self, gpointer call);
/* The turn of the call that waited longest; NULL when none did. */
gpointer emulator_session_pass_turn (EmulatorSession *self);
/* Takes the turn for the end of a stream, when nobody has it, and once. */
gboolean emulator_session_take_end (EmulatorSession *self);

/* Whether a chunk with that number may come now. Errors: EMULATOR_ERROR 403 when
 * the session is no longer writable, else 409 for the wrong number. */
gboolean emulator_session_check_writable (EmulatorSession *self, GError **error);
gboolean emulator_session_check_sequence (EmulatorSession *self, guint64 sequence, GError **error);
/* A chunk of a file. Errors: as above, and 400 when more bytes come than were
 * announced. */
gboolean emulator_session_add_chunk (EmulatorSession *self, guint64 sequence, GBytes *audio,
                                     gint64 now, GError **error);
/* Audio of a stream has been heard: the next number counts from now on. */
void     emulator_session_advance (EmulatorSession *self, EmulatorUse use, gint64 now);
/* Counts audio, in seconds, and returns how many analysis units that began. */
guint    emulator_session_bill (EmulatorSession *self, double seconds);
double   emulator_session_get_length (EmulatorSession *self);
void     emulator_session_make_readonly (EmulatorSession *self, gint64 now);
/* The audio of a file that arrived, once; NULL while writable and after the
 * first call. (transfer full) (element-type GBytes) */
GPtrArray *emulator_session_steal_audio (EmulatorSession *self);

/* Windows of a stream, told from @ready_at on. @windows: (transfer full) */
void   emulator_session_add_windows (EmulatorSession *self, GPtrArray *windows, gint64 ready_at);
/* The same, and nothing more will come. */
void   emulator_session_complete (EmulatorSession *self, GPtrArray *windows, gint64 ready_at);
gboolean emulator_session_is_complete (EmulatorSession *self);
void   emulator_session_fail (EmulatorSession *self, const char *why);
/* When the last byte arrived, or the session was made readonly. */
gint64 emulator_session_get_end_of_upload (EmulatorSession *self);

EmulatorState    emulator_session_get_state (EmulatorSession *self, gint64 now);
/* How many windows have been told; of a file, none until it is done. */
guint64          emulator_session_count_windows (EmulatorSession *self, gint64 now);
EmulatorHistory *emulator_session_get_history (EmulatorSession *self);
/* From when on there is news for who has read @offset windows: another one, or
 * that none will come. G_MAXINT64: that is not known yet. */
gint64           emulator_session_get_news_time (EmulatorSession *self, guint64 offset);
const char      *emulator_session_get_error (EmulatorSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorSessionParams, emulator_session_params_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorSession, emulator_session_unref)

G_END_DECLS
