/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TestWatchdog:
 *
 * A thread that aborts the test when what is done takes too long, and says what
 * it was: a state change that hangs hangs the thread that asked for it, so that
 * another has to tell. Any thread.
 */
typedef struct _TestWatchdog TestWatchdog;

TestWatchdog *test_watchdog_new (void);
/* Ends the thread. */
void          test_watchdog_free (TestWatchdog *self);
/* A new round: it bites @seconds from now, and the trail begins anew. */
void          test_watchdog_begin (TestWatchdog *self, guint seconds);
/* Adds to the trail of what was done. */
void          test_watchdog_note (TestWatchdog *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* (transfer full) */
char         *test_watchdog_dup_trail (TestWatchdog *self);

G_END_DECLS
