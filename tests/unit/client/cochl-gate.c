/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-gate.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-net.h"

#define N 200

typedef struct Case Case;

typedef struct {
  Case *c;
  CochlPass pass;
  char name;
} Call;

struct Case {
  TestNet *net;
  CochlHealth *health;
  CochlGate *gate;
  CochlTurnsMember members[2];
  Call calls[N];
  guint n;
  GString *opened;
  guint expected; /* the test is over when so many are open */
};

static gboolean
open_cb (gpointer user_data)
{
  Call *call = user_data;
  Case *c = call->c;

  g_string_append_c (c->opened, call->name);
  if (c->opened->len == c->expected)
    test_net_done (c->net);
  return G_SOURCE_REMOVE;
}

static gboolean
enter (Case *c, guint member, CochlTurnKind kind, char name)
{
  Call *call = &c->calls[c->n++];

  call->c = c;
  call->name = name;
  cochl_pass_init (&call->pass, kind, &c->members[member], open_cb, call);
  return cochl_gate_enter (c->gate, &call->pass, FALSE);
}

static void
begin (Case *c, TestNet *net)
{
  *c = (Case) { .net = net };
  c->health = cochl_health_new (0);
  c->gate = cochl_gate_new (net->network, c->health);
  c->opened = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (c->members); i++)
    cochl_turns_member_init (&c->members[i]);
}

static void
end_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  g_clear_pointer (&c->gate, cochl_gate_free);
  test_net_done (c->net);
}

static void
end (Case *c, const char *opened)
{
  test_net_run (c->net, end_cb, c);
  g_assert_cmpstr (c->opened->str, ==, opened);
  g_string_free (c->opened, TRUE);
  cochl_health_unref (c->health);
}

/* -- so many at once -- */

static void
full_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  begin (c, user_data);
  for (guint i = 0; i < COCHL_GATE_REQUESTS_HTTP1; i++)
    g_assert_false (enter (c, 0, COCHL_TURN_UNDER_WAY, '.'));
  g_assert_true (enter (c, 0, COCHL_TURN_UNDER_WAY, 'a'));
  g_assert_true (enter (c, 0, COCHL_TURN_UNDER_WAY, 'b'));
  g_assert_true (enter (c, 1, COCHL_TURN_UNDER_WAY, 'x'));
  g_assert_true (enter (c, 1, COCHL_TURN_NEW, 'w'));
  g_assert_true (enter (c, 0, COCHL_TURN_UNDER_WAY, 'c'));
  g_string_truncate (c->opened, 0);
  cochl_gate_withdraw (c->gate, &c->calls[COCHL_GATE_REQUESTS_HTTP1 + 3].pass);
  /* One leaves, one comes in; who never was inside leaves nothing. */
  cochl_gate_leave (c->gate, &c->calls[0].pass);
  cochl_gate_leave (c->gate, &c->calls[0].pass);
  cochl_gate_leave (c->gate, &c->calls[COCHL_GATE_REQUESTS_HTTP1 + 3].pass);
  g_assert_cmpstr (c->opened->str, ==, "a");
  cochl_gate_hurry (c->gate, &c->calls[COCHL_GATE_REQUESTS_HTTP1 + 4].pass);
  g_assert_cmpstr (c->opened->str, ==, "ac");
  cochl_gate_leave (c->gate, &c->calls[1].pass);
  g_assert_cmpstr (c->opened->str, ==, "ac");
  cochl_gate_leave (c->gate, &c->calls[2].pass);
  g_assert_cmpstr (c->opened->str, ==, "acx");
  /* Over HTTP/2 more may be inside. */
  cochl_gate_taken (c->gate, &c->calls[3].pass, TRUE);
  cochl_gate_leave (c->gate, &c->calls[3].pass);
  test_net_done (c->net);
}

static void
test_full (void)
{
  g_autoptr (TestNet) net = test_net_new ("http://127.0.0.1:1", 0);
  Case c;

  test_net_run (net, full_cb, &c);
  end (&c, "acxb");
}

/* -- what the service holds -- */

