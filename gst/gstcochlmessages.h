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

/* The meta of a detection: GstCustomMeta `GstCochlSenseMeta`, one for each tag of
 * a window. It has no tags of the meta system, so that converters, encoders and
 * serializers carry it on. */
#define GST_COCHL_META "GstCochlSenseMeta"

void          gst_cochl_meta_register (void);
/* The fields for tag @i of the window. (transfer full) */
GstStructure *gst_cochl_meta_fields_new (const GstCochlWindowReport *report, guint i);
/* @buffer must be writable. */
void          gst_cochl_meta_attach (GstBuffer *buffer, const GstStructure *fields);

/* A failure as a message: an ERROR where @hard, else a WARNING. @source: the
 * element. Its details (docs/messages.md) carry what is known of the call.
 * (transfer full) */
GstMessage   *gst_cochl_message_from_error (GstObject *source, const GError *error, gboolean hard);

G_END_DECLS
