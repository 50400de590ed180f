/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "cochl/client/cochl-connection.h"
#include "cochl/client/cochl-gate.h"
#include "cochl/client/cochl-health.h"
#include "cochl/client/cochl-known-windows.h"
#include "cochl/client/cochl-poll-clock.h"
#include "cochl/client/cochl-rejection.h"
#include "cochl/client/cochl-teller.h"

G_BEGIN_DECLS

/**
 * CochlPool:
 *
 * What all clients of one process share that connect in the same way: the
 * SoupSession with its connections, the service's call limit and the turns
 * under it, and what is known of the service. It ends with its last client.
 */
typedef struct {
  /* Any thread. The connection does not change. */
  CochlConnection connection;
  CochlKnownWindows *windows;
  CochlHealth *health;

  /* The network thread's, from the first cochl_pool_connect() to the last
   * cochl_pool_disconnect(): */
  SoupSession *session;
  CochlGate *gate;
  char *host;
  gboolean proxied;        /* what cannot be reached may be a proxy */
  GError *unusable;        /* why no request can be made, or NULL */
  CochlRejection rejection;
  GQueue sleepers;         /* the transports' calls that wait before they are tried again */
  CochlPollClock poll_clock;
  CochlPollClock stream_clock;

  /* Its own: */
  unsigned int refs;       /* under the lock of all pools */
  unsigned int n_connected;
  GMutex members_lock;
  GPtrArray *members;      /* CochlTeller */
} CochlPool;

/* The one of all who connect so. @connection: contents are taken. Any thread. */
CochlPool *cochl_pool_acquire (CochlConnection *connection);
CochlPool *cochl_pool_ref (CochlPool *self);
void       cochl_pool_unref (CochlPool *self);

/* @member is told what becomes known of the service until it leaves; leaving
 * twice does nothing. Any thread. */
void         cochl_pool_join (CochlPool *self, CochlTeller *member);
void         cochl_pool_leave (CochlPool *self, CochlTeller *member);
unsigned int cochl_pool_count_members (CochlPool *self);

/* Network thread. Connections are there between the first of the one and the
 * last of the other. */
void cochl_pool_connect (CochlPool *self, CochlNetwork *network);
void cochl_pool_disconnect (CochlPool *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlPool, cochl_pool_unref)

G_END_DECLS
