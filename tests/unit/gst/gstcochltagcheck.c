/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochltagcheck.h"

#include "tests/unit/gst/worlds.h"

static void
note (const char *text, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (text));
}

static gboolean
late_cb (gpointer user_data)
{
  g_error ("it took too long");
  return G_SOURCE_REMOVE;
}

static void
wait_for_calls (TestEmulator *emulator, gint64 n)
{
  guint late = g_timeout_add_seconds (20, late_cb, NULL);

  while (test_emulator_get_stat (emulator, "calls.tags") < n)
    g_main_context_iteration (NULL, FALSE);
  g_source_remove (late);
}

static void
test_names (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (CochlClient) client = world_new_client (emulator);
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GstCochlTagCheck) check = gst_cochl_tag_check_new (client, note, said);
  guint late = g_timeout_add_seconds (20, late_cb, NULL);

  gst_cochl_tag_check_names (check, (const char *const[]) { "Sirem", "Siren", "Qqqqqqqq", NULL });
  while (said->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
  g_assert_cmpstr (g_ptr_array_index (said, 0), ==, "The service knows no tag Sirem (near: Siren, Scream). "
                   "The service knows no tag Qqqqqqqq.");
  /* Each is said once, and the list is asked for once. */
  gst_cochl_tag_check_names (check, (const char *const[]) { "Sirem", "Siren", "Zzzzzzzz", NULL });
  g_assert_cmpuint (said->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (said, 1), ==, "The service knows no tag Zzzzzzzz.");
  g_assert_cmpint (test_emulator_get_stat (emulator, "calls.tags"), ==, 1);
}

/* No names, no call; and who is gone hears nothing. */
static void
test_quiet (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (CochlClient) client = world_new_client (emulator);
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  GstCochlTagCheck *check = gst_cochl_tag_check_new (client, note, said);

  gst_cochl_tag_check_names (check, NULL);
  gst_cochl_tag_check_names (check, (const char *const[]) { NULL });
  g_assert_cmpint (test_emulator_get_stat (emulator, "calls.tags"), ==, 0);
  gst_cochl_tag_check_names (check, (const char *const[]) { "Qqqqqqqq", NULL });
  wait_for_calls (emulator, 1);
  gst_cochl_tag_check_free (check);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (said->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/tag-check/names", test_names);
  g_test_add_func ("/tag-check/quiet", test_quiet);
  return g_test_run ();
}
