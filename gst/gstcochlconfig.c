/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlconfig.h"

#include "cochl/client/cochl-key.h"
#include "gst/gstcochlgate.h"

#define AUTO_SEGMENT_DURATION (60 * GST_SECOND)
/* The shortest that the service judges: one window, as soon as it is over. Where
 * a session goes on from segment to segment it costs no more than longer ones. */
#define AUTO_SHORT_SEGMENT_DURATION (2 * GST_SECOND)
/* What every server takes. docs/benchmarks.md has what the others cost and save. */
#define AUTO_UPLOAD_FORMAT GST_COCHL_UPLOAD_WAV
#define AUTO_MAX_IN_FLIGHT 4
#define AUTO_LIVE_MAX_IN_FLIGHT 10
/* One segment ready while the others are judged keeps the service busy; each
 * more is 2.6 MB that does not make it faster. */
#define AUTO_MAX_QUEUED 1
/* What lies longer than this is dropped for what is new. */
#define AUTO_LIVE_MAX_QUEUED 4
/* What public live clients of the service allow a window in all. */
#define AUTO_LIVE_DEADLINE (20 * GST_SECOND)

GstCochlConfig *
gst_cochl_config_new (void)
{
  GstCochlConfig *self = g_new0 (GstCochlConfig, 1);

  g_atomic_ref_count_init (&self->refs);
  self->timeout = 15;
  self->retries = 3;
  self->min_level = GST_COCHL_GATE_OFF;
  self->retry_backoff_factor = 0.5;
  self->retry_backoff_max = 60;
  self->messages = GST_COCHL_MESSAGES_ALL;
  self->send_events = TRUE;
  return self;
}

GstCochlConfig *
gst_cochl_config_copy (const GstCochlConfig *self)
{
  GstCochlConfig *copy = g_memdup2 (self, sizeof *self);

  g_atomic_ref_count_init (&copy->refs);
  copy->api_key = g_strdup (self->api_key);
  copy->api_key_file = g_strdup (self->api_key_file);
  copy->base_url = g_strdup (self->base_url);
  copy->config_file = g_strdup (self->config_file);
  copy->tags = g_strdupv (self->tags);
  copy->tag_sensitivity = self->tag_sensitivity ? cochl_tag_values_ref (self->tag_sensitivity) : NULL;
  copy->tag_thresholds = self->tag_thresholds ? cochl_tag_values_ref (self->tag_thresholds) : NULL;
  copy->tag_interval_margins = self->tag_interval_margins ? cochl_tag_values_ref (self->tag_interval_margins) : NULL;
  copy->settings = self->settings ? cochl_settings_ref (self->settings) : NULL;
  copy->proxy = g_strdup (self->proxy);
  copy->proxy_id = g_strdup (self->proxy_id);
  copy->proxy_pw = g_strdup (self->proxy_pw);
  copy->user_agent = g_strdup (self->user_agent);
  copy->tls_database = self->tls_database ? g_object_ref (self->tls_database) : NULL;
  copy->tls_interaction = self->tls_interaction ? g_object_ref (self->tls_interaction) : NULL;
  return copy;
}

GstCochlConfig *
gst_cochl_config_new_without_streams (const GstCochlConfig *self)
{
  GstCochlConfig *config = gst_cochl_config_copy (self);

  if (config->session_type == GST_COCHL_SESSION_AUTO)
    config->session_type = GST_COCHL_SESSION_FILE;
  return config;
}

