/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlfailure.h"

#include "cochl/model/cochl-error.h"

/* What kind of trouble it is in GStreamer's words. */
static GError *
to_gst_error (const GError *error)
{
  int code = GST_RESOURCE_ERROR_FAILED;

  if (error->domain == G_FILE_ERROR)
    code = GST_RESOURCE_ERROR_SETTINGS; /* the config-file's */
  if (error->domain != COCHL_ERROR)
    return g_error_new_literal (GST_RESOURCE_ERROR, code, error->message);
  switch ((CochlError) error->code) {
    case COCHL_ERROR_NO_KEY:
    case COCHL_ERROR_NOT_AUTHORIZED:
      code = GST_RESOURCE_ERROR_NOT_AUTHORIZED;
      break;
    case COCHL_ERROR_BAD_URL:
    case COCHL_ERROR_BAD_SETTINGS:
    case COCHL_ERROR_OTHER_WINDOWS:
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
gst_cochl_failure_to_message (GstObject *source, const GError *error, gboolean hard)
{
  g_autoptr (GError) gst_error = to_gst_error (error);
  g_autofree char *path = gst_object_get_path_string (source);
  GstStructure *details = details_new (error);

  if (hard)
    return gst_message_new_error_with_details (source, gst_error, path, details);
  return gst_message_new_warning_with_details (source, gst_error, path, details);
}
