/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-client.h"
#include "cochl/model/cochl-error.h"
#include "tests/common/emulator.h"
#include "tests/unit/client/test-client.h"
#include "tests/unit/client/test-tone.h"

/*
 * Many clients of one process that connect in the same way.
 */

#define STAYING 10
#define GOING 10
#define ROUNDS 6

static CochlClient *
client_new (TestEmulator *emulator)
{
  return test_client_new_for (test_emulator_get_base_url (emulator), 3);
}

/* -- half come and go -- */

typedef struct {
  guint n_done, n_failed;
} Tally;

static void
tally_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tally *tally = user_data;
  g_autoptr (GPtrArray) windows = cochl_client_submit_finish (COCHL_CLIENT (source), result, NULL);

  if (windows == NULL) {
    tally->n_failed++;
    return;
  }
  g_assert_cmpuint (windows->len, ==, 2);
  tally->n_done++;
}

static void
wait_for_all (const Tally *tally, guint n)
{
  while (tally->n_done + tally->n_failed < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
add_stats (CochlClient *client, CochlClientStats *sum)
{
  CochlClientStats stats;

  cochl_client_get_stats (client, &stats);
  sum->requests += stats.requests;
  sum->connections += stats.connections;
  sum->sessions_created += stats.sessions_created;
  sum->sessions_deleted += stats.sessions_deleted;
  sum->sessions_left += stats.sessions_left;
}

/* One after another, each in the middle of its work: closed, or just dropped. */
static void
come_and_go (TestEmulator *emulator, CochlSubmission *submission, Tally *tally, CochlClientStats *sum)
{
  for (guint i = 0; i < GOING; i++) {
    CochlClient *client = client_new (emulator);
    g_auto (CochlCondition) condition = { 0 };
    guint before = tally->n_done + tally->n_failed;

    cochl_client_get_condition (client, &condition);
    g_assert_cmpuint (condition.n_sharing, ==, STAYING + 1);
    cochl_client_submit_async (client, submission, NULL, tally_cb, tally);
    cochl_client_submit_async (client, submission, NULL, tally_cb, tally);
    if (i % 2 == 0)
      wait_for_all (tally, before + 1);
    test_client_close (client);
    wait_for_all (tally, before + 2);
    add_stats (client, sum);
    g_object_unref (client);
  }
}

/* Every window of those who stay comes; each has its own counts; there are no
 * more connections than calls at once, however many clients there were. */
static void
test_come_and_go (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--analysis-time=0.02", NULL);
  g_autoptr (CochlSubmission) submission = test_tone_new (3);
  CochlClient *clients[STAYING];
  Tally stay = { 0 }, go = { 0 };
  CochlClientStats sum = { 0 };

  for (guint i = 0; i < STAYING; i++) {
    clients[i] = client_new (emulator);
    g_object_set (clients[i], "max-in-flight", 1, NULL);
    for (guint j = 0; j < ROUNDS; j++)
      cochl_client_submit_async (clients[i], submission, NULL, tally_cb, &stay);
  }
  come_and_go (emulator, submission, &go, &sum);
  wait_for_all (&stay, STAYING * ROUNDS);
  g_assert_cmpuint (stay.n_done, ==, STAYING * ROUNDS);
  g_assert_cmpuint (go.n_done + go.n_failed, ==, 2 * GOING);

  for (guint i = 0; i < STAYING; i++) {
    CochlClientStats stats;

    test_client_close (clients[i]);
    cochl_client_get_stats (clients[i], &stats);
    g_assert_cmpuint (stats.submissions_done, ==, ROUNDS);
    g_assert_cmpuint (stats.sessions_created, ==, ROUNDS);
    g_assert_cmpuint (stats.sessions_deleted, ==, ROUNDS);
    add_stats (clients[i], &sum);
    g_object_unref (clients[i]);
  }
  g_assert_cmpuint (sum.sessions_left, ==, 0);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.open"), ==, 0);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.created"), ==, sum.sessions_created);
  /* One call at a time of who stays, two of who goes; a call that is cancelled
   * takes its connection with it. */
  g_assert_cmpuint (sum.connections, <=, STAYING + 2 + 2 * GOING);
  g_test_message ("%" G_GUINT64_FORMAT " connections, %" G_GUINT64_FORMAT " requests", sum.connections, sum.requests);
}

/* What one has learned the others know. */
static void
test_known_windows (void)
{
  g_autoptr (TestServer) server = test_server_new (&(TestServerOptions) { .window_size = 2, .window_hop = 1 });
  CochlClient *first = test_client_new (server);
  g_autoptr (CochlSubmission) submission = test_submission_new (3, 1000);
  g_autoptr (GPtrArray) windows = test_client_submit (first, submission, NULL);
  CochlClient *second = test_client_new (server);
  gint64 size, hop;

  g_assert_true (cochl_client_get_windows (second, &size, &hop));
  test_client_end (first);
  test_client_end (second);
}

