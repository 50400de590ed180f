/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlliveness.h"

gboolean
gst_cochl_liveness_ask (GstPad *sinkpad)
{
  g_autoptr (GstQuery) query = gst_query_new_latency ();
  gboolean live = FALSE;

  if (gst_pad_peer_query (sinkpad, query))
    gst_query_parse_latency (query, &live, NULL, NULL);
  return live;
}
