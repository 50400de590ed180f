/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlliveness.h"

static gboolean
answer (GstPad *pad, GstObject *parent, GstQuery *query)
{
  const char *says = g_object_get_data (G_OBJECT (pad), "says");

  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY || !says)
    return FALSE;
  gst_query_set_latency (query, g_str_equal (says, "live"), 0, GST_CLOCK_TIME_NONE);
  return TRUE;
}

/* @says: of the pad upstream, NULL when it does not answer. */
static void
test_ask (gconstpointer says)
{
  g_autoptr (GstPad) upstream = gst_object_ref_sink (gst_pad_new ("src", GST_PAD_SRC));
  g_autoptr (GstPad) pad = gst_object_ref_sink (gst_pad_new ("sink", GST_PAD_SINK));
  gboolean live = says && g_str_equal (says, "live");

  g_object_set_data (G_OBJECT (upstream), "says", (gpointer) says);
  gst_pad_set_query_function (upstream, answer);
  g_assert_false (gst_cochl_liveness_ask (pad));
  g_assert_cmpint (gst_pad_link (upstream, pad), ==, GST_PAD_LINK_OK);
  gst_pad_set_active (upstream, TRUE);
  gst_pad_set_active (pad, TRUE);
  g_assert_cmpint (gst_cochl_liveness_ask (pad), ==, live);
  gst_pad_set_active (upstream, FALSE);
  gst_pad_set_active (pad, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_data_func ("/liveness/live", "live", test_ask);
  g_test_add_data_func ("/liveness/not-live", "file", test_ask);
  g_test_add_data_func ("/liveness/silent", NULL, test_ask);
  return g_test_run ();
}
