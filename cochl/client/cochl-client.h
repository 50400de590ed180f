/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "cochl/client/cochl-condition.h"
#include "cochl/client/cochl-key.h"
#include "cochl/client/cochl-submission.h"
#include "cochl/cochl-macros.h"
#include "cochl/model/cochl-window.h"

G_BEGIN_DECLS

/**
 * CochlClient:
 *
 * Speaks the audio-session API for any number of callers: at most
 * `max-in-flight` submissions at once over one pool of connections, the others
 * wait in order. All network work is done in the process's one network thread;
 * the methods may be called from any thread and never block; callbacks come in
 * the GMainContext that was the caller's thread default at the call. Clients
 * that connect in the same way share connections, call limit and what is known
 * of the service, and take turns; docs/client.md has how.
 *
 * Construct-only properties: `base-url` (as cochl_url_resolve() returned it),
 * `key` (CochlKey), `timeout` (uint, s, 15: without progress on one request; a
 * whole request is bounded by four times as much), `retries` (int, 3, -1: for
 * ever), `retry-backoff-factor` (double, s, 0.5), `retry-backoff-max` (double,
 * s, 60), `proxy`, `proxy-id`, `proxy-pw` (strings; NULL: the environment's,
 * loopback bypassed), `tls-database`, `tls-interaction`, `user-agent`.
 * Writable at any time: `max-in-flight` (uint, 1..64, 4); `predict-new-audio`
 * (boolean, FALSE: a predict call carries its whole window; TRUE: only what the
 * session does not have yet; for sessions that begin from then on).
 *
 * Signals, in the GMainContext that was thread default at construction:
 * `session-left` (const char *session_id or NULL, const GError *why): a session
 * stays on the service until it expires (one hour), because its DELETE got no
 * answer within two seconds or the reply to its create was lost.
 * `windows-known`: the service has told which windows it judges, or others than
 * before: see cochl_client_get_windows().
 * `condition-changed`: the service was lost, is back, holds calls back, has
 * refused the key, or the pace of its limit is known anew: see
 * cochl_client_get_condition(), which tells what holds when the handler asks.
 */
#define COCHL_TYPE_CLIENT (cochl_client_get_type ())
COCHL_API GType cochl_client_get_type (void) G_GNUC_CONST;
G_DECLARE_FINAL_TYPE (CochlClient, cochl_client, COCHL, CLIENT, GObject)

/* Counts since the client was made. Bytes are those of bodies. */
typedef struct {
  guint64 requests;           /* HTTP requests sent, retries and polls among them */
  guint64 retries;            /* requests that repeat a failed one */
  guint64 rate_limited;       /* 429 answers */
  guint64 connections;        /* TCP connections opened */
  guint64 bytes_sent;
  guint64 bytes_received;
  guint64 sessions_created;
  guint64 sessions_deleted;
  guint64 sessions_left;      /* see `session-left` */
  guint64 analysis_units;     /* begun 15 s of audio in sessions: what is billed */
  guint64 submissions_done;
  guint64 submissions_failed;
} CochlClientStats;

/* For g_object_new()-like use: cochl_client_new ("base-url", url, "key", key, NULL). */
COCHL_API CochlClient *cochl_client_new (const char *first_property, ...) G_GNUC_NULL_TERMINATED;

/* Has @submission judged. The finish function returns its windows in order,
 * times from the start of the submitted audio: (transfer full) (element-type
 * CochlWindow). Errors: COCHL_ERROR_*, or G_IO_ERROR_CANCELLED, which comes at
 * once while the session is deleted in the background. A submission that was
 * cut for other windows than the service judges fails with
 * COCHL_ERROR_OTHER_WINDOWS as soon as that is known, most often before any
 * audio was sent. */
COCHL_API void       cochl_client_submit_async (CochlClient *self, CochlSubmission *submission,
                                                GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
COCHL_API GPtrArray *cochl_client_submit_finish (CochlClient *self, GAsyncResult *result, GError **error);

/* No more submissions of @lane come: its session is deleted when those that are
 * under way have been answered. A lane that is not ended keeps its session
 * until the client is closed. */
COCHL_API void cochl_client_end_lane (CochlClient *self, CochlLane *lane);

/* The windows that the service judges: TRUE when it told (or its windows
 * showed), FALSE and the defaults until then. */
COCHL_API gboolean cochl_client_get_windows (CochlClient *self, gint64 *window_size, gint64 *window_hop);

/* The tags that the service knows (GET /tags/official), sorted. (transfer full) */
COCHL_API void  cochl_client_list_tags_async (CochlClient *self, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
COCHL_API GStrv cochl_client_list_tags_finish (CochlClient *self, GAsyncResult *result, GError **error);

/* What was counted since the client was made. */
COCHL_API void cochl_client_get_stats (CochlClient *self, CochlClientStats *stats);

/* How the service is doing, by what became of the client's requests so far and
 * of those of all clients that share its connections. @out is filled whatever it
 * held: free it with cochl_condition_clear(). */
COCHL_API void cochl_client_get_condition (CochlClient *self, CochlCondition *out);

/* Cancels what is in flight, then ends when every session has been deleted or
 * given up (two seconds at most each, all side by side) and every
 * `session-left` has been told. New submissions fail from the call on. */
COCHL_API void     cochl_client_close_async (CochlClient *self, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
COCHL_API gboolean cochl_client_close_finish (CochlClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
