/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <time.h>

/* What the programs of this folder share: the clock and the form of a figure. */

/* CPU time of the calling thread, ns. */
static inline gint64
bench_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Prints a figure beside what bounds it, @limit_is; @goal is the most that their
 * ratio should be, 0 where there is none. */
static inline void
bench_print (const char *name, double value, const char *unit, double limit, const char *limit_is, double goal)
{
  g_print ("{\"name\": \"%s\", \"value\": %.4g, \"unit\": \"%s\", \"limit\": %.4g, \"limit-is\": \"%s\", "
      "\"ratio\": %.2f", name, value, unit, limit, limit_is, value / limit);
  if (goal > 0)
    g_print (", \"goal\": %.2f", goal);
  g_print ("}\n");
}
