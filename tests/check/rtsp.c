/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/audio/audio.h>
#include <gst/gst.h>

#include "tests/common/camera.h"
#include "tests/common/emulator.h"

/* Cameras over RTSP, a tone of one second in every four. */

#define WAIT          (60 * GST_SECOND)
#define AHEAD         864000 /* s, ten days: no clock is wrong by as much by chance */
/* Encoders smear the edges of a tone. */
#define SMEAR         (100 * GST_MSECOND)

typedef struct {
  GstClockTime start, end;
} Sound;

typedef struct {
  TestEmulator *emulator;
  GstElement *pipeline;
  GMutex lock;
  GArray *sounds;  /* of Sound, running times: what went into the element, from the audio itself */
  GArray *frames;  /* of guint: hashes of the video, where there is a branch of it */
} Watch;

static void
add_sounding (Watch *self, GstClockTime time)
{
  Sound sound = { time, time };
  Sound *last = self->sounds->len ? &g_array_index (self->sounds, Sound, self->sounds->len - 1) : NULL;

  if (last && time - last->end < GST_SECOND)
    last->end = time;
  else
    g_array_append_val (self->sounds, sound);
}

/* Where the audio sounds, sample by sample: what the element must have heard. */
static GstPadProbeReturn
audio_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Watch *self = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr (GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment;
  GstClockTime start;
  GstAudioInfo audio;
  GstMapInfo map;

  g_assert_true (gst_audio_info_from_caps (&audio, caps));
  g_assert_cmpint (GST_AUDIO_INFO_FORMAT (&audio), ==, GST_AUDIO_FORMAT_S16LE);
  gst_event_parse_segment (event, &segment);
  start = gst_segment_to_running_time (segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_mutex_lock (&self->lock);
  for (gsize i = 0; i < map.size / sizeof (gint16); i++) {
    if (ABS (((const gint16 *) map.data)[i]) > 2000)
      add_sounding (self, start + gst_util_uint64_scale (i / (guint) audio.channels, GST_SECOND, (guint) audio.rate));
  }
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
video_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Watch *self = user_data;
  g_autoptr (GBytes) bytes = NULL;
  GstMapInfo map;
  guint hash;

  gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ);
  bytes = g_bytes_new_static (map.data, map.size);
  hash = g_bytes_hash (bytes);
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
  g_mutex_lock (&self->lock);
  g_array_append_val (self->frames, hash);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static void
probe (Watch *self, const char *element_name, GstPadProbeCallback callback)
{
  g_autoptr (GstElement) element = gst_bin_get_by_name (GST_BIN (self->pipeline), element_name);
  g_autoptr (GstPad) pad = element ? gst_element_get_static_pad (element, "sink") : NULL;

  if (pad)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, callback, self, NULL);
}

/* The stream of the camera that came goes where "audio" or "video" begins, if that is there. */
static void
pad_added_cb (GstElement *camera, GstPad *pad, gpointer user_data)
{
  Watch *self = user_data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const char *media = gst_structure_get_string (gst_caps_get_structure (caps, 0), "media");
  g_autoptr (GstElement) element = gst_bin_get_by_name (GST_BIN (self->pipeline), media);
  g_autoptr (GstPad) sink = element ? gst_element_get_static_pad (element, "sink") : NULL;

  if (sink)
    g_assert_cmpint (gst_pad_link (pad, sink), ==, GST_PAD_LINK_OK);
}

/* @more: a branch that begins with an element "video". */
static Watch *
watch_new (TestCamera *camera, TestEmulator *emulator, const char *more)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) source = NULL;
  Watch *self = g_new0 (Watch, 1);
  g_autofree char *line = g_strdup_printf (
      "rtspsrc name=camera location=%s protocols=tcp latency=200 add-reference-timestamp-meta=true "
      "decodebin name=audio ! audioconvert ! audio/x-raw,format=S16LE "
      "! cochlsense name=sense base-url=%s api-key=k ! fakesink %s",
      test_camera_get_uri (camera), test_emulator_get_base_url (emulator), more);

  g_mutex_init (&self->lock);
  self->emulator = emulator;
  self->sounds = g_array_new (FALSE, FALSE, sizeof (Sound));
  self->frames = g_array_new (FALSE, FALSE, sizeof (guint));
  self->pipeline = gst_parse_launch (line, &error);
  g_assert_no_error (error);
  source = gst_bin_get_by_name (GST_BIN (self->pipeline), "camera");
  g_signal_connect (source, "pad-added", G_CALLBACK (pad_added_cb), self);
  probe (self, "sense", audio_cb);
  probe (self, "picture", video_cb);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return self;
}

