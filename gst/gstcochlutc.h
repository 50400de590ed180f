/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Times of day: ns since 1970-01-01 UTC, GST_CLOCK_TIME_NONE where it is not known. */

/* What a GstReferenceTimestampMeta of @buffer says of its first sample: caps
 * timestamp/x-unix, else timestamp/x-ntp. Cheap where there is no meta. */
GstClockTime gst_cochl_utc_from_buffer (GstBuffer *buffer);
/* When audio with @running_time was heard, now that the running time is @now and
 * the time of day @real (us since 1970). NONE where either running time is. */
GstClockTime gst_cochl_utc_from_age (GstClockTime running_time, GstClockTime now, gint64 real);
/* "2024-05-01T12:34:56.789Z"; NULL for NONE and for what is no date. (transfer full) */
char        *gst_cochl_utc_to_string (GstClockTime utc);

G_END_DECLS
