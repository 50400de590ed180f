/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlgate.h"

typedef struct {
  gpointer segment;
  guint64 last;    /* index of its last window */
  guint64 lead_in; /* windows after that one of which a loud one asks for it */
  GstCochlGateVerdict verdict;
} Entry;

struct _GstCochlGate {
  GDestroyNotify free_segment;
  GQueue entries;  /* element-type Entry */
  guint64 next;    /* index of the next window, in any stretch */
  guint64 wanted;  /* windows before this one are judged: they share audio with a loud one */
  gboolean open;
};

GstCochlGate *
gst_cochl_gate_new (GDestroyNotify free_segment)
{
  GstCochlGate *self = g_new0 (GstCochlGate, 1);

  self->free_segment = free_segment;
  g_queue_init (&self->entries);
  return self;
}

void
gst_cochl_gate_free (GstCochlGate *self)
{
  gst_cochl_gate_clear (self);
  g_free (self);
}

/* Window @k is loud: what came before it and holds the beginning of the sound is
 * sent too, where it is still here. */
static void
ask_back (GstCochlGate *self, guint64 k)
{
  for (GList *l = self->entries.tail; l; l = l->prev) {
    Entry *entry = l->data;

    if (entry->last + entry->lead_in < k)
      return;
    if (entry->verdict == GST_COCHL_GATE_UNDECIDED)
      entry->verdict = GST_COCHL_GATE_SEND;
  }
}

void
gst_cochl_gate_push (GstCochlGate *self, gpointer segment, const double *levels, guint n, const GstCochlGrid *grid,
                     double min_level, gboolean wanted)
{
  /* As many windows on each side of a window share audio with it. */
  guint64 shared = (grid->size - 1) / grid->hop;
  Entry *entry = g_new0 (Entry, 1);

  entry->segment = segment;
  entry->last = self->next + n - 1;
  entry->lead_in = shared + 1;
  entry->verdict = wanted || self->next < self->wanted ? GST_COCHL_GATE_SEND : GST_COCHL_GATE_UNDECIDED;
  g_queue_push_tail (&self->entries, entry);
  for (guint i = 0; i < n; i++) {
    self->open = levels[i] >= (self->open ? min_level - GST_COCHL_GATE_HYSTERESIS : min_level);
    if (self->open) {
      ask_back (self, self->next + i);
      self->wanted = self->next + i + shared + 1;
    }
  }
  self->next += n;
}

void
gst_cochl_gate_end (GstCochlGate *self)
{
  for (GList *l = self->entries.head; l; l = l->next) {
    Entry *entry = l->data;

    if (entry->verdict == GST_COCHL_GATE_UNDECIDED)
      entry->verdict = GST_COCHL_GATE_QUIET;
  }
  self->open = FALSE;
  self->wanted = self->next;
}

gpointer
gst_cochl_gate_pop (GstCochlGate *self, GstCochlGateVerdict *verdict)
{
  Entry *entry = g_queue_peek_head (&self->entries);
  gpointer segment;

  if (!entry)
    return NULL;
  if (entry->verdict == GST_COCHL_GATE_UNDECIDED && entry->last + entry->lead_in < self->next)
    entry->verdict = GST_COCHL_GATE_QUIET;
  if (entry->verdict == GST_COCHL_GATE_UNDECIDED)
    return NULL;
  g_queue_pop_head (&self->entries);
  segment = entry->segment;
  *verdict = entry->verdict;
  g_free (entry);
  return segment;
}

gboolean
gst_cochl_gate_is_empty (GstCochlGate *self)
{
  return self->entries.length == 0;
}

void
gst_cochl_gate_clear (GstCochlGate *self)
{
  Entry *entry;

  while ((entry = g_queue_pop_head (&self->entries))) {
    self->free_segment (entry->segment);
    g_free (entry);
  }
  gst_cochl_gate_end (self);
}
