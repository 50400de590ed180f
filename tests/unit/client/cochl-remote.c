/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-remote.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-client.h"
#include "tests/unit/client/test-net.h"

typedef struct {
  TestNet *net;
  CochlSubmission *submission;
  CochlRemote *remote;
  gboolean early;     /* closed before it was opened */
  unsigned int n_opened;
  char *id;
  gboolean tells;
  GError *error;
} Case;

static void
opened_cb (CochlRemote *remote, GError *error, gpointer user_data)
{
  Case *c = user_data;

  g_assert_true (remote == c->remote);
  c->n_opened++;
  c->error = error;
  c->id = g_strdup (cochl_remote_get_id (remote));
  c->tells = cochl_remote_tells_windows (remote);
  cochl_remote_close (remote);
}

static void
closed_cb (CochlRemote *remote, gpointer user_data)
{
  Case *c = user_data;

  test_net_done (c->net);
}

static void
open_cb (gpointer data, gpointer user_data)
{
  static const CochlRemoteFuncs funcs = { opened_cb, closed_cb };
  Case *c = data;

  c->remote = cochl_remote_open (&c->net->service, c->submission, &funcs, c);
  if (c->early)
    cochl_remote_hurry (c->remote);
}

static void
run (Case *c, TestServer *server)
{
  c->net = test_net_new (test_server_get_url (server), 3);
  c->submission = test_submission_new (2, 1000);
  test_net_run (c->net, open_cb, c);
  g_assert_cmpuint (test_server_count_sessions (server), ==, 0);
}

static void
case_clear (Case *c)
{
  g_clear_pointer (&c->id, g_free);
  g_clear_error (&c->error);
  cochl_submission_unref (c->submission);
  test_net_free (c->net);
}

static void
test_opened (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  Case c = { 0 };
  CochlClientStats stats;

  run (&c, server);
  g_assert_no_error (c.error);
  g_assert_cmpstr (c.id, ==, "s/1");
  g_assert_true (c.tells);
  g_assert_cmpuint (test_server_count (server, "delete"), ==, 1);
  cochl_counters_get (c.net->service.counters, &stats);
  g_assert_cmpuint (stats.sessions_created, ==, 1);
  g_assert_cmpuint (stats.sessions_deleted, ==, 1);
  case_clear (&c);
}

/* What was cut for others is not sent; the session goes. */
static void
test_other_windows (void)
{
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .window_size = 1, .window_hop = 0.5 });
  Case c = { 0 };

  run (&c, server);
  g_assert_error (c.error, COCHL_ERROR, COCHL_ERROR_OTHER_WINDOWS);
  g_assert_cmpuint (test_server_count (server, "delete"), ==, 1);
  case_clear (&c);
}

static void
test_refused (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  Case c = { 0 };

  test_server_fail (server, "create", 0, 1, &(TestFault) { TEST_FAULT_STATUS, 401 });
  run (&c, server);
  g_assert_error (c.error, COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED);
  g_assert_null (c.id);
  g_assert_cmpuint (test_server_count (server, "delete"), ==, 0);
  case_clear (&c);
}

/* A create that is under way when nobody waits any more tells what to delete. */
static void
test_closed_early (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  Case c = { .early = TRUE };

  run (&c, server);
  g_assert_cmpuint (c.n_opened, ==, 0);
  g_assert_cmpuint (test_server_count (server, "create"), ==, test_server_count (server, "delete"));
  case_clear (&c);
}

/* The lost answer's session stays, and is told; the second one is in force. */
static void
test_lost_answer (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  Case c = { 0 };

  test_server_fail (server, "create", 0, 1, &(TestFault) { TEST_FAULT_CUT_AFTER });
  c.net = test_net_new (test_server_get_url (server), 3);
  c.submission = test_submission_new (2, 1000);
  test_net_run (c.net, open_cb, &c);
  g_assert_no_error (c.error);
  g_assert_cmpstr (c.id, ==, "s/2");
  g_assert_cmpuint (c.net->n_left, ==, 1);
  g_assert_null (c.net->left_id);
  case_clear (&c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/remote/opened", test_opened);
  g_test_add_func ("/remote/other-windows", test_other_windows);
  g_test_add_func ("/remote/refused", test_refused);
  g_test_add_func ("/remote/closed-early", test_closed_early);
  g_test_add_func ("/remote/lost-answer", test_lost_answer);
  return g_test_run ();
}
