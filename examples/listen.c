/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The smallest good application around the element: has one file or URI judged,
 * prints each sound as it begins and ends, and what it took at the end.
 *
 *   COCHL_API_KEY=... listen FILE|URI
 *
 * Exit status: 0 all was judged, 1 it was not, 2 wrong usage, 3 not authorized. */

#include <stdlib.h>

#include <glib-unix.h>
#include <gst/gst.h>

enum { FAILED = 1, USAGE = 2, NOT_AUTHORIZED = 3 };

typedef struct {
  GMainLoop *loop;
  GstElement *pipeline;
  GstElement *convert; /* where the audio goes in; owned by the pipeline, as the next */
  GstElement *sense;
  const char *name;    /* FILE or URI as it was given */
  gboolean every_window;
  gint64 started;      /* monotonic, us */
  int exit_status;
} Listener;

static void
stop (Listener *self, int exit_status)
{
  if (self->exit_status == 0)
    self->exit_status = exit_status;
  g_main_loop_quit (self->loop);
}

/* A decoded stream. Only the first of audio is of interest; others stay
 * unlinked, which ends their decoding. Streaming thread. */
static void
pad_added_cb (GstElement *source, GstPad *pad, gpointer user_data)
{
  Listener *self = user_data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->convert, "sink");

  if (caps == NULL || gst_pad_is_linked (sink))
    return;
  if (gst_structure_has_name (gst_caps_get_structure (caps, 0), "audio/x-raw"))
    gst_pad_link (pad, sink);
}

/* Streaming thread: what is to be said goes over the bus, as any error. */
static void
no_more_pads_cb (GstElement *source, gpointer user_data)
{
  Listener *self = user_data;
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->convert, "sink");

  if (!gst_pad_is_linked (sink))
    GST_ELEMENT_ERROR (source, STREAM, TYPE_NOT_FOUND, ("There is no audio track."), (NULL));
}

static guint64
get_uint64 (const GstStructure *structure, const char *field)
{
  guint64 value = 0;

  gst_structure_get_uint64 (structure, field, &value);
  return value;
}

/* "1:02.5": minutes and seconds of stream time. */
static char *
format_time (GstClockTime time)
{
  guint64 tenths = (time + GST_MSECOND * 50) / (GST_MSECOND * 100);

  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%02u.%u", tenths / 600,
                          (guint) (tenths / 10 % 60), (guint) (tenths % 10));
}

static void
print_event (const GstStructure *event)
{
  const char *tag = gst_structure_get_string (event, "tag");
  GstClockTime start = get_uint64 (event, "stream-time");
  GstClockTime duration = get_uint64 (event, "duration");
  gboolean starts = g_strcmp0 (gst_structure_get_string (event, "state"), "start") == 0;
  g_autofree char *time = format_time (starts ? start : start + duration);
  double probability = 0;

  gst_structure_get_double (event, "probability", &probability);
  if (starts)
    g_print ("%9s  %s begins, probability %.2f\n", time, tag, probability);
  else
    g_print ("%9s  %s ends after %.1f s, probability at most %.2f\n", time, tag,
             (double) duration / GST_SECOND, probability);
}

static void
print_window (const GstStructure *window)
{
  const GValue *tags = gst_structure_get_value (window, "tags");
  g_autofree char *time = format_time (get_uint64 (window, "stream-time"));
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < gst_value_list_get_size (tags); i++) {
    const GstStructure *tag = gst_value_get_structure (gst_value_list_get_value (tags, i));
    double probability = 0;

    gst_structure_get_double (tag, "probability", &probability);
    g_string_append_printf (line, " %s %.2f", gst_structure_get_string (tag, "name"), probability);
  }
  g_print ("%9s  window %" G_GUINT64_FORMAT " %s:%s\n", time, get_uint64 (window, "window"),
           gst_structure_get_string (window, "status"), line->len > 0 ? line->str : " nothing");
}

static void
print_summary (Listener *self)
{
  g_autoptr (GstStructure) stats = NULL;
  double wall = (double) (g_get_monotonic_time () - self->started) / G_USEC_PER_SEC;
  double audio;

  g_object_get (self->sense, "stats", &stats, NULL);
  audio = (double) get_uint64 (stats, "audio-duration") / GST_SECOND;
  g_print ("\n"
           "audio           %.1f s, judged in %.1f s: %.1f times as fast as it plays\n",
           audio, wall, audio / wall);
  g_print ("windows         %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT " of them judged\n",
           get_uint64 (stats, "windows"), get_uint64 (stats, "windows-analyzed"));
  g_print ("detections      %" G_GUINT64_FORMAT " in windows, sounds: %" G_GUINT64_FORMAT "\n",
           get_uint64 (stats, "detections"), get_uint64 (stats, "events"));
  g_print ("requests        %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT " of them again\n",
           get_uint64 (stats, "requests"), get_uint64 (stats, "retries"));
  g_print ("bytes           %" G_GUINT64_FORMAT " sent, %" G_GUINT64_FORMAT " received\n",
           get_uint64 (stats, "bytes-sent"), get_uint64 (stats, "bytes-received"));
  g_print ("analysis units  %" G_GUINT64_FORMAT " of 15 s, which is what the service bills\n",
           get_uint64 (stats, "analysis-units"));
}

