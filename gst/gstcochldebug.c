/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochldebug.h"

GST_DEBUG_CATEGORY (gst_cochl_debug);

void
gst_cochl_debug_init (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done)) {
    GST_DEBUG_CATEGORY_INIT (gst_cochl_debug, "cochlsense", 0, "Cochl.Sense sound recognition");
    g_once_init_leave (&done, 1);
  }
}
