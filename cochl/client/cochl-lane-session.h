/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-remote.h"
#include "cochl/client/cochl-ticket.h"

G_BEGIN_DECLS

/**
 * CochlLaneSession:
 *
 * What the two kinds of session that a lane can have share: the session on the
 * service, the tickets that wait for its windows, the calls under way, and the
 * ways in which it ends. The kinds embed it as their first member. Network thread.
 */
typedef struct _CochlLaneSession CochlLaneSession;

typedef struct {
  /* The audio of its windows must follow without a gap. */
  gboolean gapless;
  /* The session is open, or a ticket was added to one that is: @ticket joined,
   * the last time for each, in order. */
  void (*join) (CochlLaneSession *self, CochlTicket *ticket);
  /* No more calls: timers go. */
  void (*stop) (CochlLaneSession *self);
  void (*free) (CochlLaneSession *self);
} CochlLaneSessionKind;

/* What the lane is told. None frees the session before it returns. */
typedef struct {
  /* A window that somebody waited for came. */
  void (*progressed) (CochlLaneSession *self, gpointer user_data);
  /* Its last ticket was answered. */
  void (*emptied) (CochlLaneSession *self, gpointer user_data);
  /* It is of no use any more; its tickets are to be taken. @why: (transfer
   * full), NULL: a ticket was cancelled. */
  void (*lost) (CochlLaneSession *self, GError *why, gpointer user_data);
  /* Its tickets failed: it is of no use any more. */
  void (*failed) (CochlLaneSession *self, gpointer user_data);
  /* Everything is over; it is freed after it. */
  void (*closed) (CochlLaneSession *self, gpointer user_data);
} CochlLaneSessionFuncs;

struct _CochlLaneSession {
  const CochlLaneSessionKind *kind;
  CochlService *service;
  const CochlLaneSessionFuncs *funcs;
  gpointer user_data;

  CochlSubmission *model; /* the first: all are of its kind */
  guint64 origin;         /* sample of the lane that the session begins with */
  guint64 end;            /* and up to which its tickets carry audio */
  gint64 next;            /* where the window after theirs begins, ns from the origin */
  GQueue tickets;         /* CochlTicket: those that wait */

  CochlRemote *remote;    /* NULL once it is closed */
  GCancellable *stop;     /* of its calls */
  unsigned int calls;     /* under way */
  gboolean open;
  gboolean closing;
  gboolean abandoned;     /* a ticket was cancelled */
  guint64 units;          /* of analysis, counted so far */
};

/* For the kinds: @self was just made, zeroed; begins the session. @funcs must
 * outlive it. The first ticket is to be added before the main loop runs. */
void cochl_lane_session_begin (CochlLaneSession *self, const CochlLaneSessionKind *kind, CochlService *service,
                               CochlSubmission *model, const CochlLaneSessionFuncs *funcs, gpointer user_data);
/* A call on the session. */
typedef struct {
  const char *name, *method;
  char *rest;          /* of the path, after the session's id; taken */
  /* A body, which @encode makes of @audio and @n (large ones in a thread of its
   * own). Nullable. */
  GBytes *(*encode) (GBytes *audio, unsigned int n);
  GBytes *audio;
  unsigned int n;
  gboolean (*read) (GBytes *body, gpointer user_data, GError **error);
  gboolean may_be_held; /* as CochlCall has it */
  /* The end: NULL or @error (transfer full). Not called when the session is closing. */
  void (*done) (GError *error, gpointer user_data);
  gpointer user_data;
} CochlLaneCall;

void cochl_lane_session_call (CochlLaneSession *self, const CochlLaneCall *call);
/* Ends @self as @error (transfer full) says: a session that is lost gives its tickets
 * back, after anything else they have failed. */
void cochl_lane_session_fail (CochlLaneSession *self, GError *error);
/* Answers the tickets that have all their windows, and those whose windows all
 * begin before @past (ns from the origin), of which no more will come. TRUE:
 * some still wait. */
gboolean cochl_lane_session_answer (CochlLaneSession *self, gint64 past);
/* So much audio, ns, has arrived in all: what it costs is counted. */
void cochl_lane_session_bill (CochlLaneSession *self, gint64 duration);

/* For the lane. Whether @submission can join: the same kind of session, and
 * windows that follow on those that it was given. */
gboolean cochl_lane_session_takes (CochlLaneSession *self, CochlSubmission *submission);
void     cochl_lane_session_add (CochlLaneSession *self, CochlTicket *ticket);
/* The next ticket that waits, out of the session; NULL when none does. (transfer full) */
CochlTicket *cochl_lane_session_steal (CochlLaneSession *self);
/* Ends its calls and has it deleted; @hurry: within two seconds. */
void     cochl_lane_session_close (CochlLaneSession *self, gboolean hurry);

G_END_DECLS
