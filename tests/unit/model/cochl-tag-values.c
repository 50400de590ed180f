/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-tag-values.h"

static void
test_order (void)
{
  g_autoptr (CochlTagValues) values = cochl_tag_values_new ();

  cochl_tag_values_set (values, "Siren", 0.5);
  cochl_tag_values_set (values, "Gunshot", -1.0);
  cochl_tag_values_set (values, "Siren", 0.25);

  g_assert_cmpuint (cochl_tag_values_get_length (values), ==, 2);
  g_assert_cmpstr (cochl_tag_values_get_tag (values, 0), ==, "Siren");
  g_assert_cmpfloat (cochl_tag_values_get_value (values, 0), ==, 0.25);
  g_assert_cmpstr (cochl_tag_values_get_tag (values, 1), ==, "Gunshot");
  g_assert_cmpfloat (cochl_tag_values_get_value (values, 1), ==, -1.0);
}

static void
test_lookup (void)
{
  g_autoptr (CochlTagValues) values = cochl_tag_values_new ();

  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Siren", 7.0), ==, 7.0);
  cochl_tag_values_set (values, "Siren", 0.0);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Siren", 7.0), ==, 0.0);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "siren", 7.0), ==, 7.0);
}

static void
test_null (void)
{
  g_autoptr (CochlTagValues) empty = cochl_tag_values_new ();

  g_assert_cmpuint (cochl_tag_values_get_length (NULL), ==, 0);
  g_assert_cmpfloat (cochl_tag_values_lookup (NULL, "Siren", 3.0), ==, 3.0);
  g_assert_true (cochl_tag_values_equal (NULL, NULL));
  g_assert_true (cochl_tag_values_equal (NULL, empty));
  g_assert_true (cochl_tag_values_equal (empty, NULL));
}

static void
test_equal (void)
{
  g_autoptr (CochlTagValues) a = cochl_tag_values_new ();
  g_autoptr (CochlTagValues) b = cochl_tag_values_new ();

  cochl_tag_values_set (a, "Siren", 1.0);
  cochl_tag_values_set (a, "Gunshot", 2.0);
  cochl_tag_values_set (b, "Gunshot", 2.0);
  g_assert_false (cochl_tag_values_equal (a, b));
  g_assert_false (cochl_tag_values_equal (a, NULL));
  cochl_tag_values_set (b, "Knock", 1.0);
  g_assert_false (cochl_tag_values_equal (a, b));

  g_clear_pointer (&b, cochl_tag_values_unref);
  b = cochl_tag_values_new ();
  cochl_tag_values_set (b, "Gunshot", 2.0);
  cochl_tag_values_set (b, "Siren", 1.5);
  g_assert_false (cochl_tag_values_equal (a, b));
  cochl_tag_values_set (b, "Siren", 1.0);
  g_assert_true (cochl_tag_values_equal (a, b));
}

static void
test_boxed (void)
{
  g_auto (GValue) value = G_VALUE_INIT;
  CochlTagValues *values = cochl_tag_values_new ();

  cochl_tag_values_set (values, "Siren", 1.0);
  g_value_init (&value, COCHL_TYPE_TAG_VALUES);
  g_value_set_boxed (&value, values);
  cochl_tag_values_unref (values);
  g_assert_cmpuint (cochl_tag_values_get_length (g_value_get_boxed (&value)), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/tag-values/order", test_order);
  g_test_add_func ("/model/tag-values/lookup", test_lookup);
  g_test_add_func ("/model/tag-values/null", test_null);
  g_test_add_func ("/model/tag-values/equal", test_equal);
  g_test_add_func ("/model/tag-values/boxed", test_boxed);
  return g_test_run ();
}
