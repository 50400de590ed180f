/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/model/cochl-event.h"
#include "cochl/model/cochl-window.h"
#include "gst/gstcochljob.h"

G_BEGIN_DECLS

/* No frame in particular: before the next buffer that leaves, or behind everything
 * that came so far. */
#define GST_COCHL_POSITION_NEXT (G_MAXUINT64 - 1)
#define GST_COCHL_POSITION_LAST G_MAXUINT64

typedef enum {
  GST_COCHL_WINDOW_ANALYZED,
  GST_COCHL_WINDOW_FAILED,
  GST_COCHL_WINDOW_QUIET,
  GST_COCHL_WINDOW_DROPPED
} GstCochlWindowStatus;

/* One window as it is told. Belongs to the teller, valid during the call. */
typedef struct {
  guint64 index;
  guint64 position;          /* number of its first frame among all that came into the element */
  GstCochlWindowStatus status;
  const char *reason;        /* of what was dropped; static */
  GstClockTime timestamp, running_time, stream_time, duration;
  CochlWindow *window;       /* filtered, times as timestamp; without tags when not analyzed */
  const guint64 *event_ids;  /* for each of its tags: the event that it belongs to */
  GstClockTime utc;          /* time of day of its first sample, ns since 1970; NONE: not known */
  double level;              /* dBFS; NAN: not known */
  GstClockTime delay;        /* from the arrival of the window's last audio to now */
} GstCochlWindowReport;

typedef struct {
  gboolean start;            /* else the end */
  guint64 id;
  guint64 position;          /* of the window that makes it known, or GST_COCHL_POSITION_LAST */
  CochlEvent *event;         /* times as timestamp */
  /* Of the event's start; the duration up to its end as far as it is known. */
  GstClockTime timestamp, running_time, stream_time, duration, utc;
} GstCochlEventReport;

typedef struct {
  void (*window) (const GstCochlWindowReport *report, gpointer user_data);
  void (*event) (const GstCochlEventReport *report, gpointer user_data);
  /* A segment could not be judged; its windows follow as failed. TRUE: nothing
   * more is to be done then. */
  gboolean (*failure) (const GError *error, gpointer user_data);
  /* Every window that begins before @position was told. May be NULL, as the next. */
  void (*judged) (guint64 position, gpointer user_data);
  /* The time of day of audio whose buffers did not tell it, or NONE. */
  GstClockTime (*get_utc) (GstClockTime running_time, gpointer user_data);
} GstCochlTellerFuncs;

/**
 * GstCochlTeller:
 *
 * Tells judged segments, in order: each window with its times, filtered, then
 * the events that it starts and ends. The index of windows and the ids of
 * events count on for the life of the teller. One thread.
 */
typedef struct _GstCochlTeller GstCochlTeller;

/* @funcs must outlive the teller. */
GstCochlTeller *gst_cochl_teller_new (const GstCochlTellerFuncs *funcs, gpointer user_data);
void            gst_cochl_teller_free (GstCochlTeller *self);
/* Tells a job that is done. FALSE: its failure was the end. */
gboolean        gst_cochl_teller_tell (GstCochlTeller *self, GstCochlJob *job);
/* Tells the end of every open event: flush, EOS, stop. */
void            gst_cochl_teller_end (GstCochlTeller *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlTeller, gst_cochl_teller_free)

G_END_DECLS
