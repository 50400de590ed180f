/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "cochl/client/cochl-counters.h"
#include "cochl/client/cochl-network.h"

G_BEGIN_DECLS

/* How one HTTP request ended. */
typedef struct {
  unsigned int status;             /* 0: no answer */
  GBytes *body;                    /* whole, when @cause is NULL; else NULL */
  gboolean http2;                  /* of the answer */
  char *retry_after;               /* headers of the answer; nullable */
  char *location;
  GError *cause;                   /* NULL: the whole answer was read */
  GTlsCertificateFlags tls_errors; /* of the certificate, when that was refused */
  gboolean arrived;                /* something of the request was sent: the service may have got it */
} CochlOutcome;

void cochl_outcome_free (CochlOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlOutcome, cochl_outcome_free)

/* Sends @message with the JSON @body (nullable) and reads the answer, bounded by @timeout (us) in time and by
 * COCHL_WIRE_REPLY_MAX in size. Network thread. Cancelled, timed out, refused
 * for its size (COCHL_ERROR_BAD_REPLY): all is told in the outcome's cause. */
void          cochl_request_send_async (CochlNetwork *network, SoupSession *session, SoupMessage *message,
                                        GBytes *body, gint64 timeout, CochlCounters *counters,
                                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Never NULL. (transfer full) */
CochlOutcome *cochl_request_send_finish (GAsyncResult *result);

G_END_DECLS
