/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-health.h"
#include "cochl/client/cochl-network.h"
#include "cochl/client/cochl-turns.h"

G_BEGIN_DECLS

/* Requests at once: libsoup has so many HTTP/1.1 connections to a host, and
 * what goes beyond would queue there, first come, first served. Over HTTP/2
 * services commonly take a hundred at once over one connection. */
#define COCHL_GATE_REQUESTS_HTTP1 64
#define COCHL_GATE_REQUESTS_HTTP2 100
/* And so many more that are urgent, for when all the others get no answer. */
#define COCHL_GATE_REQUESTS_URGENT 16

/**
 * CochlGate:
 *
 * Lets requests out: at most so many at once, none before the service's limit
 * allows it, and those that have to wait in their turn. One for all clients of
 * a connection. Network thread.
 */
typedef struct _CochlGate CochlGate;

/* One request's pass; a part of who makes it. */
typedef struct {
  CochlTurn turn;
  GSourceFunc open;   /* see cochl_gate_enter(); what it returns is not looked at */
  gboolean may_be_held; /* as CochlCall has it; to be set before it enters */
  gint64 entered_at;
  gint64 sent_at;
  gboolean limited;   /* the limit had it wait */
  gboolean inside;    /* a request is under way */
} CochlPass;

/* @health is told of calls that had to wait, and of the pace. */
CochlGate *cochl_gate_new (CochlNetwork *network, CochlHealth *health);
/* Nobody waits any more. */
void       cochl_gate_free (CochlGate *self);

void     cochl_pass_init (CochlPass *pass, CochlTurnKind kind, CochlTurnsMember *member, GSourceFunc open,
                          gpointer data);
/* @open is called with @data when the request may go: before this function
 * returns FALSE, or later when it returns TRUE. Every pass that was opened ends
 * in cochl_gate_leave(). @again: it goes before what came after it. */
gboolean cochl_gate_enter (CochlGate *self, CochlPass *pass, gboolean again);
/* From now on its kind is COCHL_TURN_URGENT. */
void     cochl_gate_hurry (CochlGate *self, CochlPass *pass);
/* It waits no longer. */
void     cochl_gate_withdraw (CochlGate *self, CochlPass *pass);
/* The request has ended, or was not made after all. */
void     cochl_gate_leave (CochlGate *self, CochlPass *pass);

/* Whether a request may go out to be held by the service: over HTTP/2, and at
 * most half of what may be inside. */
gboolean cochl_gate_may_hold (CochlGate *self);

/* Of a request that is inside, before it leaves. The service answered,
 * over HTTP/2 or not. */
void     cochl_gate_taken (CochlGate *self, CochlPass *pass, gboolean http2);
/* It answered with 429: nothing goes for @wait us. Returns until when. */
gint64   cochl_gate_refused (CochlGate *self, gint64 wait);

G_END_DECLS
