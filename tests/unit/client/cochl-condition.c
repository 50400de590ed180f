/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-condition.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-client.h"

static void
test_words (void)
{
  g_assert_cmpstr (cochl_condition_state_to_string (COCHL_CONDITION_ONLINE), ==, "online");
  g_assert_cmpstr (cochl_condition_state_to_string (COCHL_CONDITION_LIMITED), ==, "limited");
  g_assert_cmpstr (cochl_condition_state_to_string (COCHL_CONDITION_OFFLINE), ==, "offline");
  g_assert_cmpstr (cochl_condition_state_to_string (COCHL_CONDITION_REJECTED), ==, "rejected");
}

/* -- as a client tells it -- */

typedef struct {
  CochlConditionState states[8];
  unsigned int n;
} Seen;

static void
changed_cb (CochlClient *client, gpointer user_data)
{
  Seen *seen = user_data;
  g_auto (CochlCondition) condition = { 0 };

  cochl_client_get_condition (client, &condition);
  g_assert_cmpuint (seen->n, <, G_N_ELEMENTS (seen->states));
  seen->states[seen->n++] = condition.state;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) windows = cochl_client_submit_finish (COCHL_CLIENT (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
await (CochlClient *client, Seen *seen, CochlConditionState state)
{
  g_auto (CochlCondition) condition = { 0 };

  while (seen->n == 0 || seen->states[seen->n - 1] != state)
    g_main_context_iteration (NULL, TRUE);
  cochl_client_get_condition (client, &condition);
  g_assert_cmpint (condition.state, ==, state);
  g_assert_cmpuint (condition.n_sharing, ==, 1);
  g_assert_true (state == COCHL_CONDITION_ONLINE || condition.why != NULL);
  g_assert_cmpint (condition.since, <=, g_get_monotonic_time ());
}

/* Lost at the first failed attempt, while the call is still being tried; back
 * with its first success. */
static void
test_outage (void)
{
  static const TestFault faults[] = {
    { TEST_FAULT_STATUS, 503 }, { TEST_FAULT_CUT }, { TEST_FAULT_GARBAGE }, { TEST_FAULT_STALL },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autoptr (TestServer) server = test_server_new (NULL);
    CochlClient *client = test_client_new_for (test_server_get_url (server), -1);
    g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
    g_auto (CochlCondition) condition = { 0 };
    gboolean done = FALSE;
    Seen seen = { 0 };

    cochl_client_get_condition (client, &condition);
    g_assert_cmpint (condition.state, ==, COCHL_CONDITION_ONLINE);
    g_assert_null (condition.why);
    g_signal_connect (client, "condition-changed", G_CALLBACK (changed_cb), &seen);
    test_server_fail (server, "chunk", 0, G_MAXUINT, &faults[i]);
    cochl_client_submit_async (client, submission, NULL, done_cb, &done);
    await (client, &seen, COCHL_CONDITION_OFFLINE);
    g_assert_false (done);
    test_server_heal (server);
    await (client, &seen, COCHL_CONDITION_ONLINE);
    g_assert_cmpuint (seen.n, ==, 2);
    test_wait_for (&done);
    test_client_end (client);
  }
}

static void
test_rejected (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  g_autoptr (GError) error = NULL;
  g_auto (CochlCondition) condition = { 0 };
  Seen seen = { 0 };

  g_signal_connect (client, "condition-changed", G_CALLBACK (changed_cb), &seen);
  test_server_fail (server, "create", 0, 1,
                    &(TestFault) { TEST_FAULT_STATUS, 401, .body = "{\"error\": \"what is " TEST_KEY "?\"}" });
  g_assert_null (test_client_submit (client, submission, &error));
  await (client, &seen, COCHL_CONDITION_REJECTED);
  cochl_client_get_condition (client, &condition);
  g_assert_cmpint (condition.until, >, g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND);
  g_assert_error (condition.why, COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED);
  g_assert_null (strstr (condition.why->message, TEST_KEY));
  test_client_end (client);
}

static void
test_limited (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  CochlClient *client = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  g_signal_connect (client, "condition-changed", G_CALLBACK (changed_cb), &seen);
  test_server_fail (server, "create", 0, 1, &(TestFault) { TEST_FAULT_STATUS, 429, .retry_after = "1" });
  g_autoptr (GPtrArray) windows = test_client_submit (client, submission, &error);
  g_assert_no_error (error);
  await (client, &seen, COCHL_CONDITION_LIMITED);
  test_client_end (client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/condition/words", test_words);
  g_test_add_func ("/condition/outage", test_outage);
  g_test_add_func ("/condition/rejected", test_rejected);
  g_test_add_func ("/condition/limited", test_limited);
  return g_test_run ();
}
