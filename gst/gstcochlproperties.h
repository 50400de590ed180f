/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "gst/gstcochlconfig.h"

G_BEGIN_DECLS

/* The element's properties, but for those that are no settings (`stats`): what
 * each is called, what it may be, and how it becomes part of a GstCochlConfig. */

enum {
  GST_COCHL_PROP_0,
  GST_COCHL_PROP_API_KEY,
  GST_COCHL_PROP_API_KEY_FILE,
  GST_COCHL_PROP_BASE_URL,
  GST_COCHL_PROP_CONFIG_FILE,
  GST_COCHL_PROP_REALTIME,
  GST_COCHL_PROP_SESSION_TYPE,
  GST_COCHL_PROP_SEGMENT_DURATION,
  GST_COCHL_PROP_UPLOAD_FORMAT,
  GST_COCHL_PROP_PREDICT_NEW_AUDIO,
  GST_COCHL_PROP_TAGS,
  GST_COCHL_PROP_SENSITIVITY,
  GST_COCHL_PROP_TAG_SENSITIVITY,
  GST_COCHL_PROP_THRESHOLD,
  GST_COCHL_PROP_TAG_THRESHOLDS,
  GST_COCHL_PROP_INTERVAL_MARGIN,
  GST_COCHL_PROP_TAG_INTERVAL_MARGINS,
  GST_COCHL_PROP_MIN_LEVEL,
  GST_COCHL_PROP_MAX_IN_FLIGHT,
  GST_COCHL_PROP_MAX_QUEUED,
  GST_COCHL_PROP_LEAKY,
  GST_COCHL_PROP_DEADLINE,
  GST_COCHL_PROP_TIMEOUT,
  GST_COCHL_PROP_RETRIES,
  GST_COCHL_PROP_RETRY_BACKOFF_FACTOR,
  GST_COCHL_PROP_RETRY_BACKOFF_MAX,
  GST_COCHL_PROP_DRAIN_TIMEOUT,
  GST_COCHL_PROP_ON_FAILURE,
  GST_COCHL_PROP_MESSAGES,
  GST_COCHL_PROP_SEND_EVENTS,
  GST_COCHL_PROP_ATTACH_METAS,
  GST_COCHL_PROP_LATENCY,
  GST_COCHL_PROP_PROXY,
  GST_COCHL_PROP_PROXY_ID,
  GST_COCHL_PROP_PROXY_PW,
  GST_COCHL_PROP_TLS_DATABASE,
  GST_COCHL_PROP_TLS_INTERACTION,
  GST_COCHL_PROP_USER_AGENT,
  GST_COCHL_PROP_LAST
};

void            gst_cochl_properties_install (GObjectClass *klass);
/* @config with the property changed, or NULL with COCHL_ERROR_BAD_SETTINGS when
 * @value has a bad field. (transfer full) */
GstCochlConfig *gst_cochl_properties_set (const GstCochlConfig *config, guint id,
                                          const GValue *value, GError **error);
/* FALSE for an id that is none of the above. */
gboolean        gst_cochl_properties_get (const GstCochlConfig *config, guint id, GValue *value);

G_END_DECLS
