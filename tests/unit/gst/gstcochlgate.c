/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlgate.h"

#include <math.h>

#define MIN_LEVEL -40.0

static const GstCochlGrid today = { 2 * GST_SECOND, GST_SECOND, 22050 };
static const GstCochlGrid apart = { GST_SECOND, GST_SECOND, 22050 };
static const GstCochlGrid quarters = { GST_SECOND, GST_SECOND / 4, 22050 };

static char
get_letter (GstCochlGateVerdict verdict)
{
  return verdict == GST_COCHL_GATE_SEND ? 'S' : 'q';
}

static void
pop_all (GstCochlGate *gate, GString *verdicts)
{
  GstCochlGateVerdict verdict;
  gpointer segment;

  while ((segment = gst_cochl_gate_pop (gate, &verdict))) {
    g_string_append_c (verdicts, get_letter (verdict));
    g_free (segment);
  }
}

/* @levels: of one window each; what is undecided after the last is '.'. */
static void
assert_verdicts (const GstCochlGrid *grid, const double *levels, guint n, guint windows, const char *expected)
{
  g_autoptr (GstCochlGate) gate = gst_cochl_gate_new (g_free);
  g_autoptr (GString) verdicts = g_string_new (NULL);

  for (guint i = 0; i < n; i += windows)
    gst_cochl_gate_push (gate, g_new (char, 1), levels + i, windows, grid, MIN_LEVEL, FALSE);
  pop_all (gate, verdicts);
  while (verdicts->len < n / windows)
    g_string_append_c (verdicts, '.');
  g_assert_cmpstr (verdicts->str, ==, expected);
}

#define ASSERT_VERDICTS(grid, windows, expected, ...) G_STMT_START { \
  static const double levels[] = { __VA_ARGS__ }; \
  assert_verdicts (grid, levels, G_N_ELEMENTS (levels), windows, expected); \
} G_STMT_END

/* The windows that overlap a loud one, and one before those. */
static void
test_lead_in (void)
{
  ASSERT_VERDICTS (&today, 1, "qqqSSSSqq..", -90, -90, -90, -90, -41, -10, -90, -90, -90, -90, -90);
  ASSERT_VERDICTS (&today, 1, "S", -10);
  ASSERT_VERDICTS (&today, 1, "SS", -90, -10);
  ASSERT_VERDICTS (&apart, 1, "qqSSqq.", -90, -90, -90, -10, -90, -90, -90);
  ASSERT_VERDICTS (&quarters, 1, "qqSSSSSSSSqq....", -90, -90, -90, -90, -90, -90, -10, -90, -90, -90, -90, -90, -90, -90,
                   -90, -90);
}

/* Nothing is decided before it has to be. */
static void
test_undecided (void)
{
  ASSERT_VERDICTS (&today, 1, ".", -90);
  ASSERT_VERDICTS (&today, 1, "..", -90, -90);
  ASSERT_VERDICTS (&today, 1, "q..", -90, -90, -90);
}

/* Open from -40 up, and then down to -43. */
static void
test_hysteresis (void)
{
  ASSERT_VERDICTS (&apart, 1, "qqq.", -40.1, -40.1, -42, -40.1);
  ASSERT_VERDICTS (&apart, 1, "SSSSqq.", -90, -40, -43, -42.9, -43.1, -42, -90);
}

/* A segment of many windows is sent for one of them, or of the next segment's. */
static void
test_segments (void)
{
  ASSERT_VERDICTS (&today, 4, "qSq.", -90, -90, -90, -90, -90, -90, -10, -90, -90, -90, -90, -90, -90, -90, -90, -90);
  ASSERT_VERDICTS (&today, 4, "SSq.", -90, -90, -90, -90, -90, -10, -90, -90, -90, -90, -90, -90, -90, -90, -90, -90);
  ASSERT_VERDICTS (&today, 4, "qSS.", -90, -90, -90, -90, -90, -90, -90, -10, -90, -90, -90, -90, -90, -90, -90, -90);
}

/* What is wanted is sent and opens nothing. */
static void
test_wanted (void)
{
  g_autoptr (GstCochlGate) gate = gst_cochl_gate_new (g_free);
  g_autoptr (GString) verdicts = g_string_new (NULL);
  static const double levels[] = { -41, NAN };

  gst_cochl_gate_push (gate, g_new (char, 1), levels, 1, &apart, MIN_LEVEL, TRUE);
  for (guint i = 0; i < 4; i++)
    gst_cochl_gate_push (gate, g_new (char, 1), levels + i % 2, 1, &apart, MIN_LEVEL, FALSE);
  pop_all (gate, verdicts);
  g_assert_cmpstr (verdicts->str, ==, "Sqqq");
}

/* Digital silence is not below the lowest level: then the gate is no gate. */
static void
test_off (void)
{
  g_autoptr (GstCochlGate) gate = gst_cochl_gate_new (g_free);
  g_autoptr (GString) verdicts = g_string_new (NULL);
  const double silence = -200;

  gst_cochl_gate_push (gate, g_new (char, 1), &silence, 1, &today, GST_COCHL_GATE_OFF, FALSE);
  pop_all (gate, verdicts);
  g_assert_cmpstr (verdicts->str, ==, "S");
  g_assert_true (gst_cochl_gate_is_empty (gate));
}

/* A stretch that ends decides what is left; the next begins with a shut gate. */
static void
test_end (void)
{
  g_autoptr (GstCochlGate) gate = gst_cochl_gate_new (g_free);
  g_autoptr (GString) verdicts = g_string_new (NULL);
  static const double levels[] = { -90, -10, -42, -10 };

  gst_cochl_gate_push (gate, g_new (char, 1), levels, 1, &today, MIN_LEVEL, FALSE);
  gst_cochl_gate_end (gate);
  gst_cochl_gate_push (gate, g_new (char, 1), levels + 1, 1, &today, MIN_LEVEL, FALSE);
  gst_cochl_gate_end (gate);
  gst_cochl_gate_push (gate, g_new (char, 1), levels + 2, 1, &today, MIN_LEVEL, FALSE);
  pop_all (gate, verdicts);
  g_assert_cmpstr (verdicts->str, ==, "qS");
  g_assert_false (gst_cochl_gate_is_empty (gate));
  gst_cochl_gate_clear (gate);
  g_assert_true (gst_cochl_gate_is_empty (gate));
  gst_cochl_gate_push (gate, g_new (char, 1), levels + 3, 1, &today, MIN_LEVEL, FALSE);
  pop_all (gate, verdicts);
  g_assert_cmpstr (verdicts->str, ==, "qSS");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate/lead-in", test_lead_in);
  g_test_add_func ("/gate/undecided", test_undecided);
  g_test_add_func ("/gate/hysteresis", test_hysteresis);
  g_test_add_func ("/gate/segments", test_segments);
  g_test_add_func ("/gate/wanted", test_wanted);
  g_test_add_func ("/gate/off", test_off);
  g_test_add_func ("/gate/end", test_end);
  return g_test_run ();
}
