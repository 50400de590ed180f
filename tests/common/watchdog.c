/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/common/watchdog.h"

struct _TestWatchdog {
  GThread *thread;
  GMutex lock;
  GCond begun;
  GString *trail;
  gint64 overdue; /* when it bites, 0: the end */
};

static gpointer
watch (gpointer data)
{
  TestWatchdog *self = data;

  g_mutex_lock (&self->lock);
  while (self->overdue) {
    if (!g_cond_wait_until (&self->begun, &self->lock, self->overdue) && g_get_monotonic_time () >= self->overdue)
      g_error ("hangs: %s", self->trail->str);
  }
  g_mutex_unlock (&self->lock);
  return NULL;
}

TestWatchdog *
test_watchdog_new (void)
{
  TestWatchdog *self = g_new0 (TestWatchdog, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->begun);
  self->trail = g_string_new (NULL);
  self->overdue = G_MAXINT64;
  self->thread = g_thread_new ("watchdog", watch, self);
  return self;
}

static void
set_overdue (TestWatchdog *self, gint64 overdue)
{
  g_mutex_lock (&self->lock);
  self->overdue = overdue;
  g_string_truncate (self->trail, 0);
  g_cond_broadcast (&self->begun);
  g_mutex_unlock (&self->lock);
}

void
test_watchdog_free (TestWatchdog *self)
{
  set_overdue (self, 0);
  g_thread_join (self->thread);
  g_string_free (self->trail, TRUE);
  g_cond_clear (&self->begun);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
test_watchdog_begin (TestWatchdog *self, guint seconds)
{
  set_overdue (self, g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND);
}

void
test_watchdog_note (TestWatchdog *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_mutex_lock (&self->lock);
  g_string_append_vprintf (self->trail, format, args);
  g_string_append_c (self->trail, ' ');
  g_mutex_unlock (&self->lock);
  va_end (args);
}

char *
test_watchdog_dup_trail (TestWatchdog *self)
{
  char *trail;

  g_mutex_lock (&self->lock);
  trail = g_strdup (self->trail->str);
  g_mutex_unlock (&self->lock);
  return trail;
}
