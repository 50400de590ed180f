/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-client.h"
#include "gst/gstcochlnotice.h"
#include "gst/gstcochlqueue.h"
#include "gst/gstcochlstatus.h"
#include "gst/gstcochltally.h"

G_BEGIN_DECLS

/**
 * GstCochlAnalyzer:
 *
 * Takes audio from a GstCochlQueue, has its segments judged by a CochlClient,
 * several at once, and tells the windows in order, filtered and summed up into
 * events. Knows no element. All of it runs in the thread of one GMainContext,
 * its callbacks too; only what says so may be called from other threads.
 *
 * When as many segments are in flight and wait as may, it leaves the queue
 * alone, which so fills up and holds whoever fills it.
 */
typedef struct _GstCochlAnalyzer GstCochlAnalyzer;

typedef struct {
  GstCochlTellerFuncs teller;
  /* Segments were given up; their windows follow as dropped. Not of each: see
   * GstCochlNotice. */
  void (*dropped) (const GstCochlDrops *drops, gpointer user_data);
  /* How the service is doing, and with what. */
  void (*status) (const GstCochlStatusReport *report, const GstCochlCounts *counts, gpointer user_data);
  /* EOS was taken from the queue and everything before it has been told. */
  void (*drained) (gpointer user_data);
  /* Said once: audio with a rate below 0 is not analysed. */
  void (*reverse) (gpointer user_data);
  /* Tags that the service does not know, as a sentence. */
  void (*unknown_tags) (const char *text, gpointer user_data);
  /* A segment could not be encoded as upload-format wants it, and goes as WAV. Said
   * once a format. */
  void (*not_encoded) (const GError *error, gpointer user_data);
  /* What was pushed so far is void, or will be soon: nothing of it is told any
   * more. TRUE until the FLUSH item has been taken: flushed() is called then. */
  gboolean (*is_void) (gpointer user_data);
  void (*flushed) (gpointer user_data);
  /* What is in force now. (transfer full) */
  GstCochlConfig *(*get_config) (gpointer user_data);
} GstCochlAnalyzerFuncs;

/* @funcs must outlive the analyzer. */
GstCochlAnalyzer *gst_cochl_analyzer_new (CochlClient *client, GstCochlQueue *queue,
                                          const GstCochlAnalyzerFuncs *funcs, gpointer user_data);
/* Only when gst_cochl_analyzer_is_idle(). */
void              gst_cochl_analyzer_free (GstCochlAnalyzer *self);
/* Does what there is to do: to be called when the queue wakes, after a flush
 * and when the configuration changed. */
void              gst_cochl_analyzer_work (GstCochlAnalyzer *self);
/* Cancels what is in flight, forgets all audio, tells the end of open events
 * and does no more. */
void              gst_cochl_analyzer_close (GstCochlAnalyzer *self);
/* Nothing of it is with the client. */
gboolean          gst_cochl_analyzer_is_idle (GstCochlAnalyzer *self);
/* Any thread. */
void              gst_cochl_analyzer_get_counts (GstCochlAnalyzer *self, GstCochlCounts *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlAnalyzer, gst_cochl_analyzer_free)

G_END_DECLS
