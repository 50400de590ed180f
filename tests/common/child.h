/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A program as a process of the test's own, which says on stdout when it is ready and
 * ends when its stdin is closed: so it ends with the test, however that ends. Every
 * function blocks, may be called in any thread, and ends the test when something goes
 * wrong. */
typedef struct _TestChild TestChild;

/* Returns when the program @argv has said its first line, which must begin with @ready. */
TestChild  *test_child_start (const char *const *argv, const char *ready);
/* What the first line said behind @ready. */
const char *test_child_get_word (TestChild *self);
/* The next line that it says; it must say one. (transfer full) */
char       *test_child_read_line (TestChild *self);
/* Ends it, and checks that it ended well. */
void        test_child_stop (TestChild *self);
/* Ends it as a power cut does. */
void        test_child_kill (TestChild *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestChild, test_child_stop)

G_END_DECLS
