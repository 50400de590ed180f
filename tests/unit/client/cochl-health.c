/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-health.h"

#include "cochl/model/cochl-error.h"

#define S G_TIME_SPAN_SECOND

typedef struct {
  CochlHealth *health;
  unsigned int n_told;
  GError *why;
} Case;

static void
count_cb (gpointer health, gpointer user_data)
{
  ((Case *) user_data)->n_told++;
}

static void
case_init (Case *c)
{
  *c = (Case) { .health = cochl_health_new (1), .why = g_error_new_literal (COCHL_ERROR, COCHL_ERROR_SERVER, "why") };
  cochl_health_listen (c->health, count_cb, c, NULL);
}

static void
case_clear (Case *c)
{
  cochl_health_unref (c->health);
  g_error_free (c->why);
}

static void
assert_is (Case *c, CochlConditionState state, gint64 since, unsigned int n_told, gint64 now)
{
  g_auto (CochlCondition) condition = { 0 };

  cochl_health_get (c->health, &condition, now);
  g_assert_cmpint (condition.state, ==, state);
  g_assert_cmpint (condition.since, ==, since);
  g_assert_true ((condition.why != NULL) == (state != COCHL_CONDITION_ONLINE));
  g_assert_cmpuint (c->n_told, ==, n_told);
}

static void
test_offline (void)
{
  Case c;

  case_init (&c);
  cochl_health_answered (c.health, FALSE, 2 * S);
  assert_is (&c, COCHL_CONDITION_ONLINE, 1, 0, 2 * S);
  cochl_health_failed (c.health, c.why, 3 * S);
  cochl_health_failed (c.health, c.why, 4 * S);
  assert_is (&c, COCHL_CONDITION_OFFLINE, 3 * S, 1, 4 * S);
  g_assert_cmpint (cochl_health_answered (c.health, FALSE, 5 * S), ==, 2 * S);
  assert_is (&c, COCHL_CONDITION_ONLINE, 5 * S, 2, 5 * S);
  g_assert_cmpint (cochl_health_answered (c.health, FALSE, 6 * S), ==, 0);
  case_clear (&c);
}

/* Answers on sessions that there are say nothing of the key. */
static void
test_rejected (void)
{
  g_auto (CochlCondition) condition = { 0 };
  Case c;

  case_init (&c);
  cochl_health_rejected (c.health, c.why, 62 * S, 2 * S);
  cochl_health_failed (c.health, c.why, 3 * S);
  assert_is (&c, COCHL_CONDITION_REJECTED, 2 * S, 1, 3 * S);
  cochl_health_get (c.health, &condition, 3 * S);
  g_assert_cmpint (condition.until, ==, 62 * S);
  cochl_health_answered (c.health, FALSE, 4 * S);
  assert_is (&c, COCHL_CONDITION_REJECTED, 2 * S, 1, 4 * S);
  cochl_health_answered (c.health, TRUE, 5 * S);
  assert_is (&c, COCHL_CONDITION_ONLINE, 5 * S, 2, 5 * S);
  case_clear (&c);
}

/* Ends with an answer, but not before it was calm for a while. */
static void
test_limited (void)
{
  g_auto (CochlCondition) condition = { 0 };
  Case c;

  case_init (&c);
  cochl_health_failed (c.health, c.why, 2 * S);
  cochl_health_limited (c.health, c.why, 13 * S, 3 * S);
  assert_is (&c, COCHL_CONDITION_LIMITED, 3 * S, 2, 3 * S);
  cochl_health_get (c.health, &condition, 4 * S);
  g_assert_cmpint (condition.until, ==, 13 * S);
  cochl_condition_clear (&condition);
  cochl_health_get (c.health, &condition, 14 * S);
  g_assert_cmpint (condition.until, ==, 0);

  cochl_health_answered (c.health, FALSE, 14 * S);
  assert_is (&c, COCHL_CONDITION_LIMITED, 3 * S, 2, 14 * S);
  cochl_health_held (c.health, 20 * S);
  cochl_health_answered (c.health, FALSE, 20 * S + COCHL_HEALTH_CALM - 1);
  assert_is (&c, COCHL_CONDITION_LIMITED, 3 * S, 2, 50 * S);
  cochl_health_answered (c.health, FALSE, 20 * S + COCHL_HEALTH_CALM);
  assert_is (&c, COCHL_CONDITION_ONLINE, 50 * S, 3, 50 * S);
  case_clear (&c);
}

static void
test_pace (void)
{
  g_auto (CochlCondition) condition = { 0 };
  Case c;

  case_init (&c);
  cochl_health_set_pace (c.health, 30);
  cochl_health_set_pace (c.health, 30.5);
  g_assert_cmpuint (c.n_told, ==, 1);
  cochl_health_get (c.health, &condition, 2 * S);
  g_assert_cmpint (condition.state, ==, COCHL_CONDITION_ONLINE);
  g_assert_cmpfloat (condition.calls_per_minute, ==, 30);
  cochl_health_set_pace (c.health, 33);
  cochl_health_set_pace (c.health, 0);
  g_assert_cmpuint (c.n_told, ==, 3);
  case_clear (&c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/health/offline", test_offline);
  g_test_add_func ("/health/rejected", test_rejected);
  g_test_add_func ("/health/limited", test_limited);
  g_test_add_func ("/health/pace", test_pace);
  return g_test_run ();
}
