/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Bounds every wait, so that a test that would hang fails instead. */
#define PATIENCE (120 * G_TIME_SPAN_SECOND)

/* A wake-up that a thread can wait for. */
typedef struct {
  GMutex lock;
  GCond cond;
  guint wakes;
  guint seen;
} Bell;

/* A GFunc, for gst_cochl_queue_new(). */
static inline void
ring (gpointer queue, gpointer user_data)
{
  Bell *bell = user_data;

  g_mutex_lock (&bell->lock);
  bell->wakes++;
  g_cond_signal (&bell->cond);
  g_mutex_unlock (&bell->lock);
}

static inline void
wait_for_bell (Bell *bell)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  g_mutex_lock (&bell->lock);
  while (bell->wakes == bell->seen)
    g_assert_true (g_cond_wait_until (&bell->cond, &bell->lock, until));
  bell->seen = bell->wakes;
  g_mutex_unlock (&bell->lock);
}
