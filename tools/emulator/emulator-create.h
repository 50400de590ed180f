/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-session.h"

G_BEGIN_DECLS

/* What the body of a create call asks for. Errors: EMULATOR_ERROR 400, whose
 * text names the member and what it must be. Unknown members are let be. */
EmulatorSessionParams *emulator_create_parse (GBytes *body, GError **error);

G_END_DECLS
