/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochltimer.h"

static void
count (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_once (void)
{
  guint n = 0;
  g_autoptr (GstCochlTimer) timer = gst_cochl_timer_new (count, &n);

  while (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (n, ==, 0);
  gst_cochl_timer_set (timer, g_get_monotonic_time () - 1);
  while (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (n, ==, 1);
  gst_cochl_timer_set (timer, g_get_monotonic_time () + 3600 * (gint64) G_USEC_PER_SEC);
  while (g_main_context_iteration (NULL, FALSE));
  gst_cochl_timer_set (timer, g_get_monotonic_time () + G_USEC_PER_SEC / 20);
  while (n == 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_never (void)
{
  guint n = 0;
  g_autoptr (GstCochlTimer) timer = gst_cochl_timer_new (count, &n);

  gst_cochl_timer_set (timer, 0);
  gst_cochl_timer_set (timer, G_MAXINT64);
  while (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (n, ==, 0);
}

/* In the context of the thread that made it. */
static void
test_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint n = 0;
  GstCochlTimer *timer;

  g_main_context_push_thread_default (context);
  timer = gst_cochl_timer_new (count, &n);
  gst_cochl_timer_set (timer, 0);
  while (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (n, ==, 0);
  g_main_context_iteration (context, TRUE);
  g_assert_cmpuint (n, ==, 1);
  gst_cochl_timer_free (timer);
  g_main_context_pop_thread_default (context);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timer/once", test_once);
  g_test_add_func ("/timer/never", test_never);
  g_test_add_func ("/timer/context", test_context);
  return g_test_run ();
}
