/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlhold.h"

#include <gst/base/gstqueuearray.h>

#include "gst/gstcochlmeta.h"

/* A tenth of a second of 10 ms buffers to begin with; it grows. */
#define INITIAL_LENGTH 16

typedef struct {
  GstMiniObject *object;  /* a buffer or an event */
  GQueue *before;         /* element-type GstEvent: placed before the buffer; NULL: none */
  GstCochlHoldSpan span;  /* of an event: start and end are where it stands */
} Entry;

struct _GstCochlHold {
  GstQueueArray *entries; /* Entry, start and end never decrease */
  guint64 position;       /* end of the last */
  GstClockTime newest;    /* running time of the end of the last; never decreases */
  GstClockTime step;      /* duration of the newest buffer */
  GstClockTime duration;
};

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->object, gst_mini_object_unref);
  if (entry->before != NULL)
    g_queue_free_full (g_steal_pointer (&entry->before), (GDestroyNotify) gst_event_unref);
}

GstCochlHold *
gst_cochl_hold_new (void)
{
  GstCochlHold *self = g_new0 (GstCochlHold, 1);

  self->entries = gst_queue_array_new_for_struct (sizeof (Entry), INITIAL_LENGTH);
  gst_queue_array_set_clear_func (self->entries, clear_entry);
  return self;
}

void
gst_cochl_hold_free (GstCochlHold *self)
{
  gst_queue_array_free (self->entries);
  g_free (self);
}

/* Time that goes back, as in a stream that begins again, holds nothing longer. */
static GstClockTime
advance (GstCochlHold *self, GstClockTime end_time, GstClockTime duration)
{
  if (!GST_CLOCK_TIME_IS_VALID (end_time))
    end_time = self->newest + duration;
  self->newest = MAX (self->newest, end_time);
  return end_time;
}

void
gst_cochl_hold_push_buffer (GstCochlHold *self, GstBuffer *buffer, const GstCochlHoldSpan *span)
{
  Entry entry = { GST_MINI_OBJECT_CAST (buffer), NULL, *span };

  entry.span.end_time = advance (self, span->end_time, span->duration);
  self->step = span->duration;
  self->duration += span->duration;
  self->position = span->end;
  gst_queue_array_push_tail_struct (self->entries, &entry);
}

void
gst_cochl_hold_push_event (GstCochlHold *self, GstEvent *event, GstClockTime end_time)
{
  Entry entry = { GST_MINI_OBJECT_CAST (event), NULL, { self->position, self->position, 0, 0, 0 } };

  if (GST_CLOCK_TIME_IS_VALID (end_time))
    advance (self, end_time, 0);
  gst_queue_array_push_tail_struct (self->entries, &entry);
}

/* The first entry that ends after @position, which events never do; NULL: none. */
static Entry *
find (GstCochlHold *self, guint64 position)
{
  guint low = 0, high = gst_queue_array_get_length (self->entries);
  Entry *entry;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    entry = gst_queue_array_peek_nth_struct (self->entries, middle);
    if (entry->span.end > position)
      high = middle;
    else
      low = middle + 1;
  }
  entry = low < gst_queue_array_get_length (self->entries) ? gst_queue_array_peek_nth_struct (self->entries, low) : NULL;
  return entry != NULL && entry->span.start <= position ? entry : NULL;
}

static void
attach (Entry *entry, GPtrArray *metas)
{
  GstBuffer *buffer = gst_buffer_make_writable (GST_BUFFER_CAST (entry->object));

  for (guint i = 0; i < metas->len; i++)
    gst_cochl_meta_attach (buffer, g_ptr_array_index (metas, i));
  entry->object = GST_MINI_OBJECT_CAST (buffer);
}

gboolean
gst_cochl_hold_place (GstCochlHold *self, guint64 position, GstEvent *event, GPtrArray *metas)
{
  Entry *entry = find (self, position);

  if (entry == NULL && (position < self->position || gst_cochl_hold_is_empty (self)))
    return FALSE;
  if (entry == NULL) {
    if (event != NULL)
      gst_cochl_hold_push_event (self, event, GST_CLOCK_TIME_NONE);
    return TRUE;
  }
  if (event != NULL) {
    if (entry->before == NULL)
      entry->before = g_queue_new ();
    g_queue_push_tail (entry->before, event);
  }
  if (metas != NULL)
    attach (entry, metas);
  return TRUE;
}

guint64
gst_cochl_hold_get_due (GstCochlHold *self, GstClockTime latency)
{
  guint64 due = 0;

  for (guint i = 0; i < gst_queue_array_get_length (self->entries); i++) {
    const Entry *entry = gst_queue_array_peek_nth_struct (self->entries, i);

    if (GST_IS_EVENT (entry->object))
      continue;
    if (self->newest + self->step <= entry->span.end_time + latency)
      break;
    due = entry->span.end;
  }
  return due;
}

guint64
gst_cochl_hold_get_overdue (GstCochlHold *self, gint64 arrival)
{
  guint64 overdue = 0;

  for (guint i = 0; i < gst_queue_array_get_length (self->entries); i++) {
    const Entry *entry = gst_queue_array_peek_nth_struct (self->entries, i);

    if (GST_IS_BUFFER (entry->object) && entry->span.arrival > arrival)
      break;
    overdue = entry->span.end;
  }
  return overdue;
}

GstMiniObject *
gst_cochl_hold_pop (GstCochlHold *self, guint64 passing)
{
  Entry *entry = gst_queue_array_peek_head_struct (self->entries);
  GstMiniObject *object;

  if (entry == NULL)
    return NULL;
  if (GST_IS_BUFFER (entry->object) && entry->span.end > passing)
    return NULL;
  if (entry->before != NULL && !g_queue_is_empty (entry->before))
    return g_queue_pop_head (entry->before);
  object = g_steal_pointer (&entry->object);
  self->duration -= entry->span.duration;
  clear_entry (gst_queue_array_pop_head_struct (self->entries));
  return object;
}

/* As queue does: what holds beyond a flush, and was told once, must not be lost. */
static void
keep_sticky (Entry *entry, GstPad *pad)
{
  GstEvent *event = GST_IS_EVENT (entry->object) ? GST_EVENT_CAST (entry->object) : NULL;

  if (event != NULL && GST_EVENT_IS_STICKY (event) && GST_EVENT_TYPE (event) != GST_EVENT_SEGMENT
      && GST_EVENT_TYPE (event) != GST_EVENT_EOS)
    gst_pad_store_sticky_event (pad, event);
}

void
gst_cochl_hold_clear (GstCochlHold *self, GstPad *pad)
{
  Entry *entry;

  while ((entry = gst_queue_array_peek_head_struct (self->entries)) != NULL) {
    if (pad != NULL)
      keep_sticky (entry, pad);
    clear_entry (gst_queue_array_pop_head_struct (self->entries));
  }
  self->newest = self->step = self->duration = 0;
}

gboolean
gst_cochl_hold_is_empty (GstCochlHold *self)
{
  return gst_queue_array_is_empty (self->entries);
}

guint64
gst_cochl_hold_get_end (GstCochlHold *self)
{
  return self->position;
}

gint64
gst_cochl_hold_get_arrival (GstCochlHold *self)
{
  const Entry *entry = gst_queue_array_peek_head_struct (self->entries);

  return entry != NULL ? entry->span.arrival : 0;
}

GstClockTime
gst_cochl_hold_get_duration (GstCochlHold *self)
{
  return self->duration;
}
