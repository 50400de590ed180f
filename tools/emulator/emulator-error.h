/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why a call is refused. The code of an error in this domain is the HTTP status
 * of the reply, its message is the reply's `error` text. */
#define EMULATOR_ERROR (emulator_error_quark ())
GQuark emulator_error_quark (void) G_GNUC_CONST;

G_END_DECLS
