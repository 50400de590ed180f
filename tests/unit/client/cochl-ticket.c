/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-ticket.h"

#include "cochl/model/cochl-error.h"

#define RATE 8000

typedef struct {
  CochlNetwork *network;
  CochlTicket *ticket;
  GPtrArray *windows;
  GError *error;
  unsigned int n_judged, n_cancelled;
  int ended; /* atomic */
} Case;

static void
judged_cb (GPtrArray *windows, GError *error, gpointer user_data)
{
  Case *c = user_data;

  c->n_judged++;
  c->windows = windows;
  c->error = error;
}

static void
ended_cb (gpointer user_data)
{
  Case *c = user_data;

  g_atomic_int_set (&c->ended, TRUE);
}

static void
cancelled_cb (CochlTicket *ticket, gpointer owner)
{
  Case *c = owner;

  g_assert_true (ticket == c->ticket);
  c->n_cancelled++;
}

/* Four windows of 2 s from second 10 of the lane on. */
static void
case_init (Case *c)
{
  static const CochlTicketFuncs funcs = { judged_cb, ended_cb };
  static const gint16 samples[5 * RATE] = { 0 };
  g_autoptr (GBytes) audio = g_bytes_new_static (samples, sizeof samples);
  g_autoptr (CochlLane) lane = cochl_lane_new ();
  g_autoptr (CochlSubmission) submission = cochl_submission_new_raw (
      COCHL_SESSION_STREAM, lane, audio, RATE, 10 * RATE, 2 * COCHL_SECOND, COCHL_SECOND, 0, NULL);

  *c = (Case) { .network = cochl_network_acquire () };
  c->ticket = cochl_ticket_new (c->network, submission, &funcs, c);
  cochl_ticket_set_owner (c->ticket, cancelled_cb, c);
}

static void
case_clear (Case *c)
{
  while (!g_atomic_int_get (&c->ended))
    g_thread_yield ();
  g_clear_pointer (&c->windows, g_ptr_array_unref);
  g_clear_error (&c->error);
  cochl_network_release (c->network);
}

static void
offer (Case *c, gint64 start, guint64 origin)
{
  g_autoptr (CochlWindow) window = cochl_window_new (start, start + 2 * COCHL_SECOND, NULL);

  cochl_ticket_offer (c->ticket, window, origin);
}

/* Windows of a session that began at second 4 of the lane: each goes where it
 * belongs, once, and its time counts from the submission's start. */
static void
test_offer (void)
{
  Case c;

  case_init (&c);
  g_assert_cmpint (cochl_ticket_get_time (c.ticket, 1, 4 * RATE), ==, 7 * COCHL_SECOND);
  offer (&c, 5 * COCHL_SECOND, 4 * RATE);
  g_assert_cmpuint (cochl_ticket_get_next (c.ticket), ==, 0);
  offer (&c, 6 * COCHL_SECOND, 4 * RATE);
  offer (&c, 6 * COCHL_SECOND, 4 * RATE);
  g_assert_cmpuint (cochl_ticket_get_next (c.ticket), ==, 1);
  offer (&c, 7 * COCHL_SECOND + COCHL_SECOND / 2, 4 * RATE);
  g_assert_cmpuint (cochl_ticket_get_next (c.ticket), ==, 1);
  offer (&c, 8 * COCHL_SECOND, 4 * RATE);
  /* Another session, of the submission's own audio. */
  offer (&c, 1 * COCHL_SECOND - 1000, 10 * RATE);
  g_assert_cmpuint (cochl_ticket_get_next (c.ticket), ==, 3);
  offer (&c, 9 * COCHL_SECOND, 4 * RATE);
  offer (&c, 10 * COCHL_SECOND, 4 * RATE);
  g_assert_cmpuint (cochl_ticket_get_next (c.ticket), ==, 4);

  cochl_ticket_answer (c.ticket);
  g_assert_cmpuint (c.windows->len, ==, 4);
  for (unsigned int i = 0; i < 4; i++) {
    CochlWindow *window = g_ptr_array_index (c.windows, i);

    g_assert_cmpint (cochl_window_get_start (window), ==, i * COCHL_SECOND);
    g_assert_cmpint (cochl_window_get_end (window), ==, (i + 2) * COCHL_SECOND);
  }
  case_clear (&c);
}

static void
test_fail (void)
{
  Case c;

  case_init (&c);
  cochl_ticket_fail (c.ticket, g_error_new_literal (COCHL_ERROR, COCHL_ERROR_SERVER, "no"));
  g_assert_error (c.error, COCHL_ERROR, COCHL_ERROR_SERVER);
  g_assert_cmpuint (c.n_judged, ==, 1);
  case_clear (&c);
}

/* Who has it gives it up, nobody is told, and it ends. */
static void
test_cancel (void)
{
  Case c;

  case_init (&c);
  cochl_ticket_cancel (c.ticket);
  g_assert_cmpuint (c.n_cancelled, ==, 1);
  g_assert_cmpuint (c.n_judged, ==, 0);
  case_clear (&c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/ticket/offer", test_offer);
  g_test_add_func ("/client/ticket/fail", test_fail);
  g_test_add_func ("/client/ticket/cancel", test_cancel);
  return g_test_run ();
}
