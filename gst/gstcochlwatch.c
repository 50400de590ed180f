/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlwatch.h"

#include "cochl/model/cochl-error.h"
#include "gst/gstcochlpace.h"
#include "gst/gstcochltimer.h"

/* Of the deadline: results that come later than that are worth a word, until
 * they come in half of it again. */
#define LATE_PART 2
#define LATE_WITHOUT_DEADLINE (10 * GST_SECOND)

struct _GstCochlWatch {
  CochlClient *client;
  const GstCochlWatchFuncs *funcs;
  gpointer user_data;
  GstCochlConfig *config; /* NULL: none yet */
  GstCochlStatus *status;
  GstCochlPace pace;
  GstCochlTimer *timer;
  guint64 dropped;
};

static void
tell (gpointer user_data)
{
  GstCochlWatch *self = user_data;
  GstCochlStatusReport report;

  if (gst_cochl_status_take (self->status, g_get_monotonic_time (), &report))
    self->funcs->status (&report, self->user_data);
  gst_cochl_timer_set (self->timer, gst_cochl_status_get_next (self->status));
}

/* Told from the main loop, so that nobody is called from within a call of his. */
static void
plan (GstCochlWatch *self)
{
  gst_cochl_timer_set (self->timer, gst_cochl_status_get_next (self->status));
}

static GstCochlTrouble
get_trouble (const CochlCondition *condition)
{
  switch (condition->state) {
    case COCHL_CONDITION_REJECTED:
      return GST_COCHL_TROUBLE_REJECTED_KEY;
    case COCHL_CONDITION_LIMITED:
      return GST_COCHL_TROUBLE_RATE_LIMITED;
    case COCHL_CONDITION_OFFLINE:
      if (g_error_matches (condition->why, COCHL_ERROR, COCHL_ERROR_TIMED_OUT))
        return GST_COCHL_TROUBLE_TIMEOUT;
      if (g_error_matches (condition->why, COCHL_ERROR, COCHL_ERROR_SERVER) ||
          g_error_matches (condition->why, COCHL_ERROR, COCHL_ERROR_BAD_REPLY))
        return GST_COCHL_TROUBLE_SERVER_ERROR;
      return GST_COCHL_TROUBLE_NO_NETWORK;
    default:
      return GST_COCHL_N_TROUBLES;
  }
}

static void
look (GstCochlWatch *self)
{
  g_auto (CochlCondition) condition = { 0 };
  GstCochlTrouble trouble;

  cochl_client_get_condition (self->client, &condition);
  trouble = get_trouble (&condition);
  for (guint i = GST_COCHL_TROUBLE_REJECTED_KEY; i <= GST_COCHL_TROUBLE_RATE_LIMITED; i++) {
    if (i == trouble)
      gst_cochl_status_set (self->status, i, condition.since, condition.why ? condition.why->message : NULL);
    else
      gst_cochl_status_clear (self->status, i);
  }
  gst_cochl_pace_set_limit (&self->pace, condition.state == COCHL_CONDITION_LIMITED,
                            condition.calls_per_minute / MAX (1, condition.n_sharing));
  plan (self);
}

static void
condition_changed_cb (CochlClient *client, gpointer user_data)
{
  GstCochlWatch *self = user_data;

  look (self);
  self->funcs->changed (self->user_data);
}

GstCochlWatch *
gst_cochl_watch_new (CochlClient *client, const GstCochlWatchFuncs *funcs, gpointer user_data)
{
  GstCochlWatch *self = g_new0 (GstCochlWatch, 1);

  self->client = g_object_ref (client);
  self->funcs = funcs;
  self->user_data = user_data;
  self->status = gst_cochl_status_new (g_get_monotonic_time ());
  gst_cochl_pace_init (&self->pace);
  self->timer = gst_cochl_timer_new (tell, self);
  g_signal_connect (client, "condition-changed", G_CALLBACK (condition_changed_cb), self);
  return self;
}

