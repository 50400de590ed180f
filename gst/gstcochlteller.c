/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlteller.h"

#include "cochl/analysis/cochl-filter.h"
#include "cochl/analysis/cochl-summary.h"

/* An event as the summary told it, kept until its window has been told. */
typedef struct {
  CochlEventState state;
  guint64 id;
  CochlEvent *event;
} Change;

struct _GstCochlTeller {
  const GstCochlTellerFuncs *funcs;
  gpointer user_data;

  GstCochlConfig *config; /* what the filter is made of */
  CochlFilter *filter;
  CochlSummary *summary;
  GArray *changes;        /* element-type Change */
  GHashTable *openings;   /* event id -> GstCochlFrameTime of where it began */
  guint64 next_index;
  GstClockTime last_timestamp;
  guint64 position;       /* of the window that is told, or GST_COCHL_POSITION_LAST */
};

static void
clear_change (gpointer data)
{
  cochl_event_unref (((Change *) data)->event);
}

GstCochlTeller *
gst_cochl_teller_new (const GstCochlTellerFuncs *funcs, gpointer user_data)
{
  GstCochlTeller *self = g_new0 (GstCochlTeller, 1);

  self->funcs = funcs;
  self->user_data = user_data;
  self->summary = cochl_summary_new ();
  self->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_array_set_clear_func (self->changes, clear_change);
  self->openings = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
gst_cochl_teller_free (GstCochlTeller *self)
{
  g_clear_pointer (&self->config, gst_cochl_config_unref);
  g_clear_pointer (&self->filter, cochl_filter_unref);
  cochl_summary_free (self->summary);
  g_array_unref (self->changes);
  g_hash_table_unref (self->openings);
  g_free (self);
}

static void
use_config (GstCochlTeller *self, GstCochlJob *job)
{
  cochl_summary_set_hop (self->summary, job->window_hop);
  cochl_summary_set_margins (self->summary,
      gst_cochl_config_get_interval_margin (job->config, job->window_size, job->window_hop),
      gst_cochl_config_get_tag_interval_margins (job->config));
  if (self->config == job->config)
    return;
  g_clear_pointer (&self->config, gst_cochl_config_unref);
  g_clear_pointer (&self->filter, cochl_filter_unref);
  self->config = gst_cochl_config_ref (job->config);
  self->filter = gst_cochl_config_new_filter (job->config);
}

static void
collect_change (CochlEventState state, guint64 id, CochlEvent *event, gpointer user_data)
{
  GstCochlTeller *self = user_data;
  Change change = { state, id, cochl_event_ref (event) };

  g_array_append_val (self->changes, change);
}

static void
tell_change (GstCochlTeller *self, const Change *change)
{
  const GstCochlFrameTime *opening = g_hash_table_lookup (self->openings, &change->id);
  GstCochlEventReport report = {
    .start = change->state == COCHL_EVENT_START,
    .id = change->id,
    .position = self->position,
    .event = change->event,
    .timestamp = opening->timestamp,
    .running_time = opening->running_time,
    .stream_time = opening->stream_time,
    .duration = cochl_event_get_end (change->event) - cochl_event_get_start (change->event),
    .utc = opening->utc,
  };

  self->funcs->event (&report, self->user_data);
  if (!report.start)
    g_hash_table_remove (self->openings, &change->id);
}

static void
tell_changes (GstCochlTeller *self)
{
  for (guint i = 0; i < self->changes->len; i++)
    tell_change (self, &g_array_index (self->changes, Change, i));
  g_array_set_size (self->changes, 0);
}

/* What has just begun begins where this window does. */
static void
note_openings (GstCochlTeller *self, const GstCochlFrameTime *start)
{
  for (guint i = 0; i < self->changes->len; i++) {
    const Change *change = &g_array_index (self->changes, Change, i);

    if (change->state == COCHL_EVENT_START)
      g_hash_table_insert (self->openings, g_memdup2 (&change->id, sizeof change->id),
                           g_memdup2 (start, sizeof *start));
  }
}

static CochlWindow *
filter_window (GstCochlTeller *self, CochlWindow *window, gint64 start, gint64 end)
{
  g_autoptr (CochlWindow) moved = NULL;

  if (!window)
    return cochl_window_new (start, end, NULL);
  moved = cochl_window_move (window, start, end);
  return cochl_filter_apply (self->filter, moved);
}

static void
sum_up (GstCochlTeller *self, CochlWindow *window, gboolean analyzed)
{
  /* A stream that begins again (another one after EOS, a loop) is no
   * continuation of anything. */
  if ((GstClockTime) cochl_window_get_start (window) <= self->last_timestamp)
    cochl_summary_end (self->summary, collect_change, self);
  self->last_timestamp = cochl_window_get_start (window);
  if (analyzed)
    cochl_summary_feed (self->summary, window, collect_change, self);
  else
    cochl_summary_skip (self->summary, cochl_window_get_start (window), collect_change, self);
}

static GstCochlWindowStatus
get_status (GstCochlJob *job, guint i)
{
  if (job->windows[i])
    return GST_COCHL_WINDOW_ANALYZED;
  if (job->quiet)
    return GST_COCHL_WINDOW_QUIET;
  return job->reason ? GST_COCHL_WINDOW_DROPPED : GST_COCHL_WINDOW_FAILED;
}

static void
tell_window (GstCochlTeller *self, GstCochlJob *job, guint i)
{
  GstCochlFrameTime start;
  GstClockTime duration;
  gint64 last_arrival;
  g_autoptr (CochlWindow) window = NULL;
  g_autofree guint64 *ids = NULL;
  guint n_tags;

  gst_cochl_stretch_get_window (job->stretch, job->first_window + i, &start, &duration, &last_arrival);
  if (!GST_CLOCK_TIME_IS_VALID (start.utc) && self->funcs->get_utc)
    start.utc = self->funcs->get_utc (start.running_time, self->user_data);
  self->position = start.position;
  window = filter_window (self, job->windows[i], start.timestamp, start.timestamp + duration);
  sum_up (self, window, job->windows[i] != NULL);
  note_openings (self, &start);
  n_tags = cochl_window_get_n_tags (window);
  ids = g_new0 (guint64, n_tags);
  for (guint t = 0; t < n_tags; t++)
    cochl_summary_get_open (self->summary, cochl_tag_get_name (cochl_window_get_tag (window, t)), &ids[t]);

  self->funcs->window (&(GstCochlWindowReport) {
      .index = self->next_index++,
      .status = get_status (job, i),
      .reason = job->reason,
      .position = start.position,
      .timestamp = start.timestamp,
      .running_time = start.running_time,
      .stream_time = start.stream_time,
      .duration = duration,
      .window = window,
      .event_ids = ids,
      .utc = start.utc,
      .level = job->levels[i],
      .delay = MAX (0, g_get_monotonic_time () - last_arrival) * GST_USECOND,
    }, self->user_data);
  tell_changes (self);
}

gboolean
gst_cochl_teller_tell (GstCochlTeller *self, GstCochlJob *job)
{
  gboolean stop = FALSE;

  use_config (self, job);
  if (job->error)
    stop = self->funcs->failure (job->error, self->user_data);
  for (guint i = 0; i < job->n_windows; i++)
    tell_window (self, job, i);
  if (self->funcs->judged)
    self->funcs->judged (gst_cochl_stretch_get_position (job->stretch, job->first_window + job->n_windows),
                         self->user_data);
  gst_cochl_stretch_forget (job->stretch, job->first_window + job->n_windows);
  return !stop;
}

void
gst_cochl_teller_end (GstCochlTeller *self)
{
  self->position = GST_COCHL_POSITION_LAST;
  cochl_summary_end (self->summary, collect_change, self);
  tell_changes (self);
  self->last_timestamp = 0;
}
