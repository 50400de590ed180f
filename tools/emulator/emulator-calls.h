/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-exchange.h"
#include "tools/emulator/emulator-server.h"

G_BEGIN_DECLS

/* Does what a call of the API asks for and replies; takes @exchange. */
void emulator_calls_handle (EmulatorServer *server, EmulatorExchange *exchange);
/* Replies to a status call that has waited for news; takes @exchange. */
void emulator_calls_end_wait (EmulatorServer *server, EmulatorExchange *exchange);

G_END_DECLS
