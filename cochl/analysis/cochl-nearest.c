/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/analysis/cochl-nearest.h"

#include <string.h>

/* No tag is longer; the distance of longer names is not worth its time. */
#define NAME_MAX_BYTES 256

typedef struct {
  const char  *name;
  unsigned int distance;
} Candidate;

/* What is left of a name when case and separators do not matter. */
static gunichar *
fold (const char *name, unsigned int *length)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  GString *kept = g_string_new (NULL);
  gunichar *chars;
  glong n_chars;

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c != '_' && c != '-' && !g_unichar_isspace (c))
      g_string_append_unichar (kept, c);
  }
  chars = g_utf8_to_ucs4_fast (kept->str, kept->len, &n_chars);
  g_string_free (kept, TRUE);
  *length = n_chars;
  return chars;
}

/* The least number of letters inserted, deleted, replaced or swapped with their
 * neighbour that makes @a of @b. Each row of the table tells it for one more
 * letter of @a against every beginning of @b; a swap looks two rows back. */
static unsigned int
edit_distance (const gunichar *a, unsigned int a_length, const gunichar *b, unsigned int b_length)
{
  unsigned int rows[3][NAME_MAX_BYTES + 1];
  unsigned int *before = rows[0], *last = rows[1], *row = rows[2];

  for (unsigned int j = 0; j <= b_length; j++)
    last[j] = j;
  for (unsigned int i = 1; i <= a_length; i++) {
    unsigned int *unused = before;

    row[0] = i;
    for (unsigned int j = 1; j <= b_length; j++) {
      row[j] = last[j - 1] + (a[i - 1] != b[j - 1]);
      row[j] = MIN (row[j], MIN (last[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = MIN (row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
    row = unused;
  }
  return last[b_length];
}

static int
compare_candidates (gconstpointer a, gconstpointer b, gpointer user_data)
{
  unsigned int first = ((const Candidate *) a)->distance;
  unsigned int second = ((const Candidate *) b)->distance;

  return (first > second) - (first < second);
}

/* One mistake in three letters is a slip; more is another word. */
static gboolean
is_near (const char *known, const gunichar *name, unsigned int length, unsigned int *distance)
{
  g_autofree gunichar *other = NULL;
  unsigned int other_length;

  if (strlen (known) > NAME_MAX_BYTES || !g_utf8_validate (known, -1, NULL))
    return FALSE;
  other = fold (known, &other_length);
  /* Folding can lengthen: one letter becomes at most three. */
  if (other_length > NAME_MAX_BYTES)
    return FALSE;
  *distance = edit_distance (name, length, other, other_length);
  return *distance <= MAX (length, other_length) / 3;
}

GStrv
cochl_nearest_names (const char *const *known, const char *name, unsigned int n)
{
  g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autofree gunichar *folded = NULL;
  unsigned int length;

  if (strlen (name) > NAME_MAX_BYTES || !g_utf8_validate (name, -1, NULL))
    return g_strv_builder_end (names);
  folded = fold (name, &length);
  if (length > NAME_MAX_BYTES)
    return g_strv_builder_end (names);

  for (gsize i = 0; known[i] != NULL; i++) {
    Candidate candidate = { .name = known[i] };

    if (is_near (known[i], folded, length, &candidate.distance))
      g_array_append_val (near, candidate);
  }
  /* Stable: of two as near, the one that came first. */
  g_array_sort_with_data (near, compare_candidates, NULL);
  for (unsigned int i = 0; i < near->len && i < n; i++)
    g_strv_builder_add (names, g_array_index (near, Candidate, i).name);
  return g_strv_builder_end (names);
}
