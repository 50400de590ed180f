/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

/* Registered by the element's class. The key and the proxy's credentials are
 * never logged, at any level. */
GST_DEBUG_CATEGORY_EXTERN (gst_cochl_debug);
#define GST_CAT_DEFAULT gst_cochl_debug
