/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlmeta.h"

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
