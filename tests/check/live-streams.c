/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* Which sessions live audio has when nobody says. */

static void
wait_for_fallback (Check *check)
{
  gboolean found = FALSE;

  while (!found) {
    g_autoptr (GstMessage) message = check_wait_message (check, GST_MESSAGE_ELEMENT);
    const GstStructure *structure = gst_message_get_structure (message);

    found = gst_structure_has_name (structure, "cochlsense-status") &&
        g_str_equal (gst_structure_get_string (structure, "state"), "degraded") &&
        g_strcmp0 (gst_structure_get_string (structure, "reason"), "no-stream-sessions") == 0;
  }
}

static void
test_one_session (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", NULL);

  check_push_taken (check, 0, 12 * GST_SECOND, 0);
  check_push_eos (check);
  g_assert_cmpuint (check_get_stat (check, "windows-analyzed"), ==, 11);
  g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.created"), ==, 1);
  g_assert_cmpuint (check_get_stat (check, "analysis-units"), ==, 1);
}

/* No window is lost when the service says that it has none. */
static void
test_refused (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", "--refuse-streams", NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", NULL);

  check_push_taken (check, 0, 12 * GST_SECOND, 0);
  check_push_eos (check);
  g_assert_cmpuint (check_get_stat (check, "windows"), ==, 11);
  g_assert_cmpuint (check_get_stat (check, "windows-analyzed"), ==, 11);
  wait_for_fallback (check);
}

/* One that takes them and never answers shows when the deadline is over. */
static void
test_silent (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", "--silent-streams", NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", "deadline", "1500000000", NULL);

  /* Audio goes on while the deadline passes, as it does of a camera. */
  check_push_taken (check, 0, 12 * GST_SECOND, 3);
  wait_for_fallback (check);
  gst_util_set_object_arg (G_OBJECT (check->element), "deadline", "0");
  check_push_taken (check, 12 * GST_SECOND, 5 * GST_SECOND, 0);
  check_push_eos (check);
  g_assert_cmpuint (check_get_stat (check, "windows"), ==, 16);
  g_assert_cmpuint (check_get_stat (check, "windows-failed"), ==, 0);
  g_assert_cmpuint (check_get_stat (check, "windows-analyzed"), >=, 5);
}

/* Who asks for them gets what the service says. */
static void
test_asked_for (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--refuse-streams", NULL);
  g_autoptr (Check) check = check_start (emulator, "realtime", "yes", "session-type", "stream", NULL);

  check_push_taken (check, 0, 3 * GST_SECOND, 0);
  check_push_eos (check);
  g_assert_cmpuint (check_get_stat (check, "windows-failed"), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/live-streams/one-session", test_one_session);
  g_test_add_func ("/live-streams/refused", test_refused);
  g_test_add_func ("/live-streams/silent", test_silent);
  g_test_add_func ("/live-streams/asked-for", test_asked_for);
  return g_test_run ();
}
