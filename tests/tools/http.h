/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "tests/common/emulator.h"

G_BEGIN_DECLS

/* Plain HTTP calls as a foreign client makes them, over one kept-alive
 * connection each thread may have its own of. Blocking, bounded. */
typedef struct _Http Http;

Http       *http_new (TestEmulator *emulator);
void        http_free (Http *self);
/* Sent as X-Api-Key; NULL: not at all. "k" at first. */
void        http_set_key (Http *self, const char *key);
/* @path: below the base URL. @body: JSON or NULL. Returns the status; 0 when the
 * connection broke, see http_get_error(). */
guint       http_call (Http *self, const char *method, const char *path, const char *body);
/* The last reply. */
JsonObject *http_get_reply (Http *self);   /* NULL when it is no JSON object */
const char *http_get_text (Http *self);
const char *http_get_header (Http *self, const char *name);
const char *http_get_error (Http *self);
/* `error` of the last reply, which must be of the shape that the API has. */
const char *http_get_refusal (Http *self);

/* A file session of that many bytes (0: unsized) in WAV. (transfer full) */
char       *http_create (Http *self, gsize total_size);
guint       http_put (Http *self, const char *session_id, guint sequence, gconstpointer bytes, gsize size);
/* No more audio comes: it is readonly from now on. */
guint       http_end (Http *self, const char *session_id);
/* @query: of `status`, without the question mark. */
guint       http_status (Http *self, const char *session_id, const char *query);
/* The same, which must go well: its `inference`. (transfer none) */
JsonObject *http_read_status (Http *self, const char *session_id, const char *query);
/* Polls until the session is neither pending nor in progress; the last reply is
 * the results page. */
const char *http_wait (Http *self, const char *session_id);
/* Create, one chunk, wait: the last reply is the first page. (transfer full) */
char       *http_analyze (Http *self, GBytes *wav);
/* Probability of that tag in that window of the last results page; 0: not there. */
double      http_probability (Http *self, guint window, const char *tag);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Http, http_free)

G_END_DECLS
