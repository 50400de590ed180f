/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "cochl/client/cochl-submission.h"
#include "gst/gstcochlconfig.h"
#include "gst/gstcochlstretch.h"

G_BEGIN_DECLS

typedef enum {
  GST_COCHL_JOB_WAITING,
  GST_COCHL_JOB_IN_FLIGHT,
  GST_COCHL_JOB_DONE
} GstCochlJobState;

/**
 * GstCochlJob:
 *
 * One segment on its way: first its encoded audio, then what the service said
 * of each of its windows. One thread, which may read all fields.
 */
typedef struct {
  GstCochlJobState state;     /* the GstCochlLine's to change, as is dropped */
  gboolean dropped;           /* its answer does not matter any more */
  GstCochlStretch *stretch;
  GstCochlConfig *config;     /* in force when it was cut */
  guint64 first_window;       /* index in the stretch */
  guint n_windows;
  guint64 number;             /* of its file */
  double *levels;             /* n_windows, dBFS; NAN: not known */
  gint64 arrival;             /* of its last audio, monotonic us */
  GBytes *samples;            /* int16 mono, until it is encoded; NULL of lost audio */
  GstClockTime window_size, window_hop;
  CochlSubmission *submission; /* of a file, until it was submitted */
  GCancellable *cancellable;

  CochlWindow **windows;      /* n_windows; NULL: not judged */
  GError *error;              /* why some were not */
  gboolean quiet;             /* it was too quiet to be sent */
  const char *reason;         /* it was given up: why; static */
} GstCochlJob;

/* Why a segment was given up, as messages name it. */
#define GST_COCHL_REASON_QUEUE_FULL "queue-full"       /* more than max-queued waited */
#define GST_COCHL_REASON_OVERRUN "overrun"             /* the worker had no time to take the audio */
#define GST_COCHL_REASON_DEADLINE "deadline"
#define GST_COCHL_REASON_DRAIN_TIMEOUT "drain-timeout"

/* Takes the segment's windows, levels and audio. @number: makes the name of its
 * file. Lost audio makes a job that is given up. (transfer full) */
GstCochlJob *gst_cochl_job_new (GstCochlStretch *stretch, GstCochlAudioSegment *segment,
                                GstCochlConfig *config, guint64 number);
/* A job that is done, with the windows of @self, none of which are judged. What
 * is left of @self is good for nothing but to be freed. (transfer full) */
GstCochlJob *gst_cochl_job_give_up (GstCochlJob *self, const char *reason);
/* A job that waits for a file session, with the windows of @self, which is one
 * that gst_cochl_job_is_stream_by_default(); so of @self, too. (transfer full) */
GstCochlJob *gst_cochl_job_begin_as_file (GstCochlJob *self);
/* It goes to a stream session though nobody asked for one, and keeps its samples
 * until it is judged, in case that the service has none. */
gboolean     gst_cochl_job_is_stream_by_default (const GstCochlJob *self);
void         gst_cochl_job_free (GstCochlJob *self);

/* Makes the submission, once, in the upload-format of its configuration. FALSE,
 * and why: that is not possible, and it is WAV. */
gboolean     gst_cochl_job_encode (GstCochlJob *self, GError **error);

/* It is not sent: it is done, its audio is freed. Before it is in a line. */
void         gst_cochl_job_set_quiet (GstCochlJob *self);

/* The service's answer: @windows (element-type CochlWindow), times from the start
 * of the segment. Those of the padding are left out; one that does not lie on
 * the grid, comes twice or is missing makes an error of COCHL_ERROR_BAD_REPLY. */
void         gst_cochl_job_set_windows (GstCochlJob *self, GPtrArray *windows);
/* It could not be judged. (transfer full) */
void         gst_cochl_job_take_error (GstCochlJob *self, GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlJob, gst_cochl_job_free)

G_END_DECLS
