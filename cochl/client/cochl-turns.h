/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which calls go before which, where calls have to wait. */
typedef enum {
  COCHL_TURN_URGENT,    /* what has two seconds left: the DELETE of who goes away */
  COCHL_TURN_UNDER_WAY, /* calls on sessions that there are: they bring results and free what is held */
  COCHL_TURN_NEW        /* begins something new */
} CochlTurnKind;

#define COCHL_TURN_KINDS (COCHL_TURN_NEW + 1)
/* What is new does not wait for ever for what is under way: it has every so
 * manieth turn, since a file session takes four calls and begins with one. */
#define COCHL_TURNS_NEW_EVERY 4

/* One of those who take turns: a client. Made by cochl_turns_member_init(). */
typedef struct {
  GQueue calls[COCHL_TURN_KINDS];
  GList links[COCHL_TURN_KINDS]; /* in the rotation, while there are calls */
} CochlTurnsMember;

/* One call that waits, or may wait. */
typedef struct {
  CochlTurnKind kind;
  CochlTurnsMember *member;
  gpointer data; /* the caller's */
  gboolean waits;
  GList link;
} CochlTurn;

/**
 * CochlTurns:
 *
 * Who goes next, of calls that wait: members in rotation, and the calls of one
 * member and kind in the order in which they came. So a member with many calls
 * holds up each other member by one call for each of its own. Every function
 * takes the same time, however many members and calls there are. Pure; a plain
 * value, at a place of its own; one thread at a time.
 */
typedef struct {
  GQueue rotation[COCHL_TURN_KINDS]; /* CochlTurnsMember that have calls */
  unsigned int n_waiting;
  unsigned int since_new;            /* turns since something new had one */
} CochlTurns;

void cochl_turns_init (CochlTurns *self);
void cochl_turns_member_init (CochlTurnsMember *self);
void cochl_turn_init (CochlTurn *self, CochlTurnKind kind, CochlTurnsMember *member, gpointer data);

/* @first: before the member's others of its kind, since it has waited before.
 * @turn stays where it is until it was popped or removed. */
void       cochl_turns_push (CochlTurns *self, CochlTurn *turn, gboolean first);
/* The next one, or NULL. @only_urgent: of the urgent ones. */
CochlTurn *cochl_turns_pop (CochlTurns *self, gboolean only_urgent);
/* Nothing happens when it does not wait. */
void       cochl_turns_remove (CochlTurns *self, CochlTurn *turn);

G_END_DECLS
