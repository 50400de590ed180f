/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A camera with a microphone: shows its picture, writes the sounds that are going on
 * upon it, and prints when each begins and ends. When the camera goes away it is
 * tried again, with growing pauses.
 *
 *   COCHL_API_KEY=... camera [--output FILE.mkv] URI
 *
 * Exit status: 0 a file was judged to its end, or it was told to stop; 1 failed, also
 * where there is no audio track; 2 wrong usage; 3 not authorized. */

#include <stdlib.h>
#include <string.h>

#include <glib-unix.h>
#include <gst/gst.h>

enum { FAILED = 1, USAGE = 2, NOT_AUTHORIZED = 3 };

/* A camera that sends nothing for so long is gone; one that sends only pictures has
 * no microphone. */
#define SILENCE 10 /* s */
#define FIRST_PAUSE 1 /* s, before the camera is tried again; doubled each time */
#define LONGEST_PAUSE 30
/* How long the file that is written may take to be finished. */
#define FINISH (5 * GST_SECOND)

typedef struct {
  GMainLoop *loop;
  const char *uri, *base_url, *output;
  int exit_status;
  gboolean stopping;
  guint pause;  /* s, before the next try */
  guint tries;

  /* Of this try. */
  GstElement *pipeline;
  GstElement *source;  /* owned by the pipeline, as the next */
  GstElement *text;    /* what is written upon the picture */
  gboolean live;       /* it may come back */
  GHashTable *sounds;  /* id of an event that goes on: its tag */
  guint watch, silence, retry;
  int buffers, frames; /* audio and pictures since the last look; any thread */
  gboolean heard;      /* any audio at all */
} Camera;

static void
stop (Camera *self, int exit_status)
{
  if (self->exit_status == 0)
    self->exit_status = exit_status;
  self->stopping = TRUE;
  g_main_loop_quit (self->loop);
}

/* Streaming thread. */
static GstPadProbeReturn
count_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  g_atomic_int_inc ((int *) user_data);
  return GST_PAD_PROBE_OK;
}

/* A decoded stream: the first picture and the first sound are of interest. Streaming thread. */
static void
pad_added_cb (GstElement *source, GstPad *pad, gpointer user_data)
{
  Camera *self = user_data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const char *name = caps != NULL ? gst_structure_get_name (gst_caps_get_structure (caps, 0)) : "";
  gboolean sound = g_str_equal (name, "audio/x-raw"), picture = g_str_equal (name, "video/x-raw");
  g_autoptr (GstElement) branch = NULL;
  g_autoptr (GstPad) sink = NULL;

  if (!sound && !picture)
    return;
  branch = gst_bin_get_by_name (GST_BIN (self->pipeline), sound ? "sound" : "picture");
  sink = gst_element_get_static_pad (branch, "sink");
  if (gst_pad_is_linked (sink))
    return;
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_BUFFER, count_cb, sound ? &self->buffers : &self->frames, NULL);
  gst_pad_link (pad, sink);
}

static gboolean
is_linked (Camera *self, const char *branch_name)
{
  g_autoptr (GstElement) branch = gst_bin_get_by_name (GST_BIN (self->pipeline), branch_name);
  g_autoptr (GstPad) sink = gst_element_get_static_pad (branch, "sink");

  return gst_pad_is_linked (sink);
}

/* Streaming thread: what is to be said goes over the bus, as any error. */
static void
no_more_pads_cb (GstElement *source, gpointer user_data)
{
  Camera *self = user_data;

  if (!is_linked (self, "sound"))
    GST_ELEMENT_ERROR (source, STREAM, TYPE_NOT_FOUND, ("There is no audio track."), (NULL));
  else if (!is_linked (self, "picture"))
    GST_ELEMENT_ERROR (source, STREAM, TYPE_NOT_FOUND, ("There is no picture; examples/listen.c needs none."), (NULL));
}

/* What reads the URI: a camera is asked over TCP, which gets through most networks, and for its
 * own time, which then stands in the messages. */
static void
source_setup_cb (GstElement *decodebin, GstElement *source, gpointer user_data)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (source), "add-reference-timestamp-meta") == NULL)
    return;
  gst_util_set_object_arg (G_OBJECT (source), "protocols", "tcp");
  g_object_set (source, "latency", 200, "add-reference-timestamp-meta", TRUE, NULL);
}

static void
write_sounds (Camera *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer tag;

  g_hash_table_iter_init (&iter, self->sounds);
  while (g_hash_table_iter_next (&iter, NULL, &tag))
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (const char *) tag);
  g_object_set (self->text, "text", text->str, NULL);
}

