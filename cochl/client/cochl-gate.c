/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-gate.h"

#include "cochl/client/cochl-limiter.h"

/* What the limit holds for less is no news. */
#define HELD_MIN (1 * G_TIME_SPAN_SECOND)

struct _CochlGate {
  CochlNetwork *network;
  CochlHealth *health;
  CochlLimiter limiter;
  CochlTurns turns;
  unsigned int n_inside;
  unsigned int max_inside;
  unsigned int n_may_be_held; /* of those inside */
  gboolean advancing;
  GSource *timer; /* the limit's */
};

static void advance (CochlGate *self);

CochlGate *
cochl_gate_new (CochlNetwork *network, CochlHealth *health)
{
  CochlGate *self = g_new0 (CochlGate, 1);

  self->network = network;
  self->health = cochl_health_ref (health);
  self->max_inside = COCHL_GATE_REQUESTS_HTTP1;
  cochl_limiter_init (&self->limiter);
  cochl_turns_init (&self->turns);
  return self;
}

void
cochl_gate_free (CochlGate *self)
{
  cochl_network_clear_source (&self->timer);
  cochl_health_unref (self->health);
  g_free (self);
}

void
cochl_pass_init (CochlPass *pass, CochlTurnKind kind, CochlTurnsMember *member, GSourceFunc open, gpointer data)
{
  *pass = (CochlPass) { .open = open };
  cochl_turn_init (&pass->turn, kind, member, data);
}

static void
let_out (CochlGate *self, CochlPass *pass, gint64 now)
{
  if (pass->limited) {
    cochl_limiter_held (&self->limiter);
    if (now - pass->entered_at >= HELD_MIN)
      cochl_health_held (self->health, now);
  }
  pass->inside = TRUE;
  pass->sent_at = now;
  self->n_inside++;
  self->n_may_be_held += pass->may_be_held;
  cochl_limiter_sent (&self->limiter, now);
  pass->open (pass->turn.data);
}

static gboolean
due_cb (gpointer user_data)
{
  CochlGate *self = user_data;

  cochl_network_clear_source (&self->timer);
  advance (self);
  return G_SOURCE_REMOVE;
}

static void
come_back (CochlGate *self, gint64 due)
{
  if (self->timer == NULL)
    self->timer = cochl_network_at (self->network, due, due_cb, self);
  else
    g_source_set_ready_time (self->timer, due);
}

/* Lets out who may go now, and comes back when the next one may. */
static void
advance (CochlGate *self)
{
  /* Who is let out may leave at once, and many may in a row. */
  if (self->advancing)
    return;
  self->advancing = TRUE;
  while (self->turns.n_waiting > 0 && self->n_inside < self->max_inside + COCHL_GATE_REQUESTS_URGENT) {
    gboolean full = self->n_inside >= self->max_inside;
    gint64 now = g_get_monotonic_time ();
    gint64 due = cochl_limiter_due (&self->limiter, now);
    /* Who has only seconds left keeps the pause, but not the pace. */
    CochlTurn *turn = self->limiter.not_before <= now ? cochl_turns_pop (&self->turns, full || due > now) : NULL;

    if (turn == NULL) {
      /* Who leaves makes room, the time makes it due. */
      if (due > now)
        come_back (self, self->limiter.not_before > now ? self->limiter.not_before : due);
      break;
    }
    let_out (self, (CochlPass *) turn, now);
  }
  self->advancing = FALSE;
}

gboolean
cochl_gate_enter (CochlGate *self, CochlPass *pass, gboolean again)
{
  gint64 now = g_get_monotonic_time ();
  gint64 due = cochl_limiter_due (&self->limiter, now);
  gboolean full = self->n_inside >= self->max_inside;

  pass->entered_at = now;
  pass->limited = due > now;
  if (!full && !pass->limited && self->turns.n_waiting == 0) {
    let_out (self, pass, now);
    return FALSE;
  }
  cochl_turns_push (&self->turns, &pass->turn, again);
  /* Later, so that @pass is still there: who leaves lets others in, too. */
  if (pass->turn.kind == COCHL_TURN_URGENT)
    come_back (self, MAX (now, self->limiter.not_before));
  else if (!full)
    come_back (self, due);
  return TRUE;
}

void
cochl_gate_withdraw (CochlGate *self, CochlPass *pass)
{
  cochl_turns_remove (&self->turns, &pass->turn);
}

void
cochl_gate_hurry (CochlGate *self, CochlPass *pass)
{
  gboolean waits = pass->turn.waits;

  cochl_turns_remove (&self->turns, &pass->turn);
  pass->turn.kind = COCHL_TURN_URGENT;
  if (waits) {
    cochl_turns_push (&self->turns, &pass->turn, FALSE);
    advance (self);
  }
}

void
cochl_gate_leave (CochlGate *self, CochlPass *pass)
{
  if (!pass->inside)
    return;
  pass->inside = FALSE;
  self->n_inside--;
  self->n_may_be_held -= pass->may_be_held;
  advance (self);
}

gboolean
cochl_gate_may_hold (CochlGate *self)
{
  return self->max_inside == COCHL_GATE_REQUESTS_HTTP2 && self->n_may_be_held < COCHL_GATE_REQUESTS_HTTP2 / 2;
}

void
cochl_gate_taken (CochlGate *self, CochlPass *pass, gboolean http2)
{
  self->max_inside = http2 ? COCHL_GATE_REQUESTS_HTTP2 : COCHL_GATE_REQUESTS_HTTP1;
  cochl_limiter_taken (&self->limiter, pass->sent_at, g_get_monotonic_time ());
  cochl_health_set_pace (self->health, self->limiter.pace);
}

gint64
cochl_gate_refused (CochlGate *self, gint64 wait)
{
  cochl_limiter_refused (&self->limiter, wait, g_get_monotonic_time ());
  cochl_health_set_pace (self->health, self->limiter.pace);
  return self->limiter.not_before;
}