void
gst_cochl_watch_free (GstCochlWatch *self)
{
  g_signal_handlers_disconnect_by_data (self->client, self);
  g_object_unref (self->client);
  gst_cochl_timer_free (self->timer);
  gst_cochl_status_free (self->status);
  g_clear_pointer (&self->config, gst_cochl_config_unref);
  g_free (self);
}

void
gst_cochl_watch_set_config (GstCochlWatch *self, GstCochlConfig *config)
{
  g_clear_pointer (&self->config, gst_cochl_config_unref);
  self->config = gst_cochl_config_ref (config);
}

void
gst_cochl_watch_dropped (GstCochlWatch *self, guint64 segments)
{
  if (segments == self->dropped)
    return;
  self->dropped = segments;
  gst_cochl_status_dropped (self->status, g_get_monotonic_time (),
                            "Audio is not judged as fast as it comes: some of it is dropped.");
  plan (self);
}

static GstClockTime
get_latest (GstCochlWatch *self)
{
  GstClockTime deadline = gst_cochl_config_get_deadline (self->config);

  return deadline == GST_CLOCK_TIME_NONE ? LATE_WITHOUT_DEADLINE : deadline / LATE_PART;
}

/* Files are judged as fast as they can be, and nobody waits for the first window of a minute. */
void
gst_cochl_watch_judged (GstCochlWatch *self, GstClockTime delay)
{
  if (!gst_cochl_config_is_live (self->config) || delay <= get_latest (self) / 2)
    gst_cochl_status_clear (self->status, GST_COCHL_TROUBLE_DELAY);
  else if (delay > get_latest (self))
    gst_cochl_status_set (self->status, GST_COCHL_TROUBLE_DELAY, g_get_monotonic_time (),
                          "Results come late.");
  plan (self);
}

void
gst_cochl_watch_set_no_streams (GstCochlWatch *self)
{
  gst_cochl_status_set (self->status, GST_COCHL_TROUBLE_NO_STREAMS, g_get_monotonic_time (),
                        "The service has no stream sessions: a file session for each segment costs more.");
  plan (self);
}

gboolean
gst_cochl_watch_is_well_since (GstCochlWatch *self, gint64 time)
{
  g_auto (CochlCondition) condition = { 0 };

  cochl_client_get_condition (self->client, &condition);
  return condition.state == COCHL_CONDITION_ONLINE && condition.since <= time;
}

void
gst_cochl_watch_cut (GstCochlWatch *self, guint outstanding, GstClockTime overlap)
{
  GstClockTime before = gst_cochl_watch_get_segment_duration (self);

  if (!gst_cochl_config_is_live (self->config))
    return;
  look (self);
  gst_cochl_pace_cut (&self->pace, g_get_monotonic_time (), gst_cochl_config_get_segment_duration (self->config),
                      overlap, outstanding);
  if (gst_cochl_watch_get_segment_duration (self) == before)
    return;
  gst_cochl_status_touch (self->status);
  plan (self);
}

GstClockTime
gst_cochl_watch_get_segment_duration (GstCochlWatch *self)
{
  GstClockTime duration = gst_cochl_config_get_segment_duration (self->config);

  return gst_cochl_config_is_live (self->config) ? gst_cochl_pace_get_duration (&self->pace, duration) : duration;
}

/* What was set by hand is meant so. */
GstClockTime
gst_cochl_watch_get_deadline (GstCochlWatch *self)
{
  GstClockTime deadline = gst_cochl_config_get_deadline (self->config);

  if (!gst_cochl_config_is_live (self->config) || self->config->deadline)
    return deadline;
  return gst_cochl_pace_get_deadline (&self->pace, deadline, gst_cochl_config_get_segment_duration (self->config));
}

void
gst_cochl_watch_apply (GstCochlWatch *self, GstCochlCutter *cutter, GstCochlPatience *patience)
{
  gboolean leaky = gst_cochl_config_is_leaky (self->config);

  gst_cochl_cutter_set_duration (cutter, gst_cochl_watch_get_segment_duration (self));
  gst_cochl_patience_set (patience, leaky ? gst_cochl_config_get_max_queued (self->config) : G_MAXUINT,
                          gst_cochl_watch_get_deadline (self));
}
