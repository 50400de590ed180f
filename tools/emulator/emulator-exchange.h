/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "tools/emulator/emulator-call.h"
#include "tools/emulator/emulator-faults.h"
#include "tools/emulator/emulator-settings.h"

G_BEGIN_DECLS

/* One call from its arrival to its reply, which may come later than the handler
 * returns. The reply ends the exchange: every path gives exactly one. */
typedef struct _EmulatorExchange EmulatorExchange;

/* Told of each reply: the status, 0 for one that a fault broke. */
typedef void (*EmulatorExchangeFunc) (EmulatorExchange *exchange, guint status, gsize size, gpointer user_data);

/* @settings: (transfer none), must outlive it: its latency as it is now, its
 * outage as it is when the reply is due. */
EmulatorExchange *emulator_exchange_new (SoupServerMessage *message, const EmulatorSettings *settings,
                                         GCancellable *breakages, EmulatorExchangeFunc replied, gpointer user_data);
EmulatorCall      *emulator_exchange_get_call (EmulatorExchange *self);
SoupServerMessage *emulator_exchange_get_message (EmulatorExchange *self);
/* The request's; (transfer full) */
GBytes            *emulator_exchange_get_body (EmulatorExchange *self);
/* When the call had arrived as a whole: monotonic microseconds. */
gint64             emulator_exchange_get_arrival (EmulatorExchange *self);
/* The reply goes out no earlier, and then after the latency. */
void               emulator_exchange_set_ready_time (EmulatorExchange *self, gint64 ready_at);
/* The fault that is to hit the reply. */
void               emulator_exchange_set_fault (EmulatorExchange *self, const EmulatorFault *fault);

/* @body: (transfer full) (nullable) */
void emulator_exchange_reply (EmulatorExchange *self, guint status, GBytes *body);
/* With the status that is the code of an EMULATOR_ERROR, else 500. @retry_after:
 * seconds, 0 for none. */
void emulator_exchange_refuse (EmulatorExchange *self, const GError *error, guint retry_after);

G_END_DECLS