static void
watch_free (Watch *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  g_assert_cmpint (test_emulator_get_stat (self->emulator, "sessions.open"), ==, 0);
  g_array_unref (self->sounds);
  g_array_unref (self->frames);
  g_mutex_clear (&self->lock);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_free)

/* (transfer full) */
static GstMessage *
wait_for (Watch *self, GstMessageType types)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, WAIT, types | GST_MESSAGE_ERROR);

  if (!message)
    g_error ("no %s came", gst_message_type_get_name (types));
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR && !(types & GST_MESSAGE_ERROR)) {
    g_autoptr (GError) error = NULL;
    g_autofree char *debug = NULL;

    gst_message_parse_error (message, &error, &debug);
    g_error ("%s (%s)", error->message, debug);
  }
  return message;
}

/* The next window that is told. (transfer full) */
static GstStructure *
next_window (Watch *self)
{
  for (;;) {
    g_autoptr (GstMessage) message = wait_for (self, GST_MESSAGE_ELEMENT);

    if (gst_message_has_name (message, "cochlsense-window"))
      return gst_structure_copy (gst_message_get_structure (message));
  }
}

static gboolean
has_tag (const GstStructure *window)
{
  const GValue *tags = gst_structure_get_value (window, "tags");

  for (guint i = 0; i < gst_value_list_get_size (tags); i++) {
    if (g_str_equal (gst_structure_get_string (gst_value_get_structure (gst_value_list_get_value (tags, i)), "name"), "Siren"))
      return TRUE;
  }
  return FALSE;
}

/* How much of the span sounds. */
static GstClockTime
overlap (Watch *self, GstClockTime start, GstClockTime end)
{
  GstClockTime sum = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->sounds->len; i++) {
    Sound *sound = &g_array_index (self->sounds, Sound, i);

    if (sound->start < end && sound->end > start)
      sum += MIN (end, sound->end) - MAX (start, sound->start);
  }
  g_mutex_unlock (&self->lock);
  return sum;
}

/* A tone is heard from a quarter of the window on: more than that must be, less must not. */
static void
check_window (Watch *self, const GstStructure *window, GstClockTime sounding)
{
  if (sounding > GST_SECOND / 2 + SMEAR)
    g_assert_true (has_tag (window));
  else if (sounding < GST_SECOND / 2 - 2 * SMEAR)
    g_assert_false (has_tag (window));
}

/* Windows, one after the other, until @n tones have been heard, each where it is. A camera
 * that starts on a busy machine jumps in time at first, so that they need not be a hop apart. */
static void
check_tones (Watch *self, guint n, GstClockTime *next)
{
  guint heard = 0;
  gboolean before = FALSE;

  while (heard < n) {
    g_autoptr (GstStructure) window = next_window (self);
    guint64 start, duration;

    g_assert_cmpstr (gst_structure_get_string (window, "status"), ==, "analyzed");
    g_assert_true (gst_structure_get_uint64 (window, "running-time", &start));
    g_assert_true (gst_structure_get_uint64 (window, "duration", &duration));
    g_assert_cmpuint (start, >=, *next);
    *next = start + 1;
    check_window (self, window, overlap (self, start, start + duration));
    heard += before && !has_tag (window);
    before = has_tag (window);
  }
}

/* 44.1 kHz in AAC, and 8 kHz in G.711. */
static void
test_tones (gconstpointer audio)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (TestCamera) camera = test_camera_start (audio, 0, 0);
  g_autoptr (Watch) watch = watch_new (camera, emulator, "");
  GstClockTime next = 0;

  check_tones (watch, 2, &next);
}

/* The camera goes as in a power cut, and is back at its old address: an application
 * that makes its pipeline anew hears again. */
