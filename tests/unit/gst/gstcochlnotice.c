/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlnotice.h"

#include "cochl/model/cochl-error.h"

#define AT(seconds) ((gint64) ((seconds) * G_USEC_PER_SEC))

static void
add (GstCochlNotice *notice, const char *reason, guint n_windows)
{
  GstCochlJob job = { .reason = reason, .n_windows = n_windows };

  gst_cochl_notice_add_drop (notice, &job);
}

static void
assert_drops (GstCochlNotice *notice, gint64 now, const char *reason, guint segments, guint windows)
{
  GstCochlDrops drops;

  g_assert_true (gst_cochl_notice_take_drops (notice, now, &drops));
  g_assert_cmpstr (drops.reason, ==, reason);
  g_assert_cmpuint (drops.segments, ==, segments);
  g_assert_cmpuint (drops.windows, ==, windows);
}

static void
test_drops (void)
{
  g_autoptr (GstCochlNotice) notice = gst_cochl_notice_new ();
  GstCochlDrops drops;

  g_assert_false (gst_cochl_notice_take_drops (notice, AT (100), &drops));
  add (notice, GST_COCHL_REASON_QUEUE_FULL, 1);
  assert_drops (notice, AT (100), "queue-full", 1, 1);
  add (notice, GST_COCHL_REASON_QUEUE_FULL, 3);
  g_assert_false (gst_cochl_notice_take_drops (notice, AT (101), &drops));
  add (notice, GST_COCHL_REASON_DEADLINE, 2);
  g_assert_false (gst_cochl_notice_take_drops (notice, AT (109.9), &drops));
  assert_drops (notice, AT (110), "deadline", 2, 5);
  g_assert_false (gst_cochl_notice_take_drops (notice, AT (130), &drops));
  add (notice, GST_COCHL_REASON_QUEUE_FULL, 1);
  assert_drops (notice, AT (130), "queue-full", 1, 1);
  add (notice, GST_COCHL_REASON_DRAIN_TIMEOUT, 1);
  assert_drops (notice, AT (131), "drain-timeout", 1, 1);
}

static gboolean
is_news (GstCochlNotice *notice, double now, CochlError code)
{
  g_autoptr (GError) error = g_error_new_literal (COCHL_ERROR, code, "No.");

  return gst_cochl_notice_is_news (notice, AT (now), error);
}

static void
test_failures (void)
{
  g_autoptr (GstCochlNotice) notice = gst_cochl_notice_new ();

  g_assert_true (is_news (notice, 1, COCHL_ERROR_SERVER));
  g_assert_false (is_news (notice, 2, COCHL_ERROR_SERVER));
  g_assert_true (is_news (notice, 3, COCHL_ERROR_REFUSED));
  g_assert_true (is_news (notice, 14, COCHL_ERROR_REFUSED));
  gst_cochl_notice_judged (notice);
  g_assert_true (is_news (notice, 15, COCHL_ERROR_REFUSED));
}

static void
test_key (void)
{
  g_autoptr (GstCochlNotice) notice = gst_cochl_notice_new ();

  g_assert_true (is_news (notice, 1, COCHL_ERROR_NOT_AUTHORIZED));
  g_assert_false (is_news (notice, 1000, COCHL_ERROR_NOT_AUTHORIZED));
  gst_cochl_notice_judged (notice);
  g_assert_true (is_news (notice, 1001, COCHL_ERROR_NOT_AUTHORIZED));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notice/drops", test_drops);
  g_test_add_func ("/notice/failures", test_failures);
  g_test_add_func ("/notice/key", test_key);
  return g_test_run ();
}
