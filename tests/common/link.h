/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A network of the test's own: two network namespaces of the kernel, near and far, each
 * packet between which goes through a thread of the test, which may hold it up or lose
 * it. 127.0.0.1, seen from the near one, is the far one's: a client here that takes
 * plain http to this machine only takes it to a service over there. */
typedef struct _TestLink TestLink;

/* Moves the calling thread, and so each that it makes from now on, into the near
 * namespace. Call it first of all in main(), while there is one thread. NULL where
 * that is not permitted (it takes root, and /dev/net/tun), with the reason in @reason.
 * (transfer full) */
TestLink *test_link_new (char **reason);
void      test_link_free (TestLink *self);

/* Moves the calling thread into the far namespace, and back: what is started
 * between them is over there. */
void      test_link_go_far (TestLink *self);
void      test_link_come_back (TestLink *self);

/* From now on: each packet takes @delay_ms, each way, and is lost with the
 * probability @loss. */
void      test_link_set (TestLink *self, guint delay_ms, double loss);
/* Whether the line is cut: no packet goes through, and nobody is told. */
void      test_link_cut (TestLink *self, gboolean cut);
/* Every connection that there is loses all its packets from now on, as behind a router
 * that was started anew; new ones work. */
void      test_link_forget (TestLink *self);
/* Packets that were lost so far, in each of these ways. */
guint     test_link_count_lost (TestLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestLink, test_link_free)

G_END_DECLS
