/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "cochl/client/cochl-call.h"
#include "cochl/client/cochl-counters.h"
#include "cochl/client/cochl-health.h"
#include "cochl/client/cochl-key.h"
#include "cochl/client/cochl-network.h"

G_BEGIN_DECLS

/* How a client connects; does not change once it is in use. */
typedef struct {
  char *base_url;
  CochlKey *key;
  unsigned int timeout;      /* s without progress on one request */
  int retries;
  double retry_backoff_factor;
  double retry_backoff_max;
  char *proxy, *proxy_id, *proxy_pw;
  GTlsDatabase *tls_database;
  GTlsInteraction *tls_interaction;
  char *user_agent;
} CochlTransportOptions;

void cochl_transport_options_clear (CochlTransportOptions *self);

/**
 * CochlTransport:
 *
 * Makes HTTP calls with retries over one pool of connections. Everything in the
 * network thread, the last unref too. A call keeps its transport alive.
 *
 * Redirects are not followed, certificates are verified, replies are bounded in
 * size and time. After a 429 all calls keep the pause that the service asked for.
 */
typedef struct _CochlTransport CochlTransport;

/* @options: contents are taken, and the struct is left empty. */
CochlTransport *cochl_transport_new (CochlNetwork *network, CochlTransportOptions *options, CochlCounters *counters,
                                     CochlHealth *health);
CochlTransport *cochl_transport_ref (CochlTransport *self);
void            cochl_transport_unref (CochlTransport *self);
CochlKey       *cochl_transport_get_key (CochlTransport *self);

/* @call is taken. Cancelling ends waits and requests at once. Errors: what
 * cochl-fault makes of the last failure, or G_IO_ERROR_CANCELLED. */
void     cochl_transport_call_async (CochlTransport *self, CochlCall *call, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean cochl_transport_call_finish (CochlTransport *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlTransport, cochl_transport_unref)

G_END_DECLS
