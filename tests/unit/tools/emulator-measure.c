/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-measure.h"

#include "tests/unit/tools/listening.h"

static EmulatorVocabulary *vocabulary;
static EmulatorSensitivity *sensitivity;

static GPtrArray *
measure (TestSound *sound, const EmulatorGrid *grid, gsize from, gsize piece)
{
  g_autoptr (EmulatorMeasure) self = emulator_measure_new (test_sound_get_rate (sound), grid, vocabulary, sensitivity);
  gsize n_samples;
  g_autofree float *samples = listening_to_floats (sound, &n_samples);

  for (gsize i = from; i < n_samples; i += piece)
    emulator_measure_push (self, samples + i, MIN (piece, n_samples - i));
  return emulator_measure_finish (self);
}

static void
assert_same_tags (const EmulatorWindow *a, const EmulatorWindow *b)
{
  g_assert_cmpuint (a->tags->len, ==, b->tags->len);
  for (guint i = 0; i < a->tags->len; i++) {
    const EmulatorTag *left = g_ptr_array_index (a->tags, i), *right = g_ptr_array_index (b->tags, i);

    g_assert_cmpstr (left->name, ==, right->name);
    g_assert_cmpfloat (left->probability, ==, right->probability);
  }
}

static TestSound *
make_sound (void)
{
  TestSound *sound = test_sound_new (11025);

  test_sound_add_noise (sound, 3.3, 0.2);
  test_sound_add_tone (sound, 700, 2.9, 0.5);
  test_sound_add_knock (sound, 1.7, 0.9);
  test_sound_add_tone (sound, 1200, 4.1, 0.1);
  return sound;
}

static void
test_pieces (void)
{
  static const gsize pieces[] = { 1, 997, 11025, 1000000 };
  g_autoptr (TestSound) sound = make_sound ();
  EmulatorGrid grid = { 2, 1 };
  g_autoptr (GPtrArray) whole = measure (sound, &grid, 0, 22050);

  g_assert_cmpuint (whole->len, ==, 11);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
    g_autoptr (GPtrArray) windows = measure (sound, &grid, 0, pieces[i]);

    g_assert_cmpuint (windows->len, ==, whole->len);
    for (guint k = 0; k < whole->len; k++)
      assert_same_tags (g_ptr_array_index (windows, k), g_ptr_array_index (whole, k));
  }
}

/* The same window is judged the same wherever the session began. */
static void
test_sessions (void)
{
  g_autoptr (TestSound) sound = make_sound ();
  EmulatorGrid grid = { 2, 1 };
  g_autoptr (GPtrArray) whole = measure (sound, &grid, 0, 4096);
  g_autoptr (GPtrArray) later = measure (sound, &grid, 5 * 11025, 4096);

  g_assert_cmpuint (later->len, ==, whole->len - 5);
  for (guint k = 0; k < later->len; k++) {
    const EmulatorWindow *window = g_ptr_array_index (later, k);

    g_assert_cmpfloat (window->start_time, ==, k);
    g_assert_cmpfloat (window->end_time, ==, k + 2);
    assert_same_tags (window, g_ptr_array_index (whole, k + 5));
  }
}

static void
test_other_grids (void)
{
  static const EmulatorGrid grids[] = { { 1, 0.5 }, { 1, 3 }, { 0.5, 0.5 }, { 2, 0.3 } };
  g_autoptr (TestSound) sound = make_sound ();

  for (guint i = 0; i < G_N_ELEMENTS (grids); i++) {
    g_autoptr (GPtrArray) windows = measure (sound, &grids[i], 0, 1000);

    g_assert_cmpuint (windows->len, ==, emulator_grid_count (&grids[i], 12));
    for (guint k = 0; k < windows->len; k++)
      g_assert_cmpfloat (((EmulatorWindow *) g_ptr_array_index (windows, k))->start_time, ==, k * grids[i].hop);
  }
}

static void
test_short (void)
{
  static const struct { double seconds; EmulatorGrid grid; guint count; } cases[] = {
    { 0.5, { 2, 1 }, 0 }, { 0.9, { 0.5, 0.5 }, 0 }, { 1.2, { 2, 1 }, 1 }, { 1.999, { 2, 1 }, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TestSound) sound = test_sound_new (8000);
    g_autoptr (GPtrArray) windows = NULL;

    test_sound_add_tone (sound, 700, cases[i].seconds, 0.5);
    windows = measure (sound, &cases[i].grid, 0, 100);
    g_assert_cmpuint (windows->len, ==, cases[i].count);
    if (windows->len > 0)
      g_assert_cmpfloat (((EmulatorWindow *) g_ptr_array_index (windows, 0))->end_time, ==, cases[i].grid.size);
  }
}

/* Windows that are taken on the way are those of the whole, and numbered on. */
static void
test_taken (void)
{
  g_autoptr (TestSound) sound = make_sound ();
  EmulatorGrid grid = { 2, 1 };
  g_autoptr (GPtrArray) whole = measure (sound, &grid, 0, 4096);
  g_autoptr (EmulatorMeasure) self = emulator_measure_new (11025, &grid, vocabulary, sensitivity);
  g_autoptr (GPtrArray) all = emulator_window_list_new ();
  gsize n_samples;
  g_autofree float *samples = listening_to_floats (sound, &n_samples);

  for (gsize i = 0; i < n_samples; i += 5000) {
    emulator_measure_push (self, samples + i, MIN (5000, n_samples - i));
    g_ptr_array_extend_and_steal (all, emulator_measure_take (self));
  }
  g_ptr_array_extend_and_steal (all, emulator_measure_finish (self));
  g_assert_cmpuint (all->len, ==, whole->len);
  for (guint k = 0; k < whole->len; k++) {
    g_assert_cmpfloat (((EmulatorWindow *) g_ptr_array_index (all, k))->start_time, ==, k);
    assert_same_tags (g_ptr_array_index (all, k), g_ptr_array_index (whole, k));
  }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  vocabulary = emulator_vocabulary_new ();
  sensitivity = emulator_sensitivity_new ();
  g_test_add_func ("/emulator/measure/pieces", test_pieces);
  g_test_add_func ("/emulator/measure/sessions", test_sessions);
  g_test_add_func ("/emulator/measure/other-grids", test_other_grids);
  g_test_add_func ("/emulator/measure/short", test_short);
  g_test_add_func ("/emulator/measure/taken", test_taken);
  result = g_test_run ();
  emulator_vocabulary_free (vocabulary);
  emulator_sensitivity_free (sensitivity);
  return result;
}
