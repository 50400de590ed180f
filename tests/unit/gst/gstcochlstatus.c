/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlstatus.h"

#define AT(seconds) ((gint64) ((seconds) * (double) G_USEC_PER_SEC))

static void
assert_told (GstCochlStatus *status, double now, const char *state, const char *reason, double since)
{
  GstCochlStatusReport report;

  g_assert_true (gst_cochl_status_take (status, AT (now), &report));
  g_assert_cmpstr (report.state, ==, state);
  g_assert_cmpstr (report.reason, ==, reason);
  g_assert_cmpint (report.since, ==, AT (since));
}

static void
assert_silent (GstCochlStatus *status, double now)
{
  GstCochlStatusReport report;

  g_assert_false (gst_cochl_status_take (status, AT (now), &report));
}

static void
test_outage (void)
{
  g_autoptr (GstCochlStatus) status = gst_cochl_status_new (AT (1));

  assert_silent (status, 1);
  g_assert_cmpint (gst_cochl_status_get_next (status), ==, G_MAXINT64);
  gst_cochl_status_set (status, GST_COCHL_TROUBLE_NO_NETWORK, AT (4.5), "No.");
  assert_told (status, 5, "offline", "no-network", 4.5);
  gst_cochl_status_set (status, GST_COCHL_TROUBLE_NO_NETWORK, AT (6), "Still no.");
  assert_silent (status, 60);
  gst_cochl_status_clear (status, GST_COCHL_TROUBLE_NO_NETWORK);
  assert_told (status, 65, "online", NULL, 65);
  assert_silent (status, 66);
}

/* Once a second; the last state is told when the second is over. */
static void
test_once_a_second (void)
{
  g_autoptr (GstCochlStatus) status = gst_cochl_status_new (AT (0));

  gst_cochl_status_set (status, GST_COCHL_TROUBLE_TIMEOUT, AT (10), NULL);
  assert_told (status, 10, "offline", "timeout", 10);
  gst_cochl_status_clear (status, GST_COCHL_TROUBLE_TIMEOUT);
  assert_silent (status, 10.2);
  gst_cochl_status_set (status, GST_COCHL_TROUBLE_RATE_LIMITED, AT (10.4), NULL);
  assert_silent (status, 10.5);
  g_assert_cmpint (gst_cochl_status_get_next (status), ==, AT (11));
  assert_told (status, 11, "degraded", "rate-limited", 10.4);
  assert_silent (status, 12);
  /* There and back within the second is told as well. */
  gst_cochl_status_clear (status, GST_COCHL_TROUBLE_RATE_LIMITED);
  gst_cochl_status_set (status, GST_COCHL_TROUBLE_RATE_LIMITED, AT (12.5), NULL);
  assert_told (status, 12.5, "degraded", "rate-limited", 10.4);
}

/* The worst is told; what else there is comes to light when it is over. */
static void
test_worst (void)
{
  g_autoptr (GstCochlStatus) status = gst_cochl_status_new (AT (0));

  gst_cochl_status_set (status, GST_COCHL_TROUBLE_DELAY, AT (1), NULL);
  assert_told (status, 1, "degraded", "delay", 1);
  gst_cochl_status_set (status, GST_COCHL_TROUBLE_REJECTED_KEY, AT (2), NULL);
  assert_told (status, 2, "offline", "rejected-key", 2);
  gst_cochl_status_clear (status, GST_COCHL_TROUBLE_REJECTED_KEY);
  assert_told (status, 4, "degraded", "delay", 4);
}

static void
test_dropped (void)
{
  g_autoptr (GstCochlStatus) status = gst_cochl_status_new (AT (0));

  gst_cochl_status_dropped (status, AT (1), NULL);
  assert_told (status, 1, "degraded", "dropped", 1);
  g_assert_cmpint (gst_cochl_status_get_next (status), ==, AT (11));
  /* Each is told, since the counters in the message are others. */
  gst_cochl_status_dropped (status, AT (5), NULL);
  assert_told (status, 5, "degraded", "dropped", 1);
  assert_silent (status, 14.9);
  assert_told (status, 15, "online", NULL, 15);
}

static void
test_touch (void)
{
  g_autoptr (GstCochlStatus) status = gst_cochl_status_new (AT (0));

  gst_cochl_status_touch (status);
  assert_told (status, 3, "online", NULL, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/status/outage", test_outage);
  g_test_add_func ("/status/once-a-second", test_once_a_second);
  g_test_add_func ("/status/worst", test_worst);
  g_test_add_func ("/status/dropped", test_dropped);
  g_test_add_func ("/status/touch", test_touch);
  return g_test_run ();
}
