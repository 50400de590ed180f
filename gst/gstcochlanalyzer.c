/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlanalyzer.h"

#include "cochl/model/cochl-error.h"
#include "gst/gstcochlcutter.h"
#include "gst/gstcochldebug.h"
#include "gst/gstcochlfallback.h"
#include "gst/gstcochlherald.h"
#include "gst/gstcochlline.h"
#include "gst/gstcochlloader.h"
#include "gst/gstcochlpatience.h"
#include "gst/gstcochltagcheck.h"
#include "gst/gstcochltrack.h"
#include "gst/gstcochlwatch.h"

/* The worker takes audio in halves of a second, or what a segment lacks. */
#define BATCHES_PER_SECOND 2

struct _GstCochlAnalyzer {
  CochlClient *client;
  GstCochlQueue *queue;
  const GstCochlAnalyzerFuncs *funcs;
  gpointer user_data;

  GstCochlConfig *config;
  GstCochlCutter *cutter;
  GstCochlLoader *loader;
  GstCochlLine *line;
  GstCochlTrack *track;
  gboolean quiet;     /* what was cut last is not sent: no session waits for what comes */
  GstCochlTagCheck *tag_check;
  GstCochlTeller *teller;
  GstCochlHerald *herald;
  guint64 taken;      /* frames of the queue that were taken, or lost by a flush */
  gsize batch;        /* frames */
  gboolean at_eos;    /* EOS was taken, drained() not called yet */
  gboolean reversed;  /* said already, as the next */
  gboolean unreadable;
  gboolean closed;    /* or failed: nothing is done any more */
  GstCochlTally *tally;
  GstCochlPatience *patience;
  GstCochlWatch *watch;
  GstCochlFallback *fallback;
};

typedef struct {
  GstCochlAnalyzer *analyzer;
  GstCochlJob *job;
} Call;

static void
work_cb (gpointer user_data)
{
  gst_cochl_analyzer_work (user_data);
}

static void
tell_status (const GstCochlStatusReport *report, gpointer user_data)
{
  GstCochlAnalyzer *self = user_data;
  GstCochlCounts counts;

  gst_cochl_tally_get (self->tally, &counts);
  self->funcs->status (report, &counts, self->user_data);
}

static const GstCochlWatchFuncs watch_funcs = { tell_status, work_cb };

GstCochlAnalyzer *
gst_cochl_analyzer_new (CochlClient *client, GstCochlQueue *queue, const GstCochlAnalyzerFuncs *funcs,
                        gpointer user_data)
{
  GstCochlAnalyzer *self = g_new0 (GstCochlAnalyzer, 1);

  self->client = g_object_ref (client);
  self->queue = gst_cochl_queue_ref (queue);
  self->funcs = funcs;
  self->user_data = user_data;
  self->cutter = gst_cochl_cutter_new ();
  self->loader = gst_cochl_loader_new (self->cutter, funcs->not_encoded, user_data);
  self->line = gst_cochl_line_new ();
  self->track = gst_cochl_track_new (client);
  self->tag_check = gst_cochl_tag_check_new (client, funcs->unknown_tags, user_data);
  self->batch = 1;
  self->tally = gst_cochl_tally_new ();
  self->patience = gst_cochl_patience_new (self->line, self->tally, work_cb, self);
  self->watch = gst_cochl_watch_new (client, &watch_funcs, self);
  self->herald = gst_cochl_herald_new (&funcs->teller, user_data, self->tally,
                                       gst_cochl_patience_get_notice (self->patience), self->watch);
  self->teller = gst_cochl_teller_new (&gst_cochl_herald_funcs, self->herald);
  self->fallback = gst_cochl_fallback_new (self->line, self->track, self->watch);
  return self;
}

void
gst_cochl_analyzer_free (GstCochlAnalyzer *self)
{
  gst_cochl_fallback_free (self->fallback);
  gst_cochl_watch_free (self->watch);
  gst_cochl_patience_free (self->patience);
  gst_cochl_track_free (self->track);
  gst_cochl_line_free (self->line);
  gst_cochl_tag_check_free (self->tag_check);
  gst_cochl_teller_free (self->teller);
  gst_cochl_herald_free (self->herald);
  gst_cochl_loader_free (self->loader);
  gst_cochl_cutter_free (self->cutter);
  g_clear_pointer (&self->config, gst_cochl_config_unref);
  gst_cochl_queue_unref (self->queue);
  g_object_unref (self->client);
  gst_cochl_tally_free (self->tally);
  g_free (self);
}

