/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/analysis/cochl-summary.h"

#include <string.h>

#define MS (COCHL_SECOND / 1000)

/* @tags: names with a blank between. */
static CochlWindow *
window_at (gint64 start, gint64 end, const char *tags)
{
  g_auto (GStrv) names = g_strsplit (tags, " ", -1);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_tag_unref);

  for (gsize i = 0; names[i] != NULL; i++) {
    if (names[i][0] != '\0')
      g_ptr_array_add (list, cochl_tag_new (names[i], 0.5));
  }
  return cochl_window_new (start, end, list);
}

/* What a summary tells, as a text: "+1 Siren 0-2000" for a start, "-1 Siren
 * 0-3000" for an end, in milliseconds. */
static void
note_cb (CochlEventState state, guint64 id, CochlEvent *event, gpointer user_data)
{
  g_string_append_printf (user_data, "%s%c%" G_GUINT64_FORMAT " %s %d-%d", ((GString *) user_data)->len > 0 ? ", " : "",
                          state == COCHL_EVENT_START ? '+' : '-', id, cochl_event_get_tag (event),
                          (int) (cochl_event_get_start (event) / MS), (int) (cochl_event_get_end (event) / MS));
}

static void
assert_notes (GString *notes, const char *expected)
{
  g_assert_cmpstr (notes->str, ==, expected);
  g_string_truncate (notes, 0);
}

/* A window of two seconds, fed at @second. */
static void
feed (CochlSummary *summary, int second, const char *tags, GString *notes)
{
  g_autoptr (CochlWindow) window = window_at (second * COCHL_SECOND, (second + 2) * COCHL_SECOND, tags);

  cochl_summary_feed (summary, window, note_cb, notes);
}

static void
test_no_margin (void)
{
  g_autoptr (CochlSummary) summary = cochl_summary_new ();
  GString *notes = g_string_new (NULL);

  feed (summary, 0, "Others", notes);
  assert_notes (notes, "");
  feed (summary, 1, "Siren Knock", notes);
  assert_notes (notes, "+1 Siren 1000-3000, +2 Knock 1000-3000");
  feed (summary, 2, "Knock", notes);
  assert_notes (notes, "-1 Siren 1000-3000");
  feed (summary, 3, "Siren", notes);
  assert_notes (notes, "-2 Knock 1000-4000, +3 Siren 3000-5000");
  cochl_summary_end (summary, note_cb, notes);
  assert_notes (notes, "-3 Siren 3000-5000");
  cochl_summary_end (summary, note_cb, notes);
  assert_notes (notes, "");
  g_string_free (notes, TRUE);
}

static void
test_margins (void)
{
  g_autoptr (CochlSummary) summary = cochl_summary_new ();
  g_autoptr (CochlTagValues) margins = cochl_tag_values_new ();
  GString *notes = g_string_new (NULL);

  cochl_tag_values_set (margins, "Siren", 2.0);
  cochl_summary_set_margins (summary, 0.999, margins);

  feed (summary, 0, "Siren Knock", notes);
  assert_notes (notes, "+1 Siren 0-2000, +2 Knock 0-2000");
  feed (summary, 1, "", notes);
  assert_notes (notes, "-2 Knock 0-2000");
  feed (summary, 2, "", notes);
  assert_notes (notes, "");
  feed (summary, 3, "Siren", notes);
  feed (summary, 4, "", notes);
  feed (summary, 5, "", notes);
  assert_notes (notes, "");
  feed (summary, 6, "", notes);
  assert_notes (notes, "-1 Siren 0-5000");
  g_string_free (notes, TRUE);
}

/* Without windows in between, the time that passes is what counts. */
static void
test_gap (void)
{
  g_autoptr (CochlSummary) summary = cochl_summary_new ();
  GString *notes = g_string_new (NULL);

  cochl_summary_set_margins (summary, 2.0, NULL);
  feed (summary, 0, "Siren", notes);
  feed (summary, 3, "Siren", notes);
  assert_notes (notes, "+1 Siren 0-2000");
  feed (summary, 7, "Siren", notes);
  assert_notes (notes, "-1 Siren 0-5000, +2 Siren 7000-9000");
  feed (summary, 100, "Knock", notes);
  assert_notes (notes, "-2 Siren 7000-9000, +3 Knock 100000-102000");
  g_string_free (notes, TRUE);
}