/* Whoever submits: a key that was rejected rests. */
static void
test_rejected_key (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (CochlSubmission) submission = test_submission_new (3, 1000);
  CochlClient *clients[5];

  test_server_fail (server, "create", 0, G_MAXUINT, &(TestFault) { TEST_FAULT_STATUS, 401 });
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++) {
    g_autoptr (GError) error = NULL;

    clients[i] = test_client_new (server);
    g_assert_null (test_client_submit (clients[i], submission, &error));
    g_assert_error (error, COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED);
  }
  g_assert_cmpuint (test_server_count (server, "create"), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    test_client_end (clients[i]);
}

/* -- a handler that blocks -- */

typedef struct {
  GMainLoop *loop;
  CochlClient *client;
  GMutex lock;
  GCond cond;
  gboolean blocked, let_go;
} Blocker;

static void
block_cb (CochlClient *client, gpointer user_data)
{
  Blocker *blocker = user_data;

  g_mutex_lock (&blocker->lock);
  blocker->blocked = TRUE;
  g_cond_broadcast (&blocker->cond);
  while (!blocker->let_go)
    g_cond_wait (&blocker->cond, &blocker->lock);
  g_mutex_unlock (&blocker->lock);
}

static gpointer
run_loop (gpointer data)
{
  Blocker *blocker = data;

  g_main_loop_run (blocker->loop);
  return NULL;
}

/* Its context stands still, and with it the callbacks of that client; the others
 * have their windows, and their news, all the same. */
static void
test_blocked_handler (void)
{
  g_autoptr (TestServer) server = test_server_new (NULL);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (CochlSubmission) submission = test_submission_new (3, 1000);
  Blocker blocker = { .loop = g_main_loop_new (context, FALSE) };

  g_mutex_init (&blocker.lock);
  g_cond_init (&blocker.cond);
  g_main_context_push_thread_default (context);
  blocker.client = test_client_new (server);
  g_main_context_pop_thread_default (context);
  g_signal_connect (blocker.client, "condition-changed", G_CALLBACK (block_cb), &blocker);
  GThread *thread = g_thread_new ("blocked", run_loop, &blocker);

  test_server_fail (server, "create", 0, 1, &(TestFault) { TEST_FAULT_STATUS, 503 });
  for (guint i = 0; i < 20; i++) {
    CochlClient *client = test_client_new (server);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) windows = test_client_submit (client, submission, &error);

    g_assert_no_error (error);
    test_client_end (client);
    if (i == 0) {
      g_mutex_lock (&blocker.lock);
      while (!blocker.blocked)
        g_cond_wait (&blocker.cond, &blocker.lock);
      g_mutex_unlock (&blocker.lock);
    }
  }
  g_mutex_lock (&blocker.lock);
  blocker.let_go = TRUE;
  g_cond_broadcast (&blocker.cond);
  g_mutex_unlock (&blocker.lock);
  test_client_end (blocker.client);
  g_main_loop_quit (blocker.loop);
  g_thread_join (thread);
  g_main_loop_unref (blocker.loop);
  g_mutex_clear (&blocker.lock);
  g_cond_clear (&blocker.cond);
}

/* -- turns -- */

/* One has sixty submissions waiting under a call limit, another comes with one:
 * it is served in its turn. */
static void
test_fairness (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--rate-limit=40/1", NULL);
  g_autoptr (CochlSubmission) submission = test_tone_new (3);
  CochlClient *noisy = client_new (emulator);
  CochlClient *quiet = client_new (emulator);
  Tally many = { 0 }, one = { 0 };
  CochlClientStats stats = { 0 };

  g_object_set (noisy, "max-in-flight", 64, NULL);
  for (guint i = 0; i < 60; i++)
    cochl_client_submit_async (noisy, submission, NULL, tally_cb, &many);
  while (stats.rate_limited == 0) {
    cochl_client_get_stats (noisy, &stats);
    g_main_context_iteration (NULL, FALSE);
    g_thread_yield ();
  }
  cochl_client_submit_async (quiet, submission, NULL, tally_cb, &one);
  wait_for_all (&one, 1);
  g_test_message ("%u of the sixty were done before it", many.n_done);
  g_assert_cmpuint (one.n_done, ==, 1);
  g_assert_cmpuint (many.n_done, <=, 30);
  wait_for_all (&many, 60);
  g_assert_cmpuint (many.n_done, ==, 60);
  cochl_client_get_stats (noisy, &stats);
  /* Those that were under way when the limit was met, and hardly any later. */
  g_assert_cmpuint (stats.rate_limited, <=, 64 + 16);
  g_test_message ("%" G_GUINT64_FORMAT " refused of %" G_GUINT64_FORMAT, stats.rate_limited, stats.requests);
  test_client_end (noisy);
  test_client_end (quiet);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sharing/come-and-go", test_come_and_go);
  g_test_add_func ("/sharing/known-windows", test_known_windows);
  g_test_add_func ("/sharing/rejected-key", test_rejected_key);
  g_test_add_func ("/sharing/blocked-handler", test_blocked_handler);
  g_test_add_func ("/sharing/fairness", test_fairness);
  return g_test_run ();
}
