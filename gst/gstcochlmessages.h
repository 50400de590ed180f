/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlteller.h"

G_BEGIN_DECLS

/* Reports as the structures that applications read (docs/messages.md), the same
 * on the bus and downstream. (transfer full) */
#define GST_COCHL_MESSAGE_WINDOW "cochlsense-window"
#define GST_COCHL_MESSAGE_EVENT "cochlsense-event"

GstStructure *gst_cochl_message_from_window (const GstCochlWindowReport *report);
GstStructure *gst_cochl_message_from_event (const GstCochlEventReport *report);

G_END_DECLS
