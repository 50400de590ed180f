/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-upload.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-client.h"
#include "tests/unit/client/test-net.h"

typedef struct {
  TestNet *net;
  CochlSubmission *submission;
  gboolean sent, in_doubt;
  GError *error;
} Case;

static void
uploaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Case *c = user_data;

  c->sent = cochl_upload_finish (result, &c->in_doubt, &c->error);
  test_net_done (c->net);
}

static void
begin_cb (gpointer data, gpointer user_data)
{
  Case *c = data;

  cochl_upload_async (&c->net->service, c->submission, "s", NULL, uploaded_cb, c);
}

#define OK(next) { TEST_FAULT_GARBAGE, .body = "{\"session_id\": \"s\", \"chunk_sequence\": " #next "}" }
#define STATUS(status) { TEST_FAULT_STATUS, status }

/* Two chunks, answered with @answers, one after the other. */
static void
test_answers (void)
{
  static const struct {
    TestFault answers[3];
    gboolean sent, in_doubt;
    int code;
    unsigned int requests;
  } cases[] = {
    { { OK (1), OK (2) }, TRUE, FALSE, 0, 2 },
    { { OK (7), STATUS (409), OK (2) }, TRUE, TRUE, 0, 3 },
    { { OK (1), STATUS (409) }, TRUE, TRUE, 0, 2 },
    { { OK (1), STATUS (403) }, TRUE, TRUE, 0, 2 },
    { { STATUS (403) }, FALSE, FALSE, COCHL_ERROR_SESSION_LOST, 1 },
    { { STATUS (404) }, FALSE, FALSE, COCHL_ERROR_SESSION_LOST, 1 },
    { { OK (1), STATUS (404) }, FALSE, FALSE, COCHL_ERROR_SESSION_LOST, 2 },
    { { STATUS (413) }, FALSE, FALSE, COCHL_ERROR_REFUSED, 1 },
    { { STATUS (401) }, FALSE, FALSE, COCHL_ERROR_NOT_AUTHORIZED, 1 },
    { { STATUS (500), OK (1), OK (2) }, TRUE, FALSE, 0, 3 },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TestServer) server = test_server_new (NULL);
    g_autoptr (TestNet) net = test_net_new (test_server_get_url (server), 1);
    g_autoptr (CochlSubmission) submission = test_submission_new (10, 900000);
    Case c = { .net = net, .submission = submission };

    for (unsigned int k = 0; k < G_N_ELEMENTS (cases[i].answers); k++)
      if (cases[i].answers[k].kind != TEST_FAULT_NONE)
        test_server_fail (server, "chunk", k, 1, &cases[i].answers[k]);
    test_net_run (net, begin_cb, &c);
    g_assert_true (c.sent == cases[i].sent);
    g_assert_true (c.in_doubt == cases[i].in_doubt);
    if (!c.sent)
      g_assert_error (c.error, COCHL_ERROR, cases[i].code);
    g_assert_cmpuint (test_server_count (server, "chunk"), ==, cases[i].requests);
    g_clear_error (&c.error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/upload/answers", test_answers);
  return g_test_run ();
}
