/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlmessages.h"

static GstCochlWindowReport
make_report (CochlWindow *window)
{
  static const guint64 ids[] = { 7, 8 };

  return (GstCochlWindowReport) {
    .index = 3, .status = GST_COCHL_WINDOW_ANALYZED, .timestamp = 30, .running_time = 31,
    .stream_time = 32, .duration = 33, .utc = GST_CLOCK_TIME_NONE, .window = window, .event_ids = ids, .level = -12.5, .delay = 34
  };
}

static void
test_window (void)
{
  g_autoptr (CochlTag) siren = cochl_tag_new ("Siren", 0.5);
  g_autoptr (CochlTag) bell = cochl_tag_new ("Bell", 0.25);
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  g_autoptr (CochlWindow) window = NULL;
  g_autoptr (GstStructure) structure = NULL;
  g_autofree char *text = NULL;
  GstCochlWindowReport report;
  const GValue *list;
  const GstStructure *tag;

  g_ptr_array_add (tags, siren);
  g_ptr_array_add (tags, bell);
  window = cochl_window_new (30, 63, tags);
  report = make_report (window);
  structure = gst_cochl_message_from_window (&report);
  list = gst_structure_get_value (structure, "tags");
  g_assert_true (GST_VALUE_HOLDS_LIST (list));
  g_assert_cmpuint (gst_value_list_get_size (list), ==, 2);
  tag = gst_value_get_structure (gst_value_list_get_value (list, 1));
  text = gst_structure_to_string (tag);
  g_assert_cmpstr (text, ==, "tag, name=(string)Bell, probability=(double)0.25;");
  gst_structure_remove_field (structure, "tags");
  g_free (text);
  text = gst_structure_to_string (structure);
  g_assert_cmpstr (text, ==, "cochlsense-window, window=(guint64)3, status=(string)analyzed, timestamp=(guint64)30, "
                   "stream-time=(guint64)32, running-time=(guint64)31, duration=(guint64)33, level=(double)-12.5, "
                   "delay=(guint64)34;");
}

/* No detection is an empty list, not a list of one empty thing. */
static void
test_quiet_window (void)
{
  g_autoptr (CochlWindow) window = cochl_window_new (0, 1, NULL);
  GstCochlWindowReport report = make_report (window);
  g_autoptr (GstStructure) structure = NULL;
  g_autoptr (GstStructure) quiet = NULL;

  report.status = GST_COCHL_WINDOW_QUIET;
  quiet = gst_cochl_message_from_window (&report);
  g_assert_cmpstr (gst_structure_get_string (quiet, "status"), ==, "quiet");
  report.status = GST_COCHL_WINDOW_FAILED;
  structure = gst_cochl_message_from_window (&report);
  g_assert_cmpuint (gst_value_list_get_size (gst_structure_get_value (structure, "tags")), ==, 0);
  g_assert_cmpstr (gst_structure_get_string (structure, "status"), ==, "failed");
}

static void
test_event (void)
{
  g_autoptr (CochlEvent) event = cochl_event_new ("Siren", 0, 1500 * GST_MSECOND, 0.75, 2);
  GstCochlEventReport report = {
    .start = TRUE, .id = 9, .event = event, .timestamp = 1, .running_time = 2, .stream_time = 3, .duration = 4,
    .utc = GST_CLOCK_TIME_NONE
  };
  g_autoptr (GstStructure) start = gst_cochl_message_from_event (&report);
  g_autoptr (GstStructure) end = NULL;
  g_autofree char *text = gst_structure_to_string (start);

  g_assert_cmpstr (text, ==, "cochlsense-event, id=(guint64)9, state=(string)start, tag=(string)Siren, "
                   "timestamp=(guint64)1, stream-time=(guint64)3, running-time=(guint64)2, duration=(guint64)4, "
                   "probability=(double)0.75, windows=(uint)2;");
  report.start = FALSE;
  end = gst_cochl_message_from_event (&report);
  g_assert_cmpstr (gst_structure_get_string (end, "state"), ==, "end");
  g_assert_cmpstr (gst_structure_get_string (end, "summary"), ==, "At 0.0-1.5s, [Siren] was detected");
}

/* What there is no reason for, and what nobody has measured, is left out. */
static void
test_status (void)
{
  GstCochlStatusReport report = { .state = "degraded", .reason = "dropped", .text = "Late." };
  GstCochlCounts counts = { .windows_dropped = 3, .segments_dropped = 2, .segment_duration = 15, .delay = 7 };
  g_autoptr (GstStructure) structure = gst_cochl_message_from_status (&report, &counts, 40, 2);
  g_autoptr (GstStructure) well = NULL;
  guint64 value;

  g_assert_true (gst_structure_has_name (structure, "cochlsense-status"));
  g_assert_cmpstr (gst_structure_get_string (structure, "state"), ==, "degraded");
  g_assert_cmpstr (gst_structure_get_string (structure, "reason"), ==, "dropped");
  g_assert_cmpstr (gst_structure_get_string (structure, "text"), ==, "Late.");
  g_assert_true (gst_structure_get_uint64 (structure, "since", &value) && value == 40);
  g_assert_true (gst_structure_get_uint64 (structure, "age", &value) && value == 2);
  g_assert_true (gst_structure_get_uint64 (structure, "windows-dropped", &value) && value == 3);
  g_assert_true (gst_structure_get_uint64 (structure, "segments-dropped", &value) && value == 2);
  g_assert_true (gst_structure_get_uint64 (structure, "segment-duration", &value) && value == 15);
  g_assert_true (gst_structure_get_uint64 (structure, "delay", &value) && value == 7);
  well = gst_cochl_message_from_status (&(GstCochlStatusReport) { .state = "online" }, &counts,
                                        GST_CLOCK_TIME_NONE, 2);
  g_assert_false (gst_structure_has_field (well, "reason"));
  g_assert_false (gst_structure_has_field (well, "text"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/messages/window", test_window);
  g_test_add_func ("/messages/quiet-window", test_quiet_window);
  g_test_add_func ("/messages/event", test_event);
  g_test_add_func ("/messages/status", test_status);
  return g_test_run ();
}
