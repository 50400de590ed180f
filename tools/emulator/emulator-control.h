/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-server.h"

G_BEGIN_DECLS

/* The routes under /emulator/: counters, sessions, faults and settings of a
 * running emulator. Only for clients on this machine; no key, no faults and no
 * latency, and they are not counted. */
void emulator_control_add_routes (EmulatorServer *server);

G_END_DECLS