GstCochlConfig *
gst_cochl_config_ref (GstCochlConfig *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
gst_cochl_config_unref (GstCochlConfig *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  cochl_key_wipe (self->api_key);
  cochl_key_wipe (self->proxy);
  cochl_key_wipe (self->proxy_pw);
  g_free (self->api_key_file);
  g_free (self->base_url);
  g_free (self->config_file);
  g_strfreev (self->tags);
  g_clear_pointer (&self->tag_sensitivity, cochl_tag_values_unref);
  g_clear_pointer (&self->tag_thresholds, cochl_tag_values_unref);
  g_clear_pointer (&self->tag_interval_margins, cochl_tag_values_unref);
  g_clear_pointer (&self->settings, cochl_settings_unref);
  g_free (self->proxy_id);
  g_free (self->user_agent);
  g_clear_object (&self->tls_database);
  g_clear_object (&self->tls_interaction);
  g_free (self);
}

gboolean
gst_cochl_config_is_live (const GstCochlConfig *self)
{
  return self->realtime == GST_COCHL_REALTIME_AUTO ? self->upstream_live : self->realtime == GST_COCHL_REALTIME_YES;
}

GstCochlSessionType
gst_cochl_config_get_session_type (const GstCochlConfig *self)
{
  if (self->session_type != GST_COCHL_SESSION_AUTO)
    return self->session_type;
  return gst_cochl_config_is_live (self) ? GST_COCHL_SESSION_STREAM : GST_COCHL_SESSION_FILE;
}

gboolean
gst_cochl_config_holds_until_judged (const GstCochlConfig *self)
{
  return self->attach_metas && !gst_cochl_config_is_live (self);
}

GstClockTime
gst_cochl_config_get_segment_duration (const GstCochlConfig *self)
{
  if (self->segment_duration)
    return self->segment_duration;
  return gst_cochl_config_is_live (self) || gst_cochl_config_get_session_type (self) != GST_COCHL_SESSION_FILE
      ? AUTO_SHORT_SEGMENT_DURATION : AUTO_SEGMENT_DURATION;
}

GstCochlUploadFormat
gst_cochl_config_get_upload_format (const GstCochlConfig *self)
{
  return self->upload_format ? self->upload_format : AUTO_UPLOAD_FORMAT;
}

guint
gst_cochl_config_get_max_in_flight (const GstCochlConfig *self)
{
  if (self->max_in_flight)
    return self->max_in_flight;
  return gst_cochl_config_is_live (self) ? AUTO_LIVE_MAX_IN_FLIGHT : AUTO_MAX_IN_FLIGHT;
}

guint
gst_cochl_config_get_max_queued (const GstCochlConfig *self)
{
  if (self->max_queued)
    return self->max_queued;
  return gst_cochl_config_is_live (self) ? AUTO_LIVE_MAX_QUEUED : AUTO_MAX_QUEUED;
}

gboolean
gst_cochl_config_is_leaky (const GstCochlConfig *self)
{
  return self->leaky == GST_COCHL_LEAKY_AUTO ? gst_cochl_config_is_live (self)
                                             : self->leaky == GST_COCHL_LEAKY_DOWNSTREAM;
}

guint
gst_cochl_config_get_max_unjudged (const GstCochlConfig *self)
{
  if (!gst_cochl_config_holds_until_judged (self))
    return G_MAXUINT;
  return gst_cochl_config_get_max_in_flight (self) + gst_cochl_config_get_max_queued (self);
}

GstClockTime
gst_cochl_config_get_deadline (const GstCochlConfig *self)
{
  if (self->deadline)
    return self->deadline;
  return gst_cochl_config_is_live (self) ? AUTO_LIVE_DEADLINE : GST_CLOCK_TIME_NONE;
}

GstClockTime
gst_cochl_config_get_drain_timeout (const GstCochlConfig *self)
{
  if (self->drain_timeout)
    return self->drain_timeout;
  return gst_cochl_config_is_live (self) ? AUTO_LIVE_DEADLINE : GST_CLOCK_TIME_NONE;
}

int
gst_cochl_config_get_retries (const GstCochlConfig *self)
{
  if (!(self->set & GST_COCHL_SET_RETRIES) && gst_cochl_config_is_live (self))
    return -1;
  return self->retries;
}

gboolean
gst_cochl_config_get_fails_hard (const GstCochlConfig *self)
{
  if (self->on_failure == GST_COCHL_ON_FAILURE_AUTO)
    return !gst_cochl_config_is_live (self);
  return self->on_failure == GST_COCHL_ON_FAILURE_ERROR;
}

int
gst_cochl_config_get_sensitivity (const GstCochlConfig *self)
{
  int value = self->sensitivity;

  if (!(self->set & GST_COCHL_SET_SENSITIVITY) && self->settings)
    cochl_settings_get_sensitivity (self->settings, &value);
  return value;
}

CochlTagValues *
gst_cochl_config_get_tag_sensitivity (const GstCochlConfig *self)
{
  if (!(self->set & GST_COCHL_SET_TAG_SENSITIVITY) && self->settings)
    return cochl_settings_get_tag_sensitivity (self->settings);
  return self->tag_sensitivity;
}

double
gst_cochl_config_get_interval_margin (const GstCochlConfig *self, gint64 window_size, gint64 window_hop)
{
  double value = self->interval_margin;

  if (!(self->set & GST_COCHL_SET_INTERVAL_MARGIN) && self->settings)
    cochl_settings_get_interval_margin (self->settings, window_size, window_hop, &value);
  return value;
}

CochlTagValues *
gst_cochl_config_get_tag_interval_margins (const GstCochlConfig *self)
{
  if (!(self->set & GST_COCHL_SET_TAG_INTERVAL_MARGINS) && self->settings)
    return cochl_settings_get_tag_interval_margins (self->settings);
  return self->tag_interval_margins;
}

static double
get_threshold (const GstCochlConfig *self)
{
  double value = self->threshold;

  if (!(self->set & GST_COCHL_SET_THRESHOLD) && self->settings)
    cochl_settings_get_threshold (self->settings, &value);
  return value;
}

static CochlTagValues *
get_tag_thresholds (const GstCochlConfig *self)
{
  if (!(self->set & GST_COCHL_SET_TAG_THRESHOLDS) && self->settings)
    return cochl_settings_get_tag_thresholds (self->settings);
  return self->tag_thresholds;
}

static const char *const *
get_tags (const GstCochlConfig *self)
{
  if (!(self->set & GST_COCHL_SET_TAGS) && self->settings)
    return cochl_settings_get_tags (self->settings);
  return (const char *const *) self->tags;
}

CochlFilter *
gst_cochl_config_new_filter (const GstCochlConfig *self)
{
  return cochl_filter_new (get_tags (self), get_threshold (self), get_tag_thresholds (self));
}

GStrv
gst_cochl_config_dup_named_tags (const GstCochlConfig *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *const *tags = get_tags (self);
  const CochlTagValues *lists[] = {
    gst_cochl_config_get_tag_sensitivity (self),
    get_tag_thresholds (self),
    gst_cochl_config_get_tag_interval_margins (self)
  };

  for (gsize i = 0; tags && tags[i]; i++) {
    if (g_hash_table_add (seen, (gpointer) tags[i]))
      g_strv_builder_add (builder, tags[i]);
  }
  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++) {
    for (guint i = 0; i < cochl_tag_values_get_length (lists[l]); i++) {
      const char *tag = cochl_tag_values_get_tag (lists[l], i);

      if (g_hash_table_add (seen, (gpointer) tag))
        g_strv_builder_add (builder, tag);
    }
  }
  return g_strv_builder_end (builder);
}
