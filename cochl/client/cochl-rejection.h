/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A key that was rejected is tried once in so long, however many sessions are
 * wanted and by however many clients. */
#define COCHL_REJECTION_TIME (60 * G_TIME_SPAN_SECOND)

/**
 * CochlRejection:
 *
 * Remembers the key that the service refused last, by its checksum, and what
 * it said. Another key, out of a file that has changed, may be tried at once.
 * A plain value, all zero at first; one thread at a time. Times are us, monotonic.
 */
typedef struct {
  GError *why; /* NULL: none was refused */
  char *checksum;
  gint64 until;
} CochlRejection;

/* (transfer full) */
char    *cochl_rejection_checksum (const char *secret);

/* The key with @checksum was refused. */
void     cochl_rejection_note (CochlRejection *self, const GError *why, const char *checksum, gint64 now);
/* A key was taken. */
void     cochl_rejection_clear (CochlRejection *self);
/* Whether the key may be sent: else @error is what the service said. Who is
 * admitted when the time is over is the only one until it is over again. */
gboolean cochl_rejection_admits (CochlRejection *self, const char *checksum, gint64 now, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CochlRejection, cochl_rejection_clear)

G_END_DECLS
