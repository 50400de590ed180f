/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How long live audio is held up when the line to the service is bad: the longest pause
 * between two buffers behind the element, beside that of a good line, and the longest
 * time that one took through it. Two JSON lines a kind of line. On a busy machine the
 * pauses are those of its scheduler, with a good line as well.
 * Usage: bench-network [SECONDS [SECONDS-OF-THE-CUT]] */

#include <gst/gst.h>
#include <stdlib.h>

#include "tests/bench/bench.h"
#include "tests/common/emulator.h"
#include "tests/common/link.h"
#include "tests/common/live.h"

#define MARGIN 20.0 /* ms beyond the good line's */

typedef struct {
  const char *name;
  guint delay_ms;
  double loss;
  gboolean cut, half_open;
  const char *fault;
} Line;

static const Line lines[] = {
  { "good line" },
  { "200 ms", .delay_ms = 200 },
  { "loss of 5 %", .delay_ms = 10, .loss = 0.05 },
  { "cut", .cut = TRUE },
  { "half-open", .half_open = TRUE },
  { "silent service", .fault = "any=stall" },
};

static void
measure (TestLink *link, const Line *line, guint seconds, guint cut_seconds, TestLiveOutcome *outcome)
{
  TestEmulator *emulator;
  TestLive *live;

  test_link_go_far (link);
  emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  test_link_come_back (link);
  if (line->fault)
    test_emulator_add_fault (emulator, line->fault);
  test_link_set (link, line->delay_ms, line->loss);
  live = test_live_start (test_emulator_get_base_url (emulator), line->cut ? seconds + cut_seconds : seconds, "");
  test_live_wait_buffers (live, seconds / 2 * TEST_LIVE_BUFFERS);
  if (line->half_open)
    test_link_forget (link);
  test_link_cut (link, line->cut);
  if (line->cut)
    test_live_wait_buffers (live, (seconds / 2 + cut_seconds) * TEST_LIVE_BUFFERS);
  test_link_cut (link, FALSE);
  test_live_finish (live, outcome);
  test_link_set (link, 0, 0);
  test_emulator_stop (emulator);
}

int
main (int argc, char **argv)
{
  g_autofree char *reason = NULL;
  g_autoptr (TestLink) link = test_link_new (&reason);
  guint seconds = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 30;
  guint cut_seconds = argc > 2 ? (guint) strtoul (argv[2], NULL, 10) : 60;
  double good = 0;

  if (!link) {
    g_print ("{\"name\": \"network\", \"skipped\": \"%s\"}\n", reason);
    return 0;
  }
  gst_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *pause_name = g_strdup_printf ("longest pause, %s", lines[i].name);
    g_autofree char *hold_name = g_strdup_printf ("longest time in the element, %s", lines[i].name);
    TestLiveOutcome outcome;
    double pause;

    measure (link, &lines[i], seconds, cut_seconds, &outcome);
    pause = (double) outcome.longest_pause / 1000;
    if (i == 0)
      good = pause;
    bench_print (pause_name, pause, "ms", good + MARGIN, "20 ms beyond a good line's", 1.0);
    bench_print (hold_name, (double) outcome.longest_hold / 1000, "ms", MARGIN, "20 ms", 1.0);
  }
  return 0;
}
