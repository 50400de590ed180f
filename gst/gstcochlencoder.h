/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlenums.h"

G_BEGIN_DECLS

/* Whole files of segments, made with GStreamer's own encoders: all in the thread
 * that asks for it, without a pipeline, a clock or a thread of its own. Any
 * thread. */

/* Native-endian int16 mono @samples at @rate as a file of @format, which is none
 * of auto: its decoder gives exactly as many. @samples: (transfer full); the memory
 * is used again where nobody else has them. Returns (transfer full), or NULL with
 * an error whose text says what lacks: GST_CORE_ERROR_MISSING_PLUGIN when the
 * format's encoder is not installed, GST_STREAM_ERROR_ENCODE when it would not
 * encode them. WAV never fails. */
GBytes     *gst_cochl_encoder_encode (GstCochlUploadFormat format, GBytes *samples, int rate, GError **error);

/* "audio/flac"; "flac", as a file's name ends. */
const char *gst_cochl_encoder_get_content_type (GstCochlUploadFormat format);
const char *gst_cochl_encoder_get_suffix (GstCochlUploadFormat format);

G_END_DECLS
