/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum {
  GST_COCHL_REALTIME_AUTO,
  GST_COCHL_REALTIME_YES,
  GST_COCHL_REALTIME_NO
} GstCochlRealtime;

typedef enum {
  GST_COCHL_SESSION_AUTO,
  GST_COCHL_SESSION_FILE,
  GST_COCHL_SESSION_STREAM,
  GST_COCHL_SESSION_PREDICT
} GstCochlSessionType;

typedef enum {
  GST_COCHL_UPLOAD_AUTO,
  GST_COCHL_UPLOAD_WAV,
  GST_COCHL_UPLOAD_FLAC,
  GST_COCHL_UPLOAD_OGG
} GstCochlUploadFormat;

typedef enum {
  GST_COCHL_LEAKY_AUTO,
  GST_COCHL_LEAKY_NO,
  GST_COCHL_LEAKY_DOWNSTREAM
} GstCochlLeaky;

typedef enum {
  GST_COCHL_ON_FAILURE_AUTO,
  GST_COCHL_ON_FAILURE_ERROR,
  GST_COCHL_ON_FAILURE_WARN
} GstCochlOnFailure;

typedef enum {
  GST_COCHL_MESSAGES_WINDOWS = 1 << 0,
  GST_COCHL_MESSAGES_EVENTS = 1 << 1,
  GST_COCHL_MESSAGES_STATUS = 1 << 2
} GstCochlMessages;

#define GST_COCHL_MESSAGES_ALL (GST_COCHL_MESSAGES_WINDOWS | GST_COCHL_MESSAGES_EVENTS | GST_COCHL_MESSAGES_STATUS)

#define GST_TYPE_COCHL_REALTIME (gst_cochl_realtime_get_type ())
#define GST_TYPE_COCHL_SESSION_TYPE (gst_cochl_session_type_get_type ())
#define GST_TYPE_COCHL_UPLOAD_FORMAT (gst_cochl_upload_format_get_type ())
#define GST_TYPE_COCHL_LEAKY (gst_cochl_leaky_get_type ())
#define GST_TYPE_COCHL_ON_FAILURE (gst_cochl_on_failure_get_type ())
#define GST_TYPE_COCHL_MESSAGES (gst_cochl_messages_get_type ())

GType gst_cochl_realtime_get_type (void) G_GNUC_CONST;
GType gst_cochl_session_type_get_type (void) G_GNUC_CONST;
GType gst_cochl_upload_format_get_type (void) G_GNUC_CONST;
GType gst_cochl_leaky_get_type (void) G_GNUC_CONST;
GType gst_cochl_on_failure_get_type (void) G_GNUC_CONST;
GType gst_cochl_messages_get_type (void) G_GNUC_CONST;

G_END_DECLS
