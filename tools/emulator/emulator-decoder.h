/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes decoded audio: mono, full scale at 1.0, at @rate Hz, in order. */
typedef void (*EmulatorDecoderFunc) (const float *samples, gsize n_samples, guint rate, gpointer user_data);

/* Decodes a whole file with GStreamer (a plain WAV file without it), mixed down
 * to mono at its own rate.
 * Blocks until done: for a worker thread. @parts: (element-type GBytes), the
 * file's bytes in order. FALSE with a text for people when it is no audio that
 * GStreamer reads, or when nothing came for half a minute. */
gboolean emulator_decoder_run (GPtrArray *parts, EmulatorDecoderFunc func, gpointer user_data, GError **error);

G_END_DECLS