static void
update_counts (GstCochlAnalyzer *self)
{
  GstCochlCounts now = {
    .audio_duration = gst_cochl_cutter_get_length (self->cutter),
    .in_flight = gst_cochl_line_get_in_flight (self->line),
    .queued = gst_cochl_line_get_waiting (self->line),
    .deadline = gst_cochl_watch_get_deadline (self->watch),
    .segment_duration = gst_cochl_watch_get_segment_duration (self->watch),
  };

  gst_cochl_cutter_get_windows (self->cutter, &now.window_size, &now.window_hop);
  gst_cochl_tally_update (self->tally, &now, self->config);
}

static void
update_config (GstCochlAnalyzer *self)
{
  g_autoptr (GstCochlConfig) given = self->funcs->get_config (self->user_data);
  g_autoptr (GstCochlConfig) config = gst_cochl_fallback_take_config (self->fallback, given);
  g_auto (GStrv) names = NULL;

  if (!config)
    return;
  g_clear_pointer (&self->config, gst_cochl_config_unref);
  self->config = gst_cochl_config_ref (config);
  gst_cochl_herald_set_config (self->herald, config);
  gst_cochl_watch_set_config (self->watch, config);
  g_object_set (self->client, "max-in-flight", gst_cochl_config_get_max_in_flight (config),
                "predict-new-audio", config->predict_new_audio, NULL);
  names = gst_cochl_config_dup_named_tags (config);
  gst_cochl_tag_check_names (self->tag_check, (const char *const *) names);
}

static void
drop_segments (GstCochlAnalyzer *self)
{
  gst_cochl_loader_drop (self->loader);
  gst_cochl_line_drop (self->line);
  gst_cochl_track_end (self->track);
}

/* What the service has told of its windows meanwhile: what was cut for others is void. */
static void
learn_windows (GstCochlAnalyzer *self)
{
  gint64 size, hop;

  if (!cochl_client_get_windows (self->client, &size, &hop) ||
      gst_cochl_cutter_set_windows (self->cutter, size, hop))
    return;
  GST_INFO ("the service judges windows of %" GST_TIME_FORMAT " every %" GST_TIME_FORMAT
            "; the audio is cut again", GST_TIME_ARGS (size), GST_TIME_ARGS (hop));
  drop_segments (self);
}

/* If the windows are not known by the end of the first segment they never will be. */
static void
end_call (GstCochlAnalyzer *self, GstCochlJob *job, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) windows = cochl_client_submit_finish (self->client, result, &error);

  learn_windows (self);
  gst_cochl_fallback_answered (self->fallback, job, error);
  if (!gst_cochl_line_finish (self->line, job))
    return;
  gst_cochl_cutter_settle (self->cutter);
  if (error)
    gst_cochl_job_take_error (job, g_steal_pointer (&error));
  else
    gst_cochl_job_set_windows (job, windows);
}

static void
submit_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;

  end_call (call->analyzer, call->job, result);
  gst_cochl_analyzer_work (call->analyzer);
}

static void
submit (GstCochlAnalyzer *self)
{
  guint most = gst_cochl_config_get_max_in_flight (self->config);

  while (gst_cochl_line_get_in_flight (self->line) < most) {
    g_autoptr (CochlSubmission) submission = NULL;
    GstCochlJob *job = gst_cochl_line_start (self->line);
    Call *call;

    if (!job) {
      if (self->quiet)
        gst_cochl_track_end (self->track);
      return;
    }
    submission = gst_cochl_track_take_submission (self->track, job);
    call = g_new0 (Call, 1);
    call->analyzer = self;
    call->job = job;
    cochl_client_submit_async (self->client, submission, job->cancellable, submit_cb, call);
  }
}

static void
append (GstCochlAnalyzer *self, GstCochlJob *job)
{
  GstClockTime overlap = job->window_size - job->window_hop;

  gst_cochl_watch_cut (self->watch, gst_cochl_line_get_in_flight (self->line) +
                       gst_cochl_line_get_waiting (self->line), overlap);
  gst_cochl_watch_apply (self->watch, self->cutter, self->patience);
  self->quiet = job->quiet;
  gst_cochl_line_append (self->line, job);
  if (job->reason)
    gst_cochl_patience_note (self->patience, job);
  submit (self);
  gst_cochl_patience_leak (self->patience);
}

