/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/common/decoded.h"

#include <gst/app/gstappsink.h>
#include <gst/audio/audio.h>
#include <glib/gstdio.h>

#define WAIT (60 * GST_SECOND)

static void
append_sample (GstSample *sample, GArray *samples, int *rate)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstMapInfo map;

  g_assert_true (gst_structure_get_int (gst_caps_get_structure (gst_sample_get_caps (sample), 0), "rate", rate));
  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  g_array_append_vals (samples, map.data, map.size / sizeof (gint16));
  gst_buffer_unmap (buffer, &map);
}

GArray *
test_decode_file (const char *path, int resampled_to, int *rate)
{
  g_autofree char *resample = resampled_to ? g_strdup_printf (",rate=%d", resampled_to) : g_strdup ("");
  g_autofree char *line = g_strdup_printf ("filesrc name=source ! decodebin ! audioconvert dithering=none ! audioresample ! "
      "audio/x-raw,format=" GST_AUDIO_NE (S16) ",channels=1%s ! appsink name=sink sync=false", resample);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gint16));

  g_assert_no_error (error);
  g_object_set (source, "location", path, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (TRUE) {
    g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), WAIT);

    if (!sample)
      break;
    append_sample (sample, samples, rate);
  }
  g_assert_true (gst_app_sink_is_eos (GST_APP_SINK (sink)));
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return samples;
}

GArray *
test_decode_bytes (GBytes *file, int resampled_to, int *rate)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  GArray *samples;
  int fd = g_file_open_tmp ("cochlsense-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, g_bytes_get_data (file, NULL), g_bytes_get_size (file), &error);
  g_assert_no_error (error);
  samples = test_decode_file (path, resampled_to, rate);
  g_remove (path);
  return samples;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
test_find_real_sounds (void)
{
  const char *folder = g_getenv ("COCHLSENSE_TEST_SOUNDS"), *name;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = folder && *folder ? g_dir_open (folder, 0, NULL) : NULL;

  while (dir && (name = g_dir_read_name (dir))) {
    if (g_str_has_suffix (name, ".wav"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  }
  if (paths->len == 0)
    return NULL;
  g_ptr_array_sort (paths, compare_paths);
  return g_steal_pointer (&paths);
}
