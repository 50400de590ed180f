/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "tools/emulator/emulator-counters.h"
#include "tools/emulator/emulator-faults.h"
#include "tools/emulator/emulator-hold.h"
#include "tools/emulator/emulator-limit.h"
#include "tools/emulator/emulator-settings.h"
#include "tools/emulator/emulator-store.h"
#include "tools/emulator/emulator-workers.h"

G_BEGIN_DECLS

/* The audio-session API over HTTP/1.1 on 127.0.0.1. One thread, that of the
 * GMainContext which is thread default at the call of new; reading chunks and
 * judging audio are done on worker threads. */
typedef struct _EmulatorServer EmulatorServer;

/* Takes @settings. */
EmulatorServer *emulator_server_new (EmulatorSettings *settings);
/* Cuts every connection. */
void            emulator_server_free (EmulatorServer *self);

/* @port: 0 for any free one. */
gboolean emulator_server_listen (EmulatorServer *self, guint16 port, GError **error);
/* "http://127.0.0.1:PORT", or https; (transfer full) */
char    *emulator_server_get_url (EmulatorServer *self);
/* Refuses connections, and cuts those that are open, for so long. */
void     emulator_server_die_for (EmulatorServer *self, double seconds);

/* What the calls and the control routes work on. */
EmulatorSettings *emulator_server_get_settings (EmulatorServer *self);
EmulatorFaults   *emulator_server_get_faults (EmulatorServer *self);
EmulatorStore    *emulator_server_get_store (EmulatorServer *self);
EmulatorCounters *emulator_server_get_counters (EmulatorServer *self);
EmulatorHold     *emulator_server_get_hold (EmulatorServer *self);
EmulatorWorkers  *emulator_server_get_workers (EmulatorServer *self);
SoupServer       *emulator_server_get_soup (EmulatorServer *self);
/* Has what a session received judged, once it is readonly. */
void              emulator_server_analyze (EmulatorServer *self, EmulatorSession *session);
/* Makes a stream session readonly that has lived, or heard, as long as it may. */
void              emulator_server_check_life (EmulatorServer *self, EmulatorSession *session);
gboolean          emulator_server_delete_session (EmulatorServer *self, const char *id, GError **error);
/* @limit: (transfer full) (nullable): none */
void              emulator_server_set_limit (EmulatorServer *self, EmulatorLimit *limit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorServer, emulator_server_free)

G_END_DECLS
