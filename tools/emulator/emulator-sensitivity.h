/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EMULATOR_SENSITIVITY_MIN (-2)
#define EMULATOR_SENSITIVITY_MAX 2

/* How readily tags are reported, as a create call asks for it. A negative number
 * makes tags appear more, a positive one less. */
typedef struct _EmulatorSensitivity EmulatorSensitivity;

EmulatorSensitivity *emulator_sensitivity_new (void);
void                 emulator_sensitivity_free (EmulatorSensitivity *self);
/* @value: -2..2 */
void                 emulator_sensitivity_set_default (EmulatorSensitivity *self, int value);
void                 emulator_sensitivity_set_tag (EmulatorSensitivity *self, const char *tag, int value);
/* The least probability with which @tag is reported: 0.5 at sensitivity 0 and
 * 0.15 more for each step. */
double               emulator_sensitivity_get_threshold (EmulatorSensitivity *self, const char *tag);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorSensitivity, emulator_sensitivity_free)

G_END_DECLS
