/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlenums.h"

/* The value names are what gst-inspect-1.0 prints beside each nick. */
GType
gst_cochl_realtime_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { GST_COCHL_REALTIME_AUTO, "What upstream says: a camera or a microphone is live", "auto" },
    { GST_COCHL_REALTIME_YES, "Audio must never wait for the analysis", "yes" },
    { GST_COCHL_REALTIME_NO, "Audio waits for the analysis, nothing is left out", "no" },
    { 0, NULL, NULL }
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstCochlRealtime", values));
  return type;
}

GType
gst_cochl_session_type_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { GST_COCHL_SESSION_AUTO, "As file; for live audio as stream, and as file where the service has no stream sessions", "auto" },
    { GST_COCHL_SESSION_FILE, "A file session for each segment: create, upload, poll, delete", "file" },
    { GST_COCHL_SESSION_STREAM, "One session for a stretch of unbroken audio, which flows in as it comes", "stream" },
    { GST_COCHL_SESSION_PREDICT, "One session for a stretch of unbroken audio, one call for each window", "predict" },
    { 0, NULL, NULL }
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstCochlSessionType", values));
  return type;
}

GType
gst_cochl_upload_format_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { GST_COCHL_UPLOAD_AUTO, "WAV", "auto" },
    { GST_COCHL_UPLOAD_WAV, "WAV, 16-bit mono PCM: 44 kB a second", "wav" },
    { GST_COCHL_UPLOAD_FLAC, "FLAC, without loss: some 27 kB a second", "flac" },
    { GST_COCHL_UPLOAD_OGG, "Ogg Vorbis, with loss: some 6 kB a second", "ogg" },
    { 0, NULL, NULL }
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstCochlUploadFormat", values));
  return type;
}

GType
gst_cochl_leaky_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { GST_COCHL_LEAKY_AUTO, "As no, for live audio as downstream", "auto" },
    { GST_COCHL_LEAKY_NO, "When all places are taken the streaming thread waits", "no" },
    { GST_COCHL_LEAKY_DOWNSTREAM, "When all places are taken the oldest segment that waits is dropped", "downstream" },
    { 0, NULL, NULL }
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstCochlLeaky", values));
  return type;
}

GType
gst_cochl_on_failure_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { GST_COCHL_ON_FAILURE_AUTO, "As error, for live audio as warn", "auto" },
    { GST_COCHL_ON_FAILURE_ERROR, "Post an ERROR and stop the flow of data", "error" },
    { GST_COCHL_ON_FAILURE_WARN, "Post a WARNING, tell the windows as failed, let the audio flow on", "warn" },
    { 0, NULL, NULL }
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstCochlOnFailure", values));
  return type;
}

GType
gst_cochl_messages_get_type (void)
{
  static gsize type = 0;
  static const GFlagsValue values[] = {
    { GST_COCHL_MESSAGES_WINDOWS, "cochlsense-window: each window", "windows" },
    { GST_COCHL_MESSAGES_EVENTS, "cochlsense-event: the start and the end of each sound", "events" },
    { GST_COCHL_MESSAGES_STATUS, "cochlsense-status: the service is lost, slow or back", "status" },
    { 0, NULL, NULL }
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_flags_register_static ("GstCochlMessages", values));
  return type;
}
