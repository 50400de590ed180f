/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/audio/gstaudiofilter.h>

G_BEGIN_DECLS

#define GST_TYPE_COCHL_SENSE (gst_cochl_sense_get_type ())
G_DECLARE_FINAL_TYPE (GstCochlSense, gst_cochl_sense, GST, COCHL_SENSE, GstAudioFilter)

GST_ELEMENT_REGISTER_DECLARE (cochlsense);

G_END_DECLS
