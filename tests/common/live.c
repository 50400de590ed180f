/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/common/live.h"

#define WAIT 120 /* s, beyond the audio's own */

struct _TestLive {
  GstElement *pipeline, *sense;
  guint seconds;

  GMutex lock;
  GCond told;
  guint buffers;
  gint64 entered, last_buffer; /* monotonic, us */
  gboolean ended;
  guint64 first_start, last_start, last_end; /* of the windows, ns */
  TestLiveOutcome outcome;
};

static GstPadProbeReturn
enter_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  TestLive *self = user_data;

  g_mutex_lock (&self->lock);
  self->entered = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
buffer_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  TestLive *self = user_data;
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  if (self->buffers > 0)
    self->outcome.longest_pause = MAX (self->outcome.longest_pause, now - self->last_buffer);
  self->outcome.longest_hold = MAX (self->outcome.longest_hold, now - self->entered);
  self->last_buffer = now;
  self->buffers++;
  g_cond_broadcast (&self->told);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

/* Windows overlap; none is told twice, and nothing is left out between two. */
static void
take_times (TestLive *self, const GstStructure *structure)
{
  guint64 index, start, duration;

  g_assert_true (gst_structure_get_uint64 (structure, "window", &index));
  g_assert_true (gst_structure_get_uint64 (structure, "timestamp", &start));
  g_assert_true (gst_structure_get_uint64 (structure, "duration", &duration));
  g_assert_cmpuint (index, ==, self->outcome.windows);
  if (index == 0) {
    self->first_start = start;
  } else {
    g_assert_cmpuint (start, >, self->last_start);
    g_assert_cmpuint (start, <=, self->last_end);
  }
  self->last_start = start;
  self->last_end = start + duration;
}

static void
take_window (TestLive *self, const GstStructure *structure)
{
  const char *status = gst_structure_get_string (structure, "status");

  take_times (self, structure);
  self->outcome.windows++;
  self->outcome.analyzed += g_str_equal (status, "analyzed");
  self->outcome.quiet += g_str_equal (status, "quiet");
  self->outcome.dropped += g_str_equal (status, "dropped");
  self->outcome.failed += g_str_equal (status, "failed");
  self->outcome.overrun += g_strcmp0 (gst_structure_get_string (structure, "reason"), "overrun") == 0;
  g_assert_cmpuint (self->outcome.windows, ==, self->outcome.analyzed + self->outcome.quiet + self->outcome.dropped
                    + self->outcome.failed);
}

static void
take_error (GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  g_error ("%s (%s)", error->message, debug);
}

static GstBusSyncReply
message_cb (GstBus *bus, GstMessage *message, gpointer user_data)
{
  TestLive *self = user_data;

  g_mutex_lock (&self->lock);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    take_error (message);
  if (gst_message_has_name (message, "cochlsense-window"))
    take_window (self, gst_message_get_structure (message));
  self->ended |= GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
  g_cond_broadcast (&self->told);
  g_mutex_unlock (&self->lock);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

TestLive *
test_live_start (const char *base_url, guint seconds, const char *properties)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstPad) sink = NULL, source = NULL;
  g_autofree char *line = g_strdup_printf (
      "audiotestsrc is-live=true wave=ticks freq=880 tick-interval=3000000000 sine-periods-per-tick=880 "
      "samplesperbuffer=441 num-buffers=%u ! audio/x-raw,format=S16LE,rate=22050,channels=1 "
      "! cochlsense name=sense api-key=k base-url=%s %s ! fakesink sync=false",
      seconds * TEST_LIVE_BUFFERS, base_url, properties);
  TestLive *self = g_new0 (TestLive, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->told);
  self->seconds = seconds;
  self->pipeline = gst_parse_launch (line, &error);
  g_assert_no_error (error);
  self->sense = gst_bin_get_by_name (GST_BIN (self->pipeline), "sense");
  sink = gst_element_get_static_pad (self->sense, "sink");
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_BUFFER, enter_cb, self, NULL);
  source = gst_element_get_static_pad (self->sense, "src");
  gst_pad_add_probe (source, GST_PAD_PROBE_TYPE_BUFFER, buffer_cb, self, NULL);
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (bus, message_cb, self, NULL);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return self;
}

GstElement *
test_live_get_element (TestLive *self)
{
  return self->sense;
}

/* Until @count is at least @n. */
static void
wait_for (TestLive *self, const guint *count, guint n)
{
  gint64 end = g_get_monotonic_time () + (self->seconds + WAIT) * G_TIME_SPAN_SECOND;

  g_mutex_lock (&self->lock);
  while (*count < n) {
    if (!g_cond_wait_until (&self->told, &self->lock, end))
      g_error ("hangs after %u buffers, %u windows, %s EOS", self->buffers, self->outcome.windows,
               self->ended ? "with" : "without");
  }
  g_mutex_unlock (&self->lock);
}

void
test_live_wait_buffers (TestLive *self, guint n)
{
  wait_for (self, &self->buffers, n);
}

void
test_live_wait_windows (TestLive *self, guint n)
{
  wait_for (self, &self->outcome.windows, n);
}

void
test_live_finish (TestLive *self, TestLiveOutcome *outcome)
{
  wait_for (self, (const guint *) &self->ended, TRUE);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_assert_cmpuint (self->buffers, ==, self->seconds * TEST_LIVE_BUFFERS);
  g_assert_cmpuint (self->last_end - self->first_start, ==, self->seconds * GST_SECOND);
  *outcome = self->outcome;
  gst_object_unref (self->sense);
  gst_object_unref (self->pipeline);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->told);
  g_free (self);
}
