/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-exchange.h"
#include "tools/emulator/emulator-server.h"

G_BEGIN_DECLS

/* The calls that bring audio, chunk and predict: reads and judges it on a worker
 * thread, in order for each session, and replies; takes @exchange. */
void emulator_upload_handle (EmulatorServer *server, EmulatorExchange *exchange, EmulatorSession *session);
/* Makes @session readonly and has what it received judged to its end. */
void emulator_upload_end (EmulatorServer *server, EmulatorSession *session);

G_END_DECLS
