/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/common/live.h"

#define WAIT 120 /* s, beyond the audio's own */

struct _TestLive {
  GstElement *pipeline, *sense;
  guint seconds;

  GMutex lock;
  GCond told;
  guint buffers;
  gint64 last_buffer; /* monotonic, us */
  gboolean ended;
  TestLiveOutcome outcome;
};

static GstPadProbeReturn
buffer_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  TestLive *self = user_data;
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  if (self->buffers > 0)
    self->outcome.longest_pause = MAX (self->outcome.longest_pause, now - self->last_buffer);
  self->last_buffer = now;
  self->buffers++;
  g_cond_broadcast (&self->told);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static void
take_window (TestLive *self, const GstStructure *structure)
{
  const char *status = gst_structure_get_string (structure, "status");
  guint64 index;

  g_assert_true (gst_structure_get_uint64 (structure, "window", &index));
  g_assert_cmpuint (index, ==, self->outcome.windows);
  self->outcome.windows++;
  if (g_str_equal (status, "analyzed"))
    self->outcome.analyzed++;
  else if (g_str_equal (status, "quiet"))
    self->outcome.quiet++;
  else if (g_str_equal (status, "dropped"))
    self->outcome.dropped++;
  else if (g_str_equal (status, "failed"))
    self->outcome.failed++;
  else
    g_error ("a window was told as \"%s\"", status);
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
  g_autoptr (GstPad) pad = NULL;
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
  pad = gst_element_get_static_pad (self->sense, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, buffer_cb, self, NULL);
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
  /* Windows of 2 s with a hop of 1 s. */
  g_assert_cmpuint (self->buffers, ==, self->seconds * TEST_LIVE_BUFFERS);
  g_assert_cmpuint (self->outcome.windows, ==, self->seconds - 1);
  *outcome = self->outcome;
  gst_object_unref (self->sense);
  gst_object_unref (self->pipeline);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->told);
  g_free (self);
}