static void
hold_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  begin (c, user_data);
  enter (c, 0, COCHL_TURN_UNDER_WAY, '.');
  g_assert_false (cochl_gate_may_hold (c->gate));
  cochl_gate_taken (c->gate, &c->calls[0].pass, TRUE);
  for (guint i = 1; i <= COCHL_GATE_REQUESTS_HTTP2 / 2; i++) {
    Call *call = &c->calls[i];

    g_assert_true (cochl_gate_may_hold (c->gate));
    call->c = c;
    cochl_pass_init (&call->pass, COCHL_TURN_UNDER_WAY, &c->members[0], open_cb, call);
    call->pass.may_be_held = TRUE;
    cochl_gate_enter (c->gate, &call->pass, FALSE);
  }
  g_assert_false (cochl_gate_may_hold (c->gate));
  cochl_gate_leave (c->gate, &c->calls[0].pass);
  g_assert_false (cochl_gate_may_hold (c->gate));
  cochl_gate_leave (c->gate, &c->calls[1].pass);
  g_assert_true (cochl_gate_may_hold (c->gate));
  g_string_truncate (c->opened, 0);
  test_net_done (c->net);
}

/* Half of what may go at once, and nothing over HTTP/1.1. */
static void
test_hold (void)
{
  g_autoptr (TestNet) net = test_net_new ("http://127.0.0.1:1", 0);
  Case c;

  test_net_run (net, hold_cb, &c);
  end (&c, "");
}

/* -- the limit -- */

static void
pause_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  begin (c, user_data);
  enter (c, 0, COCHL_TURN_NEW, 'a');
  gint64 until = cochl_gate_refused (c->gate, 20 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (until, >, g_get_monotonic_time ());
  cochl_gate_leave (c->gate, &c->calls[0].pass);
  g_assert_true (enter (c, 0, COCHL_TURN_NEW, 'b'));
  g_assert_true (enter (c, 0, COCHL_TURN_NEW, 'c'));
  g_assert_true (enter (c, 1, COCHL_TURN_NEW, 'x'));
  /* Not even who hurries goes into a pause. */
  g_assert_true (enter (c, 1, COCHL_TURN_URGENT, 'u'));
  c->expected = 5;
}

static void
test_pause (void)
{
  g_autoptr (TestNet) net = test_net_new ("http://127.0.0.1:1", 0);
  g_auto (CochlCondition) condition = { 0 };
  Case c;

  test_net_run (net, pause_cb, &c);
  cochl_health_get (c.health, &condition, g_get_monotonic_time ());
  g_assert_cmpfloat (condition.calls_per_minute, >, 0);
  end (&c, "aubxc");
}

/* -- who cannot use it -- */

static gboolean
leave_at_once_cb (gpointer user_data)
{
  Call *call = user_data;

  open_cb (call);
  cochl_gate_leave (call->c->gate, &call->pass);
  return G_SOURCE_REMOVE;
}

static void
leave_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  begin (c, user_data);
  for (guint i = 0; i < COCHL_GATE_REQUESTS_HTTP1; i++)
    enter (c, 0, COCHL_TURN_UNDER_WAY, '.');
  g_string_truncate (c->opened, 0);
  for (guint i = COCHL_GATE_REQUESTS_HTTP1; i < N; i++) {
    enter (c, i % 2, COCHL_TURN_NEW, 'n');
    c->calls[i].pass.open = leave_at_once_cb;
  }
  cochl_gate_leave (c->gate, &c->calls[0].pass);
  g_assert_cmpuint (c->opened->len, ==, N - COCHL_GATE_REQUESTS_HTTP1);
  g_string_truncate (c->opened, 0);
  test_net_done (c->net);
}

/* Each lets the next one in, all the way. */
static void
test_leave_at_once (void)
{
  g_autoptr (TestNet) net = test_net_new ("http://127.0.0.1:1", 0);
  Case c;

  test_net_run (net, leave_cb, &c);
  end (&c, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate/full", test_full);
  g_test_add_func ("/gate/hold", test_hold);
  g_test_add_func ("/gate/pause", test_pause);
  g_test_add_func ("/gate/leave-at-once", test_leave_at_once);
  return g_test_run ();
}
