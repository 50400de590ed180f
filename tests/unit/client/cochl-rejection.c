/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-rejection.h"

#include "cochl/model/cochl-error.h"

static void
test_once_a_minute (void)
{
  g_auto (CochlRejection) rejection = { 0 };
  g_autoptr (GError) why = g_error_new_literal (COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED, "no");
  g_autoptr (GError) error = NULL;
  g_autofree char *key = cochl_rejection_checksum ("a-key");
  g_autofree char *other = cochl_rejection_checksum ("another-key");

  g_assert_true (cochl_rejection_admits (&rejection, key, 1, NULL));
  cochl_rejection_note (&rejection, why, key, 1);
  g_assert_false (cochl_rejection_admits (&rejection, key, COCHL_REJECTION_TIME, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED);
  g_assert_true (cochl_rejection_admits (&rejection, other, 2, NULL));

  /* One finds out for all. */
  gint64 later = COCHL_REJECTION_TIME + 1;
  g_assert_true (cochl_rejection_admits (&rejection, key, later, NULL));
  g_assert_false (cochl_rejection_admits (&rejection, key, later, NULL));
  g_assert_false (cochl_rejection_admits (&rejection, key, later + COCHL_REJECTION_TIME - 1, NULL));
  g_assert_true (cochl_rejection_admits (&rejection, key, later + COCHL_REJECTION_TIME, NULL));
  cochl_rejection_clear (&rejection);
  g_assert_true (cochl_rejection_admits (&rejection, key, later, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rejection/once-a-minute", test_once_a_minute);
  return g_test_run ();
}
