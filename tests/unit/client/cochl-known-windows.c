/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-known-windows.h"

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-window.h"

static void
count_cb (gpointer windows, gpointer user_data)
{
  (*(unsigned int *) user_data)++;
}

static void
test_known (void)
{
  g_autoptr (CochlKnownWindows) windows = cochl_known_windows_new ();
  unsigned int n_changes = 0;
  gint64 size, hop;

  cochl_known_windows_listen (windows, count_cb, &n_changes, NULL);
  g_assert_false (cochl_known_windows_get (windows, &size, &hop));
  g_assert_cmpint (size, ==, COCHL_DEFAULT_WINDOW_SIZE);
  g_assert_cmpint (hop, ==, COCHL_DEFAULT_WINDOW_HOP);
  cochl_known_windows_set (windows, COCHL_SECOND, COCHL_SECOND / 2);
  cochl_known_windows_set (windows, COCHL_SECOND, COCHL_SECOND / 2);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_true (cochl_known_windows_get (windows, &size, &hop));
  g_assert_cmpint (size, ==, COCHL_SECOND);
  g_assert_cmpint (hop, ==, COCHL_SECOND / 2);
}

static void
test_check (void)
{
  g_autoptr (CochlKnownWindows) windows = cochl_known_windows_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (cochl_known_windows_check (windows, 5, 3, NULL));
  cochl_known_windows_set (windows, COCHL_SECOND, COCHL_SECOND / 2);
  g_assert_true (cochl_known_windows_check (windows, COCHL_SECOND, COCHL_SECOND / 2, NULL));
  g_assert_true (cochl_known_windows_check (windows, 0, 0, NULL));
  g_assert_true (cochl_known_windows_check (windows, COCHL_SECOND, 0, NULL));
  g_assert_false (cochl_known_windows_check (windows, COCHL_SECOND, COCHL_SECOND, NULL));
  g_assert_false (cochl_known_windows_check (windows, 2 * COCHL_SECOND, COCHL_SECOND / 2, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_OTHER_WINDOWS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/known-windows/known", test_known);
  g_test_add_func ("/known-windows/check", test_check);
  return g_test_run ();
}
