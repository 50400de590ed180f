/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlmessages.h"

#include <math.h>

#include "gst/gstcochlutc.h"

static const char *
status_to_string (GstCochlWindowStatus status)
{
  static const char *const names[] = {
    [GST_COCHL_WINDOW_ANALYZED] = "analyzed",
    [GST_COCHL_WINDOW_FAILED] = "failed",
    [GST_COCHL_WINDOW_QUIET] = "quiet",
    [GST_COCHL_WINDOW_DROPPED] = "dropped",
  };

  return names[status];
}

static void
set_utc (GstStructure *structure, GstClockTime utc)
{
  g_autofree char *text = gst_cochl_utc_to_string (utc);

  if (text)
    gst_structure_set (structure, "utc", G_TYPE_STRING, text, NULL);
}

static void
append_tag (GValue *list, const CochlTag *tag)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, gst_structure_new ("tag",
                                                 "name", G_TYPE_STRING, cochl_tag_get_name (tag),
                                                 "probability", G_TYPE_DOUBLE, cochl_tag_get_probability (tag),
                                                 NULL));
  gst_value_list_append_and_take_value (list, &value);
}

GstStructure *
gst_cochl_message_from_window (const GstCochlWindowReport *report)
{
  GValue tags = G_VALUE_INIT;
  GstStructure *structure = gst_structure_new (GST_COCHL_MESSAGE_WINDOW,
                                               "window", G_TYPE_UINT64, report->index,
                                               "status", G_TYPE_STRING, status_to_string (report->status),
                                               "timestamp", GST_TYPE_CLOCK_TIME, report->timestamp,
                                               "stream-time", GST_TYPE_CLOCK_TIME, report->stream_time,
                                               "running-time", GST_TYPE_CLOCK_TIME, report->running_time,
                                               "duration", GST_TYPE_CLOCK_TIME, report->duration,
                                               NULL);

  if (!isnan (report->level))
    gst_structure_set (structure, "level", G_TYPE_DOUBLE, report->level, NULL);
  gst_structure_set (structure, "delay", GST_TYPE_CLOCK_TIME, report->delay, NULL);
  if (report->reason)
    gst_structure_set (structure, "reason", G_TYPE_STRING, report->reason, NULL);
  set_utc (structure, report->utc);
  g_value_init (&tags, GST_TYPE_LIST);
  for (guint i = 0; i < cochl_window_get_n_tags (report->window); i++)
    append_tag (&tags, cochl_window_get_tag (report->window, i));
  gst_structure_take_value (structure, "tags", &tags);
  return structure;
}

GstStructure *
gst_cochl_message_from_event (const GstCochlEventReport *report)
{
  GstStructure *structure = gst_structure_new (GST_COCHL_MESSAGE_EVENT,
                                               "id", G_TYPE_UINT64, report->id,
                                               "state", G_TYPE_STRING, report->start ? "start" : "end",
                                               "tag", G_TYPE_STRING, cochl_event_get_tag (report->event),
                                               "timestamp", GST_TYPE_CLOCK_TIME, report->timestamp,
                                               "stream-time", GST_TYPE_CLOCK_TIME, report->stream_time,
                                               "running-time", GST_TYPE_CLOCK_TIME, report->running_time,
                                               "duration", GST_TYPE_CLOCK_TIME, report->duration,
                                               "probability", G_TYPE_DOUBLE,
                                               cochl_event_get_probability (report->event),
                                               "windows", G_TYPE_UINT, cochl_event_get_n_windows (report->event),
                                               NULL);

  set_utc (structure, report->utc);
  if (!report->start) {
    g_autofree char *line = cochl_event_to_line (report->event);

    gst_structure_set (structure, "summary", G_TYPE_STRING, line, NULL);
  }
  return structure;
}

GstStructure *
gst_cochl_message_from_status (const GstCochlStatusReport *report, const GstCochlCounts *counts,
                               GstClockTime since, GstClockTime age)
{
  GstStructure *structure = gst_structure_new (GST_COCHL_MESSAGE_STATUS, "state", G_TYPE_STRING, report->state, NULL);

  if (report->reason)
    gst_structure_set (structure, "reason", G_TYPE_STRING, report->reason, NULL);
  if (report->text)
    gst_structure_set (structure, "text", G_TYPE_STRING, report->text, NULL);
  gst_structure_set (structure,
                     "since", GST_TYPE_CLOCK_TIME, since,
                     "age", GST_TYPE_CLOCK_TIME, age,
                     "windows-failed", G_TYPE_UINT64, counts->windows_failed,
                     "windows-dropped", G_TYPE_UINT64, counts->windows_dropped,
                     "segments-dropped", G_TYPE_UINT64, counts->segments_dropped,
                     "in-flight", G_TYPE_UINT, counts->in_flight,
                     "queued", G_TYPE_UINT, counts->queued,
                     "segment-duration", GST_TYPE_CLOCK_TIME, counts->segment_duration,
                     "deadline", GST_TYPE_CLOCK_TIME, counts->deadline,
                     "delay", GST_TYPE_CLOCK_TIME, counts->delay,
                     NULL);
  return structure;
}