static void
take_event (Camera *self, const GstStructure *event)
{
  const char *tag = gst_structure_get_string (event, "tag");
  gboolean starts = g_strcmp0 (gst_structure_get_string (event, "state"), "start") == 0;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%T");
  guint64 id = 0, duration = 0;

  gst_structure_get_uint64 (event, "id", &id);
  gst_structure_get_uint64 (event, "duration", &duration);
  if (starts) {
    g_print ("%s  %s begins\n", time, tag);
    g_hash_table_insert (self->sounds, g_memdup2 (&id, sizeof id), g_strdup (tag));
  } else {
    g_print ("%s  %s ends after %.1f s\n", time, tag, (double) duration / GST_SECOND);
    g_hash_table_remove (self->sounds, &id);
  }
  write_sounds (self);
}

static gboolean begin_cb (gpointer user_data);

/* Ends this try. */
static void
end (Camera *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->silence, g_source_remove);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->sounds, g_hash_table_unref);
  gst_clear_object (&self->pipeline);
}

static void
try_again (Camera *self, const char *why)
{
  if (self->heard || g_atomic_int_get (&self->buffers) > 0)
    self->pause = FIRST_PAUSE;
  g_printerr ("camera: the camera is gone: %s Next try in %u s.\n", why, self->pause);
  end (self);
  self->retry = g_timeout_add_seconds (self->pause, begin_cb, self);
  self->pause = MIN (self->pause * 2, LONGEST_PAUSE);
}

/* Whether it is the camera that went wrong, and another try may end otherwise. */
static gboolean
may_pass (Camera *self, GstMessage *message, const GError *error)
{
  return self->live && gst_object_has_as_ancestor (GST_MESSAGE_SRC (message), GST_OBJECT (self->source))
      && (error->domain == GST_RESOURCE_ERROR || error->domain == GST_STREAM_ERROR)
      && !g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED)
      && !g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND);
}

static void
take_error (Camera *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;

  gst_message_parse_error (message, &error, NULL);
  if (may_pass (self, message, error)) {
    try_again (self, error->message);
    return;
  }
  g_printerr ("camera: %s: %s\n", self->uri, error->message);
  stop (self, g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED)
        ? NOT_AUTHORIZED : FAILED);
}

static void
take_warning (GstMessage *message)
{
  g_autoptr (GError) error = NULL;

  gst_message_parse_warning (message, &error, NULL);
  g_printerr ("camera: warning: %s\n", error->message);
}

static gboolean
bus_cb (GstBus *bus, GstMessage *message, gpointer user_data)
{
  Camera *self = user_data;

  if (gst_message_has_name (message, "cochlsense-event"))
    take_event (self, gst_message_get_structure (message));
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_WARNING:
      take_warning (message);
      break;
    case GST_MESSAGE_ERROR:
      take_error (self, message);
      break;
    case GST_MESSAGE_EOS:
      if (self->live)
        try_again (self, "It ended its stream.");
      else
        stop (self, 0);
      break;
    default:
      break;
  }
  return self->pipeline != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Once in SILENCE: a camera whose network is cut says nothing, not even good-bye. */
static gboolean
silence_cb (gpointer user_data)
{
  Camera *self = user_data;
  int buffers = g_atomic_int_and ((guint *) &self->buffers, 0);
  int frames = g_atomic_int_and ((guint *) &self->frames, 0);

  self->heard |= buffers > 0;
  if (buffers > 0 || !self->live)
    return G_SOURCE_CONTINUE;
  if (frames > 0 && !self->heard) {
    g_printerr ("camera: %s: There is no audio track.\n", self->uri);
    stop (self, FAILED);
    return G_SOURCE_CONTINUE;
  }
  self->silence = 0;
  try_again (self, "It sends nothing any more.");
  return G_SOURCE_REMOVE;
}

/* The first file has the name that was given, "a.mkv", later ones "a-2.mkv" and so on. */
static char *
make_file_name (Camera *self)
{
  const char *suffix = strrchr (self->output, '.');
  int length = suffix != NULL && strchr (suffix, G_DIR_SEPARATOR) == NULL ? (int) (suffix - self->output) : -1;

  if (self->tries == 1)
    return g_strdup (self->output);
  if (length < 0)
    return g_strdup_printf ("%s-%u", self->output, self->tries);
  return g_strdup_printf ("%.*s-%u%s", length, self->output, self->tries, suffix);
}

