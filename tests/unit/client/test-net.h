/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-service.h"

G_BEGIN_DECLS

/* A CochlService for tests of what lives in the network thread. */
typedef struct {
  CochlNetwork *network;
  CochlService service; /* its transport is made and let go in the network thread */
  unsigned int n_left;  /* sessions left; read after test_net_run() */
  char *left_id;
  int left_code;

  CochlPool *pool;
  int retries;
  GMutex lock;
  GCond changed;
  gboolean done;
} TestNet;

TestNet *test_net_new (const char *url, int retries);
void     test_net_free (TestNet *self);
/* Calls @func (data, self) in the network thread and blocks until somebody
 * there has called test_net_done(); fails the test after a minute. */
void     test_net_run (TestNet *self, GFunc func, gpointer data);
void     test_net_done (TestNet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestNet, test_net_free)

G_END_DECLS
