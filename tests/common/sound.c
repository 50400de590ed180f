/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/common/sound.h"

#include <math.h>
#include <string.h>

#define WAV_HEADER_SIZE 44
#define KNOCK_SECONDS   0.1

struct _TestSound {
  guint   rate;
  guint32 random;
  GArray *samples;
};

TestSound *
test_sound_new (guint rate)
{
  TestSound *self = g_new0 (TestSound, 1);

  self->rate = rate;
  self->random = 0x2545f491;
  self->samples = g_array_new (FALSE, TRUE, sizeof (gint16));
  return self;
}

void
test_sound_free (TestSound *self)
{
  g_array_unref (self->samples);
  g_free (self);
}

/* Appends silence and returns where it begins. */
static gint16 *
extend (TestSound *self, double seconds, gsize *start, gsize *n_samples)
{
  *start = self->samples->len;
  *n_samples = llround (seconds * self->rate);
  g_array_set_size (self->samples, *start + *n_samples);
  return &g_array_index (self->samples, gint16, *start);
}

static gint16
quantize (double value)
{
  return CLAMP (lrint (value * G_MAXINT16), G_MININT16, G_MAXINT16);
}

/* xorshift: -1..1 */
static double
next_random (TestSound *self)
{
  self->random ^= self->random << 13;
  self->random ^= self->random >> 17;
  self->random ^= self->random << 5;
  return self->random / 2147483648.0 - 1;
}

void
test_sound_add_silence (TestSound *self, double seconds)
{
  gsize start, n_samples;

  extend (self, seconds, &start, &n_samples);
}

void
test_sound_add_tone (TestSound *self, double hz, double seconds, double amplitude)
{
  gsize start, n_samples;
  gint16 *samples = extend (self, seconds, &start, &n_samples);

  for (gsize i = 0; i < n_samples; i++)
    samples[i] = quantize (amplitude * sin (2 * G_PI * fmod (hz * (start + i) / self->rate, 1)));
}

void
test_sound_add_noise (TestSound *self, double seconds, double amplitude)
{
  gsize start, n_samples;
  gint16 *samples = extend (self, seconds, &start, &n_samples);

  for (gsize i = 0; i < n_samples; i++)
    samples[i] = quantize (amplitude * next_random (self));
}

void
test_sound_add_knock (TestSound *self, double seconds, double amplitude)
{
  gsize start, n_samples;
  gint16 *samples = extend (self, seconds, &start, &n_samples);

  for (gsize i = 0; i < MIN (n_samples, KNOCK_SECONDS * self->rate); i++)
    samples[i] = quantize (amplitude * exp (-8.0 * i / (KNOCK_SECONDS * self->rate)) * next_random (self));
}

void
test_sound_mix_tone (TestSound *self, double hz, double start, double seconds, double amplitude)
{
  gsize from = llround (start * self->rate);
  gsize to = MIN (from + llround (seconds * self->rate), self->samples->len);

  for (gsize i = from; i < to; i++) {
    gint16 *sample = &g_array_index (self->samples, gint16, i);
    double tone = amplitude * sin (2 * G_PI * fmod (hz * i / self->rate, 1));

    *sample = quantize ((double) *sample / G_MAXINT16 + tone);
  }
}

guint
test_sound_get_rate (TestSound *self)
{
  return self->rate;
}

const gint16 *
test_sound_get_samples (TestSound *self, gsize *n_samples)
{
  *n_samples = self->samples->len;
  return (const gint16 *) self->samples->data;
}

static void
put32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

GBytes *
test_sound_to_wav (TestSound *self)
{
  gsize size = self->samples->len * sizeof (gint16);
  guint8 *wav = g_malloc (WAV_HEADER_SIZE + size);
  gint16 *samples = (gint16 *) (wav + WAV_HEADER_SIZE);

  memcpy (wav, "RIFF....WAVEfmt ", 16);
  put32 (wav + 4, WAV_HEADER_SIZE - 8 + size);
  put32 (wav + 16, 16);
  put32 (wav + 20, 1 | 1 << 16);   /* PCM, one channel */
  put32 (wav + 24, self->rate);
  put32 (wav + 28, self->rate * sizeof (gint16));
  put32 (wav + 32, sizeof (gint16) | 16 << 16);
  memcpy (wav + 36, "data", 4);
  put32 (wav + 40, size);
  for (guint i = 0; i < self->samples->len; i++)
    samples[i] = GINT16_TO_LE (g_array_index (self->samples, gint16, i));
  return g_bytes_new_take (wav, WAV_HEADER_SIZE + size);
}

void
test_sound_write_wav (TestSound *self, const char *path)
{
  g_autoptr (GBytes) wav = test_sound_to_wav (self);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (wav, NULL), g_bytes_get_size (wav), &error);
  g_assert_no_error (error);
}
