/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a process has that must not grow with what it does. */
typedef struct {
  guint threads, files;
} TestLeftovers;

/* Threads and open file descriptors of this process now, without those threads that
 * GLib's pools keep for later. */
void test_leftovers_count (TestLeftovers *self);
/* Waits until there are no more than @before, up to 30 s; else ends the test. */
void test_leftovers_wait (const TestLeftovers *before);

G_END_DECLS