/* A window that was not judged neither extends an event nor keeps it open. */
static void
test_skip (void)
{
  g_autoptr (CochlSummary) summary = cochl_summary_new ();
  GString *notes = g_string_new (NULL);

  cochl_summary_set_margins (summary, 1.0, NULL);
  feed (summary, 0, "Siren", notes);
  cochl_summary_skip (summary, 1 * COCHL_SECOND, note_cb, notes);
  feed (summary, 2, "Siren", notes);
  assert_notes (notes, "+1 Siren 0-2000");
  cochl_summary_skip (summary, 3 * COCHL_SECOND, note_cb, notes);
  assert_notes (notes, "");
  cochl_summary_skip (summary, 4 * COCHL_SECOND, note_cb, notes);
  assert_notes (notes, "-1 Siren 0-4000");
  g_string_free (notes, TRUE);
}

static void
test_change_of_settings (void)
{
  g_autoptr (CochlSummary) summary = cochl_summary_new ();
  GString *notes = g_string_new (NULL);

  cochl_summary_set_margins (summary, 10.0, NULL);
  feed (summary, 0, "Siren", notes);
  feed (summary, 1, "", notes);
  assert_notes (notes, "+1 Siren 0-2000");
  cochl_summary_set_margins (summary, 1.0, NULL);
  feed (summary, 2, "", notes);
  assert_notes (notes, "-1 Siren 0-2000");

  /* Half a second has passed at the end of a hop of half a second. */
  cochl_summary_set_margins (summary, 0.5, NULL);
  feed (summary, 3, "Siren", notes);
  cochl_summary_set_hop (summary, COCHL_SECOND / 2);
  cochl_summary_skip (summary, 4 * COCHL_SECOND, note_cb, notes);
  assert_notes (notes, "+2 Siren 3000-5000");
  cochl_summary_skip (summary, 4 * COCHL_SECOND + MS, note_cb, notes);
  assert_notes (notes, "-2 Siren 3000-5000");
  g_string_free (notes, TRUE);
}

static void
test_open (void)
{
  g_autoptr (CochlSummary) summary = cochl_summary_new ();
  GString *notes = g_string_new (NULL);
  guint64 id = 0;

  g_assert_null (cochl_summary_get_open (summary, "Siren", &id));
  feed (summary, 0, "Knock Siren", notes);
  feed (summary, 1, "Siren", notes);
  g_assert_null (cochl_summary_get_open (summary, "Knock", NULL));
  g_assert_cmpint (cochl_event_get_end (cochl_summary_get_open (summary, "Siren", &id)), ==, 3 * COCHL_SECOND);
  g_assert_cmpuint (id, ==, 2);
  g_assert_cmpuint (cochl_event_get_n_windows (cochl_summary_get_open (summary, "Siren", NULL)), ==, 2);
  g_string_free (notes, TRUE);
}

static void
test_probability (void)
{
  static const double probabilities[] = { 0.25, 0.75, 0.5 };
  g_autoptr (GPtrArray) windows = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_window_unref);
  g_autoptr (GPtrArray) events = NULL;
  CochlEvent *event;

  for (gsize i = 0; i < G_N_ELEMENTS (probabilities); i++) {
    g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_tag_unref);

    /* A tag that is named twice is one tag, in one window. */
    g_ptr_array_add (tags, cochl_tag_new ("Siren", 0.125));
    g_ptr_array_add (tags, cochl_tag_new ("Siren", probabilities[i]));
    g_ptr_array_add (windows, cochl_window_new (i * COCHL_SECOND, (i + 2) * COCHL_SECOND, tags));
  }
  events = cochl_summary_of_windows (windows, COCHL_SECOND, 0.0, NULL);
  g_assert_cmpuint (events->len, ==, 1);
  event = events->pdata[0];
  g_assert_cmpfloat (cochl_event_get_probability (event), ==, 0.75);
  g_assert_cmpuint (cochl_event_get_n_windows (event), ==, 3);
}

