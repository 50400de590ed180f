/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlreporter.h"

#include "gst/gstcochlfailure.h"
#include "gst/gstcochlmessages.h"
#include "gst/gstcochlmeta.h"
#include "gst/gstcochlutc.h"

struct _GstCochlReporter {
  GstElement *element;
  GstCochlQueue *queue;
  GstCochlOutbox *outbox;
  GstCochlReporterConfigFunc get_config;
  GstClockTime max_delay; /* that was notified */
};

GstCochlReporter *
gst_cochl_reporter_new (GstElement *element, GstCochlQueue *queue, GstCochlOutbox *outbox,
                        GstCochlReporterConfigFunc get_config)
{
  GstCochlReporter *self = g_new0 (GstCochlReporter, 1);

  self->element = element;
  self->queue = queue;
  self->outbox = outbox;
  self->get_config = get_config;
  return self;
}

void
gst_cochl_reporter_free (GstCochlReporter *self)
{
  g_free (self);
}

/* Downstream first: only then is it known whether it comes too late, which the
 * message tells. TRUE: it does. */
static gboolean
tell (GstCochlReporter *self, GstStructure *structure, guint64 position, GPtrArray *metas, GstCochlMessages kind)
{
  g_autoptr (GstCochlConfig) config = self->get_config (self->element);
  GstStructure *event = config->send_events ? gst_structure_copy (structure) : NULL;
  gboolean late = gst_cochl_outbox_put (self->outbox, position, event, metas);

  if (late)
    gst_structure_set (structure, "late", G_TYPE_BOOLEAN, TRUE, NULL);
  if (config->messages & kind)
    gst_element_post_message (self->element, gst_message_new_element (GST_OBJECT (self->element), structure));
  else
    gst_structure_free (structure);
  return late;
}

static GPtrArray *
make_metas (const GstCochlWindowReport *report)
{
  guint n = cochl_window_get_n_tags (report->window);
  GPtrArray *metas = n > 0 ? g_ptr_array_new_with_free_func ((GDestroyNotify) gst_structure_free) : NULL;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (metas, gst_cochl_meta_fields_new (report, i));
  return metas;
}

/* A delay that grows steadily is notified with every tenth that it grew by. */
static void
notify_delay (GstCochlReporter *self, const GstCochlWindowReport *report)
{
  if (report->index == 0)
    self->max_delay = 0;
  if (report->status != GST_COCHL_WINDOW_ANALYZED || report->delay <= self->max_delay + self->max_delay / 10)
    return;
  self->max_delay = report->delay;
  g_object_notify (G_OBJECT (self->element), "max-observed-delay");
}

static void
window_cb (const GstCochlWindowReport *report, gpointer user_data)
{
  GstCochlReporter *self = user_data;
  g_autoptr (GstCochlConfig) config = self->get_config (self->element);
  GPtrArray *metas = config->attach_metas ? make_metas (report) : NULL;

  if (tell (self, gst_cochl_message_from_window (report), report->position, metas, GST_COCHL_MESSAGES_WINDOWS))
    gst_cochl_outbox_count_late (self->outbox);
  notify_delay (self, report);
}

static void
event_cb (const GstCochlEventReport *report, gpointer user_data)
{
  tell (user_data, gst_cochl_message_from_event (report), report->position, NULL, GST_COCHL_MESSAGES_EVENTS);
}

static void
judged_cb (guint64 position, gpointer user_data)
{
  gst_cochl_outbox_set_judged (((GstCochlReporter *) user_data)->outbox, position);
}

/* A file does not say when it was recorded, and how fast it is read has nothing to do with
 * it: the wall clock tells the time of live audio only. */
static GstClockTime
utc_cb (GstClockTime running_time, gpointer user_data)
{
  GstCochlReporter *self = user_data;
  g_autoptr (GstCochlConfig) config = self->get_config (self->element);

  if (!gst_cochl_config_is_live (config))
    return GST_CLOCK_TIME_NONE;
  return gst_cochl_utc_from_age (running_time, gst_element_get_current_running_time (self->element),
                                 g_get_real_time ());
}

/* The message goes first: the ERROR that explains it must be on the bus before
 * upstream says that data no longer flows. */
static gboolean
failure_cb (const GError *error, gpointer user_data)
{
  GstCochlReporter *self = user_data;
  g_autoptr (GstCochlConfig) config = self->get_config (self->element);
  gboolean hard = gst_cochl_config_get_fails_hard (config);

  gst_element_post_message (self->element, gst_cochl_failure_to_message (GST_OBJECT (self->element), error, hard));
  if (hard) {
    gst_cochl_outbox_set_failed (self->outbox);
    gst_cochl_queue_set_flushing (self->queue, TRUE);
  }
  return hard;
}

