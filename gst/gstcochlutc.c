/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlutc.h"

/* From 1900, where NTP begins, to 1970. */
#define NTP_EPOCH (G_GUINT64_CONSTANT (2208988800) * GST_SECOND)

static GstClockTime
get_unix_time (const GstReferenceTimestampMeta *meta)
{
  const GstStructure *reference = gst_caps_get_structure (meta->reference, 0);

  if (gst_structure_has_name (reference, "timestamp/x-unix"))
    return meta->timestamp;
  if (gst_structure_has_name (reference, "timestamp/x-ntp") && meta->timestamp >= NTP_EPOCH)
    return meta->timestamp - NTP_EPOCH;
  return GST_CLOCK_TIME_NONE;
}

/* Others count from epochs of their own (PTP, a camera's clock): they say nothing here. */
GstClockTime
gst_cochl_utc_from_buffer (GstBuffer *buffer)
{
  GstClockTime utc = GST_CLOCK_TIME_NONE;
  gpointer state = NULL;
  GstMeta *meta;

  while ((meta = gst_buffer_iterate_meta (buffer, &state)) != NULL) {
    const GstReferenceTimestampMeta *reference = (const GstReferenceTimestampMeta *) meta;

    if (meta->info->api != GST_REFERENCE_TIMESTAMP_META_API_TYPE || !gst_caps_is_fixed (reference->reference))
      continue;
    if (!GST_CLOCK_TIME_IS_VALID (utc)
        || gst_structure_has_name (gst_caps_get_structure (reference->reference, 0), "timestamp/x-unix"))
      utc = get_unix_time (reference);
  }
  return utc;
}

GstClockTime
gst_cochl_utc_from_age (GstClockTime running_time, GstClockTime now, gint64 real)
{
  gint64 age;

  if (!GST_CLOCK_TIME_IS_VALID (running_time) || !GST_CLOCK_TIME_IS_VALID (now))
    return GST_CLOCK_TIME_NONE;
  age = GST_CLOCK_DIFF (running_time, now);
  if (real < 0 || real > G_MAXINT64 / 2 / 1000 || age > real * 1000)
    return GST_CLOCK_TIME_NONE;
  return real * 1000 - age;
}

char *
gst_cochl_utc_to_string (GstClockTime utc)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *seconds = NULL;

  if (!GST_CLOCK_TIME_IS_VALID (utc))
    return NULL;
  date = g_date_time_new_from_unix_utc (utc / GST_SECOND);
  if (date == NULL)
    return NULL;
  seconds = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03uZ", seconds, (guint) (utc % GST_SECOND / GST_MSECOND));
}
