/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-exchange.h"
#include "tools/emulator/emulator-session.h"

G_BEGIN_DECLS

/* Status calls that wait for news of their session. Times: monotonic
 * microseconds. One thread, that of the GMainContext which is thread default at
 * the call of new. */
typedef struct _EmulatorHold EmulatorHold;

/* Told of each call once its wait is over; takes @exchange. It adds no waits. */
typedef void (*EmulatorHoldFunc) (EmulatorExchange *exchange, gpointer user_data);

EmulatorHold *emulator_hold_new (EmulatorHoldFunc over, gpointer user_data);
/* Forgets those who wait. */
void          emulator_hold_free (EmulatorHold *self);

/* Waits until there is news for who has read @offset windows, at most until
 * @until. Takes @exchange. */
void          emulator_hold_add (EmulatorHold *self, EmulatorExchange *exchange, EmulatorSession *session,
                                 guint64 offset, gint64 until);
/* @session has changed: the news may come earlier than it was known. */
void          emulator_hold_update (EmulatorHold *self, EmulatorSession *session);
/* @session is gone, NULL for all of them: nobody waits for it any longer. */
void          emulator_hold_release (EmulatorHold *self, EmulatorSession *session);
/* Who made the call has gone: it waits no longer, if it does. */
void          emulator_hold_abandon (EmulatorHold *self, EmulatorExchange *exchange);
guint         emulator_hold_count (EmulatorHold *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorHold, emulator_hold_free)

G_END_DECLS
