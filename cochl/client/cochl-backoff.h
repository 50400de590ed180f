/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A server may ask for a pause of any length; no call waits longer at a time,
 * in microseconds: five minutes, after which the server may ask again. */
#define COCHL_BACKOFF_RETRY_AFTER_MAX (300 * G_TIME_SPAN_SECOND)

/**
 * CochlBackoff:
 *
 * How long one call waits before it is tried again. The n-th failure waits
 * factor * 2^n seconds, at most the maximum, of which the second half is drawn
 * by lot ("equal jitter"), so that callers who failed together do not come back
 * together. `Retry-After` wins over both. A 429 answer uses up no retry. Pure; a
 * plain value; one thread at a time.
 */
typedef struct {
  int retries;               /* -1: for ever */
  double factor;             /* s */
  double max;                /* s */
  unsigned int failures;     /* so far, without 429 */
  unsigned int limited;      /* 429 answers so far */
} CochlBackoff;

void cochl_backoff_init (CochlBackoff *self, int retries, double factor, double max);

/* The wait before the next try in us after a failure, or -1 when the retries
 * are used up. @retry_after: as cochl_backoff_parse_retry_after() gave it.
 * @lot: 0..1, drawn by the caller. */
gint64 cochl_backoff_failed (CochlBackoff *self, gint64 retry_after, double lot);
/* The same after a 429; never -1. A server that asks for no pause at all is
 * still asked with growing pauses, of at most a second. */
gint64 cochl_backoff_limited (CochlBackoff *self, gint64 retry_after, double lot);

/* A `Retry-After` header, whole seconds or an HTTP date, as a wait in us, 0 to
 * COCHL_BACKOFF_RETRY_AFTER_MAX; -1 for NULL and what is neither. @now: Unix
 * time, us. */
gint64 cochl_backoff_parse_retry_after (const char *value, gint64 now);

G_END_DECLS