/* Cuts what can be cut. FALSE: no more may wait. */
static gboolean
cut (GstCochlAnalyzer *self)
{
  gboolean any = gst_cochl_config_is_leaky (self->config) ||
      gst_cochl_patience_has_ended (self->patience, g_get_monotonic_time ());

  submit (self);
  while (TRUE) {
    GstCochlJob *job;

    if (!any && (gst_cochl_line_get_waiting (self->line) >= gst_cochl_config_get_max_queued (self->config)
                 || gst_cochl_line_get_length (self->line) >= gst_cochl_config_get_max_unjudged (self->config)))
      return FALSE;
    job = gst_cochl_loader_pop (self->loader, self->config);
    if (!job)
      return TRUE;
    append (self, gst_cochl_fallback_take_job (self->fallback, job));
  }
}

/* Everything from before is forgotten, whether it was taken or not. */
static void
flush (GstCochlAnalyzer *self, GstCochlItem *item)
{
  drop_segments (self);
  gst_cochl_cutter_push (self->cutter, item);
  self->at_eos = FALSE;
  gst_cochl_patience_end_drain (self->patience);
  self->funcs->flushed (self->user_data);
  gst_cochl_teller_end (self->teller);
}

/* Said once a format. */
static void
fail_unreadable (GstCochlAnalyzer *self)
{
  g_autoptr (GError) error = NULL;

  if (self->unreadable)
    return;
  self->unreadable = TRUE;
  error = g_error_new (COCHL_ERROR, COCHL_ERROR_FAILED, "Audio of this format cannot be converted for the "
                       "analysis. Put audioconvert before the element.");
  if (self->funcs->teller.failure (error, self->user_data))
    gst_cochl_analyzer_close (self);
}

static void
take (GstCochlAnalyzer *self, GstCochlItem *item)
{
  self->taken = item->position + item->frames;
  switch (item->type) {
    case GST_COCHL_ITEM_FLUSH:
      flush (self, item);
      return;
    case GST_COCHL_ITEM_FORMAT:
      self->batch = MAX (1, GST_AUDIO_INFO_RATE (&item->info) / BATCHES_PER_SECOND);
      self->unreadable = FALSE;
      break;
    case GST_COCHL_ITEM_EOS:
      self->at_eos = TRUE;
      gst_cochl_patience_begin_drain (self->patience, item->arrival, gst_cochl_config_get_drain_timeout (self->config));
      break;
    default:
      break;
  }
  switch (gst_cochl_cutter_push (self->cutter, item)) {
    case GST_COCHL_CUTTER_REVERSED:
      if (!self->reversed)
        self->funcs->reverse (self->user_data);
      self->reversed = TRUE;
      break;
    case GST_COCHL_CUTTER_UNREADABLE:
      fail_unreadable (self);
      break;
    case GST_COCHL_CUTTER_TAKEN:
      break;
  }
}

/* What was queued before a flush is not worth a look; what holds beyond it is.
 * FALSE: the end of the flush has not come yet. */
static gboolean
skip_to_flush (GstCochlAnalyzer *self)
{
  if (!self->funcs->is_void (self->user_data))
    return TRUE;
  drop_segments (self);
  while (self->funcs->is_void (self->user_data)) {
    g_autoptr (GstCochlItem) item = gst_cochl_queue_pop (self->queue, 0);

    if (!item)
      return FALSE;
    if (gst_cochl_item_outlives_flush (item))
      take (self, item);
  }
  return TRUE;
}

/* Live audio does not wait for the windows to be known for longer than for
 * anything else: as if they were, until they are. */
static gboolean
is_held (GstCochlAnalyzer *self)
{
  guint segments = gst_cochl_config_get_max_in_flight (self->config) + gst_cochl_config_get_max_queued (self->config);

  if (!gst_cochl_cutter_is_held (self->cutter))
    return FALSE;
  if (!gst_cochl_config_is_leaky (self->config))
    return TRUE;
  if (gst_cochl_cutter_get_held (self->cutter) > segments * gst_cochl_config_get_segment_duration (self->config))
    gst_cochl_cutter_settle (self->cutter);
  return FALSE;
}

