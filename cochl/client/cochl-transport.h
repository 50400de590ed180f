/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "cochl/client/cochl-call.h"
#include "cochl/client/cochl-counters.h"
#include "cochl/client/cochl-pool.h"

G_BEGIN_DECLS

/* How often calls are tried again, and after how long. */
typedef struct {
  int retries;           /* -1: for ever */
  double backoff_factor; /* s */
  double backoff_max;    /* s */
} CochlRetries;

/**
 * CochlTransport:
 *
 * Makes one client's HTTP calls, with retries, over the connections of its pool.
 * Everything in the network thread, the last unref too. A call keeps its
 * transport alive.
 *
 * Redirects are not followed, certificates are verified, replies are bounded in
 * size and time. After a 429 all calls of the pool keep the pause that the
 * service asked for.
 */
typedef struct _CochlTransport CochlTransport;

CochlTransport *cochl_transport_new (CochlNetwork *network, CochlPool *pool, const CochlRetries *retries,
                                     CochlCounters *counters);
CochlTransport *cochl_transport_ref (CochlTransport *self);
void            cochl_transport_unref (CochlTransport *self);
CochlKey       *cochl_transport_get_key (CochlTransport *self);
/* Whether a request may go out that the service is expected to hold: over HTTP/2,
 * where it takes no connection from the others, and while enough room is left. */
gboolean        cochl_transport_may_hold (CochlTransport *self);

/* @call is taken. Cancelling ends waits and requests at once. Errors: what
 * cochl-fault makes of the last failure, or G_IO_ERROR_CANCELLED. */
void     cochl_transport_call_async (CochlTransport *self, CochlCall *call, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
/* @call, which has not ended, has its turn before all that are not in a hurry. */
void     cochl_transport_hurry (CochlTransport *self, CochlCall *call);
gboolean cochl_transport_call_finish (CochlTransport *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlTransport, cochl_transport_unref)

G_END_DECLS
