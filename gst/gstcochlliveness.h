/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Whether what feeds @sinkpad is live, as a LATENCY query says. What does not
 * answer, or is not linked, is not live. Sends the query upstream: call it with no
 * lock held, from the streaming thread or from where LATENCY events come. */
gboolean gst_cochl_liveness_ask (GstPad *sinkpad);

G_END_DECLS
