/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tests/common/sound.h"

G_BEGIN_DECLS

/* A sound as the emulator's decoder hands it on: full scale at 1.0. (transfer full) */
static inline float *
listening_to_floats (TestSound *sound, gsize *n_samples)
{
  const gint16 *samples = test_sound_get_samples (sound, n_samples);
  float *floats = g_new (float, *n_samples + 1);

  for (gsize i = 0; i < *n_samples; i++)
    floats[i] = samples[i] / 32768.0f;
  return floats;
}

G_END_DECLS
