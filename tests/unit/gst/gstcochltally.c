/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochltally.h"

static void
tell (GstCochlTally *tally, GstCochlWindowStatus status, GstClockTime delay)
{
  g_autoptr (CochlTag) siren = cochl_tag_new ("Siren", 0.5);
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  g_autoptr (CochlWindow) window = NULL;
  GstCochlWindowReport report = { .status = status, .delay = delay };

  if (status == GST_COCHL_WINDOW_ANALYZED)
    g_ptr_array_add (tags, siren);
  report.window = window = cochl_window_new (0, 1, tags);
  gst_cochl_tally_window (tally, &report);
}

/* What was dropped says nothing about how long judging takes. */
static void
test_windows (void)
{
  g_autoptr (GstCochlTally) tally = gst_cochl_tally_new ();
  GstCochlEventReport start = { .start = TRUE }, end = { .start = FALSE };
  GstCochlCounts counts;

  tell (tally, GST_COCHL_WINDOW_ANALYZED, 5);
  tell (tally, GST_COCHL_WINDOW_ANALYZED, 3);
  tell (tally, GST_COCHL_WINDOW_FAILED, 90);
  tell (tally, GST_COCHL_WINDOW_DROPPED, 100);
  gst_cochl_tally_event (tally, &start);
  gst_cochl_tally_event (tally, &end);
  gst_cochl_tally_dropped (tally);
  gst_cochl_tally_get (tally, &counts);
  g_assert_cmpuint (counts.windows, ==, 4);
  g_assert_cmpuint (counts.windows_analyzed, ==, 2);
  g_assert_cmpuint (counts.windows_failed, ==, 1);
  g_assert_cmpuint (counts.windows_dropped, ==, 1);
  g_assert_cmpuint (counts.segments_dropped, ==, 1);
  g_assert_cmpuint (counts.detections, ==, 2);
  g_assert_cmpuint (counts.events, ==, 1);
  g_assert_cmpuint (counts.delay, ==, 3);
  g_assert_cmpuint (counts.max_delay, ==, 5);
}

static void
test_update (void)
{
  g_autoptr (GstCochlTally) tally = gst_cochl_tally_new ();
  g_autoptr (GstCochlConfig) config = gst_cochl_config_new ();
  GstCochlCounts now = {
    .audio_duration = 1, .window_size = 2, .window_hop = 3, .in_flight = 4, .queued = 5, .deadline = 6,
    .segment_duration = 7, .windows = 99
  };
  GstCochlCounts counts;

  config->realtime = GST_COCHL_REALTIME_YES;
  config->max_queued = 8;
  gst_cochl_tally_update (tally, &now, config);
  gst_cochl_tally_get (tally, &counts);
  g_assert_cmpuint (counts.windows, ==, 0);
  g_assert_cmpuint (counts.audio_duration, ==, 1);
  g_assert_cmpuint (counts.window_size, ==, 2);
  g_assert_cmpuint (counts.window_hop, ==, 3);
  g_assert_cmpuint (counts.in_flight, ==, 4);
  g_assert_cmpuint (counts.queued, ==, 5);
  g_assert_cmpuint (counts.deadline, ==, 6);
  g_assert_cmpuint (counts.segment_duration, ==, 7);
  g_assert_cmpuint (counts.max_queued, ==, 8);
  g_assert_cmpuint (counts.max_in_flight, ==, 10);
  g_assert_cmpuint (counts.drain_timeout, ==, 20 * GST_SECOND);
  g_assert_true (counts.live && counts.leaky);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/tally/windows", test_windows);
  g_test_add_func ("/tally/update", test_update);
  return g_test_run ();
}
