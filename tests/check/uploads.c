/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"
#include "tests/common/decoded.h"

static const char *const formats[] = { "wav", "flac", "ogg" };

static void
push (Check *check, const gint16 *samples, gsize n)
{
  for (gsize i = 0; i < n; i += 4096) {
    gsize frames = MIN (4096, n - i);
    GstBuffer *buffer = gst_buffer_new_memdup (samples + i, frames * sizeof (gint16));

    GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (i, GST_SECOND, 22050);
    g_assert_cmpint (gst_harness_push (check->harness, buffer), ==, GST_FLOW_OK);
  }
  check_push_eos (check);
}

/* What is told of the sound in each format, and the bytes that went over the wire. */
static void
tell_all (const gint16 *samples, gsize n, const char *segment_duration, char *logs[3], gint64 bytes[3])
{
  for (gsize f = 0; f < G_N_ELEMENTS (formats); f++) {
    g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
    g_autoptr (Check) check = check_start (emulator, "upload-format", formats[f], "segment-duration", segment_duration,
                                           NULL);

    gst_harness_set_drop_buffers (check->harness, TRUE);
    push (check, samples, n);
    logs[f] = check_take_log (check);
    bytes[f] = test_emulator_get_stat (emulator, "bytes_in");
    g_assert_cmpint (test_emulator_get_stat (emulator, "analyses_failed"), ==, 0);
  }
}

/* The same windows, with the same tags, whatever carries them: FLAC saves a third
 * and Vorbis three quarters at least of sound like this. */
static void
test_made (gconstpointer segment_duration)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);
  const gint16 *samples;
  char *logs[3];
  gint64 bytes[3];
  gsize n;

  test_sound_add_silence (sound, 3);
  test_sound_add_tone (sound, 880, 4, 0.5);
  test_sound_add_noise (sound, 3, 0.02);
  test_sound_add_knock (sound, 3, 0.9);
  test_sound_add_noise (sound, 4.3, 0.3);
  samples = test_sound_get_samples (sound, &n);
  tell_all (samples, n, segment_duration, logs, bytes);
  g_assert_nonnull (strstr (logs[0], "window 3 analyzed 3000+2000 Siren\n"));
  g_assert_nonnull (strstr (logs[0], "window 16 analyzed 16000+1300 Noise\n"));
  for (gsize f = 1; f < G_N_ELEMENTS (formats); f++)
    g_assert_cmpstr (logs[f], ==, logs[0]);
  g_assert_cmpint (bytes[1] * 3, <, bytes[0] * 2);
  g_assert_cmpint (bytes[2] * 4, <, bytes[0]);
  for (gsize f = 0; f < G_N_ELEMENTS (formats); f++)
    g_free (logs[f]);
}

/* The log without its tags and events. */
static char *
keep_times (const char *log)
{
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);
  GString *times = g_string_new (NULL);

  for (gsize i = 0; lines[i]; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

    if (g_str_has_prefix (lines[i], "window "))
      g_string_append_printf (times, "%s %s %s\n", words[1], words[2], words[3]);
  }
  return g_string_free (times, FALSE);
}

static void
test_real (void)
{
  g_autoptr (GPtrArray) paths = test_find_real_sounds ();

  if (!paths) {
    g_test_skip ("COCHLSENSE_TEST_SOUNDS names no folder with sounds");
    return;
  }
  for (guint i = 0; i < paths->len; i++) {
    int rate;
    g_autoptr (GArray) sound = test_decode_file (g_ptr_array_index (paths, i), 22050, &rate);
    char *logs[3], *times[3];
    gint64 bytes[3];

    tell_all ((const gint16 *) sound->data, sound->len, "5000000000", logs, bytes);
    g_test_message ("%s: %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " bytes",
                    (char *) g_ptr_array_index (paths, i), bytes[0], bytes[1], bytes[2]);
    g_assert_cmpstr (logs[1], ==, logs[0]);
    for (gsize f = 0; f < G_N_ELEMENTS (formats); f++)
      times[f] = keep_times (logs[f]);
    if (g_strcmp0 (logs[2], logs[0]) != 0)
      g_test_message ("Vorbis tells other tags:\n%s\n%s", logs[0], logs[2]);
    g_assert_cmpstr (times[2], ==, times[0]);
    for (gsize f = 0; f < G_N_ELEMENTS (formats); f++) {
      g_free (logs[f]);
      g_free (times[f]);
    }
  }
}

/* An encoder that is not installed is said once, and nothing is lost. */
static void
test_missing (void)
{
  g_autoptr (GstPluginFeature) feature = gst_registry_lookup_feature (gst_registry_get (), "flacenc");
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, "upload-format", "flac", "segment-duration", "2000000000", NULL);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  gst_registry_remove_feature (gst_registry_get (), feature);
  check_push_silence (check, 0, 4 * GST_SECOND);
  check_push_eos (check);
  gst_registry_add_feature (gst_registry_get (), feature);
  message = gst_bus_pop_filtered (check->bus, GST_MESSAGE_WARNING);
  g_assert_nonnull (message);
  gst_message_parse_warning (message, &error, NULL);
  g_assert_error (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN);
  g_assert_cmpstr (error->message, ==, "upload-format flac needs the element flacenc, which is not installed; Debian "
                   "has it in the package gstreamer1.0-plugins-good. WAV is sent instead.");
  check_assert_log (check,
                    "window 0 analyzed 0+2000\n"
                    "window 1 analyzed 1000+2000\n"
                    "window 2 analyzed 2000+2000\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_data_func ("/uploads/made/2-s", "2000000000", test_made);
  g_test_add_data_func ("/uploads/made/60-s", "60000000000", test_made);
  g_test_add_func ("/uploads/real", test_real);
  g_test_add_func ("/uploads/missing", test_missing);
  return g_test_run ();
}
