/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-judge.h"
#include "tools/emulator/emulator-window.h"

G_BEGIN_DECLS

/* Cuts a stream of samples into windows and has each one judged as soon as it
 * is complete, so that memory does not grow with the length of the audio. */
typedef struct _EmulatorMeasure EmulatorMeasure;

/* As emulator_judge_new(). */
EmulatorMeasure *emulator_measure_new (guint rate, const EmulatorGrid *grid,
                                       EmulatorVocabulary *vocabulary, EmulatorSensitivity *sensitivity);
void             emulator_measure_free (EmulatorMeasure *self);
/* @samples: mono, full scale at 1.0 */
void             emulator_measure_push (EmulatorMeasure *self, const float *samples, gsize n_samples);
/* What has been judged since the last call. (transfer full) (element-type EmulatorWindow) */
GPtrArray       *emulator_measure_take (EmulatorMeasure *self);
/* The end of the audio: what has not been taken. What a last window lacks is taken as silence.
 * (transfer full) (element-type EmulatorWindow) */
GPtrArray       *emulator_measure_finish (EmulatorMeasure *self);
/* Seconds pushed so far. */
double           emulator_measure_get_length (EmulatorMeasure *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorMeasure, emulator_measure_free)

G_END_DECLS
