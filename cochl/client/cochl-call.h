/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "cochl/client/cochl-turns.h"

G_BEGIN_DECLS

/**
 * CochlCall:
 *
 * One call of the API, as CochlTransport makes it, with its retries. Made by
 * who calls, owned by the transport until the call has ended.
 */
typedef struct {
  const char *name;     /* "create", "chunk", "results", "delete", "tags" */
  const char *method;
  char *path;           /* below the base URL, with its query; owned */
  char *session_id;     /* nullable; owned */
  GBytes *body;         /* JSON; nullable; owned */
  gint64 timeout;       /* of one request, us; 0: four times the transport's */

  /* Cancelled: no further request is sent, the one under way is not cut short.
   * Nullable; owned. */
  GCancellable *drain;

  /* Whose turn it is when calls have to wait; urgent calls by cochl_transport_hurry(). */
  CochlTurnKind kind;

  /* A key that the service rejected is not tried again for a minute: the call
   * fails with what was said then. */
  gboolean spares_rejected;

  /* The service may hold the request until it has something to tell: no answer
   * in time is then no sign that it is gone. */
  gboolean may_be_held;

  /* Reads the body of a 2xx reply; when it refuses it, the request has failed.
   * NULL: any 2xx will do. */
  gboolean (*read) (GBytes *body, gpointer user_data, GError **error);
  /* A request failed, for the last time or not. @arrived: the service may have
   * got it. Nullable. */
  void (*failed) (const GError *error, gboolean arrived, gpointer user_data);
  /* The call waits for the service's limit or for its turn, G_MAXINT64, and is
   * sent now (monotonic us). Nullable. */
  void (*held) (gint64 until, gpointer user_data);
  /* Stays valid until the call has ended. */
  gpointer user_data;

  gpointer run; /* the transport's own */
} CochlCall;

/* (transfer full); @path is taken. Its kind is COCHL_TURN_UNDER_WAY. */
CochlCall *cochl_call_new (const char *name, const char *method, char *path);
void       cochl_call_free (CochlCall *self);

/* "/audio_sessions/<id, escaped><rest>". (transfer full) */
char      *cochl_call_session_path (const char *session_id, const char *rest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlCall, cochl_call_free)

G_END_DECLS
