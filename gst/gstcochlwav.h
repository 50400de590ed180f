/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A whole WAV file (RIFF, 16-bit PCM, mono, little endian) of native-endian
 * int16 @samples at @rate, in the memory of @samples if nobody else has them. Both
 * (transfer full). */
GBytes *gst_cochl_wav_encode (GBytes *samples, int rate);

G_END_DECLS
