/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-tags-call.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-net.h"
#include "tests/unit/client/test-server.h"

typedef struct {
  TestNet *net;
  GStrv tags;
  GError *error;
} Case;

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Case *c = user_data;

  c->tags = cochl_tags_call_finish (result, &c->error);
  test_net_done (c->net);
}

static void
begin_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  cochl_tags_call_async (&c->net->service, NULL, listed_cb, c);
}

static void
list (Case *c, const TestFault *fault, unsigned int n)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (TestNet) net = test_net_new (test_server_get_url (server), 2);

  if (n > 0)
    test_server_fail (server, "tags", 0, n, fault);
  *c = (Case) { .net = net };
  test_net_run (net, begin_cb, c);
}

static void
test_listed (void)
{
  Case c;

  list (&c, &(TestFault) { TEST_FAULT_GARBAGE }, 2);
  g_assert_no_error (c.error);
  g_assert_true (g_strv_equal ((const char *const *) c.tags, (const char *const[]) { "Gunshot", "Siren", NULL }));
  g_strfreev (c.tags);
}

static void
test_failed (void)
{
  Case c;

  list (&c, &(TestFault) { TEST_FAULT_GARBAGE, .body = "{\"tags\": [3]}" }, G_MAXUINT);
  g_assert_null (c.tags);
  g_assert_error (c.error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_assert_cmpstr (cochl_error_get_call (c.error), ==, "tags");
  g_clear_error (&c.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tags-call/listed", test_listed);
  g_test_add_func ("/tags-call/failed", test_failed);
  return g_test_run ();
}
