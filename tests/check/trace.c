/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/trace.h"

#define WAIT (120 * G_USEC_PER_SEC)

struct _Trace {
  GstPad *pad;
  gulong probe;
  GMutex lock;
  GCond cond;
  GString *text;
  gboolean plain;
  guint n_buffers;
};

static void
write_buffer (Trace *self, GstBuffer *buffer)
{
  gpointer state = NULL;
  GstMeta *meta;

  g_string_append_printf (self->text, "buffer@%d", (int) (GST_BUFFER_PTS (buffer) / GST_MSECOND));
  if (GST_BUFFER_IS_DISCONT (buffer))
    g_string_append (self->text, "!");
  while (!self->plain && (meta = gst_buffer_iterate_meta (buffer, &state))) {
    guint64 window;

    if (meta->info != gst_meta_get_info ("GstCochlSenseMeta"))
      continue;
    gst_structure_get_uint64 (gst_custom_meta_get_structure ((GstCustomMeta *) meta), "window", &window);
    g_string_append_printf (self->text, "+%d", (int) window);
  }
  g_string_append_c (self->text, ' ');
  self->n_buffers++;
}

static void
write_result (Trace *self, const GstStructure *structure)
{
  guint64 number;

  if (self->plain)
    return;
  if (gst_structure_get_uint64 (structure, "window", &number))
    g_string_append_printf (self->text, "window%d ", (int) number);
  else if (gst_structure_get_uint64 (structure, "id", &number))
    g_string_append_printf (self->text, "%s%d ", gst_structure_get_string (structure, "state"), (int) number);
}

static void
write_event (Trace *self, GstEvent *event)
{
  GstClockTime timestamp;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CUSTOM_DOWNSTREAM:
      if (g_str_has_prefix (gst_structure_get_name (gst_event_get_structure (event)), "cochlsense-")) {
        write_result (self, gst_event_get_structure (event));
        return;
      }
      break;
    case GST_EVENT_GAP:
      gst_event_parse_gap (event, &timestamp, NULL);
      g_string_append_printf (self->text, "gap@%d ", (int) (timestamp / GST_MSECOND));
      return;
    default:
      break;
  }
  g_string_append_printf (self->text, "%s ", GST_EVENT_TYPE_NAME (event));
}

static GstPadProbeReturn
probe_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Trace *self = user_data;

  g_mutex_lock (&self->lock);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
    write_buffer (self, GST_PAD_PROBE_INFO_BUFFER (info));
  else
    write_event (self, GST_PAD_PROBE_INFO_EVENT (info));
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

Trace *
trace_new (Check *check)
{
  Trace *self = g_new0 (Trace, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->text = g_string_new (NULL);
  self->pad = gst_element_get_static_pad (check->element, "src");
  self->probe = gst_pad_add_probe (self->pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM
                                   | GST_PAD_PROBE_TYPE_EVENT_FLUSH, probe_cb, self, NULL);
  return self;
}

void
trace_free (Trace *self)
{
  gst_pad_remove_probe (self->pad, self->probe);
  gst_object_unref (self->pad);
  g_string_free (self->text, TRUE);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

char *
trace_take (Trace *self)
{
  char *text;

  g_mutex_lock (&self->lock);
  text = g_strdup (self->text->str);
  g_string_truncate (self->text, 0);
  g_mutex_unlock (&self->lock);
  return text;
}

void
trace_assert (Trace *self, const char *expected)
{
  g_autofree char *text = trace_take (self);

  g_assert_cmpstr (text, ==, expected);
}

void
trace_set_plain (Trace *self)
{
  self->plain = TRUE;
}

void
trace_wait_buffers (Trace *self, guint n)
{
  gint64 end = g_get_monotonic_time () + WAIT;

  g_mutex_lock (&self->lock);
  while (self->n_buffers < n) {
    if (!g_cond_wait_until (&self->cond, &self->lock, end))
      g_error ("only %u buffers came", self->n_buffers);
  }
  g_mutex_unlock (&self->lock);
}

guint
trace_get_buffers (Trace *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_buffers;
  g_mutex_unlock (&self->lock);
  return n;
}
