/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochltally.h"

struct _GstCochlTally {
  GMutex lock;
  GstCochlCounts counts;
};

GstCochlTally *
gst_cochl_tally_new (void)
{
  GstCochlTally *self = g_new0 (GstCochlTally, 1);

  g_mutex_init (&self->lock);
  return self;
}

void
gst_cochl_tally_free (GstCochlTally *self)
{
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
gst_cochl_tally_window (GstCochlTally *self, const GstCochlWindowReport *report)
{
  g_mutex_lock (&self->lock);
  self->counts.windows++;
  self->counts.windows_analyzed += report->status == GST_COCHL_WINDOW_ANALYZED;
  self->counts.windows_failed += report->status == GST_COCHL_WINDOW_FAILED;
  self->counts.windows_quiet += report->status == GST_COCHL_WINDOW_QUIET;
  self->counts.windows_dropped += report->status == GST_COCHL_WINDOW_DROPPED;
  self->counts.detections += cochl_window_get_n_tags (report->window);
  if (report->status == GST_COCHL_WINDOW_ANALYZED) {
    self->counts.delay = report->delay;
    self->counts.max_delay = MAX (self->counts.max_delay, report->delay);
  }
  g_mutex_unlock (&self->lock);
}

void
gst_cochl_tally_event (GstCochlTally *self, const GstCochlEventReport *report)
{
  g_mutex_lock (&self->lock);
  self->counts.events += report->start;
  g_mutex_unlock (&self->lock);
}

void
gst_cochl_tally_dropped (GstCochlTally *self)
{
  g_mutex_lock (&self->lock);
  self->counts.segments_dropped++;
  g_mutex_unlock (&self->lock);
}

void
gst_cochl_tally_update (GstCochlTally *self, const GstCochlCounts *now, const GstCochlConfig *config)
{
  GstCochlCounts *counts = &self->counts;

  g_mutex_lock (&self->lock);
  counts->audio_duration = now->audio_duration;
  counts->window_size = now->window_size;
  counts->window_hop = now->window_hop;
  counts->in_flight = now->in_flight;
  counts->queued = now->queued;
  counts->deadline = now->deadline;
  counts->segment_duration = now->segment_duration;
  counts->live = gst_cochl_config_is_live (config);
  counts->leaky = gst_cochl_config_is_leaky (config);
  counts->drain_timeout = gst_cochl_config_get_drain_timeout (config);
  counts->max_in_flight = gst_cochl_config_get_max_in_flight (config);
  counts->max_queued = gst_cochl_config_get_max_queued (config);
  g_mutex_unlock (&self->lock);
}

void
gst_cochl_tally_get (GstCochlTally *self, GstCochlCounts *counts)
{
  g_mutex_lock (&self->lock);
  *counts = self->counts;
  g_mutex_unlock (&self->lock);
}
