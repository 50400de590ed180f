/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlteller.h"

G_BEGIN_DECLS

/* The meta of a detection: GstCustomMeta `GstCochlSenseMeta`, one for each tag of
 * a window. It has no tags of the meta system, so that converters, encoders and
 * serializers carry it on. */
#define GST_COCHL_META "GstCochlSenseMeta"

/* Once a process; more often does nothing. */
void          gst_cochl_meta_register (void);
/* The fields for tag @i of the window. (transfer full) */
GstStructure *gst_cochl_meta_fields_new (const GstCochlWindowReport *report, guint i);
/* @buffer must be writable. */
void          gst_cochl_meta_attach (GstBuffer *buffer, const GstStructure *fields);

G_END_DECLS
