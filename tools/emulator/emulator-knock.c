/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-knock.h"

#include <math.h>

#define BLOCK_SECONDS 0.01
#define BLOCKS_BEFORE 5    /* what the rise is measured against */
#define BLOCKS_RISE   5    /* within which the peak is reached */
#define BLOCKS_FALL   30   /* within which it has fallen again */
#define FLOOR_DB      -80.0
#define AUDIBLE_DB    -50.0
#define LEAST_DB      6.0  /* a rise or fall of so much has strength 0 ... */
#define FULL_DB       24.0 /* ... and of so much has strength 1 */

static double
level_of (const float *samples, gsize n_samples)
{
  double square = 0;

  for (gsize i = 0; i < n_samples; i++)
    square += (double) samples[i] * samples[i];
  square /= n_samples;
  return square > 0 && isfinite (square) ? MAX (10 * log10 (square), FLOOR_DB) : FLOOR_DB;
}

/* How far the level rises at block @i above everything shortly before it, and
 * falls after the peak. */
static double
strength_at (const double *levels, gsize n_levels, gsize i)
{
  double before = FLOOR_DB, after, change;
  gsize peak = i;

  for (gsize k = i - BLOCKS_BEFORE; k < i; k++)
    before = MAX (before, levels[k]);
  if (levels[i] - before < LEAST_DB)
    return 0;
  for (gsize k = i; k < MIN (i + BLOCKS_RISE, n_levels); k++) {
    if (levels[k] > levels[peak])
      peak = k;
  }
  if (levels[peak] < AUDIBLE_DB)
    return 0;
  after = levels[peak];
  for (gsize k = peak; k < MIN (peak + BLOCKS_FALL, n_levels); k++)
    after = MIN (after, levels[k]);
  change = MIN (levels[peak] - before, levels[peak] - after);
  return CLAMP ((change - LEAST_DB) / (FULL_DB - LEAST_DB), 0, 1);
}

GArray *
emulator_knock_find (const float *samples, gsize n_samples, guint rate)
{
  GArray *knocks = g_array_new (FALSE, FALSE, sizeof (EmulatorKnock));
  gsize block = MAX (1, (gsize) (rate * BLOCK_SECONDS));
  gsize n_levels = n_samples / block;
  g_autofree double *levels = g_new (double, n_levels + 1);

  for (gsize i = 0; i < n_levels; i++)
    levels[i] = level_of (samples + i * block, block);
  for (gsize i = BLOCKS_BEFORE; i < n_levels; i++) {
    EmulatorKnock knock = { i * block, strength_at (levels, n_levels, i) };

    if (knock.strength > 0) {
      g_array_append_val (knocks, knock);
      /* The same rise must not count from the next block on. */
      i += BLOCKS_RISE - 1;
    }
  }
  return knocks;
}