static void
test_power_cut (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  TestCamera *first = test_camera_start ("pcmu", 0, 0);
  guint port = test_camera_get_port (first);
  g_autoptr (TestCamera) second = NULL;
  g_autoptr (Watch) watch = watch_new (first, emulator, "");
  g_autoptr (GstMessage) end = NULL;
  GstClockTime next = 0;

  check_tones (watch, 1, &next);
  test_camera_kill (first);
  end = wait_for (watch, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_clear_pointer (&watch, watch_free);

  second = test_camera_start ("pcmu", port, 0);
  watch = watch_new (second, emulator, "");
  next = 0;
  check_tones (watch, 1, &next);
}

/* How long of the span, in seconds since 1970, one of the tones of a second sounds. */
static double
overlap_of_tones (GArray *tones, double start, double end)
{
  double sum = 0;

  for (guint i = 0; i < tones->len; i++) {
    double tone = g_array_index (tones, double, i);

    sum += MAX (0, MIN (end, tone + 1) - MAX (start, tone));
  }
  return sum;
}

static double
get_utc (const GstStructure *window)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_iso8601 (gst_structure_get_string (window, "utc"), NULL);

  g_assert_nonnull (utc);
  return (double) g_date_time_to_unix (utc) + g_date_time_get_microsecond (utc) / 1e6;
}

/* The camera's clock is ten days ahead: from its first sender report on windows have
 * its time, and the camera agrees on when its tones were. */
static void
test_utc (gconstpointer audio)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (TestCamera) camera = test_camera_start (audio, 0, AHEAD);
  g_autoptr (Watch) watch = watch_new (camera, emulator, "");
  g_autoptr (GArray) tones = g_array_new (FALSE, FALSE, sizeof (double));
  double ours = (double) g_get_real_time () / G_USEC_PER_SEC;
  guint told = 0, heard = 0;

  while (told < 9) {
    g_autoptr (GstStructure) window = next_window (watch);
    double start = get_utc (window), end = start + 2;

    if (told == 0 && start < ours + AHEAD / 2)
      continue;
    told++;
    g_assert_cmpfloat (ABS (start - ours - AHEAD), <, 600);
    /* The camera tells of each tone as it begins. */
    while (tones->len == 0 || g_array_index (tones, double, tones->len - 1) < end) {
      double tone = test_camera_next_tone (camera);

      g_array_append_val (tones, tone);
    }
    heard += has_tag (window);
    check_window (watch, window, (GstClockTime) (overlap_of_tones (tones, start, end) * GST_SECOND));
  }
  g_assert_cmpuint (heard, >=, 3);
}

#define PICTURE "rtph264depay name=video ! video/x-h264,stream-format=byte-stream,alignment=au ! fakesink name=picture"

/* A service that never is done holds up nothing: beside a pipeline that only looks, the
 * one that also listens gets the very same pictures, all of them. */
static void
test_video_untouched (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL), stuck = test_emulator_startv (NULL);
  g_autoptr (TestCamera) camera = test_camera_start ("aac", 0, 0);
  g_autoptr (Watch) plain = watch_new (camera, emulator, PICTURE);
  g_autoptr (Watch) watch = NULL;
  /* The first pictures of a client that joins are pieces. */
  guint first = 15, offset = 0;

  gst_structure_free (next_window (plain));
  test_emulator_set (stuck, "{\"analysis_time\": 3600}");
  watch = watch_new (camera, stuck, PICTURE);
  for (guint i = 0; i < 8; i++)
    gst_structure_free (next_window (plain));
  g_mutex_lock (&watch->lock);
  g_mutex_lock (&plain->lock);
  g_assert_cmpuint (watch->frames->len, >, first + 30);
  while (offset < plain->frames->len
         && g_array_index (plain->frames, guint, offset) != g_array_index (watch->frames, guint, first))
    offset++;
  g_assert_cmpuint (offset + 30, <, plain->frames->len);
  for (guint i = 0; first + i < watch->frames->len && offset + i < plain->frames->len; i++)
    g_assert_cmpuint (g_array_index (watch->frames, guint, first + i), ==,
                      g_array_index (plain->frames, guint, offset + i));
  g_mutex_unlock (&plain->lock);
  g_mutex_unlock (&watch->lock);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_data_func ("/rtsp/tones/aac", "aac", test_tones);
  g_test_add_data_func ("/rtsp/tones/pcmu", "pcmu", test_tones);
  g_test_add_data_func ("/rtsp/utc/aac", "aac", test_utc);
  g_test_add_data_func ("/rtsp/utc/pcmu", "pcmu", test_utc);
  g_test_add_func ("/rtsp/power-cut", test_power_cut);
  g_test_add_func ("/rtsp/video-untouched", test_video_untouched);
  return g_test_run ();
}
