/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlanalyzer.h"

G_BEGIN_DECLS

/* The structure of the property `stats` (docs/messages.md). (transfer full) */
GstStructure *gst_cochl_stats_to_structure (const CochlClientStats *client, const GstCochlCounts *counts);

G_END_DECLS
