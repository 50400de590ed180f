/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The most audio in one chunk: the largest whose whole body, base64 and JSON,
 * stays within the 1 MiB that every known version of the service takes. Just
 * below 768 KiB, and a multiple of three, so that only the last chunk is padded. */
#define COCHL_CHUNK_MAX ((gsize) (1024 * 1024 - 16) / 4 * 3)
/* Encoding more audio than this is work for a thread of its own. */
#define COCHL_CHUNK_INLINE_MAX ((gsize) 64 * 1024)

unsigned int cochl_chunk_count (gsize total);
/* Chunk @n of @audio, encoded: {"data":"<base64>"}, made in one buffer. Any
 * thread. (transfer full) */
GBytes      *cochl_chunk_encode (GBytes *audio, unsigned int n);

G_END_DECLS
