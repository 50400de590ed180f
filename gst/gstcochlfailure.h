/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* A failure as a message of @source: an ERROR where @hard, else a WARNING. Its
 * details (docs/messages.md) carry what is known of the call. (transfer full) */
GstMessage *gst_cochl_failure_to_message (GstObject *source, const GError *error, gboolean hard);

G_END_DECLS
