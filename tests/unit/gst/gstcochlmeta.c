/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlmeta.h"

static void
test_attach (void)
{
  g_autoptr (CochlTag) siren = cochl_tag_new ("Siren", 0.5);
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  g_autoptr (CochlWindow) window = NULL;
  g_autoptr (GstBuffer) buffer = gst_buffer_new ();
  g_autoptr (GstStructure) fields = NULL;
  g_autofree char *text = NULL;
  GstCochlWindowReport report = {
    .index = 3, .timestamp = 30, .duration = 33, .event_ids = (const guint64[]) { 7 }
  };
  GstCustomMeta *meta;

  g_ptr_array_add (tags, siren);
  report.window = window = cochl_window_new (30, 63, tags);
  gst_cochl_meta_register ();
  gst_cochl_meta_register ();
  fields = gst_cochl_meta_fields_new (&report, 0);
  gst_cochl_meta_attach (buffer, fields);
  gst_cochl_meta_attach (buffer, fields);
  g_assert_cmpuint (gst_buffer_get_n_meta (buffer, gst_meta_get_info (GST_COCHL_META)->api), ==, 2);

  meta = gst_buffer_get_custom_meta (buffer, GST_COCHL_META);
  text = gst_structure_to_string (gst_custom_meta_get_structure (meta));
  g_assert_cmpstr (text, ==, "GstCochlSenseMeta, window=(guint64)3, tag=(string)Siren, probability=(double)0.5, "
                   "timestamp=(guint64)30, duration=(guint64)33, event-id=(guint64)7;");
}

/* No tags: nothing that an element does to the audio makes it drop the meta. */
static void
test_tags (void)
{
  const char *const *tags;

  gst_cochl_meta_register ();
  tags = gst_meta_api_type_get_tags (gst_meta_get_info (GST_COCHL_META)->api);
  g_assert_true (tags == NULL || tags[0] == NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/meta/attach", test_attach);
  g_test_add_func ("/meta/tags", test_tags);
  return g_test_run ();
}
