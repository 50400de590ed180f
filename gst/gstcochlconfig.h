/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

#include "cochl/analysis/cochl-filter.h"
#include "cochl/client/cochl-settings.h"
#include "cochl/model/cochl-tag-values.h"
#include "gst/gstcochlenums.h"

G_BEGIN_DECLS

/* Which properties were set, of those whose defaults depend on something: a
 * config-file that can set them too, or what upstream is. */
typedef enum {
  GST_COCHL_SET_TAGS = 1 << 0,
  GST_COCHL_SET_SENSITIVITY = 1 << 1,
  GST_COCHL_SET_TAG_SENSITIVITY = 1 << 2,
  GST_COCHL_SET_THRESHOLD = 1 << 3,
  GST_COCHL_SET_TAG_THRESHOLDS = 1 << 4,
  GST_COCHL_SET_INTERVAL_MARGIN = 1 << 5,
  GST_COCHL_SET_TAG_INTERVAL_MARGINS = 1 << 6,
  GST_COCHL_SET_RETRIES = 1 << 7 /* this one the properties alone */
} GstCochlSet;

/**
 * GstCochlConfig:
 *
 * The element's properties as they were at one moment. A change makes a new
 * one, so that the worker keeps with each segment what was in force when it was
 * cut. Reference counted; immutable once shared; any thread. Fields are as the
 * properties were given, "auto" and all; the functions below give what is in
 * force, config-file and defaults included.
 */
typedef struct {
  gatomicrefcount refs;

  char *api_key, *api_key_file, *base_url, *config_file;
  GstCochlRealtime realtime;
  gboolean upstream_live; /* what upstream says of itself, no property */
  GstCochlSessionType session_type;
  GstCochlUploadFormat upload_format;
  gboolean predict_new_audio;
  GstClockTime segment_duration;

  GstCochlSet set;
  GStrv tags;
  int sensitivity;
  double threshold, interval_margin, min_level;
  CochlTagValues *tag_sensitivity, *tag_thresholds, *tag_interval_margins;
  CochlSettings *settings; /* of config-file, once read; may be NULL */

  guint max_in_flight, max_queued;
  GstCochlLeaky leaky;
  GstClockTime deadline;
  guint timeout;
  int retries;
  double retry_backoff_factor, retry_backoff_max;
  GstClockTime drain_timeout;
  GstCochlOnFailure on_failure;
  GstCochlMessages messages;
  gboolean send_events, attach_metas;
  guint latency; /* ms */

  char *proxy, *proxy_id, *proxy_pw, *user_agent;
  GTlsDatabase *tls_database;
  GTlsInteraction *tls_interaction;
} GstCochlConfig;

/* The defaults. (transfer full) */
GstCochlConfig *gst_cochl_config_new (void);
/* A copy to be changed before it is shared. (transfer full) */
GstCochlConfig *gst_cochl_config_copy (const GstCochlConfig *self);
/* The same, with file sessions where "auto" would be others. (transfer full) */
GstCochlConfig *gst_cochl_config_new_without_streams (const GstCochlConfig *self);
GstCochlConfig *gst_cochl_config_ref (GstCochlConfig *self);
void            gst_cochl_config_unref (GstCochlConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlConfig, gst_cochl_config_unref)

/* Audio must not wait: what every "auto" follows. */
gboolean          gst_cochl_config_is_live (const GstCochlConfig *self);
/* Never auto. */
GstCochlSessionType gst_cochl_config_get_session_type (const GstCochlConfig *self);
/* Buffers are held until every detection that belongs on them is known. */
gboolean          gst_cochl_config_holds_until_judged (const GstCochlConfig *self);
/* Segments that may wait, be judged, or be done behind one that is not: where
 * audio is held until it is judged, these hold audio too. G_MAXUINT elsewhere. */
guint             gst_cochl_config_get_max_unjudged (const GstCochlConfig *self);
GstClockTime      gst_cochl_config_get_segment_duration (const GstCochlConfig *self);
/* None of auto. */
GstCochlUploadFormat gst_cochl_config_get_upload_format (const GstCochlConfig *self);
guint             gst_cochl_config_get_max_in_flight (const GstCochlConfig *self);
guint             gst_cochl_config_get_max_queued (const GstCochlConfig *self);
/* Whether the oldest is dropped when all places are taken; else audio waits. */
gboolean          gst_cochl_config_is_leaky (const GstCochlConfig *self);
/* GST_CLOCK_TIME_NONE: without bound, these two. */
GstClockTime      gst_cochl_config_get_deadline (const GstCochlConfig *self);
GstClockTime      gst_cochl_config_get_drain_timeout (const GstCochlConfig *self);
/* -1: for ever. */
int               gst_cochl_config_get_retries (const GstCochlConfig *self);
gboolean          gst_cochl_config_get_fails_hard (const GstCochlConfig *self);
int               gst_cochl_config_get_sensitivity (const GstCochlConfig *self);
CochlTagValues   *gst_cochl_config_get_tag_sensitivity (const GstCochlConfig *self);
/* Seconds. The window is what an older config-file's margin is counted from. */
double            gst_cochl_config_get_interval_margin (const GstCochlConfig *self,
                                                        gint64 window_size, gint64 window_hop);
CochlTagValues   *gst_cochl_config_get_tag_interval_margins (const GstCochlConfig *self);
/* (transfer full) */
CochlFilter      *gst_cochl_config_new_filter (const GstCochlConfig *self);
/* Every tag that is named anywhere, once. (transfer full) */
GStrv             gst_cochl_config_dup_named_tags (const GstCochlConfig *self);

G_END_DECLS
