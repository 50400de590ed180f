/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlstats.h"

/* Each number in its field. */
static void
test_fields (void)
{
  CochlClientStats client = {
    .requests = 1, .retries = 2, .rate_limited = 3, .connections = 4, .bytes_sent = 5, .bytes_received = 6,
    .sessions_created = 7, .sessions_deleted = 8, .sessions_left = 9, .analysis_units = 10
  };
  GstCochlCounts counts = {
    .windows = 11, .windows_analyzed = 12, .windows_failed = 13, .detections = 14, .events = 15,
    .audio_duration = 16, .window_size = 17, .window_hop = 18, .windows_quiet = 19, .in_flight = 20, .queued = 21,
    .windows_dropped = 22, .segments_dropped = 23, .live = TRUE, .deadline = 24, .drain_timeout = 25,
    .segment_duration = 26, .max_in_flight = 27, .max_queued = 28, .max_delay = 27
  };
  static const char *const names[] = {
    "requests", "retries", "rate-limited", "connections", "bytes-sent", "bytes-received", "sessions-created",
    "sessions-deleted", "sessions-left", "analysis-units", "windows", "windows-analyzed", "windows-failed",
    "detections", "events", "audio-duration", "window-size", "window-hop",
    "windows-quiet"
  };
  static const char *const further[] = {
    "windows-dropped", "segments-dropped", "deadline", "drain-timeout", "segment-duration", "max-observed-delay"
  };
  g_autoptr (GstStructure) stats = gst_cochl_stats_to_structure (&client, &counts);
  gboolean truth;
  guint number;

  g_assert_cmpint (gst_structure_n_fields (stats), ==, 31);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    guint64 value;

    g_assert_true (gst_structure_get_uint64 (stats, names[i], &value));
    g_assert_cmpuint (value, ==, i + 1);
  }
  for (guint i = 0; i < G_N_ELEMENTS (further); i++) {
    guint64 value;

    g_assert_true (gst_structure_get_uint64 (stats, further[i], &value));
    g_assert_cmpuint (value, ==, 22 + i);
  }
  g_assert_true (gst_structure_get_boolean (stats, "live", &truth) && truth);
  g_assert_true (gst_structure_get_boolean (stats, "leaky", &truth) && !truth);
  g_assert_true (gst_structure_get_uint (stats, "max-in-flight", &number) && number == 27);
  g_assert_true (gst_structure_get_uint (stats, "max-queued", &number) && number == 28);
  g_assert_true (gst_structure_get_uint (stats, "in-flight", &number) && number == 20);
  g_assert_true (gst_structure_get_uint (stats, "queued", &number) && number == 21);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/stats/fields", test_fields);
  return g_test_run ();
}
