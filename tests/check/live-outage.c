/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>

#include "tests/check/check.h"
#include "tests/common/sound.h"

/* A service that is lost, refuses the key or limits calls, while audio goes on. */

/* The next status; its reason and the duration of segments where they are wanted. */
static char *
wait_status (Check *check, char **reason, GstClockTime *duration)
{
  while (TRUE) {
    g_autoptr (GstMessage) message = check_wait_message (check, GST_MESSAGE_ELEMENT);
    const GstStructure *structure = gst_message_get_structure (message);

    if (!gst_structure_has_name (structure, "cochlsense-status"))
      continue;
    if (reason)
      *reason = g_strdup (gst_structure_get_string (structure, "reason"));
    if (duration)
      g_assert_true (gst_structure_get_uint64 (structure, "segment-duration", duration));
    return g_strdup (gst_structure_get_string (structure, "state"));
  }
}

static void
wait_for_status (Check *check, const char *state, const char *reason)
{
  gboolean found = FALSE;

  while (!found) {
    g_autofree char *why = NULL;
    g_autofree char *now = wait_status (check, &why, NULL);

    found = g_str_equal (now, state) && g_strcmp0 (why, reason) == 0;
  }
}

/* The status says it, requests go on, and when the service is back what is new is
 * judged, though all of what was before is not. */
static void
test_lost_and_back (gconstpointer outage)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", "deadline", "2000000000", "timeout", "1", NULL);
  g_autofree char *begin = g_strdup_printf ("{\"outage\": \"%s\"}", (const char *) outage);

  check_push_taken (check, 0, 3 * GST_SECOND, 10);
  g_free (check_wait_log (check, "window 0 analyzed"));
  test_emulator_set (emulator, begin);
  check_push_taken (check, 3 * GST_SECOND, 4 * GST_SECOND, 1);
  wait_for_status (check, "offline", g_str_equal (outage, "dead") ? "timeout" : "no-network");
  test_emulator_set (emulator, "{\"outage\": \"none\"}");
  check_push_taken (check, 7 * GST_SECOND, 6 * GST_SECOND, 1);
  check_push_eos (check);
  g_free (check_wait_log (check, "window 11 analyzed"));
  g_assert_cmpuint (check_get_stat (check, "windows"), ==, 12);
  g_assert_cmpuint (check_get_stat (check, "windows-failed"), ==, 0);
  g_assert_cmpuint (check_get_stat (check, "max-observed-delay"), >, 0);
}

/* A rejected key is said once, and is not tried with each segment. */
static void
test_wrong_key (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--key", "another", NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", NULL);
  g_autofree char *log = NULL;
  char *first;

  check_push_taken (check, 0, 6 * GST_SECOND, 3);
  check_push_eos (check);
  log = check_take_log (check);
  first = strstr (log, "warning ");
  g_assert_nonnull (first);
  g_assert_null (strstr (first + 1, "warning "));
  g_assert_nonnull (strstr (log, "window 4 failed 4000+2000\n"));
  g_assert_cmpint (test_emulator_get_stat (emulator, "statuses.401"), ==, 1);
}

/* Thirty calls in three seconds, audio twenty times as fast: as thirty a minute
 * are to audio as it comes. */
static void
test_call_limit (void)
{
  const guint seconds = 300;
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--rate-limit", "30/3", NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", "session-type", "file",
                                         "drain-timeout", "60000000000", NULL);
  gboolean grew = FALSE;

  check_push_taken (check, 0, seconds * GST_SECOND, 20);
  check_push_eos (check);
  g_assert_cmpint (test_emulator_get_stat (emulator, "statuses.429"), >, 0);
  g_assert_cmpuint (check_get_stat (check, "windows-dropped"), ==, 0);
  g_assert_cmpuint (check_get_stat (check, "windows-analyzed"), ==, seconds - 1);
  while (!grew) {
    g_autofree char *reason = NULL;
    GstClockTime duration;
    g_autofree char *state = wait_status (check, &reason, &duration);

    grew = g_str_equal (state, "degraded") && g_str_equal (reason, "rate-limited") && duration >= 5 * GST_SECOND;
  }
}

typedef struct {
  gint64 longest, begin;
} Hold;

static GstPadProbeReturn
begin_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  ((Hold *) user_data)->begin = g_get_monotonic_time ();
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
end_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Hold *hold = user_data;

  hold->longest = MAX (hold->longest, g_get_monotonic_time () - hold->begin);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
count_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  guint64 *bytes = user_data;

  *bytes += gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (info));
  return GST_PAD_PROBE_OK;
}

static GstElement *
make_player (TestEmulator *emulator, const char *path, GstElement *sense, GstElement *sink)
{
  GstElement *player = gst_element_factory_make ("playbin", NULL);
  g_autofree char *uri = gst_filename_to_uri (path, NULL);

  g_object_set (sense, "base-url", test_emulator_get_base_url (emulator), "api-key", "k", "realtime", 1,
                "max-in-flight", 1, "max-queued", 1, "drain-timeout", GST_SECOND, NULL);
  g_object_set (sink, "sync", TRUE, NULL);
  g_object_set (player, "uri", uri, "audio-filter", sense, "audio-sink", sink, NULL);
  return player;
}

/* A film that is played through an outage: nothing holds a buffer, and all of it is heard. */
static void
test_playback (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (TestSound) sound = test_sound_new (44100);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "cochlsense-film-XXXXXX", NULL);
  GstElement *sense = gst_element_factory_make ("cochlsense", NULL);
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  g_autoptr (GstPad) to = gst_element_get_static_pad (sense, "sink");
  g_autoptr (GstPad) from = gst_element_get_static_pad (sense, "src");
  g_autoptr (GstElement) player = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;
  guint64 bytes = 0;
  Hold hold = { 0 };

  g_close (g_mkstemp (path), NULL);
  test_sound_add_tone (sound, 440, 6, 0.3);
  test_sound_write_wav (sound, path);
  test_emulator_set (emulator, "{\"outage\": \"dead\"}");
  player = gst_object_ref_sink (make_player (emulator, path, sense, sink));
  gst_pad_add_probe (to, GST_PAD_PROBE_TYPE_BUFFER, begin_cb, &hold, NULL);
  gst_pad_add_probe (from, GST_PAD_PROBE_TYPE_BUFFER, end_cb, &hold, NULL);
  gst_pad_add_probe (from, GST_PAD_PROBE_TYPE_BUFFER, count_cb, &bytes, NULL);
  gst_element_set_state (player, GST_STATE_PLAYING);
  bus = gst_element_get_bus (player);
  message = gst_bus_timed_pop_filtered (bus, 120 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  g_assert_cmpuint (bytes, ==, 6 * 44100 * sizeof (gint16));
  /* One that waits would wait until the outage is called off. */
  g_assert_cmpint (hold.longest, <, 5 * G_USEC_PER_SEC);
  gst_element_set_state (player, GST_STATE_NULL);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_data_func ("/live-outage/refuses", "refuses", test_lost_and_back);
  g_test_add_data_func ("/live-outage/dead", "dead", test_lost_and_back);
  g_test_add_func ("/live-outage/wrong-key", test_wrong_key);
  g_test_add_func ("/live-outage/call-limit", test_call_limit);
  g_test_add_func ("/live-outage/playback", test_playback);
  return g_test_run ();
}
