/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Live streams at real pace in one process: how long after its audio a window is
 * told, what is dropped, what it costs. One JSON line; times in ms, CPU in parts
 * of one core, of one stream.
 * Usage: bench-live BASE_URL ELEMENT STREAMS SECONDS
 * ELEMENT: "cochlsense session-type=file", or "identity" for the bare streams. */

#include <gst/gst.h>
#include <stdlib.h>
#include <sys/resource.h>

/* Cameras do not start at one moment; a window a second comes from each. */
#define SPREAD G_TIME_SPAN_SECOND

typedef struct {
  GMutex lock;
  GArray *delays; /* double, ms */
  guint64 analyzed, lost;
  guint64 requests, bytes, units, connections;
} Figures;

static void
take_window (Figures *figures, const GstStructure *window)
{
  GstClockTime delay;

  g_mutex_lock (&figures->lock);
  if (g_str_equal (gst_structure_get_string (window, "status"), "analyzed") &&
      gst_structure_get_clock_time (window, "delay", &delay)) {
    double ms = delay / 1e6;

    figures->analyzed++;
    g_array_append_val (figures->delays, ms);
  } else {
    figures->lost++;
  }
  g_mutex_unlock (&figures->lock);
}

static GstBusSyncReply
message_cb (GstBus *bus, GstMessage *message, gpointer user_data)
{
  if (gst_message_has_name (message, "cochlsense-window"))
    take_window (user_data, gst_message_get_structure (message));
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    g_autoptr (GError) error = NULL;

    gst_message_parse_error (message, &error, NULL);
    g_error ("%s: %s", GST_MESSAGE_SRC_NAME (message), error->message);
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static GstElement *
make_stream (const char *url, const char *element, Figures *figures)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstBus) bus = NULL;
  gboolean ours = g_str_has_prefix (element, "cochlsense");
  g_autofree char *line = g_strdup_printf (
      "audiotestsrc is-live=true wave=pink-noise samplesperbuffer=1024 ! audio/x-raw,format=S16LE,rate=44100,channels=2 ! "
      "%s name=sense %s%s ! fakesink sync=false", element, ours ? "base-url=" : "", ours ? url : "");
  GstElement *pipeline = gst_parse_launch (line, &error);

  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_bus_set_sync_handler (bus, message_cb, figures, NULL);
  return pipeline;
}

static guint64
get_count (const GstStructure *stats, const char *name)
{
  guint64 count = 0;

  g_assert_true (gst_structure_get_uint64 (stats, name, &count));
  return count;
}

static void
end_stream (GstElement *pipeline, gboolean ours, Figures *figures)
{
  g_autoptr (GstElement) sense = gst_bin_get_by_name (GST_BIN (pipeline), "sense");
  g_autoptr (GstStructure) stats = NULL;

  if (ours) {
    g_object_get (sense, "stats", &stats, NULL);
    figures->requests += get_count (stats, "requests");
    figures->bytes += get_count (stats, "bytes-sent") + get_count (stats, "bytes-received");
    figures->units += get_count (stats, "analysis-units");
    figures->connections += get_count (stats, "connections");
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}

static double
get_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
get_peak_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
get_quantile (GArray *values, double part)
{
  return values->len ? g_array_index (values, double, (guint) ((values->len - 1) * part)) : 0;
}

static void
run (const char *url, const char *element, guint n, guint seconds)
{
  g_autofree GstElement **streams = g_new0 (GstElement *, n);
  Figures figures = { .delays = g_array_new (FALSE, FALSE, sizeof (double)) };
  double cpu;

  g_mutex_init (&figures.lock);
  for (guint i = 0; i < n; i++) {
    streams[i] = make_stream (url, element, &figures);
    gst_element_set_state (streams[i], GST_STATE_PLAYING);
    g_usleep (SPREAD / n);
  }
  cpu = get_cpu ();
  g_usleep (seconds * G_TIME_SPAN_SECOND);
  cpu = (get_cpu () - cpu) / seconds / n;
  for (guint i = 0; i < n; i++)
    end_stream (streams[i], g_str_has_prefix (element, "cochlsense"), &figures);
  g_array_sort (figures.delays, compare);
  g_print ("{\"streams\": %u, \"seconds\": %u, \"windows\": %" G_GUINT64_FORMAT ", \"lost\": %" G_GUINT64_FORMAT
           ", \"delay-median\": %.1f, \"delay-p99\": %.1f, \"delay-most\": %.1f, \"cpu\": %.5f, \"peak-mb\": %.1f"
           ", \"requests\": %" G_GUINT64_FORMAT ", \"bytes\": %" G_GUINT64_FORMAT ", \"units\": %" G_GUINT64_FORMAT
           ", \"connections\": %" G_GUINT64_FORMAT "}\n",
           n, seconds, figures.analyzed, figures.lost, get_quantile (figures.delays, 0.5),
           get_quantile (figures.delays, 0.99), get_quantile (figures.delays, 1), cpu, get_peak_mb (),
           figures.requests, figures.bytes, figures.units, figures.connections);
  g_array_unref (figures.delays);
  g_mutex_clear (&figures.lock);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  if (argc != 5) {
    g_printerr ("usage: %s BASE_URL ELEMENT STREAMS SECONDS\n", argv[0]);
    return 2;
  }
  run (argv[1], argv[2], strtoul (argv[3], NULL, 10), strtoul (argv[4], NULL, 10));
  return 0;
}
