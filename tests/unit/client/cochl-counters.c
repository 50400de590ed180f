/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-counters.h"

static gpointer
count (gpointer data)
{
  for (unsigned int i = 0; i < 10000; i++)
    cochl_counters_add (data, requests, 1);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (CochlCounters) counters = cochl_counters_new ();
  GThread *threads[4];
  CochlClientStats stats;

  for (unsigned int i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("count", count, counters);
  cochl_counters_add (counters, bytes_sent, G_MAXUINT32);
  cochl_counters_add (counters, bytes_sent, 1);
  for (unsigned int i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  cochl_counters_get (counters, &stats);
  g_assert_cmpuint (stats.requests, ==, 40000);
  g_assert_cmpuint (stats.bytes_sent, ==, G_GUINT64_CONSTANT (1) << 32);
  g_assert_cmpuint (stats.retries, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/counters/threads", test_threads);
  return g_test_run ();
}
