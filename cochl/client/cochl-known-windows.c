/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-known-windows.h"

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-number.h"
#include "cochl/model/cochl-window.h"

struct _CochlKnownWindows {
  GMutex lock;
  gint64 size; /* 0: not known */
  gint64 hop;
  GFunc listener;
  gpointer user_data;
  GDestroyNotify destroy;
};

CochlKnownWindows *
cochl_known_windows_new (void)
{
  CochlKnownWindows *self = g_atomic_rc_box_new0 (CochlKnownWindows);

  g_mutex_init (&self->lock);
  return self;
}

CochlKnownWindows *
cochl_known_windows_ref (CochlKnownWindows *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
known_windows_clear (gpointer data)
{
  CochlKnownWindows *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_mutex_clear (&self->lock);
}

void
cochl_known_windows_unref (CochlKnownWindows *self)
{
  g_atomic_rc_box_release_full (self, known_windows_clear);
}

void
cochl_known_windows_listen (CochlKnownWindows *self, GFunc func, gpointer user_data, GDestroyNotify destroy)
{
  g_return_if_fail (self->listener == NULL);

  self->listener = func;
  self->user_data = user_data;
  self->destroy = destroy;
}

void
cochl_known_windows_set (CochlKnownWindows *self, gint64 size, gint64 hop)
{
  g_return_if_fail (size > 0 && hop > 0 && hop <= size);

  g_mutex_lock (&self->lock);
  gboolean changed = self->size != size || self->hop != hop;
  self->size = size;
  self->hop = hop;
  g_mutex_unlock (&self->lock);
  if (changed && self->listener != NULL)
    self->listener (self, self->user_data);
}

gboolean
cochl_known_windows_get (CochlKnownWindows *self, gint64 *size, gint64 *hop)
{
  g_mutex_lock (&self->lock);
  gboolean known = self->size > 0;
  *size = known ? self->size : COCHL_DEFAULT_WINDOW_SIZE;
  *hop = known ? self->hop : COCHL_DEFAULT_WINDOW_HOP;
  g_mutex_unlock (&self->lock);
  return known;
}

gboolean
cochl_known_windows_check (CochlKnownWindows *self, gint64 size, gint64 hop, GError **error)
{
  gint64 known_size, known_hop;

  if (!cochl_known_windows_get (self, &known_size, &known_hop))
    return TRUE;
  if ((size == 0 || size == known_size) && (hop == 0 || hop == known_hop))
    return TRUE;
  g_set_error (error, COCHL_ERROR, COCHL_ERROR_OTHER_WINDOWS,
               "The service judges windows of %g s every %g s, and the audio was cut for others: cut it again for these.",
               cochl_number_ns_to_seconds (known_size), cochl_number_ns_to_seconds (known_hop));
  return FALSE;
}
