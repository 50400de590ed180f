/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-session.h"
#include "tools/emulator/emulator-vocabulary.h"

G_BEGIN_DECLS

/* Decodes and judges what sessions received, on a bounded pool of threads. */
typedef struct _EmulatorAnalysis EmulatorAnalysis;

/* Called in the GMainContext in which the analysis was made. @windows: (transfer
 * full) or NULL with @why; @length: seconds of audio. */
typedef void (*EmulatorAnalysisFunc) (EmulatorSession *session, GPtrArray *windows, double length,
                                      const char *why, gpointer user_data);

/* @vocabulary: (transfer none), complete, must outlive it */
EmulatorAnalysis *emulator_analysis_new (EmulatorVocabulary *vocabulary,
                                         EmulatorAnalysisFunc func, gpointer user_data);
/* Waits for what is under way; what has not begun is dropped, and nothing is
 * told any more. */
void              emulator_analysis_free (EmulatorAnalysis *self);
/* @audio: (transfer full) (element-type GBytes) */
void              emulator_analysis_push (EmulatorAnalysis *self, EmulatorSession *session, GPtrArray *audio);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorAnalysis, emulator_analysis_free)

G_END_DECLS
