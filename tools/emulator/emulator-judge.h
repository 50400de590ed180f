/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-sensitivity.h"
#include "tools/emulator/emulator-vocabulary.h"
#include "tools/emulator/emulator-window.h"

G_BEGIN_DECLS

/* Gives a window its tags from what is measured in it. A judgement depends on
 * nothing but the window's own samples and the settings, so that the same audio
 * is judged the same however it was cut into sessions. docs/emulator.md has the
 * rules with their numbers. Not to be shared by threads. */
typedef struct _EmulatorJudge EmulatorJudge;

/* @rate: Hz; @vocabulary and @sensitivity: (transfer none), must outlive it */
EmulatorJudge *emulator_judge_new (guint rate, EmulatorVocabulary *vocabulary, EmulatorSensitivity *sensitivity);
void           emulator_judge_free (EmulatorJudge *self);
/* Adds tags to @window, the most probable first; `Others` when there are none. */
void           emulator_judge_hear (EmulatorJudge *self, const float *samples, gsize n_samples, EmulatorWindow *window);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorJudge, emulator_judge_free)

G_END_DECLS
