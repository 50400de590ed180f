/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/analysis/cochl-summary.h"

#include <math.h>

/* Windows begin at whole samples, hops need not be a whole number of them: what
 * is an unbroken row of hops may be off by a sample at each step, 0.125 ms at
 * 8 kHz. Times that differ by less than two of them are the same time. */
#define GRAIN (COCHL_SECOND / 4000)

typedef struct {
  guint64      id;
  char        *tag;
  gint64       start;
  gint64       end;          /* of the last window with the tag */
  gint64       last_hop_end; /* start of that window and one hop */
  double       probability;
  unsigned int n_windows;
  CochlEvent  *event; /* as told last, NULL when that is out of date */
} Open;

struct _CochlSummary {
  gint64          hop;
  double          margin;
  CochlTagValues *tag_margins;
  GPtrArray      *open; /* Open, in the order in which they began */
  guint64         last_id;
};

static void
open_free (Open *open)
{
  g_free (open->tag);
  g_clear_pointer (&open->event, cochl_event_unref);
  g_free (open);
}

CochlSummary *
cochl_summary_new (void)
{
  CochlSummary *self = g_new0 (CochlSummary, 1);

  self->hop = COCHL_DEFAULT_WINDOW_HOP;
  self->open = g_ptr_array_new_with_free_func ((GDestroyNotify) open_free);
  return self;
}

void
cochl_summary_free (CochlSummary *self)
{
  g_clear_pointer (&self->tag_margins, cochl_tag_values_unref);
  g_ptr_array_unref (self->open);
  g_free (self);
}

void
cochl_summary_set_hop (CochlSummary *self, gint64 hop)
{
  g_return_if_fail (hop > 0);
  self->hop = hop;
}

void
cochl_summary_set_margins (CochlSummary *self, double margin, CochlTagValues *tag_margins)
{
  g_return_if_fail (margin >= 0.0);

  if (tag_margins != NULL)
    cochl_tag_values_ref (tag_margins);
  g_clear_pointer (&self->tag_margins, cochl_tag_values_unref);
  self->margin = margin;
  self->tag_margins = tag_margins;
}

static gint64
margin_of (const CochlSummary *self, const char *tag)
{
  double seconds = cochl_tag_values_lookup (self->tag_margins, tag, self->margin);

  /* Above a hundred years there is no end; and no sum of times overflows. */
  return llround (CLAMP (seconds, 0.0, 3e9) * COCHL_SECOND);
}

static CochlEvent *
event_of (Open *open)
{
  if (open->event == NULL)
    open->event = cochl_event_new (open->tag, open->start, open->end, open->probability, open->n_windows);
  return open->event;
}

static Open *
find_open (CochlSummary *self, const char *tag)
{
  for (unsigned int i = 0; i < self->open->len; i++) {
    Open *open = g_ptr_array_index (self->open, i);

    if (g_str_equal (open->tag, tag))
      return open;
  }
  return NULL;
}

/* Ends what does not outlive the window at @start: its silence has lasted from
 * the last hop with the tag to @start where the window has the tag, and through
 * one more hop where it has not (@window NULL: not judged). */
static void
end_overdue (CochlSummary *self, gint64 start, CochlWindow *window, CochlSummaryFunc func, gpointer user_data)
{
  unsigned int i = 0;

  while (i < self->open->len) {
    Open *open = g_ptr_array_index (self->open, i);
    gboolean present = window != NULL && cochl_window_find_tag (window, open->tag) != NULL;
    gint64 silent_until = present ? start : start + self->hop;

    if (silent_until - open->last_hop_end > margin_of (self, open->tag) + GRAIN) {
      g_ptr_array_steal_index (self->open, i);
      func (COCHL_EVENT_END, open->id, event_of (open), user_data);
      open_free (open);
    } else {
      i++;
    }
  }
}

/* The highest, should a window name a tag twice. */
static double
probability_in (CochlWindow *window, const char *name)
{
  double highest = 0.0;

  for (unsigned int i = 0; i < cochl_window_get_n_tags (window); i++) {
    CochlTag *tag = cochl_window_get_tag (window, i);

    if (g_str_equal (cochl_tag_get_name (tag), name))
      highest = MAX (highest, cochl_tag_get_probability (tag));
  }
  return highest;
}

static void
extend (CochlSummary *self, Open *open, CochlWindow *window)
{
  g_clear_pointer (&open->event, cochl_event_unref);
  open->end = cochl_window_get_end (window);
  open->last_hop_end = cochl_window_get_start (window) + self->hop;
  open->probability = MAX (open->probability, probability_in (window, open->tag));
  open->n_windows++;
}

static void
start_event (CochlSummary *self, const char *tag, CochlWindow *window, CochlSummaryFunc func, gpointer user_data)
{
  Open *open = g_new0 (Open, 1);

  open->id = ++self->last_id;
  open->tag = g_strdup (tag);
  open->start = cochl_window_get_start (window);
  extend (self, open, window);
  g_ptr_array_add (self->open, open);
  func (COCHL_EVENT_START, open->id, event_of (open), user_data);
}

void
cochl_summary_feed (CochlSummary *self, CochlWindow *window, CochlSummaryFunc func, gpointer user_data)
{
  end_overdue (self, cochl_window_get_start (window), window, func, user_data);

  for (unsigned int i = 0; i < cochl_window_get_n_tags (window); i++) {
    CochlTag *tag = cochl_window_get_tag (window, i);
    const char *name = cochl_tag_get_name (tag);
    Open *open;

    if (cochl_tag_is_others (tag) || cochl_window_find_tag (window, name) != tag)
      continue;
    open = find_open (self, name);
    if (open != NULL)
      extend (self, open, window);
    else
      start_event (self, name, window, func, user_data);
  }
}

void
cochl_summary_skip (CochlSummary *self, gint64 start, CochlSummaryFunc func, gpointer user_data)
{
  end_overdue (self, start, NULL, func, user_data);
}

void
cochl_summary_end (CochlSummary *self, CochlSummaryFunc func, gpointer user_data)
{
  while (self->open->len > 0) {
    Open *open = g_ptr_array_steal_index (self->open, 0);

    func (COCHL_EVENT_END, open->id, event_of (open), user_data);
    open_free (open);
  }
}

CochlEvent *
cochl_summary_get_open (CochlSummary *self, const char *tag, guint64 *id)
{
  Open *open = find_open (self, tag);

  if (open == NULL)
    return NULL;
  if (id != NULL)
    *id = open->id;
  return event_of (open);
}

static void
collect_ended (CochlEventState state, guint64 id, CochlEvent *event, gpointer user_data)
{
  if (state == COCHL_EVENT_END)
    g_ptr_array_add (user_data, cochl_event_ref (event));
}

GPtrArray *
cochl_summary_of_windows (GPtrArray *windows, gint64 hop, double margin, CochlTagValues *tag_margins)
{
  g_autoptr (CochlSummary) self = cochl_summary_new ();
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_event_unref);

  cochl_summary_set_hop (self, hop);
  cochl_summary_set_margins (self, margin, tag_margins);
  for (unsigned int i = 0; i < windows->len; i++)
    cochl_summary_feed (self, g_ptr_array_index (windows, i), collect_ended, events);
  cochl_summary_end (self, collect_ended, events);
  return events;
}
