/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-pool.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-client.h"
#include "tests/unit/client/test-net.h"

static CochlPool *
acquire (const char *url)
{
  CochlConnection connection = { .base_url = g_strdup (url), .key = cochl_key_new (TEST_KEY, NULL, NULL) };
  CochlPool *pool = cochl_pool_acquire (&connection);

  g_assert_null (connection.base_url);
  return pool;
}

/* The same for who connects so, another for others; what was learned goes with
 * the last one. */
static void
test_acquire (void)
{
  CochlPool *one = acquire ("https://a");
  CochlPool *again = acquire ("https://a");
  CochlPool *other = acquire ("https://b");
  gint64 size, hop;

  g_assert_true (one == again);
  g_assert_true (one != other);
  cochl_known_windows_set (one->windows, 5, 5);
  cochl_pool_unref (one);
  CochlPool *third = acquire ("https://a");
  g_assert_true (third == again);
  g_assert_true (cochl_known_windows_get (third->windows, &size, &hop));
  cochl_pool_unref (again);
  cochl_pool_unref (third);
  CochlPool *anew = acquire ("https://a");
  g_assert_false (cochl_known_windows_get (anew->windows, &size, &hop));
  cochl_pool_unref (anew);
  cochl_pool_unref (other);
}

/* -- members -- */

static void
count_cb (CochlClient *client, gpointer user_data)
{
  (*(unsigned int *) user_data)++;
}

static void
test_members (void)
{
  CochlPool *pool = acquire ("https://a");
  CochlTeller *tellers[3];
  CochlClient *clients[3];
  unsigned int n_known[3] = { 0 }, n_changed[3] = { 0 };
  g_autoptr (GError) why = g_error_new_literal (COCHL_ERROR, COCHL_ERROR_NETWORK, "why");

  for (guint i = 0; i < 3; i++) {
    clients[i] = cochl_client_new ("base-url", "https://other", NULL);
    tellers[i] = cochl_teller_new (G_OBJECT (clients[i]), g_signal_lookup ("session-left", COCHL_TYPE_CLIENT),
                                   g_signal_lookup ("windows-known", COCHL_TYPE_CLIENT),
                                   g_signal_lookup ("condition-changed", COCHL_TYPE_CLIENT));
    g_signal_connect (clients[i], "windows-known", G_CALLBACK (count_cb), &n_known[i]);
    g_signal_connect (clients[i], "condition-changed", G_CALLBACK (count_cb), &n_changed[i]);
    cochl_pool_join (pool, tellers[i]);
  }
  g_assert_cmpuint (cochl_pool_count_members (pool), ==, 3);
  cochl_pool_leave (pool, tellers[1]);
  cochl_pool_leave (pool, tellers[1]);
  g_assert_cmpuint (cochl_pool_count_members (pool), ==, 2);
  cochl_known_windows_set (pool->windows, 5, 5);
  cochl_health_failed (pool->health, why, 5);
  while (cochl_teller_get_pending (tellers[0]) > 0 || cochl_teller_get_pending (tellers[2]) > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpuint (n_known[i], ==, i == 1 ? 0 : 1);
    g_assert_cmpuint (n_changed[i], ==, i == 1 ? 0 : 1);
    cochl_teller_unref (tellers[i]);
    g_object_unref (clients[i]);
  }
  cochl_pool_unref (pool);
}

/* -- connections -- */

static void
connect_cb (gpointer data, gpointer user_data)
{
  CochlPool *pool = data;
  TestNet *net = user_data;

  g_assert_null (pool->session);
  cochl_pool_connect (pool, net->network);
  SoupSession *session = pool->session;
  CochlGate *gate = pool->gate;
  cochl_pool_connect (pool, net->network);
  g_assert_true (pool->session == session && pool->gate == gate);
  g_assert_cmpstr (pool->host, ==, "a");
  cochl_pool_disconnect (pool);
  g_assert_true (pool->session == session && pool->gate == gate);
  cochl_pool_disconnect (pool);
  g_assert_null (pool->session);
  g_assert_null (pool->gate);
  test_net_done (net);
}

static void
test_connect (void)
{
  g_autoptr (TestNet) net = test_net_new ("http://127.0.0.1:1", 0);
  g_autoptr (CochlPool) pool = acquire ("https://a");

  test_net_run (net, connect_cb, pool);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/acquire", test_acquire);
  g_test_add_func ("/pool/members", test_members);
  g_test_add_func ("/pool/connect", test_connect);
  return g_test_run ();
}
