/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/common/leftovers.h"

#define WAIT (30 * G_TIME_SPAN_SECOND)

static guint
count_entries (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  while (g_dir_read_name (dir))
    n++;
  return n;
}

void
test_leftovers_count (TestLeftovers *self)
{
  g_thread_pool_stop_unused_threads ();
  self->threads = count_entries ("/proc/self/task");
  self->files = count_entries ("/proc/self/fd");
}

/* A thread that was joined may stand in the list for a moment more. */
void
test_leftovers_wait (const TestLeftovers *before)
{
  gint64 end = g_get_monotonic_time () + WAIT;
  TestLeftovers now;

  for (;;) {
    test_leftovers_count (&now);
    if (now.threads <= before->threads && now.files <= before->files)
      return;
    if (g_get_monotonic_time () > end)
      g_error ("%u threads and %u files, there were %u and %u", now.threads, now.files, before->threads, before->files);
    g_thread_yield ();
  }
}
