/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-request.h"

#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-net.h"
#include "tests/unit/client/test-server.h"

typedef struct {
  TestNet *net;
  char *url;
  gint64 timeout;
  SoupSession *session;
  SoupMessage *message;
  CochlOutcome *outcome;
} Case;

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Case *c = user_data;

  c->outcome = cochl_request_send_finish (result);
  g_clear_object (&c->message);
  test_net_done (c->net);
}

static void
send_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  c->session = soup_session_new ();
  c->message = soup_message_new ("GET", c->url);
  soup_message_add_flags (c->message, SOUP_MESSAGE_NO_REDIRECT);
  cochl_request_send_async (c->net->network, c->session, c->message, NULL, c->timeout, c->net->service.counters, NULL,
                            sent_cb, c);
}

static void
end_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  soup_session_abort (c->session);
  g_clear_object (&c->session);
  test_net_done (c->net);
}

static CochlOutcome *
request (const TestFault *fault, CochlClientStats *stats)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (TestNet) net = test_net_new (test_server_get_url (server), 0);
  g_autofree char *url = g_strconcat (test_server_get_url (server), "/tags/official", NULL);
  Case c = { .net = net, .url = url, .timeout = G_TIME_SPAN_SECOND };

  if (fault != NULL)
    test_server_fail (server, "tags", 0, 1, fault);
  test_net_run (net, send_cb, &c);
  test_net_run (net, end_cb, &c);
  cochl_counters_get (net->service.counters, stats);
  g_assert_cmpuint (stats->requests, ==, 1);
  g_assert_cmpuint (stats->connections, ==, 1);
  g_assert_true (c.outcome->arrived);
  return c.outcome;
}

static void
test_whole (void)
{
  CochlClientStats stats;
  g_autoptr (CochlOutcome) outcome = request (NULL, &stats);

  g_assert_no_error (outcome->cause);
  g_assert_cmpuint (outcome->status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (outcome->body), ==, stats.bytes_received);
}

static void
test_headers (void)
{
  CochlClientStats stats;
  g_autoptr (CochlOutcome) outcome = request (&(TestFault) { TEST_FAULT_STATUS, 503, .retry_after = "7" }, &stats);
  g_autoptr (CochlOutcome) moved = request (&(TestFault) { TEST_FAULT_REDIRECT, .location = "http://x/" }, &stats);

  g_assert_cmpuint (outcome->status, ==, 503);
  g_assert_cmpstr (outcome->retry_after, ==, "7");
  g_assert_cmpuint (moved->status, ==, 307);
  g_assert_cmpstr (moved->location, ==, "http://x/");
}

static void
test_stall (void)
{
  CochlClientStats stats;
  g_autoptr (CochlOutcome) outcome = request (&(TestFault) { TEST_FAULT_STALL }, &stats);

  g_assert_error (outcome->cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpuint (outcome->status, ==, 0);
}

static void
test_truncated (void)
{
  CochlClientStats stats;
  g_autoptr (CochlOutcome) outcome = request (&(TestFault) { TEST_FAULT_TRUNCATE }, &stats);

  g_assert_error (outcome->cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  g_assert_cmpuint (outcome->status, ==, 200);
  g_assert_null (outcome->body);
}

static void
test_endless (void)
{
  CochlClientStats stats;
  g_autoptr (CochlOutcome) outcome = request (&(TestFault) { TEST_FAULT_ENDLESS }, &stats);

  g_assert_error (outcome->cause, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_assert_cmpuint (stats.bytes_received, >, COCHL_WIRE_REPLY_MAX);
  g_assert_cmpuint (stats.bytes_received, <, COCHL_WIRE_REPLY_MAX + 1024 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/request/whole", test_whole);
  g_test_add_func ("/request/headers", test_headers);
  g_test_add_func ("/request/stall", test_stall);
  g_test_add_func ("/request/truncated", test_truncated);
  g_test_add_func ("/request/endless", test_endless);
  return g_test_run ();
}
