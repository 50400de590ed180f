/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-network.h"

#define N 1000

typedef struct {
  CochlNetwork *network;
  GMutex lock;
  GCond changed;
  unsigned int n;
  unsigned int order[N];
  gint64 fired_at;
  GSource *timer;
  gboolean done;
} Case;

static void
done (Case *c)
{
  g_mutex_lock (&c->lock);
  c->done = TRUE;
  g_cond_broadcast (&c->changed);
  g_mutex_unlock (&c->lock);
}

static void
await (Case *c)
{
  gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&c->lock);
  while (!c->done)
    g_assert_true (g_cond_wait_until (&c->changed, &c->lock, until));
  g_mutex_unlock (&c->lock);
}

typedef struct {
  Case *c;
  unsigned int i;
} Step;

static void
step_cb (gpointer data, gpointer unused)
{
  Step *step = data;
  Case *c = step->c;

  g_assert_true (cochl_network_is_current (c->network));
  g_assert_true (g_main_context_get_thread_default () == cochl_network_get_context (c->network));
  c->order[c->n++] = step->i;
  if (c->n == N)
    done (c);
}

static void
test_order (void)
{
  Case c = { .network = cochl_network_acquire () };

  g_assert_false (cochl_network_is_current (c.network));
  for (unsigned int i = 0; i < N; i++) {
    Step *step = g_new0 (Step, 1);

    *step = (Step) { &c, i };
    cochl_network_invoke (c.network, step_cb, step, g_free);
  }
  await (&c);
  for (unsigned int i = 0; i < N; i++)
    g_assert_cmpuint (c.order[i], ==, i);
  cochl_network_release (c.network);
}

static void
test_one_for_all (void)
{
  CochlNetwork *one = cochl_network_acquire ();
  CochlNetwork *two = cochl_network_acquire ();

  g_assert_true (one == two);
  cochl_network_release (one);
  g_assert_true (cochl_network_acquire () == two);
  cochl_network_release (two);
  cochl_network_release (two);
}

static gboolean
fired_cb (gpointer user_data)
{
  Case *c = user_data;

  c->fired_at = g_get_monotonic_time ();
  cochl_network_clear_source (&c->timer);
  g_assert_null (c->timer);
  done (c);
  return G_SOURCE_REMOVE;
}

static void
timer_cb (gpointer data, gpointer unused)
{
  Case *c = data;

  c->timer = cochl_network_at (c->network, g_get_monotonic_time (), fired_cb, c);
  cochl_network_clear_source (&c->timer);
  c->timer = cochl_network_at (c->network, g_get_monotonic_time () + 20000, fired_cb, c);
}

static void
test_timer (void)
{
  Case c = { .network = cochl_network_acquire () };
  gint64 before = g_get_monotonic_time ();

  cochl_network_invoke (c.network, timer_cb, &c, NULL);
  await (&c);
  g_assert_cmpint (c.fired_at - before, >=, 20000);
  cochl_network_release (c.network);
}

static void
release_cb (gpointer data, gpointer unused)
{
  Case *c = data;

  cochl_network_release (c->network);
  done (c);
}

/* The thread itself may drop the last reference; the next use starts another. */
static void
test_ends (void)
{
  for (unsigned int i = 0; i < 100; i++) {
    Case c = { .network = cochl_network_acquire () };

    if (i % 2 == 0) {
      cochl_network_release (c.network);
    } else {
      cochl_network_invoke (c.network, release_cb, &c, NULL);
      await (&c);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/order", test_order);
  g_test_add_func ("/network/one-for-all", test_one_for_all);
  g_test_add_func ("/network/timer", test_timer);
  g_test_add_func ("/network/ends", test_ends);
  return g_test_run ();
}