/* Half a second is no whole number of samples at 11,025 Hz. */
static void
test_rounded_starts (void)
{
  g_autoptr (GPtrArray) windows = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_window_unref);
  g_autoptr (GPtrArray) events = NULL;

  for (gint64 i = 0; i < 100; i++) {
    gint64 sample = (i * 11025 + 1) / 2;
    gint64 start = sample * COCHL_SECOND / 11025;

    g_ptr_array_add (windows, window_at (start, start + COCHL_SECOND, "Siren"));
  }
  events = cochl_summary_of_windows (windows, COCHL_SECOND / 2, 0.0, NULL);
  g_assert_cmpuint (events->len, ==, 1);
}

/* A margin as long as can be, in seconds, is none that ever ends. */
static void
test_endless_margin (void)
{
  g_autoptr (CochlSummary) summary = cochl_summary_new ();
  GString *notes = g_string_new (NULL);

  cochl_summary_set_margins (summary, G_MAXDOUBLE, NULL);
  feed (summary, 0, "Siren", notes);
  feed (summary, 31622400, "", notes);
  assert_notes (notes, "+1 Siren 0-2000");
  g_string_free (notes, TRUE);
}

/* The lines of the vendor's documentation: windows of one second. */
static void
test_lines (void)
{
  static const char *const tags[] = { "Baby_cry", "Others", "Baby_cry Siren", "Baby_cry", "Others", "Siren" };
  g_autoptr (GPtrArray) windows = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_window_unref);
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    g_ptr_array_add (windows, window_at (i * COCHL_SECOND, (i + 1) * COCHL_SECOND, tags[i]));
  events = cochl_summary_of_windows (windows, COCHL_SECOND, 0.0, NULL);
  for (unsigned int i = 0; i < events->len; i++) {
    g_autofree char *line = cochl_event_to_line (events->pdata[i]);

    g_string_append_printf (lines, "%s\n", line);
  }
  g_assert_cmpstr (lines->str, ==,
                   "At 0.0-1.0s, [Baby_cry] was detected\n"
                   "At 2.0-3.0s, [Siren] was detected\n"
                   "At 2.0-4.0s, [Baby_cry] was detected\n"
                   "At 5.0-6.0s, [Siren] was detected\n");
}

/* The vendor's rule, done by the letter: a table of tags in the order in which
 * they came, each with what remains of its margin. */
typedef struct {
  const char *tag;
  gint64      remaining;
  gint64      start;
  gint64      end;
} Entry;

static gint64
margin_in (const CochlTagValues *margins, const char *tag, gint64 margin_ms)
{
  return (gint64) (cochl_tag_values_lookup (margins, tag, margin_ms / 1000.0) * 1000.0 + 0.5) * MS;
}

