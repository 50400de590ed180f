/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochldebug.h"

static void
test_category (void)
{
  gst_cochl_debug_init ();
  gst_cochl_debug_init ();
  g_assert_cmpstr (gst_debug_category_get_name (gst_cochl_debug), ==, "cochlsense");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/debug/category", test_category);
  return g_test_run ();
}
