/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EMULATOR_SPECTRUM_PEAKS 4

typedef struct {
  double hz;
  double share;  /* of the frame's power, 0..1 */
} EmulatorPeak;

/* What a short frame of sound is made of. */
typedef struct {
  gboolean     silent;   /* below -60 dBFS */
  guint        n_peaks;
  EmulatorPeak peaks[EMULATOR_SPECTRUM_PEAKS];  /* the strongest first */
  double       rest;     /* the share of the power outside the peaks */
  double       entropy;  /* how evenly the rest is spread: 0 one line, 1 flat */
} EmulatorFrame;

/* Measures frames of one sample rate. Not to be shared by threads. */
typedef struct _EmulatorSpectrum EmulatorSpectrum;

/* @rate: Hz, at least 1000 */
EmulatorSpectrum *emulator_spectrum_new (guint rate);
void              emulator_spectrum_free (EmulatorSpectrum *self);
/* Samples in a frame: the power of two at or below a tenth of a second. */
guint             emulator_spectrum_get_length (EmulatorSpectrum *self);
/* Hz between two lines. */
double            emulator_spectrum_get_resolution (EmulatorSpectrum *self);
void              emulator_spectrum_measure (EmulatorSpectrum *self, const float *samples, EmulatorFrame *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorSpectrum, emulator_spectrum_free)

G_END_DECLS
