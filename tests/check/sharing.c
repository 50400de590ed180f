/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* Many elements of one process with the same connection settings. */

#define STAYING 10
#define GOING 10

static TestSound *
tone_new (double seconds)
{
  TestSound *sound = test_sound_new (22050);

  test_sound_add_tone (sound, 880, seconds, 0.5);
  return sound;
}

static Check *
start (TestEmulator *emulator)
{
  return check_start (emulator, "segment-duration", "2000000000", "max-in-flight", "1", NULL);
}

/* That every window of @seconds of the tone was told once, in order. */
static void
assert_all_windows (Check *check, guint seconds)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *log = check_take_log (check);
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);
  g_autoptr (GString) windows = g_string_new (NULL);

  for (guint i = 0; i + 2 <= seconds; i++)
    g_string_append_printf (expected, "window %u analyzed %u+2000 Siren\n", i, i * 1000);
  for (char **line = lines; *line; line++)
    if (g_str_has_prefix (*line, "window ") || g_str_has_prefix (*line, "warning") || g_str_has_prefix (*line, "error"))
      g_string_append_printf (windows, "%s\n", *line);
  g_assert_cmpstr (windows->str, ==, expected->str);
}

/* Ten elements at work, while ten others come and go, some in the middle of
 * their own: the ten tell all their windows, over few connections, and no
 * session is left. */
static void
test_come_and_go (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone=880=Siren", "--analysis-time=0.02", NULL);
  g_autoptr (TestSound) second = tone_new (1);
  g_autoptr (TestSound) some = tone_new (4);
  Check *staying[STAYING];

  for (guint i = 0; i < STAYING; i++)
    staying[i] = start (emulator);
  for (guint round = 0; round < GOING; round++) {
    g_autoptr (Check) going = start (emulator);

    g_assert_cmpint (check_push_sound (going, some, 0, 4410), ==, GST_FLOW_OK);
    for (guint i = 0; i < STAYING; i++)
      g_assert_cmpint (check_push_sound (staying[i], second, round * GST_SECOND, 4410), ==, GST_FLOW_OK);
    if (round % 2 == 0) {
      check_push_eos (going);
      assert_all_windows (going, 4);
    }
  }
  for (guint i = 0; i < STAYING; i++) {
    check_push_eos (staying[i]);
    assert_all_windows (staying[i], GOING);
    check_free (staying[i]);
  }
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.open"), ==, 0);
  /* One call at a time each; what is cut short on the way takes its connection
   * with it. */
  g_test_message ("%" G_GINT64_FORMAT " connections", test_emulator_get_stat (emulator, "connections"));
  g_assert_cmpint (test_emulator_get_stat (emulator, "connections"), <=, STAYING + 1 + GOING);
}

/* -- a bus handler that blocks -- */

typedef struct {
  GMutex lock;
  GCond cond;
  gboolean blocked, let_go;
} Blocker;

static GstBusSyncReply
block_cb (GstBus *bus, GstMessage *message, gpointer user_data)
{
  Blocker *blocker = user_data;

  if (!gst_message_has_name (message, "cochlsense-window"))
    return GST_BUS_PASS;
  g_mutex_lock (&blocker->lock);
  blocker->blocked = TRUE;
  g_cond_broadcast (&blocker->cond);
  while (!blocker->let_go)
    g_cond_wait (&blocker->cond, &blocker->lock);
  g_mutex_unlock (&blocker->lock);
  return GST_BUS_PASS;
}

/* It holds up its own element, and no other that shares its client. */
static void
test_blocked_handler (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone=880=Siren", NULL);
  g_autoptr (TestSound) sound = tone_new (4);
  g_autoptr (Check) stuck = start (emulator);
  Blocker blocker = { 0 };

  g_mutex_init (&blocker.lock);
  g_cond_init (&blocker.cond);
  gst_bus_set_sync_handler (stuck->bus, block_cb, &blocker, NULL);
  g_assert_cmpint (check_push_sound (stuck, sound, 0, 4410), ==, GST_FLOW_OK);
  g_mutex_lock (&blocker.lock);
  while (!blocker.blocked)
    g_cond_wait (&blocker.cond, &blocker.lock);
  g_mutex_unlock (&blocker.lock);

  for (guint i = 0; i < 5; i++) {
    g_autoptr (Check) other = start (emulator);

    g_assert_cmpint (check_push_sound (other, sound, 0, 4410), ==, GST_FLOW_OK);
    check_push_eos (other);
    assert_all_windows (other, 4);
  }
  g_mutex_lock (&blocker.lock);
  g_assert_false (blocker.let_go);
  blocker.let_go = TRUE;
  g_cond_broadcast (&blocker.cond);
  g_mutex_unlock (&blocker.lock);
  check_push_eos (stuck);
  assert_all_windows (stuck, 4);
  gst_bus_set_sync_handler (stuck->bus, NULL, NULL, NULL);
  g_mutex_clear (&blocker.lock);
  g_cond_clear (&blocker.cond);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sharing/come-and-go", test_come_and_go);
  g_test_add_func ("/sharing/blocked-handler", test_blocked_handler);
  return g_test_run ();
}
