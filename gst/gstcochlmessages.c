/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlmessages.h"

#include "cochl/model/cochl-error.h"

static const char *
status_to_string (GstCochlWindowStatus status)
{
  return status == GST_COCHL_WINDOW_ANALYZED ? "analyzed" : "failed";
}

static void
append_tag (GValue *list, const CochlTag *tag)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, gst_structure_new ("tag",
                                                 "name", G_TYPE_STRING, cochl_tag_get_name (tag),
                                                 "probability", G_TYPE_DOUBLE, cochl_tag_get_probability (tag),
                                                 NULL));
  gst_value_list_append_and_take_value (list, &value);
}

GstStructure *
gst_cochl_message_from_window (const GstCochlWindowReport *report)
{
  GValue tags = G_VALUE_INIT;
  GstStructure *structure = gst_structure_new (GST_COCHL_MESSAGE_WINDOW,
                                               "window", G_TYPE_UINT64, report->index,
                                               "status", G_TYPE_STRING, status_to_string (report->status),
                                               "timestamp", GST_TYPE_CLOCK_TIME, report->timestamp,
                                               "stream-time", GST_TYPE_CLOCK_TIME, report->stream_time,
                                               "running-time", GST_TYPE_CLOCK_TIME, report->running_time,
                                               "duration", GST_TYPE_CLOCK_TIME, report->duration,
                                               "level", G_TYPE_DOUBLE, report->level,
                                               "delay", GST_TYPE_CLOCK_TIME, report->delay,
                                               NULL);

  g_value_init (&tags, GST_TYPE_LIST);
  for (guint i = 0; i < cochl_window_get_n_tags (report->window); i++)
    append_tag (&tags, cochl_window_get_tag (report->window, i));
  gst_structure_take_value (structure, "tags", &tags);
  return structure;
}

GstStructure *
gst_cochl_message_from_event (const GstCochlEventReport *report)
{
  GstStructure *structure = gst_structure_new (GST_COCHL_MESSAGE_EVENT,
                                               "id", G_TYPE_UINT64, report->id,
                                               "state", G_TYPE_STRING, report->start ? "start" : "end",
                                               "tag", G_TYPE_STRING, cochl_event_get_tag (report->event),
                                               "timestamp", GST_TYPE_CLOCK_TIME, report->timestamp,
                                               "stream-time", GST_TYPE_CLOCK_TIME, report->stream_time,
                                               "running-time", GST_TYPE_CLOCK_TIME, report->running_time,
                                               "duration", GST_TYPE_CLOCK_TIME, report->duration,
                                               "probability", G_TYPE_DOUBLE,
                                               cochl_event_get_probability (report->event),
                                               "windows", G_TYPE_UINT, cochl_event_get_n_windows (report->event),
                                               NULL);

  if (!report->start) {
    g_autofree char *line = cochl_event_to_line (report->event);

    gst_structure_set (structure, "summary", G_TYPE_STRING, line, NULL);
  }
  return structure;
}

void
gst_cochl_meta_register (void)
{
  static gsize registered = 0;
  static const gchar *tags[] = { NULL };

  if (g_once_init_enter (&registered)) {
    gst_meta_register_custom (GST_COCHL_META, tags, NULL, NULL, NULL);
    g_once_init_leave (&registered, 1);
  }
}

GstStructure *
gst_cochl_meta_fields_new (const GstCochlWindowReport *report, guint i)
{
  const CochlTag *tag = cochl_window_get_tag (report->window, i);

  return gst_structure_new (GST_COCHL_META,
                            "window", G_TYPE_UINT64, report->index,
                            "tag", G_TYPE_STRING, cochl_tag_get_name (tag),
                            "probability", G_TYPE_DOUBLE, cochl_tag_get_probability (tag),
                            "timestamp", GST_TYPE_CLOCK_TIME, report->timestamp,
                            "duration", GST_TYPE_CLOCK_TIME, report->duration,
                            "event-id", G_TYPE_UINT64, report->event_ids[i],
                            NULL);
}

static gboolean
copy_field (GQuark field, const GValue *value, gpointer user_data)
{
  gst_structure_id_set_value (user_data, field, value);
  return TRUE;
}

void
gst_cochl_meta_attach (GstBuffer *buffer, const GstStructure *fields)
{
  GstCustomMeta *meta = gst_buffer_add_custom_meta (buffer, GST_COCHL_META);

  gst_structure_foreach (fields, copy_field, gst_custom_meta_get_structure (meta));
}

/* What kind of trouble it is in GStreamer's words. */
static GError *
to_gst_error (const GError *error)
{
  int code = GST_RESOURCE_ERROR_FAILED;

  if (error->domain != COCHL_ERROR)
    return g_error_new_literal (GST_RESOURCE_ERROR, code, error->message);
  switch ((CochlError) error->code) {
    case COCHL_ERROR_NO_KEY:
    case COCHL_ERROR_NOT_AUTHORIZED:
      code = GST_RESOURCE_ERROR_NOT_AUTHORIZED;
      break;
    case COCHL_ERROR_BAD_URL:
    case COCHL_ERROR_BAD_SETTINGS:
      code = GST_RESOURCE_ERROR_SETTINGS;
      break;
    case COCHL_ERROR_NETWORK:
    case COCHL_ERROR_TLS:
      code = GST_RESOURCE_ERROR_OPEN_READ_WRITE;
      break;
    case COCHL_ERROR_RATE_LIMITED:
      code = GST_RESOURCE_ERROR_BUSY;
      break;
    case COCHL_ERROR_BAD_REPLY:
    case COCHL_ERROR_SERVER:
    case COCHL_ERROR_TIMED_OUT:
      code = GST_RESOURCE_ERROR_READ;
      break;
    default:
      break;
  }
  return g_error_new_literal (GST_RESOURCE_ERROR, code, error->message);
}

static GstStructure *
details_new (const GError *error)
{
  GstStructure *details = gst_structure_new_empty ("details");

  if (error->domain != COCHL_ERROR)
    return details;
  gst_structure_set (details, "code", G_TYPE_STRING, cochl_error_code_to_string (error->code), NULL);
  if (cochl_error_get_call (error))
    gst_structure_set (details, "call", G_TYPE_STRING, cochl_error_get_call (error), NULL);
  if (cochl_error_get_session_id (error))
    gst_structure_set (details, "session-id", G_TYPE_STRING, cochl_error_get_session_id (error), NULL);
  if (cochl_error_get_http_status (error))
    gst_structure_set (details, "http-status-code", G_TYPE_UINT, cochl_error_get_http_status (error), NULL);
  if (cochl_error_get_server_text (error))
    gst_structure_set (details, "server-text", G_TYPE_STRING, cochl_error_get_server_text (error), NULL);
  return details;
}

GstMessage *
gst_cochl_message_from_error (GstObject *source, const GError *error, gboolean hard)
{
  g_autoptr (GError) gst_error = to_gst_error (error);
  g_autofree char *path = gst_object_get_path_string (source);
  GstStructure *details = details_new (error);

  if (hard)
    return gst_message_new_error_with_details (source, gst_error, path, details);
  return gst_message_new_warning_with_details (source, gst_error, path, details);
}
