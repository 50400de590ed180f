/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "tools/emulator/emulator-server.h"

G_BEGIN_DECLS

/* Applies the members of a `POST /emulator/settings`: all or none. @dead_for: set
 * to seconds where that is one of them. Errors: EMULATOR_ERROR 400 and those of
 * the settings, whose text names the member. */
gboolean emulator_tuning_apply (EmulatorServer *server, JsonObject *object, double *dead_for, GError **error);

G_END_DECLS
