/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

/* The one category of the element and its worker. The key and the proxy's
 * credentials are never logged, at any level. */
GST_DEBUG_CATEGORY_EXTERN (gst_cochl_debug);
#define GST_CAT_DEFAULT gst_cochl_debug

void gst_cochl_debug_init (void);
