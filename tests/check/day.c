/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/gst.h>
#include <malloc.h>

#include "tests/common/emulator.h"
#include "tests/common/leftovers.h"
#include "tests/common/watchdog.h"

/* A working day of audio, eight hours in one stream session, as fast as it goes:
 * memory, threads and file descriptors do not grow with it, and no session stays. */

#define HOURS 8
#define SEGMENT 5 /* s */
#define WAIT 600  /* s, for the whole day under the sanitizers */

#if defined(__SANITIZE_ADDRESS__)
/* The sanitizer has a heap of its own, and looks for leaks itself. */
#define HEAP_IS_KNOWN FALSE
#define IS_SLOW TRUE
#else
#define HEAP_IS_KNOWN (g_getenv ("COCHLSENSE_VALGRIND") == NULL)
#define IS_SLOW (g_getenv ("COCHLSENSE_VALGRIND") != NULL)
#endif

typedef struct {
  guint64 windows;
  gsize least[HOURS]; /* bytes of the heap in use, seen in that hour */
  GMainLoop *loop;
} Day;

/* The least of an hour is free of what happens to be in flight. */
static void
take_window (Day *self, const GstStructure *window)
{
  GstClockTime timestamp;
  guint64 index;
  guint hour;

  g_assert_cmpstr (gst_structure_get_string (window, "status"), ==, "analyzed");
  g_assert_true (gst_structure_get_uint64 (window, "window", &index));
  g_assert_cmpuint (index, ==, self->windows);
  g_assert_true (gst_structure_get_clock_time (window, "timestamp", &timestamp));
  g_assert_cmpuint (timestamp, ==, index * GST_SECOND);
  self->windows++;
  hour = timestamp / (3600 * GST_SECOND);
  self->least[hour] = MIN (self->least[hour], mallinfo2 ().uordblks);
}

static GstBusSyncReply
message_cb (GstBus *bus, GstMessage *message, gpointer user_data)
{
  Day *self = user_data;
  g_autoptr (GError) error = NULL;

  if (gst_message_has_name (message, "cochlsense-window"))
    take_window (self, gst_message_get_structure (message));
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    g_main_loop_quit (self->loop);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR || GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING) {
    gst_message_parse_error (message, &error, NULL);
    g_error ("%s", error->message);
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* @return: the sessions that it took. */
static guint64
play (TestEmulator *emulator, guint seconds, Day *day)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *line = g_strdup_printf (
      "audiotestsrc wave=pink-noise samplesperbuffer=22050 num-buffers=%u ! audio/x-raw,format=S16LE,rate=22050,channels=1 ! "
      "cochlsense name=sense session-type=stream segment-duration=%" G_GUINT64_FORMAT " api-key=k base-url=%s ! fakesink",
      seconds, SEGMENT * GST_SECOND, test_emulator_get_base_url (emulator));
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  g_autoptr (GstElement) sense = gst_bin_get_by_name (GST_BIN (pipeline), "sense");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstStructure) stats = NULL;
  guint64 sessions;

  g_assert_no_error (error);
  *day = (Day) { .loop = loop };
  for (guint i = 0; i < HOURS; i++)
    day->least[i] = G_MAXSIZE;
  gst_bus_set_sync_handler (bus, message_cb, day, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_main_loop_run (loop);
  g_object_get (sense, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, "sessions-created", &sessions));
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return sessions;
}

static void
test_day (void)
{
  guint hours = IS_SLOW ? 1 : HOURS;
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  TestWatchdog *watchdog = test_watchdog_new ();
  TestLeftovers before;
  Day day;

  test_watchdog_begin (watchdog, WAIT);
  test_watchdog_note (watchdog, "a day");
  play (emulator, 60, &day); /* what is made once is there now */
  gst_task_cleanup_all ();
  test_leftovers_count (&before);
  g_assert_cmpuint (play (emulator, hours * 3600, &day), ==, 1);
  gst_task_cleanup_all ();
  test_leftovers_wait (&before);
  g_assert_cmpuint (day.windows, ==, hours * 3600 - 1);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.open"), ==, 0);
  g_test_message ("heap: %" G_GSIZE_FORMAT " bytes in the first hour, %" G_GSIZE_FORMAT " in the last",
                  day.least[0], day.least[hours - 1]);
  if (HEAP_IS_KNOWN)
    g_assert_cmpuint (day.least[hours - 1], <, day.least[0] + 1000000);
  test_watchdog_free (watchdog);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/day/stream", test_day);
  return g_test_run ();
}
