/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A knock: the level jumps up within 50 ms and has fallen again 300 ms later. */
typedef struct {
  gsize  position;  /* samples from the start */
  double strength;  /* 0..1, from how far it rises and falls */
} EmulatorKnock;

/* The knocks in @samples in order; the first 50 ms only serve for comparison.
 * (transfer full) (element-type EmulatorKnock) */
GArray *emulator_knock_find (const float *samples, gsize n_samples, guint rate);

G_END_DECLS
