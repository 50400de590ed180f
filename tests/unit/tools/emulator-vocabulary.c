/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-vocabulary.h"

static void
test_tones (void)
{
  g_autoptr (EmulatorVocabulary) vocabulary = emulator_vocabulary_new ();

  g_assert_null (emulator_vocabulary_name_tone (vocabulary, 880, 10));
  g_assert_true (emulator_vocabulary_add_tone (vocabulary, "880=Siren", NULL));
  g_assert_true (emulator_vocabulary_add_tone (vocabulary, "900.5=Two words", NULL));
  g_assert_cmpstr (emulator_vocabulary_name_tone (vocabulary, 889, 10), ==, "Siren");
  g_assert_cmpstr (emulator_vocabulary_name_tone (vocabulary, 892, 10), ==, "Two words");
  g_assert_cmpstr (emulator_vocabulary_name_tone (vocabulary, 854, 10), ==, "Siren");
  g_assert_null (emulator_vocabulary_name_tone (vocabulary, 853, 10));
  g_assert_cmpstr (emulator_vocabulary_name_tone (vocabulary, 853, 30), ==, "Siren");
}

static void
test_bad_tones (void)
{
  static const char *const bad[] = { "", "880", "=Siren", "880=", "x=Siren", "19=Low", "20001=High", "nan=A", "880 =A" };
  g_autoptr (EmulatorVocabulary) vocabulary = emulator_vocabulary_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (emulator_vocabulary_add_tone (vocabulary, bad[i], &error));
    g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  }
}

static void
test_list (void)
{
  g_autoptr (EmulatorVocabulary) vocabulary = emulator_vocabulary_new ();
  g_auto (GStrv) tags = NULL;

  emulator_vocabulary_add_tone (vocabulary, "880=Siren", NULL);
  emulator_vocabulary_add_tone (vocabulary, "440=Aaa", NULL);
  tags = emulator_vocabulary_list (vocabulary);
  g_assert_cmpstr (tags[0], ==, "Aaa");
  for (guint i = 1; tags[i]; i++)
    g_assert_cmpstr (tags[i - 1], <, tags[i]);
  g_assert_true (g_strv_contains ((const char *const *) tags, EMULATOR_TAG_KNOCK));
  g_assert_true (g_strv_contains ((const char *const *) tags, "Siren"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/vocabulary/tones", test_tones);
  g_test_add_func ("/emulator/vocabulary/bad-tones", test_bad_tones);
  g_test_add_func ("/emulator/vocabulary/list", test_list);
  return g_test_run ();
}
