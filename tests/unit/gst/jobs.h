/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochljob.h"

/* Jobs for tests: a stretch of silence at 8,000 Hz with a timestamp of @start,
 * cut into segments of @segment, windows of 2 s every second. */

static inline GstCochlStretch *
make_stretch (GstClockTime start, GstClockTime length, GstClockTime segment_duration)
{
  const GstCochlGrid grid = { 2 * GST_SECOND, GST_SECOND, 8000 };
  GstCochlStretch *stretch;
  g_autoptr (GstCochlItem) gap = gst_cochl_item_new (GST_COCHL_ITEM_GAP);
  GstSegment segment;
  GstAudioInfo info;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_S16, 8000, 1, NULL);
  stretch = gst_cochl_stretch_new (&info, &segment, &grid, TRUE, segment_duration);
  gap->pts = start;
  gap->duration = length;
  gap->arrival = g_get_monotonic_time ();
  g_assert_true (gst_cochl_stretch_push_silence (stretch, gap));
  gst_cochl_stretch_end (stretch);
  return stretch;
}

/* The next of its segments, or NULL. */
static inline GstCochlJob *
make_job (GstCochlStretch *stretch, GstCochlConfig *config)
{
  g_autoptr (GstCochlAudioSegment) segment = gst_cochl_stretch_pop (stretch);

  return segment ? gst_cochl_job_new (stretch, segment, config, 7) : NULL;
}

static inline CochlWindow *
make_window (double start, const char *tag, double probability)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_tag_unref);

  if (tag)
    g_ptr_array_add (tags, cochl_tag_new (tag, probability));
  return cochl_window_new (start * COCHL_SECOND, (start + 2) * COCHL_SECOND, tags);
}
