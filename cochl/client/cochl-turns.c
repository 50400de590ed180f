/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-turns.h"

void
cochl_turns_init (CochlTurns *self)
{
  *self = (CochlTurns) { 0 };
}

void
cochl_turns_member_init (CochlTurnsMember *self)
{
  *self = (CochlTurnsMember) { 0 };
  for (int kind = 0; kind < COCHL_TURN_KINDS; kind++)
    self->links[kind].data = self;
}

void
cochl_turn_init (CochlTurn *self, CochlTurnKind kind, CochlTurnsMember *member, gpointer data)
{
  *self = (CochlTurn) { .kind = kind, .member = member, .data = data };
  self->link.data = self;
}

void
cochl_turns_push (CochlTurns *self, CochlTurn *turn, gboolean first)
{
  GQueue *calls = &turn->member->calls[turn->kind];

  g_return_if_fail (!turn->waits);

  if (g_queue_is_empty (calls))
    g_queue_push_tail_link (&self->rotation[turn->kind], &turn->member->links[turn->kind]);
  if (first)
    g_queue_push_head_link (calls, &turn->link);
  else
    g_queue_push_tail_link (calls, &turn->link);
  turn->waits = TRUE;
  self->n_waiting++;
}

void
cochl_turns_remove (CochlTurns *self, CochlTurn *turn)
{
  GQueue *calls = &turn->member->calls[turn->kind];

  if (!turn->waits)
    return;
  g_queue_unlink (calls, &turn->link);
  if (g_queue_is_empty (calls))
    g_queue_unlink (&self->rotation[turn->kind], &turn->member->links[turn->kind]);
  turn->waits = FALSE;
  self->n_waiting--;
}

/* What kind has the next turn; COCHL_TURN_KINDS: none. */
static int
next_kind (CochlTurns *self)
{
  if (self->since_new >= COCHL_TURNS_NEW_EVERY - 1 && !g_queue_is_empty (&self->rotation[COCHL_TURN_NEW])
      && g_queue_is_empty (&self->rotation[COCHL_TURN_URGENT]))
    return COCHL_TURN_NEW;
  for (int kind = 0; kind < COCHL_TURN_KINDS; kind++)
    if (!g_queue_is_empty (&self->rotation[kind]))
      return kind;
  return COCHL_TURN_KINDS;
}

CochlTurn *
cochl_turns_pop (CochlTurns *self, gboolean only_urgent)
{
  int kind = next_kind (self);

  if (kind == COCHL_TURN_KINDS || (only_urgent && kind != COCHL_TURN_URGENT))
    return NULL;

  GQueue *rotation = &self->rotation[kind];
  CochlTurnsMember *member = g_queue_peek_head (rotation);
  CochlTurn *turn = g_queue_peek_head (&member->calls[kind]);

  cochl_turns_remove (self, turn);
  /* The others come first now. */
  if (!g_queue_is_empty (&member->calls[kind])) {
    g_queue_unlink (rotation, &member->links[kind]);
    g_queue_push_tail_link (rotation, &member->links[kind]);
  }
  self->since_new = kind == COCHL_TURN_NEW ? 0 : self->since_new + 1;
  return turn;
}
