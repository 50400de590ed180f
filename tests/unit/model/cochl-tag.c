/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-tag.h"

static void
test_values (void)
{
  g_autoptr (CochlTag) siren = cochl_tag_new ("Siren", 0.93);
  g_autoptr (CochlTag) others = cochl_tag_new ("Others", 0.0);

  g_assert_cmpstr (cochl_tag_get_name (siren), ==, "Siren");
  g_assert_cmpfloat (cochl_tag_get_probability (siren), ==, 0.93);
  g_assert_false (cochl_tag_is_others (siren));
  g_assert_true (cochl_tag_is_others (others));
}

static void
test_equal (void)
{
  g_autoptr (CochlTag) tag = cochl_tag_new ("Siren", 0.5);
  g_autoptr (CochlTag) same = cochl_tag_new ("Siren", 0.5);
  g_autoptr (CochlTag) name = cochl_tag_new ("siren", 0.5);
  g_autoptr (CochlTag) probability = cochl_tag_new ("Siren", 0.6);

  g_assert_true (cochl_tag_equal (tag, tag));
  g_assert_true (cochl_tag_equal (tag, same));
  g_assert_false (cochl_tag_equal (tag, name));
  g_assert_false (cochl_tag_equal (tag, probability));
}

static void
test_boxed (void)
{
  g_auto (GValue) value = G_VALUE_INIT;
  CochlTag *tag = cochl_tag_new ("Siren", 1.0);

  g_value_init (&value, COCHL_TYPE_TAG);
  g_value_take_boxed (&value, cochl_tag_ref (tag));
  cochl_tag_unref (tag);
  tag = g_value_get_boxed (&value);
  g_assert_cmpstr (cochl_tag_get_name (tag), ==, "Siren");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/tag/values", test_values);
  g_test_add_func ("/model/tag/equal", test_equal);
  g_test_add_func ("/model/tag/boxed", test_boxed);
  return g_test_run ();
}
