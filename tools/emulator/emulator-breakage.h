/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "tools/emulator/emulator-faults.h"

G_BEGIN_DECLS

/* Replies that a sound server never gives. Takes @message's connection away from
 * its server and breaks the reply as @action says: EMULATOR_FAULT_RESET, CUT,
 * STALL, ENDLESS or SLOW. @status and @body are the reply that is broken. What
 * is open ends when the client goes away or @cancellable is cancelled. */
void emulator_breakage_start (SoupServerMessage *message, EmulatorFaultAction action,
                              guint status, GBytes *body, GCancellable *cancellable);

G_END_DECLS
