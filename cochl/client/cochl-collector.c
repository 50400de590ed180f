/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-collector.h"

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-number.h"

/* A window may begin this long after the audio, whose length a service counts
 * in its own way. */
#define SLACK (10 * COCHL_SECOND)
/* No service judges more windows than this many a second. */
#define WINDOWS_A_SECOND 100

struct _CochlCollector {
  gint64 duration;
  GPtrArray *windows;
};

CochlCollector *
cochl_collector_new (gint64 duration)
{
  CochlCollector *self = g_new0 (CochlCollector, 1);

  self->duration = duration;
  self->windows = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_window_unref);
  return self;
}

void
cochl_collector_free (CochlCollector *self)
{
  g_ptr_array_unref (self->windows);
  g_free (self);
}

static gboolean
check_window (const CochlCollector *self, CochlWindow *before, CochlWindow *window, unsigned int i, GError **error)
{
  gint64 start = cochl_window_get_start (window);

  if (before != NULL && start <= cochl_window_get_start (before)) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
                 "$.data[%u].start_time: expected more than the window before it has", i);
    return FALSE;
  }
  if (start > self->duration + SLACK) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
                 "$.data[%u].start_time: expected a time within the audio of %.3f s", i,
                 cochl_number_ns_to_seconds (self->duration));
    return FALSE;
  }
  return TRUE;
}

gboolean
cochl_collector_add (CochlCollector *self, GPtrArray *windows, GError **error)
{
  CochlWindow *before = self->windows->len > 0 ? g_ptr_array_index (self->windows, self->windows->len - 1) : NULL;
  gint64 most = ((self->duration + SLACK) / COCHL_SECOND + 1) * WINDOWS_A_SECOND;

  for (unsigned int i = 0; i < windows->len; i++) {
    CochlWindow *window = g_ptr_array_index (windows, i);

    if (!check_window (self, before, window, i, error))
      return FALSE;
    before = window;
  }
  if ((gint64) self->windows->len + windows->len > most) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY,
                 "$.data: expected at most %" G_GINT64_FORMAT " windows of this audio", most);
    return FALSE;
  }
  for (unsigned int i = 0; i < windows->len; i++)
    g_ptr_array_add (self->windows, cochl_window_ref (g_ptr_array_index (windows, i)));
  return TRUE;
}

unsigned int
cochl_collector_get_length (const CochlCollector *self)
{
  return self->windows->len;
}

GPtrArray *
cochl_collector_take (CochlCollector *self)
{
  GPtrArray *windows = g_steal_pointer (&self->windows);

  self->windows = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_window_unref);
  return windows;
}

gboolean
cochl_collector_derive (const CochlCollector *self, gint64 cut_size, gint64 *window_size, gint64 *window_hop)
{
  if (self->windows->len == 0)
    return FALSE;

  CochlWindow *first = g_ptr_array_index (self->windows, 0);
  gint64 size = cochl_window_get_end (first) - cochl_window_get_start (first);
  gint64 hop = size / 2;

  if (self->windows->len > 1)
    hop = cochl_window_get_start (g_ptr_array_index (self->windows, 1)) - cochl_window_get_start (first);
  else if (cut_size == 0 || size == cut_size)
    return FALSE;
  if (hop < COCHL_WINDOW_HOP_MIN || hop > size || size > COCHL_WINDOW_SIZE_MAX)
    return FALSE;
  *window_size = size;
  *window_hop = hop;
  return TRUE;
}
