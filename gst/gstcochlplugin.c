/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlsense.h"

static gboolean
plugin_init (GstPlugin *plugin)
{
  return GST_ELEMENT_REGISTER (cochlsense, plugin);
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, cochlsense, "Sound recognition with the Cochl.Sense service",
                   plugin_init, PACKAGE_VERSION, "LGPL", "cochlsense", "https://www.cochl.ai/")
