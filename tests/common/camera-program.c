/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A camera: a picture in H.264 and, as --audio has it, sound in AAC (44.1 kHz) or
 * PCMU (8 kHz), both live, over RTSP on 127.0.0.1. The sound is a tone of 880 Hz for
 * one second in every four, else silence. Says where it listens:
 *   listening on rtsp://127.0.0.1:PORT/camera
 * and when a tone begins, in seconds since 1970 by its own clock, which --ahead sets
 * ahead of the machine's and which its sender reports tell:
 *   tone 1700000000.123456
 * It ends with its standard input. */

#include <gst/rtsp-server/rtsp-server.h>
#include <stdio.h>
#include <unistd.h>

/* From 1900, which is where NTP begins, to 1970. */
#define NTP_EPOCH (G_GUINT64_CONSTANT (2208988800) * GST_SECOND)

typedef struct {
  GstRTSPMedia parent;
} CameraMedia;

typedef struct {
  GstRTSPMediaClass parent_class;
} CameraMediaClass;

static GType camera_media_get_type (void);
G_DEFINE_TYPE (CameraMedia, camera_media, GST_TYPE_RTSP_MEDIA)

/* Sender reports tell the time of the camera's clock, not that of the machine's. */
static gboolean
camera_media_setup_rtpbin (GstRTSPMedia *media, GstElement *rtpbin)
{
  gst_util_set_object_arg (G_OBJECT (rtpbin), "ntp-time-source", "clock-time");
  return TRUE;
}

static void
camera_media_class_init (CameraMediaClass *klass)
{
  GST_RTSP_MEDIA_CLASS (klass)->setup_rtpbin = camera_media_setup_rtpbin;
}

static void
camera_media_init (CameraMedia *self)
{
}

static void
say_tone (GstElement *source, GstClockTime running_time)
{
  GstClockTime time = gst_element_get_base_time (source) + running_time - NTP_EPOCH;

  g_print ("tone %" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT "\n", time / GST_SECOND, time % GST_SECOND / GST_USECOND);
}

/* Streaming thread. Running time is the timestamp: the source never seeks. */
static GstPadProbeReturn
tone_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  guint64 *last_sounding = user_data; /* the frame, counted from 1 */
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  guint rate = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (pad), "rate"));
  g_autoptr (GstElement) source = gst_pad_get_parent_element (pad);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  for (gsize i = 0; i < map.size / sizeof (gint16); i++) {
    guint64 frame = GST_BUFFER_OFFSET (buffer) + i + 1;

    if (((const gint16 *) map.data)[i] == 0)
      continue;
    if (*last_sounding == 0 || frame - *last_sounding > rate)
      say_tone (source, GST_BUFFER_PTS (buffer) + gst_util_uint64_scale (i, GST_SECOND, rate));
    *last_sounding = frame;
  }
  gst_buffer_unmap (buffer, &map);
  return GST_PAD_PROBE_OK;
}

static void
configure_cb (GstRTSPMediaFactory *factory, GstRTSPMedia *media, gpointer user_data)
{
  g_autoptr (GstElement) bin = gst_rtsp_media_get_element (media);
  g_autoptr (GstElement) tones = gst_bin_get_by_name (GST_BIN (bin), "tones");
  g_autoptr (GstPad) pad = NULL;

  if (!tones)
    return;
  pad = gst_element_get_static_pad (tones, "src");
  g_object_set_data (G_OBJECT (pad), "rate", user_data);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, tone_cb, g_new0 (guint64, 1), g_free);
}

static GstClock *
make_clock (int ahead)
{
  GstClock *clock = g_object_new (GST_TYPE_SYSTEM_CLOCK, "name", "camera", "clock-type", GST_CLOCK_TYPE_REALTIME, NULL);

  gst_object_ref_sink (clock);
  gst_clock_set_calibration (clock, 0, NTP_EPOCH + ahead * GST_SECOND, 1, 1);
  return clock;
}

/* FALSE for a kind of audio that there is none of. */
static gboolean
describe (GstRTSPMediaFactory *factory, const char *audio)
{
  gboolean aac = g_str_equal (audio, "aac"), silent = g_str_equal (audio, "none");
  guint rate = aac ? 44100 : 8000;
  g_autoptr (GString) line = g_string_new (
      "( videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=10/1 "
      "! x264enc tune=zerolatency speed-preset=ultrafast threads=1 key-int-max=10 ! rtph264pay name=pay0 pt=96 config-interval=1 ");

  if (!aac && !silent && !g_str_equal (audio, "pcmu"))
    return FALSE;
  if (!silent)
    g_string_append_printf (line, "audiotestsrc name=tones is-live=true wave=ticks freq=880 tick-interval=4000000000 "
        "sine-periods-per-tick=880 samplesperbuffer=%u ! audio/x-raw,format=S16LE,rate=%u,channels=1 ! %s name=pay1 ",
        rate / 50, rate, aac ? "audioconvert ! avenc_aac ! rtpmp4gpay pt=97" : "mulawenc ! rtppcmupay pt=0");
  g_string_append_c (line, ')');
  gst_rtsp_media_factory_set_launch (factory, line->str);
  g_signal_connect (factory, "media-configure", G_CALLBACK (configure_cb), GUINT_TO_POINTER (rate));
  return TRUE;
}

static gboolean
end_cb (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
serve (GstRTSPMediaFactory *factory, const char *port)
{
  g_autoptr (GstRTSPServer) server = gst_rtsp_server_new ();
  g_autoptr (GstRTSPMountPoints) mounts = gst_rtsp_server_get_mount_points (server);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (STDIN_FILENO);

  gst_rtsp_server_set_address (server, "127.0.0.1");
  gst_rtsp_server_set_service (server, port);
  gst_rtsp_mount_points_add_factory (mounts, "/camera", g_object_ref (factory));
  if (gst_rtsp_server_attach (server, NULL) == 0)
    g_error ("the port %s is taken", port);
  g_io_add_watch (input, G_IO_HUP | G_IO_IN, end_cb, loop);
  g_print ("listening on rtsp://127.0.0.1:%d/camera\n", gst_rtsp_server_get_bound_port (server));
  g_main_loop_run (loop);
}

int
main (int argc, char **argv)
{
  g_autofree char *audio = NULL, *port = NULL;
  int ahead = 0;
  const GOptionEntry entries[] = {
    { "audio", 0, 0, G_OPTION_ARG_STRING, &audio, "The kind of audio: aac, pcmu, none", "KIND" },
    { "port", 0, 0, G_OPTION_ARG_STRING, &port, "The port, 0 for any", "PORT" },
    { "ahead", 0, 0, G_OPTION_ARG_INT, &ahead, "How far the camera's clock is ahead", "S" },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GstRTSPMediaFactory) factory = NULL;
  g_autoptr (GstClock) clock = NULL;
  g_autoptr (GError) error = NULL;

  setvbuf (stdout, NULL, _IOLBF, 0);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  factory = gst_rtsp_media_factory_new ();
  clock = make_clock (ahead);
  gst_rtsp_media_factory_set_shared (factory, TRUE);
  gst_rtsp_media_factory_set_media_gtype (factory, camera_media_get_type ());
  gst_rtsp_media_factory_set_clock (factory, clock);
  if (!describe (factory, audio ? audio : "aac"))
    g_error ("there is no audio \"%s\"", audio);
  serve (factory, port ? port : "0");
  return 0;
}
