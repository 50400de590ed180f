/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EMULATOR_TAG_TONE   "Tone"
#define EMULATOR_TAG_NOISE  "Noise"
#define EMULATOR_TAG_KNOCK  "Knock"
#define EMULATOR_TAG_OTHERS "Others"

/* The tags that the emulator knows: what it measures, the names given to pure
 * tones, and examples of the service's names, which it lists and never finds.
 * Read by several threads once it is complete. */
typedef struct _EmulatorVocabulary EmulatorVocabulary;

EmulatorVocabulary *emulator_vocabulary_new (void);
void                emulator_vocabulary_free (EmulatorVocabulary *self);

/* @spec: HZ=TAG, as in "880=Siren"; HZ in 20..20000. Errors: G_OPTION_ERROR_BAD_VALUE. */
gboolean    emulator_vocabulary_add_tone (EmulatorVocabulary *self, const char *spec, GError **error);
/* The tag of the nearest named tone within 3 % or @resolution (Hz) of @hz; NULL
 * when there is none. */
const char *emulator_vocabulary_name_tone (EmulatorVocabulary *self, double hz, double resolution);
/* Every tag once, sorted. (transfer full) */
GStrv       emulator_vocabulary_list (EmulatorVocabulary *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorVocabulary, emulator_vocabulary_free)

G_END_DECLS
