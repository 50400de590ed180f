/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-vocabulary.h"

#include <math.h>
#include <string.h>

#define TONE_LOWEST  20.0
#define TONE_HIGHEST 20000.0
#define TOLERANCE    0.03

typedef struct {
  double hz;
  char  *tag;
} NamedTone;

struct _EmulatorVocabulary {
  GArray *tones;  /* NamedTone */
};

/* Names that the service's documents and sample programs mention. */
static const char *const examples[] = {
  "Baby_cry", "Car_horn", "Cat_meow", "Clap", "Cough", "Crowd_cheer", "Dog_bark", "Fire_smoke_alarm",
  "Footsteps", "Glassbreak", "Gunshot", "Gunshot_single", "Laughter", "Music", "Scream", "Sing", "Siren",
  "Snoring", "Speech", "Toilet_flush", "Whistling"
};

static void
named_tone_clear (gpointer data)
{
  g_free (((NamedTone *) data)->tag);
}

EmulatorVocabulary *
emulator_vocabulary_new (void)
{
  EmulatorVocabulary *self = g_new0 (EmulatorVocabulary, 1);

  self->tones = g_array_new (FALSE, FALSE, sizeof (NamedTone));
  g_array_set_clear_func (self->tones, named_tone_clear);
  return self;
}

void
emulator_vocabulary_free (EmulatorVocabulary *self)
{
  g_array_unref (self->tones);
  g_free (self);
}

gboolean
emulator_vocabulary_add_tone (EmulatorVocabulary *self, const char *spec, GError **error)
{
  char *end = NULL;
  NamedTone tone = { .hz = g_ascii_strtod (spec, &end) };

  if (end == spec || *end != '=' || end[1] == '\0'
      || !(tone.hz >= TONE_LOWEST && tone.hz <= TONE_HIGHEST) || !g_utf8_validate (end + 1, -1, NULL)) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "a tone is written HZ=TAG with HZ from %g to %g, as in 880=Siren, not \"%s\"",
                 TONE_LOWEST, TONE_HIGHEST, spec);
    return FALSE;
  }
  tone.tag = g_strdup (end + 1);
  g_array_append_val (self->tones, tone);
  return TRUE;
}

const char *
emulator_vocabulary_name_tone (EmulatorVocabulary *self, double hz, double resolution)
{
  const char *found = NULL;
  double nearest = INFINITY;

  for (guint i = 0; i < self->tones->len; i++) {
    const NamedTone *tone = &g_array_index (self->tones, NamedTone, i);
    double distance = fabs (hz - tone->hz);

    if (distance <= MAX (tone->hz * TOLERANCE, resolution) && distance < nearest) {
      nearest = distance;
      found = tone->tag;
    }
  }
  return found;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
emulator_vocabulary_list (EmulatorVocabulary *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_add (seen, (gpointer) EMULATOR_TAG_TONE);
  g_hash_table_add (seen, (gpointer) EMULATOR_TAG_NOISE);
  g_hash_table_add (seen, (gpointer) EMULATOR_TAG_KNOCK);
  g_hash_table_add (seen, (gpointer) EMULATOR_TAG_OTHERS);
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    g_hash_table_add (seen, (gpointer) examples[i]);
  for (guint i = 0; i < self->tones->len; i++)
    g_hash_table_add (seen, g_array_index (self->tones, NamedTone, i).tag);

  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}
