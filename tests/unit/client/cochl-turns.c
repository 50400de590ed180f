/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-turns.h"

#include <string.h>

#define MEMBERS 3

typedef struct {
  CochlTurns turns;
  CochlTurnsMember members[MEMBERS];
  CochlTurn calls[32];
  unsigned int n;
} Case;

static void
case_init (Case *c)
{
  memset (c, 0, sizeof *c);
  cochl_turns_init (&c->turns);
  for (unsigned int i = 0; i < MEMBERS; i++)
    cochl_turns_member_init (&c->members[i]);
}

static CochlTurn *
push (Case *c, unsigned int member, CochlTurnKind kind, const char *name)
{
  CochlTurn *turn = &c->calls[c->n++];

  cochl_turn_init (turn, kind, &c->members[member], (gpointer) name);
  cochl_turns_push (&c->turns, turn, FALSE);
  return turn;
}

static void
assert_order (Case *c, const char *expected)
{
  g_autoptr (GString) order = g_string_new (NULL);
  CochlTurn *turn;

  while ((turn = cochl_turns_pop (&c->turns, FALSE)) != NULL)
    g_string_append_printf (order, "%s%s", order->len > 0 ? " " : "", (const char *) turn->data);
  g_assert_cmpstr (order->str, ==, expected);
  g_assert_cmpuint (c->turns.n_waiting, ==, 0);
}

/* Many of one hold up another's one by a single turn; each one's are in order. */
static void
test_rotation (void)
{
  Case c;

  case_init (&c);
  push (&c, 0, COCHL_TURN_NEW, "a1");
  push (&c, 0, COCHL_TURN_NEW, "a2");
  push (&c, 0, COCHL_TURN_NEW, "a3");
  push (&c, 0, COCHL_TURN_NEW, "a4");
  push (&c, 1, COCHL_TURN_NEW, "b1");
  push (&c, 2, COCHL_TURN_NEW, "c1");
  push (&c, 2, COCHL_TURN_NEW, "c2");
  assert_order (&c, "a1 b1 c1 a2 c2 a3 a4");
}

/* Who comes back for more stands behind those who wait. */
static void
test_comes_back (void)
{
  Case c;

  case_init (&c);
  push (&c, 0, COCHL_TURN_UNDER_WAY, "a1");
  push (&c, 1, COCHL_TURN_UNDER_WAY, "b1");
  push (&c, 1, COCHL_TURN_UNDER_WAY, "b2");
  g_assert_cmpstr (cochl_turns_pop (&c.turns, FALSE)->data, ==, "a1");
  push (&c, 0, COCHL_TURN_UNDER_WAY, "a2");
  assert_order (&c, "b1 a2 b2");
}

static void
test_kinds (void)
{
  Case c;

  case_init (&c);
  push (&c, 0, COCHL_TURN_NEW, "n1");
  push (&c, 0, COCHL_TURN_NEW, "n2");
  push (&c, 0, COCHL_TURN_NEW, "n3");
  push (&c, 1, COCHL_TURN_UNDER_WAY, "w1");
  push (&c, 1, COCHL_TURN_UNDER_WAY, "w2");
  push (&c, 1, COCHL_TURN_UNDER_WAY, "w3");
  push (&c, 1, COCHL_TURN_UNDER_WAY, "w4");
  push (&c, 1, COCHL_TURN_UNDER_WAY, "w5");
  push (&c, 2, COCHL_TURN_URGENT, "u1");
  push (&c, 1, COCHL_TURN_URGENT, "u2");
  assert_order (&c, "u1 u2 w1 n1 w2 w3 w4 n2 w5 n3");
}

static void
test_only_urgent (void)
{
  Case c;

  case_init (&c);
  g_assert_null (cochl_turns_pop (&c.turns, FALSE));
  push (&c, 0, COCHL_TURN_UNDER_WAY, "w1");
  g_assert_null (cochl_turns_pop (&c.turns, TRUE));
  push (&c, 1, COCHL_TURN_URGENT, "u1");
  g_assert_cmpstr (cochl_turns_pop (&c.turns, TRUE)->data, ==, "u1");
  assert_order (&c, "w1");
}

static void
test_remove (void)
{
  Case c;

  case_init (&c);
  CochlTurn *first = push (&c, 0, COCHL_TURN_NEW, "a1");
  CochlTurn *only = push (&c, 1, COCHL_TURN_NEW, "b1");
  push (&c, 0, COCHL_TURN_NEW, "a2");
  cochl_turns_remove (&c.turns, only);
  cochl_turns_remove (&c.turns, only);
  cochl_turns_remove (&c.turns, first);
  g_assert_cmpuint (c.turns.n_waiting, ==, 1);
  /* What has waited before goes before what has not. */
  cochl_turns_push (&c.turns, first, TRUE);
  assert_order (&c, "a1 a2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/turns/rotation", test_rotation);
  g_test_add_func ("/turns/comes-back", test_comes_back);
  g_test_add_func ("/turns/kinds", test_kinds);
  g_test_add_func ("/turns/only-urgent", test_only_urgent);
  g_test_add_func ("/turns/remove", test_remove);
  return g_test_run ();
}
