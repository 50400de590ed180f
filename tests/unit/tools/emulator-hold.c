/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-hold.h"

#define SECOND G_USEC_PER_SEC
#define HOUR   (G_GINT64_CONSTANT (3600) * SECOND)

/* A hold hands the call on and never looks into it. */
static char calls[4];

static EmulatorExchange *
call (guint i)
{
  return (EmulatorExchange *) &calls[i];
}

static void
over_cb (EmulatorExchange *exchange, gpointer user_data)
{
  g_ptr_array_add (user_data, exchange);
}

static EmulatorSession *
make_session (void)
{
  EmulatorSessionParams *params = g_new0 (EmulatorSessionParams, 1);
  EmulatorGrid grid = { 2, 1 };

  params->type = EMULATOR_SESSION_STREAM;
  params->sensitivity = emulator_sensitivity_new ();
  return emulator_session_new ("id", params, &grid, 0);
}

static void
add_window (EmulatorSession *session, gint64 ready_at)
{
  GPtrArray *windows = emulator_window_list_new ();

  g_ptr_array_add (windows, emulator_window_new (0, 2));
  emulator_session_add_windows (session, windows, ready_at);
}

static void
wait_for (GPtrArray *over, guint n)
{
  while (over->len < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_news (void)
{
  g_autoptr (GPtrArray) over = g_ptr_array_new ();
  g_autoptr (EmulatorHold) hold = emulator_hold_new (over_cb, over);
  g_autoptr (EmulatorSession) session = make_session ();
  gint64 now = g_get_monotonic_time ();

  emulator_hold_add (hold, call (0), session, 0, now + HOUR);
  emulator_hold_add (hold, call (1), session, 1, now + HOUR);
  g_assert_cmpuint (emulator_hold_count (hold), ==, 2);
  add_window (session, now + SECOND / 20);
  emulator_hold_update (hold, session);
  wait_for (over, 1);
  g_assert_true (over->pdata[0] == call (0));
  g_assert_cmpint (g_get_monotonic_time (), >=, now + SECOND / 20);
  add_window (session, now);
  emulator_hold_update (hold, session);
  wait_for (over, 2);
  g_assert_true (over->pdata[1] == call (1));
  g_assert_cmpuint (emulator_hold_count (hold), ==, 0);
  emulator_hold_update (hold, session);
}

static void
test_bounds (void)
{
  g_autoptr (GPtrArray) over = g_ptr_array_new ();
  g_autoptr (EmulatorHold) hold = emulator_hold_new (over_cb, over);
  g_autoptr (EmulatorSession) session = make_session ();
  g_autoptr (EmulatorSession) other = make_session ();
  gint64 now = g_get_monotonic_time ();

  emulator_hold_add (hold, call (0), session, 0, now + SECOND / 20);
  emulator_hold_add (hold, call (1), other, 0, now + HOUR);
  emulator_hold_add (hold, call (2), other, 0, now + HOUR);
  wait_for (over, 1);
  g_assert_true (over->pdata[0] == call (0));
  g_assert_cmpint (g_get_monotonic_time (), >=, now + SECOND / 20);
  emulator_hold_release (hold, session);
  emulator_hold_release (hold, other);
  wait_for (over, 3);
  emulator_hold_add (hold, call (0), session, 0, now + HOUR);
  emulator_hold_release (hold, NULL);
  wait_for (over, 4);
  emulator_hold_add (hold, call (0), session, 0, now + HOUR);
  emulator_hold_add (hold, call (1), session, 0, now + HOUR);
  emulator_hold_abandon (hold, call (1));
  emulator_hold_abandon (hold, call (2));
  wait_for (over, 5);
  g_assert_true (over->pdata[4] == call (1));
  g_assert_cmpuint (emulator_hold_count (hold), ==, 1);
  /* One that nobody ends goes with the hold. */
  emulator_hold_add (hold, call (3), session, 0, now + HOUR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/hold/news", test_news);
  g_test_add_func ("/emulator/hold/bounds", test_bounds);
  return g_test_run ();
}
