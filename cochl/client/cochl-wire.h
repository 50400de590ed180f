/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "cochl/client/cochl-submission.h"
#include "cochl/model/cochl-window.h"

G_BEGIN_DECLS

/*
 * The JSON of the audio-session API: bodies out, replies in. Pure functions.
 * Readers are strict: what is not as the API promises is COCHL_ERROR_BAD_REPLY
 * whose text names the JSON path; a reply that itself tells of an error, though
 * its status was 200, is COCHL_ERROR_REFUSED (COCHL_ERROR_ANALYSIS for results).
 */

/* No reply is larger. */
#define COCHL_WIRE_REPLY_MAX ((gsize) 8 * 1024 * 1024)
/* Windows in one page of results. */
#define COCHL_WIRE_PAGE 1024

/* For the session that @submission needs: its own, or its lane's. (transfer full) */
GBytes *cochl_wire_write_create (const CochlSubmission *submission);

typedef struct {
  char *session_id;   /* 1..256 visible ASCII characters; free with cochl_wire_created_clear() */
  gint64 window_size; /* ns; 0 when the reply does not tell */
  gint64 window_hop;
} CochlWireCreated;

/* @created->session_id is set, also on an error, whenever it can be read: then
 * that session exists and has to be deleted. */
gboolean cochl_wire_read_create (GBytes *body, CochlWireCreated *created, GError **error);
void     cochl_wire_created_clear (CochlWireCreated *created);

/* The reply to chunk @n. */
gboolean cochl_wire_read_chunk (GBytes *body, unsigned int n, GError **error);

typedef enum {
  COCHL_WIRE_PENDING,     /* not all bytes have arrived */
  COCHL_WIRE_IN_PROGRESS,
  COCHL_WIRE_DONE
} CochlWireState;

typedef struct {
  CochlWireState state;
  gboolean has_more;
  GPtrArray *windows;     /* (element-type CochlWindow); NULL unless done */
} CochlWirePage;

gboolean cochl_wire_read_page (GBytes *body, CochlWirePage *page, GError **error);
void     cochl_wire_page_clear (CochlWirePage *page);

/* What a stream session says of itself. */
typedef struct {
  gboolean readonly;           /* it takes no more audio */
  unsigned int chunk_sequence; /* the chunk that it expects: how many have arrived */
  gboolean in_progress;        /* audio that has arrived is being analysed */
  unsigned int total;          /* windows that there are, on all pages */
  char *next_token;            /* what to ask with next; NULL: by offset */
  GPtrArray *windows;          /* (element-type CochlWindow) */
} CochlWireStatus;

gboolean cochl_wire_read_status (GBytes *body, CochlWireStatus *status, GError **error);
void     cochl_wire_status_clear (CochlWireStatus *status);

/* {"sequence", "data"}: the audio in base64, made in one buffer. Any thread.
 * (transfer full) */
GBytes  *cochl_wire_write_predict (GBytes *audio, unsigned int sequence);
/* The reply: one window (transfer full), and the number of the next call. */
gboolean cochl_wire_read_predict (GBytes *body, CochlWindow **window, unsigned int *next_sequence, GError **error);

/* Names or objects with a `name`, in an array that is the reply itself or a
 * member of it; sorted, each once. (transfer full) */
GStrv cochl_wire_read_tags (GBytes *body, GError **error);

/* What a reply says went wrong: its `error` (or `message`) where it is JSON, else
 * the beginning of its text; NULL when it says nothing. (transfer full) */
char *cochl_wire_read_error (GBytes *body);

G_END_DECLS
