/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlvalues.h"

#include <math.h>

#include "cochl/model/cochl-error.h"

static const GstCochlValuesRule whole = { "tag-sensitivity", -2, 2, TRUE, NULL };
static const GstCochlValuesRule year = { "tag-interval-margins", 0, 31622400, FALSE, "seconds" };
static const GstCochlValuesRule margin = { "tag-interval-margins", 0, INFINITY, FALSE, "seconds" };

static CochlTagValues *
parse (const GstCochlValuesRule *rule, const char *text, GError **error)
{
  g_autoptr (GstStructure) structure = gst_structure_from_string (text, NULL);

  g_assert_nonnull (structure);
  return gst_cochl_values_from_structure (rule, structure, error);
}

static void
assert_refused (const GstCochlValuesRule *rule, const char *text, const char *pattern)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (rule, text, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("'%s' does not match '%s'", error->message, pattern);
}

/* As gst-launch hands them over, and as applications may. */
static void
test_numbers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlTagValues) values = parse (&whole, "t,Baby_cry=-2,Gunshot=1,Siren=(string)\"2\","
                                             "Knock=(double)1.0,Bell=(guint64)0", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (cochl_tag_values_get_length (values), ==, 5);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Baby_cry", 9), ==, -2);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Gunshot", 9), ==, 1);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Siren", 9), ==, 2);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Knock", 9), ==, 1);
  g_assert_cmpfloat (cochl_tag_values_lookup (values, "Bell", 9), ==, 0);
}

static void
test_refused (void)
{
  assert_refused (&whole, "t,Siren=0.5", "*tag-sensitivity*Siren*0.5*use threshold or tag-thresholds*");
  assert_refused (&whole, "t,Gunshot=1,Siren=3", "*tag-sensitivity*Siren*3*whole number from -2 to 2*");
  assert_refused (&whole, "t,Siren=high", "*tag-sensitivity*Siren*high*whole number*");
  assert_refused (&whole, "t,Siren=true", "*Siren*whole number*");
  assert_refused (&whole, "t,Siren=(string)\"\"", "*Siren*whole number*");
  assert_refused (&margin, "t,Siren=-0.5", "*tag-interval-margins*Siren*a number of at least 0 seconds*");
  assert_refused (&year, "t,Siren=1e9", "*a number from 0 to 31622400 seconds*");
}

static void
test_empty (void)
{
  g_autoptr (CochlTagValues) none = gst_cochl_values_from_structure (&whole, NULL, NULL);
  g_autoptr (CochlTagValues) empty = parse (&whole, "t", NULL);

  g_assert_cmpuint (cochl_tag_values_get_length (none), ==, 0);
  g_assert_cmpuint (cochl_tag_values_get_length (empty), ==, 0);
  g_assert_null (gst_cochl_values_to_structure (NULL, "t", FALSE));
}

static void
test_round_trip (void)
{
  g_autoptr (CochlTagValues) values = parse (&margin, "t,Siren=0.25,Bell=3", NULL);
  g_autoptr (GstStructure) doubles = gst_cochl_values_to_structure (values, "t", FALSE);
  g_autoptr (GstStructure) ints = NULL;
  g_autoptr (CochlTagValues) again = gst_cochl_values_from_structure (&margin, doubles, NULL);
  int number;

  g_assert_true (cochl_tag_values_equal (values, again));
  cochl_tag_values_set (again, "Siren", 2);
  ints = gst_cochl_values_to_structure (again, "t", TRUE);
  g_assert_true (gst_structure_get_int (ints, "Siren", &number));
  g_assert_cmpint (number, ==, 2);
}

static void
test_names (void)
{
  g_auto (GValue) array = G_VALUE_INIT, back = G_VALUE_INIT, numbers = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = NULL;
  /* GStreamer 1.22 writes into the text of an array whose elements name their types. */
  char text[] = "<Gunshot,(int)5>";

  g_value_init (&array, GST_TYPE_ARRAY);
  g_assert_true (gst_value_deserialize (&array, "<Gunshot,\"Baby cry\">"));
  names = gst_cochl_values_names_from_array ("tags", &array, &error);
  g_assert_no_error (error);
  g_assert_cmpstrv (names, ((const char *[]) { "Gunshot", "Baby cry", NULL }));

  g_value_init (&back, GST_TYPE_ARRAY);
  gst_cochl_values_names_to_array ((const char *const *) names, &back);
  g_assert_cmpint (gst_value_compare (&array, &back), ==, GST_VALUE_EQUAL);

  g_value_init (&numbers, GST_TYPE_ARRAY);
  g_assert_true (gst_value_deserialize (&numbers, text));
  g_assert_null (gst_cochl_values_names_from_array ("tags", &numbers, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS);
  g_assert_nonnull (strstr (error->message, "tags"));
  g_assert_nonnull (strstr (error->message, "element 1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/values/numbers", test_numbers);
  g_test_add_func ("/values/refused", test_refused);
  g_test_add_func ("/values/empty", test_empty);
  g_test_add_func ("/values/round-trip", test_round_trip);
  g_test_add_func ("/values/names", test_names);
  return g_test_run ();
}
