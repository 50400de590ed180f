/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlstatus.h"
#include "gst/gstcochltally.h"
#include "gst/gstcochlteller.h"

G_BEGIN_DECLS

/* Reports as the structures that applications read (docs/messages.md), the same
 * on the bus and downstream. (transfer full) */
#define GST_COCHL_MESSAGE_WINDOW "cochlsense-window"
#define GST_COCHL_MESSAGE_EVENT "cochlsense-event"
#define GST_COCHL_MESSAGE_STATUS "cochlsense-status"

GstStructure *gst_cochl_message_from_window (const GstCochlWindowReport *report);
/* Times are @age and @since of the state: how long it has lasted, and its running
 * time, or GST_CLOCK_TIME_NONE. */
GstStructure *gst_cochl_message_from_status (const GstCochlStatusReport *report, const GstCochlCounts *counts,
                                             GstClockTime since, GstClockTime age);
GstStructure *gst_cochl_message_from_event (const GstCochlEventReport *report);

G_END_DECLS
