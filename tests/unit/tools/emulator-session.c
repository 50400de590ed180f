/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-session.h"

#include "tools/emulator/emulator-error.h"

static EmulatorSession *
make_session (gint64 total_size)
{
  EmulatorSessionParams *params = g_new0 (EmulatorSessionParams, 1);
  EmulatorGrid grid = { 2, 1 };

  params->total_size = total_size;
  params->sensitivity = emulator_sensitivity_new ();
  return emulator_session_new ("id", params, &grid, 100);
}

static int
add (EmulatorSession *session, guint64 sequence, gsize size, gint64 now)
{
  g_autofree guint8 *data = g_malloc0 (size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  if (emulator_session_add_chunk (session, sequence, bytes, now, &error))
    return 200;
  g_assert_true (error->domain == EMULATOR_ERROR);
  return error->code;
}

static void
test_sized (void)
{
  g_autoptr (EmulatorSession) session = make_session (10);
  g_autoptr (GPtrArray) audio = NULL;

  g_assert_cmpint (emulator_session_get_state (session, 100), ==, EMULATOR_STATE_PENDING);
  g_assert_cmpint (add (session, 1, 4, 110), ==, 409);
  g_assert_cmpint (add (session, 0, 4, 120), ==, 200);
  g_assert_cmpint (emulator_session_get_last_use (session), ==, 120);
  g_assert_cmpint (add (session, 0, 4, 130), ==, 409);
  g_assert_cmpint (add (session, 1, 7, 130), ==, 400);
  g_assert_cmpuint (emulator_session_get_sequence (session), ==, 1);
  g_assert_null (emulator_session_steal_audio (session));
  g_assert_true (emulator_session_is_writable (session));
  g_assert_cmpint (add (session, 1, 6, 140), ==, 200);
  g_assert_false (emulator_session_is_writable (session));
  g_assert_cmpint (emulator_session_get_end_of_upload (session), ==, 140);
  /* Sent again, it is no longer the number that is wrong. */
  g_assert_cmpint (add (session, 1, 6, 150), ==, 403);
  g_assert_cmpint (emulator_session_get_state (session, 150), ==, EMULATOR_STATE_IN_PROGRESS);
  audio = emulator_session_steal_audio (session);
  g_assert_cmpuint (audio->len, ==, 2);
  g_assert_null (emulator_session_steal_audio (session));
}

static void
test_unsized (void)
{
  g_autoptr (EmulatorSession) session = make_session (0);

  g_assert_cmpint (add (session, 0, 1000, 110), ==, 200);
  g_assert_cmpint (add (session, 1, 1000, 120), ==, 200);
  emulator_session_make_readonly (session, 130);
  emulator_session_make_readonly (session, 999);
  g_assert_cmpint (emulator_session_get_end_of_upload (session), ==, 130);
  g_assert_cmpint (add (session, 2, 1, 140), ==, 403);
}

static void
test_done_in_time (void)
{
  g_autoptr (EmulatorSession) session = make_session (0);
  GPtrArray *windows = emulator_window_list_new ();

  g_ptr_array_add (windows, emulator_window_new (0, 2));
  emulator_session_make_readonly (session, 130);
  emulator_session_complete (session, windows, 500);
  g_assert_cmpint (emulator_session_get_state (session, 499), ==, EMULATOR_STATE_IN_PROGRESS);
  g_assert_cmpuint (emulator_session_count_windows (session, 499), ==, 0);
  g_assert_cmpint (emulator_session_get_state (session, 500), ==, EMULATOR_STATE_DONE);
  g_assert_cmpuint (emulator_session_count_windows (session, 500), ==, 1);
}

static void
test_failed (void)
{
  g_autoptr (EmulatorSession) session = make_session (0);

  emulator_session_fail (session, "why");
  g_assert_cmpint (emulator_session_get_state (session, 100), ==, EMULATOR_STATE_ERROR);
  g_assert_cmpstr (emulator_session_get_error (session), ==, "why");
  g_assert_cmpuint (emulator_session_count_windows (session, 100), ==, 0);
  g_assert_cmpint (add (session, 0, 1, 110), ==, 403);
}

static EmulatorSession *
make_stream (void)
{
  EmulatorSessionParams *params = g_new0 (EmulatorSessionParams, 1);
  EmulatorGrid grid = { 2, 1 };

  params->type = EMULATOR_SESSION_STREAM;
  params->sensitivity = emulator_sensitivity_new ();
  return emulator_session_new ("id", params, &grid, 100);
}

static GPtrArray *
make_windows (guint n)
{
  GPtrArray *windows = emulator_window_list_new ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (windows, emulator_window_new (i, i + 2));
  return windows;
}

/* Windows of a stream are told one by one, and the end with the last of them. */
static void
test_stream (void)
{
  g_autoptr (EmulatorSession) session = make_stream ();

  g_assert_cmpint (emulator_session_get_use (session), ==, EMULATOR_USE_STREAM);
  g_assert_cmpint (emulator_session_get_news_time (session, 0), ==, G_MAXINT64);
  emulator_session_advance (session, EMULATOR_USE_STREAM, 110);
  g_assert_cmpuint (emulator_session_get_sequence (session), ==, 1);
  g_assert_cmpint (emulator_session_get_last_use (session), ==, 110);
  emulator_session_add_windows (session, make_windows (2), 200);
  g_assert_cmpint (emulator_session_get_news_time (session, 0), ==, 200);
  g_assert_cmpint (emulator_session_get_news_time (session, 2), ==, G_MAXINT64);
  g_assert_cmpuint (emulator_session_count_windows (session, 199), ==, 0);
  g_assert_cmpuint (emulator_session_count_windows (session, 200), ==, 2);
  g_assert_cmpint (emulator_session_get_state (session, 200), ==, EMULATOR_STATE_PENDING);
  emulator_session_make_readonly (session, 210);
  g_assert_cmpint (emulator_session_get_state (session, 210), ==, EMULATOR_STATE_IN_PROGRESS);
  emulator_session_complete (session, make_windows (1), 300);
  g_assert_cmpint (emulator_session_get_state (session, 299), ==, EMULATOR_STATE_IN_PROGRESS);
  g_assert_cmpint (emulator_session_get_news_time (session, 3), ==, 300);
  g_assert_cmpint (emulator_session_get_state (session, 300), ==, EMULATOR_STATE_DONE);
  g_assert_cmpuint (emulator_session_count_windows (session, 300), ==, 3);
  emulator_session_advance (session, EMULATOR_USE_PREDICT, 310);
  g_assert_cmpint (emulator_session_get_use (session), ==, EMULATOR_USE_PREDICT);
}

/* Calls that bring audio go one after the other, and the end of a stream last. */
static void
test_turns (void)
{
  g_autoptr (EmulatorSession) session = make_stream ();
  char *first = "first", *second = "second", *third = "third";

  g_assert_true (emulator_session_take_turn (session, first));
  g_assert_false (emulator_session_take_turn (session, second));
  g_assert_false (emulator_session_take_turn (session, third));
  g_assert_false (emulator_session_take_end (session));
  g_assert_true (emulator_session_pass_turn (session) == second);
  g_assert_true (emulator_session_pass_turn (session) == third);
  g_assert_null (emulator_session_pass_turn (session));
  g_assert_true (emulator_session_take_end (session));
  g_assert_false (emulator_session_take_turn (session, first));
  g_assert_true (emulator_session_pass_turn (session) == first);
  g_assert_null (emulator_session_pass_turn (session));
  g_assert_false (emulator_session_take_end (session));
}

static void
test_units (void)
{
  g_autoptr (EmulatorSession) session = make_stream ();
  guint units = 0;

  g_assert_cmpuint (emulator_session_bill (session, 0.1), ==, 1);
  for (guint i = 0; i < 149; i++)
    units += emulator_session_bill (session, 0.1);
  g_assert_cmpuint (units, ==, 0);
  g_assert_cmpuint (emulator_session_bill (session, 0.1), ==, 1);
  g_assert_cmpuint (emulator_session_bill (session, 45), ==, 3);
  g_assert_cmpfloat_with_epsilon (emulator_session_get_length (session), 60.1, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/session/sized", test_sized);
  g_test_add_func ("/emulator/session/unsized", test_unsized);
  g_test_add_func ("/emulator/session/done-in-time", test_done_in_time);
  g_test_add_func ("/emulator/session/failed", test_failed);
  g_test_add_func ("/emulator/session/stream", test_stream);
  g_test_add_func ("/emulator/session/turns", test_turns);
  g_test_add_func ("/emulator/session/units", test_units);
  return g_test_run ();
}
