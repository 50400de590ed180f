/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-deletion.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-net.h"
#include "tests/unit/client/test-server.h"

typedef struct {
  const char *id;
  gboolean hurry;
} Wish;

static void
done_cb (CochlDeletion *deletion, gpointer user_data)
{
  test_net_done (user_data);
}

static void
begin_cb (gpointer data, gpointer user_data)
{
  TestNet *net = user_data;
  const Wish *wish = data;
  CochlDeletion *deletion = cochl_deletion_begin (&net->service, wish->id, done_cb, net);

  if (wish->hurry)
    cochl_deletion_hurry (deletion);
}

/* Deletes a session that the server does not know, which is as good as one
 * that it knew: how it ends is told by what the server answers first. */
static void
delete_with (const TestFault *fault, unsigned int n, gboolean hurry, unsigned int requests, unsigned int left)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (TestNet) net = test_net_new (test_server_get_url (server), 3);
  CochlClientStats stats;

  if (n > 0)
    test_server_fail (server, "delete", 0, n, fault);
  test_net_run (net, begin_cb, &(Wish) { "a/b", hurry });
  g_assert_cmpuint (net->n_left, ==, left);
  if (left > 0)
    g_assert_cmpstr (net->left_id, ==, "a/b");
  cochl_counters_get (net->service.counters, &stats);
  g_assert_cmpuint (stats.sessions_deleted, ==, 1 - left);
  g_assert_cmpuint (stats.sessions_left, ==, left);
  g_assert_cmpuint (test_server_count (server, "delete"), ==, requests);
}

static void
test_not_found (void)
{
  delete_with (NULL, 0, FALSE, 1, 0);
}

static void
test_retried (void)
{
  delete_with (&(TestFault) { TEST_FAULT_STATUS, 500 }, 2, FALSE, 3, 0);
  delete_with (&(TestFault) { TEST_FAULT_STALL }, 1, FALSE, 2, 0);
  delete_with (&(TestFault) { TEST_FAULT_CUT }, 1, FALSE, 2, 0);
}

static void
test_left (void)
{
  delete_with (&(TestFault) { TEST_FAULT_STATUS, 500 }, G_MAXUINT, FALSE, 4, 1);
  delete_with (&(TestFault) { TEST_FAULT_STATUS, 401 }, G_MAXUINT, FALSE, 1, 1);
  delete_with (&(TestFault) { TEST_FAULT_STALL }, G_MAXUINT, FALSE, 2, 1);
}

/* A pause that the service asks for is kept, but not by one who is in a hurry. */
static void
test_call_limit (void)
{
  delete_with (&(TestFault) { TEST_FAULT_STATUS, 429, "3" }, 1, FALSE, 2, 0);
  delete_with (&(TestFault) { TEST_FAULT_STATUS, 429, "30" }, 1, TRUE, 1, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/deletion/not-found", test_not_found);
  g_test_add_func ("/deletion/retried", test_retried);
  g_test_add_func ("/deletion/left", test_left);
  g_test_add_func ("/deletion/call-limit", test_call_limit);
  return g_test_run ();
}
