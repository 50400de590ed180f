/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-limit.h"

#define SECOND G_USEC_PER_SEC

static void
test_span (void)
{
  g_autoptr (EmulatorLimit) limit = emulator_limit_new ("3/10", NULL);
  guint retry_after = 0;

  g_assert_true (emulator_limit_take (limit, 0, &retry_after));
  g_assert_true (emulator_limit_take (limit, 4 * SECOND, &retry_after));
  g_assert_true (emulator_limit_take (limit, 5 * SECOND, &retry_after));
  g_assert_false (emulator_limit_take (limit, 5 * SECOND + 1, &retry_after));
  g_assert_cmpuint (retry_after, ==, 5);
  g_assert_false (emulator_limit_take (limit, 10 * SECOND - 1, &retry_after));
  g_assert_cmpuint (retry_after, ==, 1);
  /* What was refused did not count: at ten seconds the first one has passed. */
  g_assert_true (emulator_limit_take (limit, 10 * SECOND, &retry_after));
  g_assert_false (emulator_limit_take (limit, 10 * SECOND, &retry_after));
  g_assert_cmpuint (retry_after, ==, 4);
  g_assert_true (emulator_limit_take (limit, 14 * SECOND, &retry_after));
}

static void
test_bad (void)
{
  static const char *const bad[] = { "", "5", "/5", "5/", "0/5", "5/0", "-1/5", "5/x", "x/5", "5/5s", "5/nan" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (emulator_limit_new (bad[i], &error));
    g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/limit/span", test_span);
  g_test_add_func ("/emulator/limit/bad", test_bad);
  return g_test_run ();
}
