/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/cochl-macros.h"
#include "cochl/model/cochl-event.h"
#include "cochl/model/cochl-tag-values.h"
#include "cochl/model/cochl-window.h"

G_BEGIN_DECLS

/**
 * CochlSummary:
 *
 * The interval summary: windows in, one at a time and in order, detection
 * events out, each with its start and its end. An event goes on while no more
 * than the tag's interval margin passes between the end of the last hop with
 * the tag and the start of the next window with it; on unbroken audio that is
 * the vendor's rule: a remaining margin, set anew by each window with the tag,
 * loses one hop with each window without it and ends the event below zero.
 * Times less than 0.25 ms apart count as the same, so that windows whose starts
 * are rounded to samples make up unbroken audio.
 *
 * Mutable, one thread at a time.
 */
typedef struct _CochlSummary CochlSummary;

typedef enum {
  COCHL_EVENT_START,
  COCHL_EVENT_END
} CochlEventState;

/* @id: unique for the life of the summary, the same at start and end, from 1.
 * @event: as known now; at the start its end is its first window's end. */
typedef void (*CochlSummaryFunc) (CochlEventState state, guint64 id, CochlEvent *event, gpointer user_data);

/* Without events; hop 1 s and margins 0 until they are set. */
COCHL_API CochlSummary *cochl_summary_new (void);
COCHL_API void          cochl_summary_free (CochlSummary *self);

/* In force from the next window on. @hop in ns, > 0. Margins in seconds, >= 0;
 * @tag_margins (nullable) override @margin by tag. */
COCHL_API void cochl_summary_set_hop (CochlSummary *self, gint64 hop);
COCHL_API void cochl_summary_set_margins (CochlSummary *self, double margin, CochlTagValues *tag_margins);

/* A judged window; starts must not go back (they may leave a gap). Ends are
 * told before starts, each in the order in which the events began. `Others` is
 * left out; filter other tags before. */
COCHL_API void cochl_summary_feed (CochlSummary *self, CochlWindow *window,
                                   CochlSummaryFunc func, gpointer user_data);
/* A window [@start, @start + hop) that was not judged (failed, dropped, quiet):
 * it extends no event and keeps none open for longer than its margin. */
COCHL_API void cochl_summary_skip (CochlSummary *self, gint64 start,
                                   CochlSummaryFunc func, gpointer user_data);
/* Ends every open event, in the order in which they began. */
COCHL_API void cochl_summary_end (CochlSummary *self, CochlSummaryFunc func, gpointer user_data);

/* The open event of @tag and its id, or NULL. (transfer none), until the next call. */
COCHL_API CochlEvent *cochl_summary_get_open (CochlSummary *self, const char *tag, guint64 *id);

/* All at once: the events of @windows (element-type CochlWindow) in the order
 * in which the vendor's client prints them. (transfer full) (element-type CochlEvent) */
COCHL_API GPtrArray *cochl_summary_of_windows (GPtrArray *windows, gint64 hop, double margin,
                                               CochlTagValues *tag_margins);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlSummary, cochl_summary_free)

G_END_DECLS
