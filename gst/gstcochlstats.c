/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlstats.h"

GstStructure *
gst_cochl_stats_to_structure (const CochlClientStats *client, const GstCochlCounts *counts)
{
  return gst_structure_new ("cochlsense-stats",
                            "requests", G_TYPE_UINT64, client->requests,
                            "retries", G_TYPE_UINT64, client->retries,
                            "rate-limited", G_TYPE_UINT64, client->rate_limited,
                            "connections", G_TYPE_UINT64, client->connections,
                            "bytes-sent", G_TYPE_UINT64, client->bytes_sent,
                            "bytes-received", G_TYPE_UINT64, client->bytes_received,
                            "sessions-created", G_TYPE_UINT64, client->sessions_created,
                            "sessions-deleted", G_TYPE_UINT64, client->sessions_deleted,
                            "sessions-left", G_TYPE_UINT64, client->sessions_left,
                            "analysis-units", G_TYPE_UINT64, client->analysis_units,
                            "windows", G_TYPE_UINT64, counts->windows,
                            "windows-analyzed", G_TYPE_UINT64, counts->windows_analyzed,
                            "windows-failed", G_TYPE_UINT64, counts->windows_failed,
                            "windows-quiet", G_TYPE_UINT64, counts->windows_quiet,
                            "windows-dropped", G_TYPE_UINT64, counts->windows_dropped,
                            "segments-dropped", G_TYPE_UINT64, counts->segments_dropped,
                            "detections", G_TYPE_UINT64, counts->detections,
                            "events", G_TYPE_UINT64, counts->events,
                            "audio-duration", GST_TYPE_CLOCK_TIME, counts->audio_duration,
                            "window-size", GST_TYPE_CLOCK_TIME, counts->window_size,
                            "window-hop", GST_TYPE_CLOCK_TIME, counts->window_hop,
                            "max-observed-delay", GST_TYPE_CLOCK_TIME, counts->max_delay,
                            "in-flight", G_TYPE_UINT, counts->in_flight,
                            "queued", G_TYPE_UINT, counts->queued,
                            "live", G_TYPE_BOOLEAN, counts->live,
                            "leaky", G_TYPE_BOOLEAN, counts->leaky,
                            "deadline", GST_TYPE_CLOCK_TIME, counts->deadline,
                            "drain-timeout", GST_TYPE_CLOCK_TIME, counts->drain_timeout,
                            "segment-duration", GST_TYPE_CLOCK_TIME, counts->segment_duration,
                            "max-in-flight", G_TYPE_UINT, counts->max_in_flight,
                            "max-queued", G_TYPE_UINT, counts->max_queued,
                            NULL);
}
