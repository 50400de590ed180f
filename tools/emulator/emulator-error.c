/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-error.h"

G_DEFINE_QUARK (emulator-error-quark, emulator_error)
