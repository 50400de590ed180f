/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/analysis/cochl-filter.h"
#include "cochl/client/cochl-client.h"
#include "cochl/model/cochl-event.h"
#include "cochl/model/cochl-window.h"
#include "gst/gstcochlqueue.h"

G_BEGIN_DECLS

/**
 * GstCochlAnalyzer:
 *
 * The worker: takes audio from a GstCochlQueue, keeps one timeline, converter
 * and segmenter a stretch, has segments judged by a CochlClient and gives the
 * windows out in order, filtered and summed up into events. Knows no element.
 * All of it runs in the thread of one GMainContext, its callbacks too; only
 * what says so may be called from other threads.
 */
typedef struct _GstCochlAnalyzer GstCochlAnalyzer;

typedef enum {
  GST_COCHL_WINDOW_ANALYZED,
  GST_COCHL_WINDOW_QUIET,
  GST_COCHL_WINDOW_DROPPED,
  GST_COCHL_WINDOW_FAILED
} GstCochlWindowStatus;

/* One window as it is told. Belongs to the analyzer, valid during the call. */
typedef struct {
  guint64 index;
  GstCochlWindowStatus status;
  GstClockTime timestamp, running_time, stream_time, duration;
  CochlWindow *window; /* filtered, times as timestamp; without tags when not analyzed */
  double level;        /* dBFS */
  GstClockTime delay;  /* from the arrival of the window's last audio to now */
} GstCochlWindowReport;

typedef struct {
  gboolean start;      /* else the end */
  guint64 id;
  CochlEvent *event;   /* times as timestamp */
  GstClockTime timestamp, running_time, stream_time, duration;
} GstCochlEventReport;

typedef struct {
  void (*window) (GstCochlAnalyzer *self, const GstCochlWindowReport *report, gpointer user_data);
  void (*event) (GstCochlAnalyzer *self, const GstCochlEventReport *report, gpointer user_data);
  /* A segment could not be judged; its windows follow as failed. */
  void (*failure) (GstCochlAnalyzer *self, const GError *error, gpointer user_data);
  /* EOS was taken from the queue and everything before it has been told. */
  void (*drained) (GstCochlAnalyzer *self, gpointer user_data);
  /* Said once a start: audio with a rate below 0 is not analysed. */
  void (*reverse) (GstCochlAnalyzer *self, gpointer user_data);
} GstCochlAnalyzerFuncs;

G_END_DECLS