static void
fill (GstCochlAnalyzer *self)
{
  while (!self->closed && !self->at_eos && cut (self) && !is_held (self)) {
    gsize wanted = MIN (self->batch, gst_cochl_cutter_get_wanted (self->cutter));
    GstCochlItem *item = gst_cochl_queue_pop (self->queue, wanted);

    if (!item)
      return;
    take (self, item);
    gst_cochl_queue_recycle (self->queue, item);
  }
  if (!self->closed)
    cut (self);
}

/* When the oldest is given up nothing better will be known of the windows soon:
 * see end_call(). */
static void
expire (GstCochlAnalyzer *self)
{
  gint64 now = g_get_monotonic_time ();

  if (gst_cochl_patience_has_ended (self->patience, now)) {
    gst_cochl_cutter_settle (self->cutter);
    cut (self);
  }
  if (!gst_cochl_patience_expire (self->patience, now))
    return;
  gst_cochl_cutter_settle (self->cutter);
  gst_cochl_fallback_expired (self->fallback, now, gst_cochl_watch_get_deadline (self->watch));
  update_config (self);
  submit (self);
}

static void
say_drops (GstCochlAnalyzer *self)
{
  GstCochlDrops drops;
  GstCochlCounts counts;

  gst_cochl_tally_get (self->tally, &counts);
  gst_cochl_watch_dropped (self->watch, counts.segments_dropped);
  if (gst_cochl_notice_take_drops (gst_cochl_patience_get_notice (self->patience), g_get_monotonic_time (), &drops))
    self->funcs->dropped (&drops, self->user_data);
}

/* All that was taken, unless more follows that belongs to it. */
static gboolean
is_all_told (GstCochlAnalyzer *self)
{
  return gst_cochl_cutter_is_done (self->cutter) && gst_cochl_loader_is_empty (self->loader)
      && gst_cochl_line_is_empty (self->line);
}

/* A failure that stops everything stops it after its windows have been told.
 * TRUE when there is room again for what waits. */
static gboolean
tell (GstCochlAnalyzer *self)
{
  gboolean told = FALSE;

  while (!self->closed && !self->funcs->is_void (self->user_data)) {
    g_autoptr (GstCochlJob) job = gst_cochl_line_pop (self->line);

    if (!job)
      break;
    told = TRUE;
    if (!gst_cochl_teller_tell (self->teller, job))
      gst_cochl_analyzer_close (self);
  }
  if (!self->closed && is_all_told (self))
    self->funcs->teller.judged (self->taken, self->user_data);
  return told;
}

/* TRUE when EOS is over: another stream may follow, and be in the queue. */
static gboolean
finish_eos (GstCochlAnalyzer *self)
{
  if (!self->at_eos || !is_all_told (self))
    return FALSE;
  self->at_eos = FALSE;
  gst_cochl_patience_end_drain (self->patience);
  gst_cochl_track_end (self->track);
  gst_cochl_teller_end (self->teller);
  self->funcs->drained (self->user_data);
  return TRUE;
}

void
gst_cochl_analyzer_work (GstCochlAnalyzer *self)
{
  gboolean told;

  if (self->closed)
    return;
  update_config (self);
  gst_cochl_watch_apply (self->watch, self->cutter, self->patience);
  if (!skip_to_flush (self))
    return;
  if (!gst_cochl_cutter_is_settled (self->cutter))
    learn_windows (self);
  /* Only a look at the queue that finds nothing has it wake us again. */
  do {
    update_config (self);
    fill (self);
    expire (self);
    say_drops (self);
    told = tell (self);
  } while (!self->closed && (told || finish_eos (self)));
  gst_cochl_patience_plan (self->patience);
  update_counts (self);
}

void
gst_cochl_analyzer_close (GstCochlAnalyzer *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  drop_segments (self);
  gst_cochl_teller_end (self->teller);
  update_counts (self);
}

gboolean
gst_cochl_analyzer_is_idle (GstCochlAnalyzer *self)
{
  return gst_cochl_line_get_outstanding (self->line) == 0;
}

void
gst_cochl_analyzer_get_counts (GstCochlAnalyzer *self, GstCochlCounts *counts)
{
  gst_cochl_tally_get (self->tally, counts);
}
