/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

/* What the service wants; a lower input rate is kept. */
#define GST_COCHL_ANALYSIS_RATE 22050

/**
 * GstCochlConverter:
 *
 * Brings raw audio of any format, rate, layout and channel count to mono S16
 * (native endian) at 22,050 Hz, or the input's own rate where that is lower.
 * The samples do not depend on how the input is cut into buffers. Worker
 * thread; one stretch of unbroken audio at a time.
 */
typedef struct _GstCochlConverter GstCochlConverter;

/* NULL when GstAudioConverter cannot read @info (not expected for any format
 * of the pad template) or when the rate is above 22 MHz. Channels are averaged. */
GstCochlConverter *gst_cochl_converter_new (const GstAudioInfo *info);
void               gst_cochl_converter_free (GstCochlConverter *self);
int                gst_cochl_converter_get_rate (GstCochlConverter *self);
/* @planes: one pointer for interleaved, one a channel for planar audio; NULL
 * planes stand for @frames of silence. Appends int16 samples to @out (element
 * size 2). */
void               gst_cochl_converter_push (GstCochlConverter *self, const gpointer *planes,
                                             gsize frames, GArray *out);
/* The end of the stretch: appends what the resampler still holds, so that in
 * all ceil (input frames * rate out / rate in) samples came out, and begins anew. */
void               gst_cochl_converter_drain (GstCochlConverter *self, GArray *out);
/* Begins anew and forgets (flush). */
void               gst_cochl_converter_reset (GstCochlConverter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlConverter, gst_cochl_converter_free)

G_END_DECLS
