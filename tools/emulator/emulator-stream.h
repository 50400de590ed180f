/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-format.h"
#include "tools/emulator/emulator-judge.h"

G_BEGIN_DECLS

/* Hears the raw audio of one stream session as it arrives, and keeps of it no
 * more than what windows to come still need. One thread at a time. */
typedef struct _EmulatorStream EmulatorStream;

/* What the calls of a predict session carry. */
typedef enum {
  EMULATOR_PREDICT_WINDOW,  /* a whole window each: successive ones overlap */
  EMULATOR_PREDICT_HOP      /* a whole window first, then what is new */
} EmulatorPredictData;

/* @vocabulary and @sensitivity: (transfer none), must outlive it */
EmulatorStream *emulator_stream_new (const EmulatorFormat *format, const EmulatorGrid *grid,
                                     EmulatorVocabulary *vocabulary, EmulatorSensitivity *sensitivity);
void            emulator_stream_free (EmulatorStream *self);

/* The next piece of audio: returns the windows that it completes, none included,
 * (transfer full) (element-type EmulatorWindow). @seconds: of audio in it. Errors:
 * EMULATOR_ERROR 400, and nothing has been heard. */
GPtrArray      *emulator_stream_push (EmulatorStream *self, GBytes *audio, double *seconds, GError **error);
/* The end of the audio: the windows that are left. */
GPtrArray      *emulator_stream_finish (EmulatorStream *self);
/* One window, judged at once. A stream is either pushed or asked so, never both.
 * Errors as above, also for more or less audio than @data asks for. */
EmulatorWindow *emulator_stream_predict (EmulatorStream *self, GBytes *audio, EmulatorPredictData data,
                                         double *seconds, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorStream, emulator_stream_free)

G_END_DECLS
