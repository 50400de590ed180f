/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlanalyzer.h"
#include "tests/common/emulator.h"

/* What drives an analyzer or a worker without an element: a queue, a configuration,
 * and a log of what is told, a line each. Locked: callbacks may come in another
 * thread. */
typedef struct {
  GstCochlQueue *queue;
  GstCochlConfig *config;
  GMutex lock;
  GCond cond;
  GString *log;
  gboolean is_void;
} World;

static inline void
world_write (World *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_mutex_lock (&self->lock);
  g_string_append_vprintf (self->log, format, args);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  va_end (args);
}

static inline void
world_window (const GstCochlWindowReport *report, gpointer user_data)
{
  world_write (user_data, "window %d %s\n", (int) report->index,
               report->reason ? report->reason : report->status == GST_COCHL_WINDOW_ANALYZED ? "analyzed" : "failed");
}

static inline void
world_event (const GstCochlEventReport *report, gpointer user_data)
{
  world_write (user_data, "%s %s\n", report->start ? "start" : "end", cochl_event_get_tag (report->event));
}

static inline gboolean
world_failure (const GError *error, gpointer user_data)
{
  World *self = user_data;

  world_write (self, "failure\n");
  return gst_cochl_config_get_fails_hard (self->config);
}

static inline void
world_dropped (const GstCochlDrops *drops, gpointer user_data)
{
  world_write (user_data, "dropped %u %s\n", drops->segments, drops->reason);
}

static inline void
world_status (const GstCochlStatusReport *report, const GstCochlCounts *counts, gpointer user_data)
{
}

static inline void
world_judged (guint64 position, gpointer user_data)
{
}

static inline GstClockTime
world_get_utc (GstClockTime running_time, gpointer user_data)
{
  return GST_CLOCK_TIME_NONE;
}

static inline void
world_drained (gpointer user_data)
{
  world_write (user_data, "drained\n");
}

static inline void
world_reverse (gpointer user_data)
{
  world_write (user_data, "reverse\n");
}

static inline void
world_unknown_tags (const char *text, gpointer user_data)
{
  world_write (user_data, "unknown %s\n", text);
}

static inline void
world_not_encoded (const GError *error, gpointer user_data)
{
  world_write (user_data, "not encoded %s\n", error->message);
}

static inline gboolean
world_is_void (gpointer user_data)
{
  World *self = user_data;
  gboolean is_void;

  g_mutex_lock (&self->lock);
  is_void = self->is_void;
  g_mutex_unlock (&self->lock);
  return is_void;
}

static inline void
world_flushed (gpointer user_data)
{
  World *self = user_data;

  g_mutex_lock (&self->lock);
  self->is_void = FALSE;
  g_mutex_unlock (&self->lock);
  world_write (self, "flushed\n");
}

static inline GstCochlConfig *
world_get_config (gpointer user_data)
{
  return gst_cochl_config_ref (((World *) user_data)->config);
}

#define WORLD_FUNCS { \
  .teller = { world_window, world_event, world_failure, world_judged, world_get_utc }, \
  .dropped = world_dropped, .status = world_status, \
  .drained = world_drained, .reverse = world_reverse, \
  .unknown_tags = world_unknown_tags, .not_encoded = world_not_encoded, .is_void = world_is_void, \
  .flushed = world_flushed, .get_config = world_get_config \
}

static inline World *
world_new (GFunc wake, gpointer user_data)
{
  World *self = g_new0 (World, 1);

  self->queue = gst_cochl_queue_new (wake, user_data);
  self->config = gst_cochl_config_new ();
  self->config->segment_duration = 2 * GST_SECOND;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->log = g_string_new (NULL);
  return self;
}

static inline void
world_free (World *self)
{
  gst_cochl_queue_unref (self->queue);
  gst_cochl_config_unref (self->config);
  g_string_free (self->log, TRUE);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static inline void
world_push_format (World *self, double rate)
{
  GstSegment segment;
  GstAudioInfo info;

  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_S16, 8000, 1, NULL);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.rate = rate;
  gst_cochl_queue_push_format (self->queue, &info);
  gst_cochl_queue_push_segment (self->queue, &segment);
}

/* Seconds of silence, one buffer a second; the queue takes them all. */
static inline void
world_push_audio (World *self, guint start, guint seconds)
{
  gst_cochl_queue_set_limit (self->queue, 3600 * GST_SECOND);
  for (guint i = start; i < start + seconds; i++) {
    g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, 16000, NULL);

    gst_buffer_memset (buffer, 0, 0, 16000);
    GST_BUFFER_PTS (buffer) = i * GST_SECOND;
    g_assert_true (gst_cochl_queue_push_audio (self->queue, buffer, TRUE));
  }
}

static inline CochlClient *
world_new_client (TestEmulator *emulator)
{
  g_autoptr (CochlKey) key = cochl_key_new ("k", NULL, NULL);

  return cochl_client_new ("base-url", test_emulator_get_base_url (emulator), "key", key, "retries", 0, NULL);
}
