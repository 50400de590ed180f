/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "cochl/client/cochl-key.h"

G_BEGIN_DECLS

/* How a client connects; does not change once it is in use. Clients whose
 * connections are the same share one. */
typedef struct {
  char *base_url;
  CochlKey *key;
  unsigned int timeout;      /* s without progress on one request */
  char *proxy, *proxy_id, *proxy_pw;
  GTlsDatabase *tls_database;
  GTlsInteraction *tls_interaction;
  char *user_agent;
} CochlConnection;

void     cochl_connection_clear (CochlConnection *self);
/* Takes the contents; @from is left empty. */
CochlConnection cochl_connection_steal (CochlConnection *from);
/* Keys are the same when they came from the same place and have the same secret
 * now; TLS objects when they are the same object. */
gboolean cochl_connection_equal (const CochlConnection *a, const CochlConnection *b);
/* The service's host, for texts. (transfer full) */
char    *cochl_connection_dup_host (const CochlConnection *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CochlConnection, cochl_connection_clear)

G_END_DECLS
