/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-poll.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-client.h"
#include "tests/unit/client/test-net.h"

typedef struct {
  TestNet *net;
  CochlSubmission *submission;
  gboolean in_doubt;
  GCancellable *cancellable;
  gboolean cancel_at_once;
  CochlCollector *collector;
  GError *error;
} Case;

static void
polled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Case *c = user_data;

  c->collector = cochl_poll_finish (result, &c->error);
  test_net_done (c->net);
}

static void
begin_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  cochl_poll_async (&c->net->service, c->submission, "s/1", c->in_doubt, c->cancellable, polled_cb, c);
  if (c->cancel_at_once)
    g_cancellable_cancel (c->cancellable);
}

/* Polls a server whose every session gives @replies, one after the other. */
static void
poll_replies (Case *c, const char *const *replies)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (TestNet) net = test_net_new (test_server_get_url (server), 0);
  g_autoptr (CochlSubmission) submission = test_submission_new (10, 1000);

  for (unsigned int i = 0; replies[i] != NULL; i++)
    test_server_fail (server, "results", i, replies[i + 1] != NULL ? 1 : G_MAXUINT,
                      &(TestFault) { TEST_FAULT_GARBAGE, .body = replies[i] });
  c->net = net;
  c->submission = submission;
  test_net_run (net, begin_cb, c);
}

#define WINDOW(start) "{\"start_time\": " #start ", \"end_time\": 9, \"tags\": []}"

static void
test_states_and_pages (void)
{
  Case c = { 0 };

  poll_replies (&c, (const char *const[]) {
                        "{\"state\": \"pending\", \"has_more\": false}",
                        "{\"state\": \"in-progress\", \"has_more\": true, \"data\": [1]}",
                        "{\"state\": \"done\", \"has_more\": true, \"data\": [" WINDOW (0) "]}",
                        "{\"state\": \"done\", \"has_more\": true, \"data\": []}",
                        "{\"state\": \"done\", \"has_more\": false, \"data\": [" WINDOW (1) "]}", NULL });
  g_assert_no_error (c.error);
  g_assert_cmpuint (cochl_collector_get_length (c.collector), ==, 2);
  cochl_collector_free (c.collector);
}

static void
test_pending_is_lost (void)
{
  Case c = { .in_doubt = TRUE };

  poll_replies (&c, (const char *const[]) { "{\"state\": \"pending\", \"has_more\": false}", NULL });
  g_assert_null (c.collector);
  g_assert_error (c.error, COCHL_ERROR, COCHL_ERROR_SESSION_LOST);
  g_clear_error (&c.error);
}

static void
test_twice_the_same (void)
{
  Case c = { 0 };

  poll_replies (&c, (const char *const[]) { "{\"state\": \"done\", \"has_more\": true, \"data\": [" WINDOW (0) "]}", NULL });
  g_assert_null (c.collector);
  g_assert_error (c.error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_clear_error (&c.error);
}

static void
test_cancel (void)
{
  Case c = { .cancellable = g_cancellable_new (), .cancel_at_once = TRUE };

  poll_replies (&c, (const char *const[]) { "{\"state\": \"in-progress\", \"has_more\": false}", NULL });
  g_assert_null (c.collector);
  g_assert_error (c.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&c.error);
  g_object_unref (c.cancellable);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/poll/states-and-pages", test_states_and_pages);
  g_test_add_func ("/poll/pending-is-lost", test_pending_is_lost);
  g_test_add_func ("/poll/twice-the-same", test_twice_the_same);
  g_test_add_func ("/poll/cancel", test_cancel);
  return g_test_run ();
}
