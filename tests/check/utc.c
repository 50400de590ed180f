/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* The time of day of what was heard. */

#define UTC G_GUINT64_CONSTANT (1714567890000000000) /* 2024-05-01T12:51:30 */
#define NTP_EPOCH (G_GUINT64_CONSTANT (2208988800) * GST_SECOND)

/* Ten buffers of 250 ms, with @reference on those from @first on. */
static void
push (Check *check, const char *reference, GstClockTime epoch, guint first)
{
  g_autoptr (GstCaps) caps = reference ? gst_caps_from_string (reference) : NULL;
  guint frames = 22050 / 4;

  for (guint i = 0; i < 10; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, frames * 2, NULL);

    gst_buffer_memset (buffer, 0, 0, frames * 2);
    GST_BUFFER_PTS (buffer) = i * 250 * GST_MSECOND;
    if (caps && i >= first)
      gst_buffer_add_reference_timestamp_meta (buffer, caps, epoch + UTC + i * 250 * GST_MSECOND, GST_CLOCK_TIME_NONE);
    gst_harness_push (check->harness, buffer);
  }
  check_push_eos (check);
}

/* What the next window says, NULL where it says nothing. */
static char *
take_utc (Check *check)
{
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (check->bus, GST_MESSAGE_ELEMENT);

  g_assert_nonnull (message);
  g_assert_true (gst_message_has_name (message, "cochlsense-window"));
  return g_strdup (gst_structure_get_string (gst_message_get_structure (message), "utc"));
}

static void
test_meta (gconstpointer reference)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  push (check, reference, g_str_has_suffix (reference, "ntp") ? NTP_EPOCH : 0, 0);
  first = take_utc (check);
  second = take_utc (check);
  g_assert_cmpstr (first, ==, "2024-05-01T12:51:30.000Z");
  g_assert_cmpstr (second, ==, "2024-05-01T12:51:31.000Z");
}

/* A file says nothing of when it was recorded; from the first buffer that does on it is told. */
static void
test_file (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  push (check, "timestamp/x-unix", 0, 1);
  first = take_utc (check);
  second = take_utc (check);
  g_assert_null (first);
  g_assert_cmpstr (second, ==, "2024-05-01T12:51:31.000Z");
}

/* Live audio of the running time 0, while the running time is a minute: it was heard a minute ago. */
static void
test_wall (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", "leaky", "no", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GDateTime) heard = NULL;
  g_autofree char *text = NULL;
  gint64 before, after;

  gst_element_set_base_time (check->element, 0);
  gst_harness_set_time (check->harness, 60 * GST_SECOND);
  before = g_get_real_time () / G_USEC_PER_SEC;
  push (check, NULL, 0, 0);
  after = g_get_real_time () / G_USEC_PER_SEC;
  text = take_utc (check);
  heard = g_date_time_new_from_iso8601 (text, zone);
  g_assert_nonnull (heard);
  /* The two clocks are read one after the other. */
  g_assert_cmpint (g_date_time_to_unix (heard), >=, before - 60 - (after - before) - 1);
  g_assert_cmpint (g_date_time_to_unix (heard), <=, after - 60 + 1);
}

/* A sound's event has the time of day at which it began, at its end too. */
static void
test_event (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", "leaky", "no", NULL);
  g_autoptr (TestSound) sound = test_sound_new (22050);
  g_autofree char *start = NULL;
  GstMessage *message;
  guint n = 0;

  test_sound_add_tone (sound, 880, 3, 0.5);
  check_push_sound (check, sound, 0, 4410);
  check_push_eos (check);
  while ((message = gst_bus_pop_filtered (check->bus, GST_MESSAGE_ELEMENT))) {
    const GstStructure *structure = gst_message_get_structure (message);

    if (gst_structure_has_name (structure, "cochlsense-event")) {
      if (!start)
        start = g_strdup (gst_structure_get_string (structure, "utc"));
      g_assert_nonnull (start);
      g_assert_cmpstr (gst_structure_get_string (structure, "utc"), ==, start);
      n++;
    }
    gst_message_unref (message);
  }
  g_assert_cmpuint (n, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_data_func ("/utc/meta/unix", "timestamp/x-unix", test_meta);
  g_test_add_data_func ("/utc/meta/ntp", "timestamp/x-ntp", test_meta);
  g_test_add_func ("/utc/file", test_file);
  g_test_add_func ("/utc/wall", test_wall);
  g_test_add_func ("/utc/event", test_event);
  return g_test_run ();
}
