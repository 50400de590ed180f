/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to libcochl. */

/* How long a pipe may keep a reader waiting, in milliseconds. */
#define COCHL_FILE_PIPE_TIMEOUT_MS 5000

/* Reads from the start of the file @path until @buffer is full or the file ends,
 * or, with @first_line, until a line end has been read. Returns the number of
 * bytes, or -1 with errno set. Small files only: it waits for the disk, and for
 * a pipe (a shell's process substitution) as long as COCHL_FILE_PIPE_TIMEOUT_MS
 * at a time. */
gssize cochl_file_read (const char *path, gboolean first_line, char *buffer, gsize size);

G_END_DECLS
