/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

/* How the audio of a stream session is written: mono samples, one after the other. */
typedef struct {
  guint                     rate;  /* Hz */
  const GstAudioFormatInfo *info;
} EmulatorFormat;

/* @content_type: "audio/x-raw; rate=22050; format=s16le", or with the bare name
 * of older clients, s16, which is little-endian. Errors: EMULATOR_ERROR 400,
 * whose text says what is taken. */
gboolean emulator_format_parse (EmulatorFormat *format, const char *content_type, GError **error);
/* Bytes of one sample. */
gsize    emulator_format_get_width (const EmulatorFormat *format);
/* The samples in @bytes, full scale at 1.0; (transfer full). Errors:
 * EMULATOR_ERROR 400 when these are no whole samples. */
float   *emulator_format_read (const EmulatorFormat *format, GBytes *bytes, gsize *n_samples, GError **error);

G_END_DECLS
