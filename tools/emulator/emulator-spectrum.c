/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-spectrum.h"

#include <gst/fft/gstfftf32.h>
#include <math.h>

#define FRAME_SECONDS  0.1
#define SILENCE_POWER  1e-6  /* -60 dBFS, as mean square */
#define PEAK_SHARE     0.2   /* a line with less of the power is no peak */
#define LOBE           3     /* a Hann window spreads a tone over so many lines to each side */
#define LOWEST_LINE    2     /* below lies the constant part and its lobe */

struct _EmulatorSpectrum {
  guint             rate;
  guint             length;
  guint             n_lines;
  GstFFTF32        *fft;
  float            *hann;
  float            *windowed;
  GstFFTF32Complex *lines;
  double           *power;
};

EmulatorSpectrum *
emulator_spectrum_new (guint rate)
{
  EmulatorSpectrum *self = g_new0 (EmulatorSpectrum, 1);

  self->rate = rate;
  self->length = 1;
  while (self->length * 2 <= rate * FRAME_SECONDS)
    self->length *= 2;
  self->n_lines = self->length / 2 + 1;
  self->fft = gst_fft_f32_new (self->length, FALSE);
  self->hann = g_new (float, self->length);
  for (guint i = 0; i < self->length; i++)
    self->hann[i] = 0.5 - 0.5 * cos (2 * G_PI * i / self->length);
  self->windowed = g_new (float, self->length);
  self->lines = g_new (GstFFTF32Complex, self->n_lines);
  self->power = g_new (double, self->n_lines);
  return self;
}

void
emulator_spectrum_free (EmulatorSpectrum *self)
{
  gst_fft_f32_free (self->fft);
  g_free (self->hann);
  g_free (self->windowed);
  g_free (self->lines);
  g_free (self->power);
  g_free (self);
}

guint
emulator_spectrum_get_length (EmulatorSpectrum *self)
{
  return self->length;
}

double
emulator_spectrum_get_resolution (EmulatorSpectrum *self)
{
  return (double) self->rate / self->length;
}

static double
transform (EmulatorSpectrum *self, const float *samples)
{
  double total = 0;

  for (guint i = 0; i < self->length; i++)
    self->windowed[i] = samples[i] * self->hann[i];
  gst_fft_f32_fft (self->fft, self->windowed, self->lines);
  for (guint i = 0; i < self->n_lines; i++) {
    self->power[i] = i < LOWEST_LINE
                       ? 0 : (double) self->lines[i].r * self->lines[i].r + (double) self->lines[i].i * self->lines[i].i;
    total += self->power[i];
  }
  return total;
}

/* Between the lines, a parabola through the logarithms of the highest three
 * finds the frequency to a small part of a line. */
static double
interpolate (EmulatorSpectrum *self, guint top)
{
  double left, middle, right, bend;

  if (top == 0 || top + 1 >= self->n_lines || self->power[top - 1] <= 0 || self->power[top + 1] <= 0)
    return top * emulator_spectrum_get_resolution (self);
  left = log (self->power[top - 1]);
  middle = log (self->power[top]);
  right = log (self->power[top + 1]);
  bend = left - 2 * middle + right;
  return (top + (bend < 0 ? 0.5 * (left - right) / bend : 0)) * emulator_spectrum_get_resolution (self);
}

/* Takes the highest line with its lobe out of the spectrum. */
static gboolean
take_peak (EmulatorSpectrum *self, double total, EmulatorPeak *peak)
{
  guint top = 0, from, to;
  double sum = 0, highest = self->power[0];

  /* A line above all before it is rare: a branch that says so is several times
   * faster than the moves that the compiler would choose. */
  for (guint i = LOWEST_LINE; i < self->n_lines; i++) {
    if (G_UNLIKELY (self->power[i] > highest)) {
      highest = self->power[i];
      top = i;
    }
  }
  from = top > LOBE ? top - LOBE : 0;
  to = MIN (top + LOBE, self->n_lines - 1);
  for (guint i = from; i <= to; i++)
    sum += self->power[i];
  if (sum < PEAK_SHARE * total)
    return FALSE;
  peak->hz = interpolate (self, top);
  peak->share = sum / total;
  for (guint i = from; i <= to; i++)
    self->power[i] = 0;
  return TRUE;
}

static double
entropy_of_rest (EmulatorSpectrum *self, double rest)
{
  double entropy = 0;

  for (guint i = LOWEST_LINE; i < self->n_lines; i++) {
    float share = self->power[i] / rest;

    if (share > 0)
      entropy -= share * log2f (share);
  }
  return entropy / log2 (self->n_lines - LOWEST_LINE);
}

void
emulator_spectrum_measure (EmulatorSpectrum *self, const float *samples, EmulatorFrame *frame)
{
  double square = 0, total;

  *frame = (EmulatorFrame) { 0 };
  for (guint i = 0; i < self->length; i++)
    square += (double) samples[i] * samples[i];
  /* Written so that a sample that is no number counts as silence, too. */
  frame->silent = !(square / self->length >= SILENCE_POWER);
  if (frame->silent)
    return;
  total = transform (self, samples);
  if (!(total > 0) || !isfinite (total)) {
    frame->silent = TRUE;
    return;
  }
  frame->rest = 1;
  while (frame->n_peaks < EMULATOR_SPECTRUM_PEAKS && take_peak (self, total, &frame->peaks[frame->n_peaks])) {
    frame->rest -= frame->peaks[frame->n_peaks].share;
    frame->n_peaks++;
  }
  frame->rest = MAX (frame->rest, 0);
  if (frame->rest > 0)
    frame->entropy = entropy_of_rest (self, frame->rest * total);
}