static void
print_problem (GstMessage *message, Listener *self)
{
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING) {
    gst_message_parse_warning (message, &error, NULL);
    g_printerr ("listen: warning: %s\n", error->message);
    return;
  }
  gst_message_parse_error (message, &error, NULL);
  /* Errors that follow from the first one say nothing new. */
  if (self->exit_status == 0)
    g_printerr ("listen: %s: %s\n", self->name, error->message);
  stop (self, g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED)
        ? NOT_AUTHORIZED : FAILED);
}

static gboolean
bus_cb (GstBus *bus, GstMessage *message, gpointer user_data)
{
  Listener *self = user_data;
  const GstStructure *structure = gst_message_get_structure (message);

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      if (gst_structure_has_name (structure, "cochlsense-event"))
        print_event (structure);
      else if (self->every_window && gst_structure_has_name (structure, "cochlsense-window"))
        print_window (structure);
      break;
    case GST_MESSAGE_WARNING:
    case GST_MESSAGE_ERROR:
      print_problem (message, self);
      break;
    case GST_MESSAGE_EOS:
      print_summary (self);
      stop (self, 0);
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

/* Ctrl-C: the sessions are deleted on the way down. */
static gboolean
interrupt_cb (gpointer user_data)
{
  Listener *self = user_data;

  if (self->exit_status == 0)
    g_printerr ("listen: interrupted\n");
  stop (self, FAILED);
  return G_SOURCE_CONTINUE;
}

/* FALSE when an element is not installed. */
static gboolean
build (Listener *self, const char *uri, const char *base_url, const char *config_file)
{
  const char *names[] = { "uridecodebin", "audioconvert", "cochlsense", "fakesink" };
  GstElement *elements[G_N_ELEMENTS (names)];

  self->pipeline = gst_pipeline_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    elements[i] = gst_element_factory_make (names[i], NULL);
    if (elements[i] == NULL) {
      g_printerr ("listen: there is no element %s; is its plugin on GST_PLUGIN_PATH?\n", names[i]);
      return FALSE;
    }
    gst_bin_add (GST_BIN (self->pipeline), elements[i]);
  }
  self->convert = elements[1];
  self->sense = elements[2];
  gst_element_link_many (elements[1], elements[2], elements[3], NULL);
  g_object_set (elements[0], "uri", uri, NULL);
  g_object_set (elements[3], "sync", FALSE, NULL);
  /* Left alone when not given: the element's defaults and the environment count. */
  if (base_url != NULL)
    g_object_set (self->sense, "base-url", base_url, NULL);
  if (config_file != NULL)
    g_object_set (self->sense, "config-file", config_file, NULL);
  g_signal_connect (elements[0], "pad-added", G_CALLBACK (pad_added_cb), self);
  g_signal_connect (elements[0], "no-more-pads", G_CALLBACK (no_more_pads_cb), self);
  return TRUE;
}

static void
run (Listener *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  guint watch = gst_bus_add_watch (bus, bus_cb, self);
  guint interrupt = g_unix_signal_add (SIGINT, interrupt_cb, self);
  guint terminate = g_unix_signal_add (SIGTERM, interrupt_cb, self);

  self->started = g_get_monotonic_time ();
  /* A failure is told on the bus. */
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  g_main_loop_run (self->loop);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_source_remove (watch);
  g_source_remove (interrupt);
  g_source_remove (terminate);
}

/* NULL, having said why, when it is none. */
static char *
to_uri (const char *argument)
{
  g_autoptr (GError) error = NULL;
  char *uri = gst_uri_is_valid (argument) ? g_strdup (argument) : gst_filename_to_uri (argument, &error);

  if (uri == NULL)
    g_printerr ("listen: %s: %s\n", argument, error->message);
  return uri;
}

int
main (int argc, char **argv)
{
  g_autofree char *base_url = NULL, *config_file = NULL, *uri = NULL;
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE|URI");
  Listener self = { NULL };
  const GOptionEntry entries[] = {
    { "base-url", 'u', 0, G_OPTION_ARG_STRING, &base_url, "Where the service is", "URL" },
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &config_file, "A config.json of the vendor's client", "FILE" },
    { "windows", 'w', 0, G_OPTION_ARG_NONE, &self.every_window, "Print every window too", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments, NULL, NULL },
    { NULL }
  };

  g_option_context_set_summary (context, "Prints the sounds that Cochl.Sense hears in a file.\n"
                                "The key is read from the environment: COCHL_API_KEY.");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("listen: %s\n", error->message);
    return USAGE;
  }
  if (arguments == NULL || g_strv_length (arguments) != 1) {
    g_printerr ("listen: give one FILE or URI; --help tells more\n");
    return USAGE;
  }
  uri = to_uri (arguments[0]);
  if (uri == NULL)
    return USAGE;

  self.name = arguments[0];
  self.loop = g_main_loop_new (NULL, FALSE);
  if (build (&self, uri, base_url, config_file))
    run (&self);
  else
    self.exit_status = FAILED;
  gst_object_unref (self.pipeline);
  g_main_loop_unref (self.loop);
  return self.exit_status;
}