/* NULL, having said why, when an element is not installed. */
static GstElement *
build (Camera *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file_name = self->output != NULL ? make_file_name (self) : NULL;
  g_autofree char *line = g_strdup_printf (
      "uridecodebin name=source "
      "queue name=picture ! videoconvert ! textoverlay name=text valignment=top halignment=left shaded-background=true ! %s "
      "queue name=sound ! audioconvert ! cochlsense name=sense ! %s",
      self->output != NULL ? "videoconvert ! vp8enc deadline=1 cpu-used=8 keyframe-max-dist=30 ! queue ! matroskamux name=mux ! filesink name=file"
                           : "videoconvert ! autovideosink",
      self->output != NULL ? "audioconvert ! vorbisenc ! queue ! mux." : "fakesink");
  GstElement *pipeline = gst_parse_launch_full (line, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);

  if (pipeline == NULL) {
    g_printerr ("camera: %s; is its plugin on GST_PLUGIN_PATH?\n", error->message);
    return NULL;
  }
  if (file_name != NULL) {
    g_autoptr (GstElement) file = gst_bin_get_by_name (GST_BIN (pipeline), "file");

    g_object_set (file, "location", file_name, NULL);
  }
  return pipeline;
}

static void
set_up (Camera *self)
{
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (self->pipeline), "source");
  g_autoptr (GstElement) text = gst_bin_get_by_name (GST_BIN (self->pipeline), "text");
  g_autoptr (GstElement) sense = gst_bin_get_by_name (GST_BIN (self->pipeline), "sense");

  self->source = source;
  self->text = text;
  g_object_set (source, "uri", self->uri, NULL);
  if (self->base_url != NULL)
    g_object_set (sense, "base-url", self->base_url, NULL);
  g_signal_connect (source, "source-setup", G_CALLBACK (source_setup_cb), self);
  g_signal_connect (source, "pad-added", G_CALLBACK (pad_added_cb), self);
  g_signal_connect (source, "no-more-pads", G_CALLBACK (no_more_pads_cb), self);
}

/* A try. */
static gboolean
begin_cb (gpointer user_data)
{
  Camera *self = user_data;
  g_autoptr (GstBus) bus = NULL;

  self->retry = 0;
  self->tries++;
  self->buffers = self->frames = 0;
  self->heard = FALSE;
  self->pipeline = build (self);
  if (self->pipeline == NULL) {
    stop (self, FAILED);
    return G_SOURCE_REMOVE;
  }
  set_up (self);
  self->sounds = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  bus = gst_element_get_bus (self->pipeline);
  self->watch = gst_bus_add_watch (bus, bus_cb, self);
  self->silence = g_timeout_add_seconds (SILENCE, silence_cb, self);
  /* What is live has nothing to show while it is paused. A failure is told on the bus. */
  self->live = gst_element_set_state (self->pipeline, GST_STATE_PAUSED) == GST_STATE_CHANGE_NO_PREROLL;
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return G_SOURCE_REMOVE;
}

/* Ctrl-C. */
static gboolean
interrupt_cb (gpointer user_data)
{
  Camera *self = user_data;

  self->stopping = TRUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* A file that is written gets its end. */
static void
finish (Camera *self)
{
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  if (self->pipeline == NULL)
    return;
  bus = gst_element_get_bus (self->pipeline);
  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->output != NULL && self->exit_status == 0 && gst_element_send_event (self->pipeline, gst_event_new_eos ()))
    message = gst_bus_timed_pop_filtered (bus, FINISH, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  end (self);
}

static void
run (Camera *self)
{
  guint interrupt = g_unix_signal_add (SIGINT, interrupt_cb, self);
  guint terminate = g_unix_signal_add (SIGTERM, interrupt_cb, self);

  self->loop = g_main_loop_new (NULL, FALSE);
  self->pause = FIRST_PAUSE;
  begin_cb (self);
  if (!self->stopping)
    g_main_loop_run (self->loop);
  finish (self);
  g_clear_handle_id (&self->retry, g_source_remove);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  g_main_loop_unref (self->loop);
}

int
main (int argc, char **argv)
{
  g_autofree char *base_url = NULL, *output = NULL;
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("URI");
  const GOptionEntry entries[] = {
    { "base-url", 'u', 0, G_OPTION_ARG_STRING, &base_url, "Where the service is", "URL" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Write picture and sound there instead of showing them", "FILE.mkv" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments, NULL, NULL },
    { NULL }
  };
  Camera self = { NULL };

  g_option_context_set_summary (context, "Shows a camera, rtsp://HOST/PATH, and the sounds that Cochl.Sense hears there.\n"
                                "The key is read from the environment: COCHL_API_KEY.");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("camera: %s\n", error->message);
    return USAGE;
  }
  if (arguments == NULL || g_strv_length (arguments) != 1 || !gst_uri_is_valid (arguments[0])) {
    g_printerr ("camera: give one URI, rtsp://HOST/PATH or file:///PATH; --help tells more\n");
    return USAGE;
  }
  self.uri = arguments[0];
  self.base_url = base_url;
  self.output = output;
  run (&self);
  return self.exit_status;
}
