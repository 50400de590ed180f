/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlherald.h"

struct _GstCochlHerald {
  const GstCochlTellerFuncs *funcs;
  gpointer user_data;
  GstCochlTally *tally;
  GstCochlNotice *notice;
  GstCochlWatch *watch;
  GstCochlConfig *config;
};

GstCochlHerald *
gst_cochl_herald_new (const GstCochlTellerFuncs *funcs, gpointer user_data, GstCochlTally *tally,
                      GstCochlNotice *notice, GstCochlWatch *watch)
{
  GstCochlHerald *self = g_new0 (GstCochlHerald, 1);

  self->funcs = funcs;
  self->user_data = user_data;
  self->tally = tally;
  self->notice = notice;
  self->watch = watch;
  self->config = gst_cochl_config_new ();
  return self;
}

void
gst_cochl_herald_free (GstCochlHerald *self)
{
  gst_cochl_config_unref (self->config);
  g_free (self);
}

void
gst_cochl_herald_set_config (GstCochlHerald *self, GstCochlConfig *config)
{
  gst_cochl_config_ref (config);
  gst_cochl_config_unref (self->config);
  self->config = config;
}

static void
tell_window (const GstCochlWindowReport *report, gpointer user_data)
{
  GstCochlHerald *self = user_data;

  gst_cochl_tally_window (self->tally, report);
  if (report->status == GST_COCHL_WINDOW_ANALYZED) {
    gst_cochl_notice_judged (self->notice);
    gst_cochl_watch_judged (self->watch, report->delay);
  }
  self->funcs->window (report, self->user_data);
}

static void
tell_event (const GstCochlEventReport *report, gpointer user_data)
{
  GstCochlHerald *self = user_data;

  gst_cochl_tally_event (self->tally, report);
  self->funcs->event (report, self->user_data);
}

static gboolean
tell_failure (const GError *error, gpointer user_data)
{
  GstCochlHerald *self = user_data;

  if (gst_cochl_config_is_live (self->config) && !gst_cochl_config_get_fails_hard (self->config) &&
      !gst_cochl_notice_is_news (self->notice, g_get_monotonic_time (), error))
    return FALSE;
  return self->funcs->failure (error, self->user_data);
}

static void
tell_judged (guint64 position, gpointer user_data)
{
  GstCochlHerald *self = user_data;

  self->funcs->judged (position, self->user_data);
}

static GstClockTime
get_utc (GstClockTime running_time, gpointer user_data)
{
  GstCochlHerald *self = user_data;

  return self->funcs->get_utc (running_time, self->user_data);
}

const GstCochlTellerFuncs gst_cochl_herald_funcs = { tell_window, tell_event, tell_failure, tell_judged, get_utc };
