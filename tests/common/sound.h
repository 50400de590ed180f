/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sound that a test makes for itself: mono, 16 bit, the same bytes on every run.
 * Each add function appends. Seconds; Hz; amplitudes 0..1 of full scale. */
typedef struct _TestSound TestSound;

TestSound    *test_sound_new (guint rate);
void          test_sound_free (TestSound *self);

void          test_sound_add_silence (TestSound *self, double seconds);
/* A sine, whose phase goes on from the start of the sound. */
void          test_sound_add_tone (TestSound *self, double hz, double seconds, double amplitude);
/* White noise. */
void          test_sound_add_noise (TestSound *self, double seconds, double amplitude);
/* A burst of noise that dies away within a tenth of a second, then silence up to
 * @seconds. */
void          test_sound_add_knock (TestSound *self, double seconds, double amplitude);
/* Mixes a sine into what is there, from @start on. */
void          test_sound_mix_tone (TestSound *self, double hz, double start, double seconds, double amplitude);

guint         test_sound_get_rate (TestSound *self);
const gint16 *test_sound_get_samples (TestSound *self, gsize *n_samples);
/* As a WAV file. (transfer full) */
GBytes       *test_sound_to_wav (TestSound *self);
/* Ends the test when that is not possible. */
void          test_sound_write_wav (TestSound *self, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestSound, test_sound_free)

G_END_DECLS
