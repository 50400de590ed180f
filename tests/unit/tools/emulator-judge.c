/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-judge.h"

#include <string.h>

#include "tests/unit/tools/listening.h"

typedef struct {
  EmulatorVocabulary  *vocabulary;
  EmulatorSensitivity *sensitivity;
  TestSound           *sound;
  EmulatorWindow      *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->vocabulary = emulator_vocabulary_new ();
  fixture->sensitivity = emulator_sensitivity_new ();
  fixture->sound = test_sound_new (22050);
  fixture->window = emulator_window_new (0, 2);
  emulator_vocabulary_add_tone (fixture->vocabulary, "880=Siren", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  emulator_vocabulary_free (fixture->vocabulary);
  emulator_sensitivity_free (fixture->sensitivity);
  test_sound_free (fixture->sound);
  emulator_window_free (fixture->window);
}

static void
hear (Fixture *fixture)
{
  g_autoptr (EmulatorJudge) judge = emulator_judge_new (22050, fixture->vocabulary, fixture->sensitivity);
  gsize n_samples;
  g_autofree float *samples = listening_to_floats (fixture->sound, &n_samples);

  g_ptr_array_set_size (fixture->window->tags, 0);
  emulator_judge_hear (judge, samples, n_samples, fixture->window);
}

static double
probability_of (Fixture *fixture, const char *name)
{
  for (guint i = 0; i < fixture->window->tags->len; i++) {
    const EmulatorTag *tag = g_ptr_array_index (fixture->window->tags, i);

    if (strcmp (tag->name, name) == 0)
      return tag->probability;
  }
  return -1;
}

static void
assert_only (Fixture *fixture, const char *name)
{
  g_assert_cmpuint (fixture->window->tags->len, ==, 1);
  g_assert_cmpfloat (probability_of (fixture, name), >=, 0);
}

static void
test_silence (Fixture *fixture, gconstpointer unused)
{
  test_sound_add_silence (fixture->sound, 2);
  hear (fixture);
  assert_only (fixture, "Others");
  g_assert_cmpfloat (probability_of (fixture, "Others"), ==, 0);
}

static void
test_pure (Fixture *fixture, gconstpointer unused)
{
  test_sound_add_tone (fixture->sound, 880, 2, 0.5);
  hear (fixture);
  assert_only (fixture, "Siren");
  g_assert_cmpfloat (probability_of (fixture, "Siren"), >, 0.99);
  test_sound_free (fixture->sound);
  fixture->sound = test_sound_new (22050);
  test_sound_add_tone (fixture->sound, 500, 2, 0.5);
  hear (fixture);
  assert_only (fixture, "Tone");
  test_sound_free (fixture->sound);
  fixture->sound = test_sound_new (22050);
  test_sound_add_noise (fixture->sound, 2, 0.5);
  hear (fixture);
  assert_only (fixture, "Noise");
  g_assert_cmpfloat (probability_of (fixture, "Noise"), >, 0.95);
}

/* A tone in a part of the window has the root of that part. */
static void
test_parts (Fixture *fixture, gconstpointer unused)
{
  static const struct { double seconds, probability; } cases[] = { { 1.5, 0.87 }, { 1, 0.71 }, { 0.6, 0.55 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    test_sound_free (fixture->sound);
    fixture->sound = test_sound_new (22050);
    test_sound_add_tone (fixture->sound, 880, cases[i].seconds, 0.5);
    test_sound_add_silence (fixture->sound, 2 - cases[i].seconds);
    hear (fixture);
    assert_only (fixture, "Siren");
    g_assert_cmpfloat_with_epsilon (probability_of (fixture, "Siren"), cases[i].probability, 0.05);
  }
}

static void
test_sensitivities (Fixture *fixture, gconstpointer unused)
{
  static const struct { int value; gboolean found; } cases[] = {
    { -2, TRUE }, { -1, TRUE }, { 0, FALSE }, { 1, FALSE }, { 2, FALSE },
  };

  test_sound_add_silence (fixture->sound, 1.6);
  test_sound_add_tone (fixture->sound, 880, 0.4, 0.5);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    emulator_sensitivity_set_default (fixture->sensitivity, cases[i].value);
    hear (fixture);
    g_assert_cmpint (probability_of (fixture, "Siren") > 0, ==, cases[i].found);
  }
  emulator_sensitivity_set_tag (fixture->sensitivity, "Siren", -2);
  hear (fixture);
  g_assert_cmpfloat (probability_of (fixture, "Siren"), >, 0.35);
}

static void
test_mixture (Fixture *fixture, gconstpointer unused)
{
  test_sound_add_noise (fixture->sound, 2, 0.3);
  test_sound_mix_tone (fixture->sound, 880, 0, 2, 0.25);
  hear (fixture);
  g_assert_cmpuint (fixture->window->tags->len, ==, 2);
  g_assert_cmpfloat (probability_of (fixture, "Siren"), >, 0.5);
  g_assert_cmpfloat (probability_of (fixture, "Noise"), >, 0.5);
}

static void
test_order (Fixture *fixture, gconstpointer unused)
{
  emulator_sensitivity_set_default (fixture->sensitivity, -2);
  test_sound_add_noise (fixture->sound, 1.6, 0.3);
  test_sound_add_tone (fixture->sound, 500, 0.4, 0.3);
  hear (fixture);
  g_assert_cmpuint (fixture->window->tags->len, ==, 2);
  g_assert_cmpstr (((EmulatorTag *) g_ptr_array_index (fixture->window->tags, 0))->name, ==, "Noise");
  g_assert_cmpstr (((EmulatorTag *) g_ptr_array_index (fixture->window->tags, 1))->name, ==, "Tone");
}

static void
test_knock (Fixture *fixture, gconstpointer unused)
{
  test_sound_add_silence (fixture->sound, 0.8);
  test_sound_add_knock (fixture->sound, 1.2, 0.8);
  hear (fixture);
  assert_only (fixture, "Knock");
  g_assert_cmpfloat (probability_of (fixture, "Knock"), >, 0.9);
}

/* A short tone begins and ends as suddenly as a knock, and is none. */
static void
test_beep (Fixture *fixture, gconstpointer unused)
{
  emulator_sensitivity_set_default (fixture->sensitivity, -2);
  test_sound_add_silence (fixture->sound, 0.8);
  test_sound_add_tone (fixture->sound, 500, 0.2, 0.5);
  test_sound_add_silence (fixture->sound, 1);
  hear (fixture);
  assert_only (fixture, "Tone");
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/emulator/judge/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("silence", test_silence);
  add ("pure", test_pure);
  add ("parts", test_parts);
  add ("sensitivities", test_sensitivities);
  add ("mixture", test_mixture);
  add ("order", test_order);
  add ("knock", test_knock);
  add ("beep", test_beep);
  return g_test_run ();
}