static char *
explain_drops (GstCochlReporter *self, const char *reason)
{
  g_autoptr (GstCochlConfig) config = self->get_config (self->element);

  if (g_str_equal (reason, GST_COCHL_REASON_DEADLINE))
    return g_strdup ("they were not judged within the deadline");
  if (g_str_equal (reason, GST_COCHL_REASON_DRAIN_TIMEOUT))
    return g_strdup_printf ("they were not judged within the drain-timeout of %.1f s; EOS goes on",
                            gst_cochl_config_get_drain_timeout (config) / 1e9);
  if (g_str_equal (reason, GST_COCHL_REASON_OVERRUN))
    return g_strdup ("there was no time to take the audio; a synchronous bus handler may be too slow");
  return g_strdup_printf ("%u are being judged (max-in-flight) and %u wait (max-queued)",
                          gst_cochl_config_get_max_in_flight (config), gst_cochl_config_get_max_queued (config));
}

static void
dropped_cb (const GstCochlDrops *drops, gpointer user_data)
{
  GstCochlReporter *self = user_data;
  g_autofree char *why = explain_drops (self, drops->reason);

  GST_ELEMENT_WARNING_WITH_DETAILS (self->element, RESOURCE, BUSY,
      ("Segments that were dropped: %u, with %" G_GUINT64_FORMAT " windows: %s.", drops->segments, drops->windows, why),
      (NULL), ("reason", G_TYPE_STRING, drops->reason, "segments", G_TYPE_UINT, drops->segments,
               "windows", G_TYPE_UINT64, drops->windows, NULL));
}

/* The service's doing has no place in the stream, so it is told on the bus alone. */
static void
status_cb (const GstCochlStatusReport *report, const GstCochlCounts *counts, gpointer user_data)
{
  GstCochlReporter *self = user_data;
  g_autoptr (GstCochlConfig) config = self->get_config (self->element);
  GstClockTime age = MAX (0, g_get_monotonic_time () - report->since) * GST_USECOND;
  GstClockTime now = gst_element_get_current_running_time (self->element);
  GstClockTime since = GST_CLOCK_TIME_NONE;

  if (!(config->messages & GST_COCHL_MESSAGES_STATUS))
    return;
  if (GST_CLOCK_TIME_IS_VALID (now))
    since = now > age ? now - age : 0;
  gst_element_post_message (self->element, gst_message_new_element (GST_OBJECT (self->element),
      gst_cochl_message_from_status (report, counts, since, age)));
}

static void
drained_cb (gpointer user_data)
{
  gst_cochl_outbox_set_drained (((GstCochlReporter *) user_data)->outbox);
}

static void
reverse_cb (gpointer user_data)
{
  GstCochlReporter *self = user_data;

  GST_ELEMENT_WARNING (self->element, STREAM, NOT_IMPLEMENTED,
                       ("Audio that is played backwards passes, but is not analysed."), (NULL));
}

static void
unknown_tags_cb (const char *text, gpointer user_data)
{
  GstCochlReporter *self = user_data;

  GST_ELEMENT_WARNING (self->element, LIBRARY, SETTINGS, ("%s", text), (NULL));
}

static void
not_encoded_cb (const GError *error, gpointer user_data)
{
  GstCochlReporter *self = user_data;
  g_autoptr (GError) whole = g_error_new (error->domain, error->code, "%s WAV is sent instead.", error->message);

  gst_element_post_message (self->element, gst_message_new_warning (GST_OBJECT (self->element), whole, NULL));
}

static gboolean
is_void_cb (gpointer user_data)
{
  return gst_cochl_outbox_is_void (((GstCochlReporter *) user_data)->outbox);
}

static void
flushed_cb (gpointer user_data)
{
  gst_cochl_outbox_set_seen (((GstCochlReporter *) user_data)->outbox);
}

static void
left_cb (const char *session_id, const GError *why, gpointer user_data)
{
  GstCochlReporter *self = user_data;
  g_autofree char *name = session_id ? g_strdup_printf ("session %s", session_id)
                                     : g_strdup ("session whose create was not answered");

  GST_ELEMENT_WARNING_WITH_DETAILS (self->element, RESOURCE, CLOSE,
      ("The %s stays on the service until it expires, within an hour.", name), ("%s", why->message),
      ("session-id", G_TYPE_STRING, session_id, "call", G_TYPE_STRING, session_id ? "delete" : "create", NULL));
}

static GstCochlConfig *
get_config_cb (gpointer user_data)
{
  GstCochlReporter *self = user_data;

  return self->get_config (self->element);
}

const GstCochlWorkerFuncs gst_cochl_reporter_funcs = {
  .analyzer = {
    .teller = { window_cb, event_cb, failure_cb, judged_cb, utc_cb },
    .dropped = dropped_cb,
    .status = status_cb,
    .drained = drained_cb,
    .reverse = reverse_cb,
    .unknown_tags = unknown_tags_cb,
    .not_encoded = not_encoded_cb,
    .is_void = is_void_cb,
    .flushed = flushed_cb,
    .get_config = get_config_cb,
  },
  .left = left_cb,
};
