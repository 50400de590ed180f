/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/analysis/cochl-filter.h"

static gboolean
passes (const CochlFilter *filter, const char *name, double probability)
{
  g_autoptr (CochlTag) tag = cochl_tag_new (name, probability);

  return cochl_filter_passes (filter, tag);
}

static void
test_everything (void)
{
  static const char *const none[] = { NULL };
  g_autoptr (CochlFilter) null = cochl_filter_new (NULL, 0.0, NULL);
  g_autoptr (CochlFilter) empty = cochl_filter_new (none, 0.0, NULL);

  g_assert_true (passes (null, "Siren", 0.0));
  g_assert_true (passes (empty, "Siren", 0.0));
  g_assert_false (passes (null, "Others", 1.0));
}

static void
test_tags (void)
{
  static const char *const tags[] = { "Siren", "Others", "Knock", NULL };
  g_autoptr (CochlFilter) filter = cochl_filter_new (tags, 0.0, NULL);

  g_assert_true (passes (filter, "Siren", 0.1));
  g_assert_true (passes (filter, "Knock", 0.1));
  g_assert_false (passes (filter, "siren", 0.1));
  g_assert_false (passes (filter, "Gunshot", 1.0));
  /* Not even when it is asked for. */
  g_assert_false (passes (filter, "Others", 1.0));
}

static void
test_thresholds (void)
{
  g_autoptr (CochlTagValues) thresholds = cochl_tag_values_new ();
  g_autoptr (CochlFilter) filter = NULL;

  cochl_tag_values_set (thresholds, "Siren", 0.9);
  cochl_tag_values_set (thresholds, "Knock", 0.0);
  filter = cochl_filter_new (NULL, 0.5, thresholds);

  g_assert_true (passes (filter, "Gunshot", 0.5));
  g_assert_false (passes (filter, "Gunshot", 0.499999));
  g_assert_true (passes (filter, "Siren", 0.9));
  g_assert_false (passes (filter, "Siren", 0.8999));
  g_assert_true (passes (filter, "Knock", 0.0));
}

static void
test_apply (void)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_tag_unref);
  g_autoptr (CochlFilter) some = cochl_filter_new (NULL, 0.4, NULL);
  g_autoptr (CochlFilter) all = cochl_filter_new (NULL, 0.1, NULL);
  g_autoptr (CochlWindow) window = NULL;
  g_autoptr (CochlWindow) filtered = NULL;
  g_autoptr (CochlWindow) same = NULL;

  g_ptr_array_add (tags, cochl_tag_new ("Siren", 0.5));
  g_ptr_array_add (tags, cochl_tag_new ("Knock", 0.3));
  g_ptr_array_add (tags, cochl_tag_new ("Gunshot", 0.4));
  window = cochl_window_new (3, 7, tags);

  filtered = cochl_filter_apply (some, window);
  g_assert_cmpint (cochl_window_get_start (filtered), ==, 3);
  g_assert_cmpint (cochl_window_get_end (filtered), ==, 7);
  g_assert_cmpuint (cochl_window_get_n_tags (filtered), ==, 2);
  g_assert_cmpstr (cochl_tag_get_name (cochl_window_get_tag (filtered, 0)), ==, "Siren");
  g_assert_cmpstr (cochl_tag_get_name (cochl_window_get_tag (filtered, 1)), ==, "Gunshot");

  same = cochl_filter_apply (all, window);
  g_assert_true (same == window);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/filter/everything", test_everything);
  g_test_add_func ("/analysis/filter/tags", test_tags);
  g_test_add_func ("/analysis/filter/thresholds", test_thresholds);
  g_test_add_func ("/analysis/filter/apply", test_apply);
  return g_test_run ();
}