static void
print_entry (GString *lines, const Entry *entry)
{
  g_string_append_printf (lines, "%s %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "\n", entry->tag, entry->start, entry->end);
}

static void
vendor_window (GArray *table, CochlWindow *window, gint64 hop, gint64 margin_ms, const CochlTagValues *margins,
               GString *lines)
{
  for (unsigned int i = 0; i < cochl_window_get_n_tags (window); i++) {
    const char *tag = cochl_tag_get_name (cochl_window_get_tag (window, i));
    Entry fresh = { tag, margin_in (margins, tag, margin_ms), cochl_window_get_start (window),
                    cochl_window_get_end (window) };
    gboolean known = FALSE;

    if (strcmp (tag, "Others") == 0)
      continue;
    for (unsigned int j = 0; j < table->len; j++) {
      Entry *entry = &g_array_index (table, Entry, j);

      if (strcmp (entry->tag, tag) == 0) {
        entry->remaining = fresh.remaining;
        entry->end = fresh.end;
        known = TRUE;
      }
    }
    if (!known)
      g_array_append_val (table, fresh);
  }

  for (unsigned int j = 0; j < table->len;) {
    Entry *entry = &g_array_index (table, Entry, j);

    if (cochl_window_find_tag (window, entry->tag) == NULL && (entry->remaining -= hop) < 0) {
      print_entry (lines, entry);
      g_array_remove_index (table, j);
    } else {
      j++;
    }
  }
}

static char *
vendor_lines (GPtrArray *windows, gint64 hop, gint64 margin_ms, const CochlTagValues *margins)
{
  g_autoptr (GArray) table = g_array_new (FALSE, FALSE, sizeof (Entry));
  GString *lines = g_string_new (NULL);

  for (unsigned int i = 0; i < windows->len; i++)
    vendor_window (table, windows->pdata[i], hop, margin_ms, margins, lines);
  for (unsigned int j = 0; j < table->len; j++)
    print_entry (lines, &g_array_index (table, Entry, j));
  return g_string_free (lines, FALSE);
}

static char *
our_lines (GPtrArray *windows, gint64 hop, gint64 margin_ms, CochlTagValues *margins)
{
  g_autoptr (GPtrArray) events = cochl_summary_of_windows (windows, hop, margin_ms / 1000.0, margins);
  GString *lines = g_string_new (NULL);

  for (unsigned int i = 0; i < events->len; i++)
    g_string_append_printf (lines, "%s %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "\n",
                            cochl_event_get_tag (events->pdata[i]), cochl_event_get_start (events->pdata[i]),
                            cochl_event_get_end (events->pdata[i]));
  return g_string_free (lines, FALSE);
}

static void
test_as_vendor (void)
{
  static const char *const tags[] = { "Siren", "Knock", "Baby_cry", "Speech", "Others" };
  static const gint64 hops[] = { 1000 * MS, 500 * MS, 2000 * MS, 300 * MS, COCHL_SECOND / 3 };

  for (int round = 0; round < 5000; round++) {
    g_autoptr (GPtrArray) windows = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_window_unref);
    g_autoptr (CochlTagValues) margins = cochl_tag_values_new ();
    gint64 hop = hops[g_test_rand_int_range (0, G_N_ELEMENTS (hops))];
    gint64 size = hop * g_test_rand_int_range (1, 4);
    gint64 margin_ms = g_test_rand_bit () ? g_test_rand_int_range (0, 5) * 1000 : g_test_rand_int_range (0, 4000);
    int density = g_test_rand_int_range (5, 95);
    int n_windows = g_test_rand_int_range (0, 40);
    g_autofree char *expected = NULL;
    g_autofree char *got = NULL;

    if (g_test_rand_bit ())
      cochl_tag_values_set (margins, "Siren", g_test_rand_int_range (0, 6000) / 1000.0);
    for (int i = 0; i < n_windows; i++) {
      g_autoptr (GString) names = g_string_new (NULL);
      int first = g_test_rand_int_range (0, G_N_ELEMENTS (tags));

      for (gsize j = 0; j < G_N_ELEMENTS (tags); j++) {
        if (g_test_rand_int_range (0, 100) < density)
          g_string_append_printf (names, "%s ", tags[(first + j) % G_N_ELEMENTS (tags)]);
      }
      g_ptr_array_add (windows, window_at (i * hop, i * hop + size, names->str));
    }

    expected = vendor_lines (windows, hop, margin_ms, margins);
    got = our_lines (windows, hop, margin_ms, margins);
    g_assert_cmpstr (got, ==, expected);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/summary/no-margin", test_no_margin);
  g_test_add_func ("/analysis/summary/margins", test_margins);
  g_test_add_func ("/analysis/summary/gap", test_gap);
  g_test_add_func ("/analysis/summary/skip", test_skip);
  g_test_add_func ("/analysis/summary/change-of-settings", test_change_of_settings);
  g_test_add_func ("/analysis/summary/open", test_open);
  g_test_add_func ("/analysis/summary/probability", test_probability);
  g_test_add_func ("/analysis/summary/rounded-starts", test_rounded_starts);
  g_test_add_func ("/analysis/summary/endless-margin", test_endless_margin);
  g_test_add_func ("/analysis/summary/lines", test_lines);
  g_test_add_func ("/analysis/summary/as-vendor", test_as_vendor);
  return g_test_run ();
}
