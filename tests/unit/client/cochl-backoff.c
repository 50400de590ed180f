/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-backoff.h"

#define S G_TIME_SPAN_SECOND

static void
test_grows (void)
{
  CochlBackoff backoff;

  cochl_backoff_init (&backoff, 5, 0.5, 3);
  g_assert_cmpint (cochl_backoff_failed (&backoff, -1, 1), ==, S / 2);
  g_assert_cmpint (cochl_backoff_failed (&backoff, -1, 1), ==, 1 * S);
  g_assert_cmpint (cochl_backoff_failed (&backoff, -1, 0), ==, 1 * S);
  g_assert_cmpint (cochl_backoff_failed (&backoff, -1, 1), ==, 3 * S);
  g_assert_cmpint (cochl_backoff_failed (&backoff, -1, 0), ==, 3 * S / 2);
  g_assert_cmpint (cochl_backoff_failed (&backoff, -1, 0), ==, -1);
  g_assert_cmpint (cochl_backoff_failed (&backoff, 0, 0), ==, -1);
}

static void
test_for_ever (void)
{
  CochlBackoff backoff;

  cochl_backoff_init (&backoff, -1, 0.5, 60);
  for (unsigned int i = 0; i < 100000; i++)
    g_assert_cmpint (cochl_backoff_failed (&backoff, -1, 1), <=, 60 * S);
  g_assert_cmpint (cochl_backoff_failed (&backoff, -1, 1), ==, 60 * S);
  cochl_backoff_init (&backoff, 0, 0.5, 60);
  g_assert_cmpint (cochl_backoff_failed (&backoff, -1, 1), ==, -1);
}

static void
test_retry_after_wins (void)
{
  CochlBackoff backoff;

  cochl_backoff_init (&backoff, 2, 0.5, 1);
  g_assert_cmpint (cochl_backoff_failed (&backoff, 7 * S, 1), ==, 7 * S);
  /* But not to ask again without a pause. */
  g_assert_cmpint (cochl_backoff_failed (&backoff, 0, 1), ==, 1 * S);
}

static void
test_limited_uses_up_nothing (void)
{
  CochlBackoff backoff;
  gint64 before = 0;

  cochl_backoff_init (&backoff, 0, 0.5, 60);
  g_assert_cmpint (cochl_backoff_limited (&backoff, 9 * S, 0), ==, 9 * S);
  for (unsigned int i = 0; i < 10; i++) {
    gint64 wait = cochl_backoff_limited (&backoff, 0, 0);

    g_assert_cmpint (wait, >=, before);
    g_assert_cmpint (wait, >=, 50 * G_TIME_SPAN_MILLISECOND);
    g_assert_cmpint (wait, <=, 1 * S);
    before = wait;
  }
  g_assert_cmpint (before, ==, 1 * S);
  g_assert_cmpint (cochl_backoff_limited (&backoff, -1, 1), ==, 60 * S);
  g_assert_cmpint (cochl_backoff_failed (&backoff, -1, 0), ==, -1);
}

static void
test_parse (void)
{
  /* 2015-10-21 07:28:00 UTC */
  const gint64 now = G_GINT64_CONSTANT (1445412480) * S;
  static const struct {
    const char *text;
    gint64 wait;
  } cases[] = {
    { "0", 0 },
    { "5", 5 * S },
    { "  5 ", 5 * S },
    { "31536000", COCHL_BACKOFF_RETRY_AFTER_MAX },
    { "99999999999999999999999999", COCHL_BACKOFF_RETRY_AFTER_MAX },
    { "Wed, 21 Oct 2015 07:28:09 GMT", 9 * S },
    { "Wed, 21 Oct 2015 07:27:00 GMT", 0 },
    { "Wed, 21 Oct 2099 07:28:00 GMT", COCHL_BACKOFF_RETRY_AFTER_MAX },
    { "", -1 },
    { "-5", -1 },
    { "5.5", -1 },
    { "soon", -1 },
    { NULL, -1 },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (cochl_backoff_parse_retry_after (cases[i].text, now), ==, cases[i].wait);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backoff/grows", test_grows);
  g_test_add_func ("/backoff/for-ever", test_for_ever);
  g_test_add_func ("/backoff/retry-after-wins", test_retry_after_wins);
  g_test_add_func ("/backoff/limited-uses-up-nothing", test_limited_uses_up_nothing);
  g_test_add_func ("/backoff/parse", test_parse);
  return g_test_run ();
}
