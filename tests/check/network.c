/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/gst.h>

#include "tests/common/emulator.h"
#include "tests/common/link.h"
#include "tests/common/live.h"

/* A live pipeline whose service is behind a bad line: no buffer is lost, every window
 * is told once, and the pipeline plays to its end. How long buffers are held up
 * is a figure: tests/bench/bench-network.c. */

#define SECONDS 10

static TestLink *the_link;
static char *no_link;

typedef struct {
  TestEmulator *emulator;
  TestLive *live;
} Line;

/* FALSE: it is skipped. */
static gboolean
begin (Line *self, const char *properties)
{
  if (!the_link) {
    g_test_skip (no_link);
    return FALSE;
  }
  test_link_go_far (the_link);
  self->emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  test_link_come_back (the_link);
  self->live = test_live_start (test_emulator_get_base_url (self->emulator), SECONDS, properties);
  return TRUE;
}

static void
end (Line *self, TestLiveOutcome *outcome)
{
  test_live_finish (self->live, outcome);
  test_link_set (the_link, 0, 0);
  test_emulator_stop (self->emulator);
}

static void
test_good_line (void)
{
  TestLiveOutcome outcome;
  Line line;

  if (!begin (&line, "timeout=5"))
    return;
  end (&line, &outcome);
  g_assert_cmpuint (outcome.analyzed + outcome.overrun, ==, outcome.windows);
}

static void
test_delay (void)
{
  TestLiveOutcome outcome;
  Line line;

  if (the_link)
    test_link_set (the_link, 200, 0);
  if (!begin (&line, "timeout=5"))
    return;
  end (&line, &outcome);
  g_assert_cmpuint (outcome.analyzed + outcome.overrun, ==, outcome.windows);
}

static void
test_loss (void)
{
  TestLiveOutcome outcome;
  Line line;
  guint before = the_link ? test_link_count_lost (the_link) : 0;

  if (!begin (&line, "timeout=5"))
    return;
  test_link_set (the_link, 10, 0.05);
  end (&line, &outcome);
  g_assert_cmpuint (test_link_count_lost (the_link), >, before + 10);
  g_assert_cmpuint (outcome.analyzed, >, 0);
}

/* Six to seven seconds, and what was given up meanwhile is told; then all is well again. */
static void
test_cut (void)
{
  TestLiveOutcome outcome;
  Line line;

  if (!begin (&line, "timeout=1 retry-backoff-factor=0.1 deadline=3000000000"))
    return;
  test_live_wait_windows (line.live, 1);
  test_link_cut (the_link, TRUE);
  test_live_wait_buffers (line.live, (SECONDS - 2) * TEST_LIVE_BUFFERS);
  test_link_cut (the_link, FALSE);
  end (&line, &outcome);
  g_assert_cmpuint (outcome.analyzed, >, 1);
  g_assert_cmpuint (outcome.dropped, >, 0);
}

/* The line forgets the connections it knew; they are found out by the timeout, and
 * nothing is lost but time. */
static void
test_half_open (void)
{
  TestLiveOutcome outcome;
  Line line;

  if (!begin (&line, "timeout=1 retry-backoff-factor=0.1"))
    return;
  test_live_wait_windows (line.live, 1);
  test_link_forget (the_link);
  end (&line, &outcome);
  g_assert_cmpuint (outcome.analyzed + outcome.overrun, ==, outcome.windows);
}

/* A service that takes connections and never says a word. */
static void
test_silent_service (void)
{
  TestLiveOutcome outcome;
  Line line;

  if (!begin (&line, "timeout=1 retry-backoff-factor=0.1 deadline=2000000000"))
    return;
  test_emulator_add_fault (line.emulator, "any=stall");
  end (&line, &outcome);
  g_assert_cmpuint (outcome.dropped, ==, outcome.windows);
}

int
main (int argc, char **argv)
{
  int status;

  the_link = test_link_new (&no_link);
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/network/good-line", test_good_line);
  g_test_add_func ("/network/delay", test_delay);
  g_test_add_func ("/network/loss", test_loss);
  g_test_add_func ("/network/cut", test_cut);
  g_test_add_func ("/network/half-open", test_half_open);
  g_test_add_func ("/network/silent-service", test_silent_service);
  status = g_test_run ();
  g_clear_pointer (&the_link, test_link_free);
  g_free (no_link);
  return status;
}
