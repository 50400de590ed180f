/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/analysis/cochl-nearest.h"

static const char *const known[] = {
  "Baby_cry", "Car_horn", "Cat_meow", "Dog_bark", "Gunshot", "Gunshot_burst", "Siren", "Sing", "Speech", "\xc3\x89tude", NULL,
};

static void
assert_nearest (const char *name, unsigned int n, const char *expected)
{
  g_auto (GStrv) names = cochl_nearest_names (known, name, n);
  g_autofree char *joined = g_strjoinv (" ", names);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_slips (void)
{
  assert_nearest ("siren", 3, "Siren");
  assert_nearest ("Sirens", 3, "Siren");
  assert_nearest ("Sirne", 3, "Siren");
  assert_nearest ("baby cry", 3, "Baby_cry");
  assert_nearest ("DOG-BARK", 3, "Dog_bark");
  assert_nearest ("Dog_barks", 3, "Dog_bark");
  assert_nearest ("Gunshoot", 3, "Gunshot");
  assert_nearest ("\xc3\xa9tude", 3, "\xc3\x89tude");
}

static void
test_other_words (void)
{
  assert_nearest ("Helicopter", 3, "");
  assert_nearest ("", 3, "");
  assert_nearest ("x", 3, "");
  assert_nearest ("\xff\xfe", 3, "");
}

static void
test_order (void)
{
  static const char *const similar[] = { "abcdeXY", "abcdefX", "abcdefg", "abcdefY", NULL };
  g_auto (GStrv) all = cochl_nearest_names (similar, "abcdefg", 10);
  g_auto (GStrv) two = cochl_nearest_names (similar, "abcdefg", 2);
  g_auto (GStrv) none = cochl_nearest_names (similar, "abcdefg", 0);
  g_autofree char *joined = g_strjoinv (" ", all);

  g_assert_cmpstr (joined, ==, "abcdefg abcdefX abcdefY abcdeXY");
  g_assert_cmpuint (g_strv_length (two), ==, 2);
  g_assert_cmpstr (two[1], ==, "abcdefX");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

static void
test_long (void)
{
  g_autofree char *longest = g_strnfill (256, 'x');
  g_autofree char *too_long = g_strnfill (100000, 'x');
  const char *const names[] = { longest, too_long, "Siren", NULL };
  g_auto (GStrv) found = cochl_nearest_names (names, longest, 3);
  g_auto (GStrv) none = cochl_nearest_names (names, too_long, 3);

  g_assert_cmpuint (g_strv_length (found), ==, 1);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/nearest/slips", test_slips);
  g_test_add_func ("/analysis/nearest/other-words", test_other_words);
  g_test_add_func ("/analysis/nearest/order", test_order);
  g_test_add_func ("/analysis/nearest/long", test_long);
  return g_test_run ();
}
