/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tools/emulator/emulator-format.h"

G_BEGIN_DECLS

/* Where the samples of a plain WAV file lie: mono, integers of 16, 24 or 32 bits
 * or floats of 32, complete. Reading these in place takes a tenth of the time
 * that a pipeline needs to be built. FALSE for everything else, which is
 * GStreamer's to read. Offset and size in bytes. */
gboolean emulator_wav_find (GBytes *file, EmulatorFormat *format, gsize *offset, gsize *size);

G_END_DECLS
