/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-service.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-net.h"

static void
leave_cb (gpointer data, gpointer user_data)
{
  TestNet *net = user_data;

  cochl_service_leave (&net->service, data, &(GError) { COCHL_ERROR, COCHL_ERROR_NETWORK, (char *) "why" });
  test_net_done (net);
}

static void
test_leave (void)
{
  g_autoptr (TestNet) net = test_net_new ("http://127.0.0.1:1", 0);
  CochlClientStats stats;

  test_net_run (net, leave_cb, (gpointer) "s-1");
  g_assert_cmpstr (net->left_id, ==, "s-1");
  test_net_run (net, leave_cb, NULL);
  g_assert_null (net->left_id);
  g_assert_cmpint (net->left_code, ==, COCHL_ERROR_NETWORK);
  cochl_counters_get (net->service.counters, &stats);
  g_assert_cmpuint (stats.sessions_left, ==, 2);
}

static void
test_units (void)
{
  g_assert_cmpuint (cochl_service_count_units (1), ==, 1);
  g_assert_cmpuint (cochl_service_count_units (15 * COCHL_SECOND), ==, 1);
  g_assert_cmpuint (cochl_service_count_units (15 * COCHL_SECOND + 1), ==, 2);
  g_assert_cmpuint (cochl_service_count_units (60 * COCHL_SECOND), ==, 4);
}

static void
test_note_failure (void)
{
  g_autoptr (TestNet) net = test_net_new ("http://127.0.0.1:1", 0);

  cochl_service_note_failure (&net->service, &(GError) { COCHL_ERROR, COCHL_ERROR_SERVER, (char *) "" });
  g_assert_cmpint (net->service.poll_clock->limited_until, ==, 0);
  cochl_service_note_failure (&net->service, &(GError) { COCHL_ERROR, COCHL_ERROR_RATE_LIMITED, (char *) "" });
  g_assert_cmpint (net->service.poll_clock->limited_until, >, g_get_monotonic_time ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service/leave", test_leave);
  g_test_add_func ("/service/units", test_units);
  g_test_add_func ("/service/note-failure", test_note_failure);
  return g_test_run ();
}
