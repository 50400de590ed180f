/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-history.h"

typedef struct {
  EmulatorWindow *window;
  gint64          ready_at;
} Entry;

struct _EmulatorHistory {
  GArray  *entries;   /* Entry, ready times in ascending order */
  guint64  first;     /* the number of the first entry */
  guint    n_told;    /* entries that were found to be ready */
};

static void
clear_entry (gpointer data)
{
  emulator_window_free (((Entry *) data)->window);
}

EmulatorHistory *
emulator_history_new (void)
{
  EmulatorHistory *self = g_new0 (EmulatorHistory, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

void
emulator_history_free (EmulatorHistory *self)
{
  g_array_unref (self->entries);
  g_free (self);
}

static Entry *
entry_at (EmulatorHistory *self, guint position)
{
  return &g_array_index (self->entries, Entry, position);
}

void
emulator_history_append (EmulatorHistory *self, EmulatorWindow *window, gint64 ready_at)
{
  Entry entry = { window, ready_at };

  if (self->entries->len > 0)
    entry.ready_at = MAX (ready_at, entry_at (self, self->entries->len - 1)->ready_at);
  g_array_append_val (self->entries, entry);
}

guint64
emulator_history_count (EmulatorHistory *self, gint64 now)
{
  while (self->n_told < self->entries->len && entry_at (self, self->n_told)->ready_at <= now)
    self->n_told++;
  return self->first + self->n_told;
}

const EmulatorWindow *
emulator_history_get (EmulatorHistory *self, guint64 index)
{
  g_return_val_if_fail (index >= self->first && index - self->first < self->entries->len, NULL);
  return entry_at (self, index - self->first)->window;
}

guint64
emulator_history_get_first (EmulatorHistory *self)
{
  return self->first;
}

void
emulator_history_forget (EmulatorHistory *self, guint64 index)
{
  guint n = index > self->first ? MIN (index - self->first, self->n_told) : 0;

  if (n == 0)
    return;
  g_array_remove_range (self->entries, 0, n);
  self->first += n;
  self->n_told -= n;
}

gint64
emulator_history_get_ready_time (EmulatorHistory *self, guint64 index)
{
  if (index < self->first)
    return 0;
  return index - self->first < self->entries->len ? entry_at (self, index - self->first)->ready_at : G_MAXINT64;
}
