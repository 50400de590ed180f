/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-decoder.h"

#include <gio/gio.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/audio/audio.h>

#include "tools/emulator/emulator-wav.h"

#define STUCK_AFTER (30 * GST_SECOND)

static const char launch_line[] =
  "appsrc name=source format=bytes max-bytes=0 ! decodebin ! audioconvert ! "
  "audio/x-raw,format=" GST_AUDIO_NE (F32) ",channels=1,layout=interleaved ! "
  "appsink name=sink sync=false max-buffers=16";

static void
feed (GstElement *pipeline, GPtrArray *parts)
{
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "source");

  for (guint i = 0; i < parts->len; i++)
    gst_app_src_push_buffer (GST_APP_SRC (source), gst_buffer_new_wrapped_bytes (g_ptr_array_index (parts, i)));
  gst_app_src_end_of_stream (GST_APP_SRC (source));
}

static gboolean
take_sample (GstSample *sample, guint *rate, EmulatorDecoderFunc func, gpointer user_data, GError **error)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstAudioInfo info;
  GstMapInfo map;

  if (!gst_audio_info_from_caps (&info, gst_sample_get_caps (sample))
      || (*rate != 0 && *rate != (guint) info.rate) || info.rate < 1000) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "the sample rate changes or is below 1000 Hz");
    return FALSE;
  }
  *rate = info.rate;
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "decoded audio cannot be read");
    return FALSE;
  }
  func ((const float *) map.data, map.size / sizeof (float), *rate, user_data);
  gst_buffer_unmap (buffer, &map);
  return TRUE;
}

/* What the bus says after the sink gave no more samples. */
static gboolean
check_end (GstElement *pipeline, GstAppSink *sink, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_autoptr (GError) why = NULL;

  if (message) {
    gst_message_parse_error (message, &why, NULL);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the audio cannot be decoded: %s", why->message);
    return FALSE;
  }
  if (!gst_app_sink_is_eos (sink)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the audio cannot be decoded: the decoder is stuck");
    return FALSE;
  }
  return TRUE;
}

/* An error does not end the wait for a sample, so it is looked for from time to
 * time; whole files come without one such turn. */
static GstSample *
next_sample (GstElement *pipeline, GstAppSink *sink)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  for (GstClockTime waited = 0; waited < STUCK_AFTER; waited += 20 * GST_MSECOND) {
    GstSample *sample = gst_app_sink_try_pull_sample (sink, 20 * GST_MSECOND);

    if (sample || gst_app_sink_is_eos (sink))
      return sample;
    if (gst_bus_have_pending (bus)) {
      g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

      if (message) {
        gst_bus_post (bus, g_steal_pointer (&message));
        return NULL;
      }
    }
  }
  return NULL;
}

/* FALSE when that is no plain WAV file in one part. */
static gboolean
read_wav (GPtrArray *parts, EmulatorDecoderFunc func, gpointer user_data)
{
  g_autoptr (GBytes) data = NULL;
  g_autofree float *samples = NULL;
  EmulatorFormat format;
  gsize offset, size, n_samples = 0;

  if (parts->len != 1 || !emulator_wav_find (g_ptr_array_index (parts, 0), &format, &offset, &size))
    return FALSE;
  data = g_bytes_new_from_bytes (g_ptr_array_index (parts, 0), offset, size);
  samples = emulator_format_read (&format, data, &n_samples, NULL);
  if (samples)
    func (samples, n_samples, format.rate, user_data);
  return samples != NULL;
}

static gboolean
run_pipeline (GPtrArray *parts, EmulatorDecoderFunc func, gpointer user_data, GError **error)
{
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstElement) sink = NULL;
  GstSample *sample;
  guint rate = 0;
  gboolean ok = TRUE;

  pipeline = gst_parse_launch_full (launch_line, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  if (!pipeline)
    return FALSE;
  gst_object_ref_sink (pipeline);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  feed (pipeline, parts);
  while (ok && (sample = next_sample (pipeline, GST_APP_SINK (sink)))) {
    ok = take_sample (sample, &rate, func, user_data, error);
    gst_sample_unref (sample);
  }
  ok = ok && check_end (pipeline, GST_APP_SINK (sink), error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return ok;
}

gboolean
emulator_decoder_run (GPtrArray *parts, EmulatorDecoderFunc func, gpointer user_data, GError **error)
{
  return read_wav (parts, func, user_data) || run_pipeline (parts, func, user_data, error);
}
