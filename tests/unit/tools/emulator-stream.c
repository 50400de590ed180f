/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-stream.h"

#include "tests/unit/tools/listening.h"
#include "tools/emulator/emulator-error.h"

#define RATE 8000

static EmulatorVocabulary *vocabulary;
static EmulatorSensitivity *sensitivity;
static const EmulatorGrid grid = { 2, 1 };

static EmulatorStream *
make_stream (void)
{
  EmulatorFormat format;

  g_assert_true (emulator_format_parse (&format, "audio/x-raw; rate=8000; format=s16", NULL));
  return emulator_stream_new (&format, &grid, vocabulary, sensitivity);
}

/* Silence, a tone in seconds 3 to 5, noise from 5 on: 7.5 s. */
static TestSound *
make_sound (void)
{
  TestSound *sound = test_sound_new (RATE);

  test_sound_add_silence (sound, 3);
  test_sound_add_tone (sound, 880, 2, 0.5);
  test_sound_add_noise (sound, 2.5, 0.5);
  return sound;
}

static GBytes *
cut (TestSound *sound, gsize from, gsize n_samples)
{
  gsize total;
  const gint16 *samples = test_sound_get_samples (sound, &total);
  g_autofree gint16 *piece = NULL;

  n_samples = MIN (n_samples, total - from);
  piece = g_new (gint16, n_samples + 1);
  for (gsize i = 0; i < n_samples; i++)
    piece[i] = GINT16_TO_LE (samples[from + i]);
  return g_bytes_new (piece, n_samples * sizeof (gint16));
}

static void
assert_window (const EmulatorWindow *window, double start, const char *tag)
{
  g_assert_cmpfloat (window->start_time, ==, start);
  g_assert_cmpfloat (window->end_time, ==, start + 2);
  g_assert_cmpstr (((EmulatorTag *) g_ptr_array_index (window->tags, 0))->name, ==, tag);
}

static const char *const tags[] = { "Others", "Others", "Siren", "Siren", "Noise", "Noise" };

static void
append (GPtrArray *all, GPtrArray *windows)
{
  g_ptr_array_extend_and_steal (all, windows);
}

/* The same windows however the audio was cut, each as soon as it is whole. */
static void
test_pieces (void)
{
  static const gsize pieces[] = { 160, 8000, 60000 };
  g_autoptr (TestSound) sound = make_sound ();

  for (guint p = 0; p < G_N_ELEMENTS (pieces); p++) {
    g_autoptr (EmulatorStream) stream = make_stream ();
    g_autoptr (GPtrArray) all = emulator_window_list_new ();

    for (gsize from = 0; from < 60000; from += pieces[p]) {
      g_autoptr (GBytes) piece = cut (sound, from, pieces[p]);
      double seconds = 0;

      append (all, emulator_stream_push (stream, piece, &seconds, NULL));
      g_assert_cmpfloat (seconds, ==, (double) MIN (pieces[p], 60000 - from) / RATE);
      g_assert_cmpuint (all->len, ==, emulator_grid_count (&grid, (double) MIN (from + pieces[p], 60000) / RATE)
                                        - ((from + pieces[p]) >= RATE && (from + pieces[p]) < 2 * RATE));
    }
    append (all, emulator_stream_finish (stream));
    g_assert_cmpuint (all->len, ==, 6);
    for (guint i = 0; i < 6; i++)
      assert_window (g_ptr_array_index (all, i), i, tags[i]);
  }
}

/* Shorter than a window: one, at the end. */
static void
test_short (void)
{
  g_autoptr (TestSound) sound = make_sound ();
  g_autoptr (EmulatorStream) stream = make_stream ();
  g_autoptr (EmulatorStream) empty = make_stream ();
  g_autoptr (GBytes) piece = cut (sound, 3 * RATE, 12000);
  g_autoptr (GPtrArray) early = NULL;
  g_autoptr (GPtrArray) late = NULL;
  g_autoptr (GPtrArray) none = emulator_stream_finish (empty);
  double seconds;

  early = emulator_stream_push (stream, piece, &seconds, NULL);
  g_assert_cmpuint (early->len, ==, 0);
  late = emulator_stream_finish (stream);
  g_assert_cmpuint (late->len, ==, 1);
  assert_window (g_ptr_array_index (late, 0), 0, "Siren");
  g_assert_cmpuint (none->len, ==, 0);
}

/* Both ways of asking give the windows that pushing gives. */
static void
test_predict (void)
{
  for (EmulatorPredictData data = EMULATOR_PREDICT_WINDOW; data <= EMULATOR_PREDICT_HOP; data++) {
    g_autoptr (TestSound) sound = make_sound ();
    g_autoptr (EmulatorStream) stream = make_stream ();

    for (guint i = 0; i < 6; i++) {
      gboolean whole = data == EMULATOR_PREDICT_WINDOW || i == 0;
      g_autoptr (GBytes) piece = whole ? cut (sound, i * RATE, 2 * RATE) : cut (sound, (i + 1) * RATE, RATE);
      g_autoptr (EmulatorWindow) window = NULL;
      double seconds;

      window = emulator_stream_predict (stream, piece, data, &seconds, NULL);
      assert_window (window, i, tags[i]);
      g_assert_cmpfloat (seconds, ==, whole ? 2 : 1);
    }
  }
}

static void
assert_refused (EmulatorStream *stream, TestSound *sound, gsize n_samples, EmulatorPredictData data)
{
  g_autoptr (GBytes) piece = cut (sound, 0, n_samples);
  g_autoptr (GError) error = NULL;
  double seconds;

  g_assert_null (emulator_stream_predict (stream, piece, data, &seconds, &error));
  g_assert_error (error, EMULATOR_ERROR, 400);
}

static void
test_refused (void)
{
  g_autoptr (TestSound) sound = make_sound ();
  g_autoptr (EmulatorStream) stream = make_stream ();
  g_autoptr (GBytes) odd = g_bytes_new_static ("abc", 3);
  g_autoptr (GBytes) piece = cut (sound, 0, 2 * RATE);
  g_autoptr (EmulatorWindow) window = NULL;
  g_autoptr (GError) error = NULL;
  double seconds;

  assert_refused (stream, sound, 3 * RATE, EMULATOR_PREDICT_WINDOW);
  assert_refused (stream, sound, RATE / 2, EMULATOR_PREDICT_WINDOW);
  assert_refused (stream, sound, RATE / 2, EMULATOR_PREDICT_HOP);
  g_assert_null (emulator_stream_predict (stream, odd, EMULATOR_PREDICT_WINDOW, &seconds, &error));
  g_assert_error (error, EMULATOR_ERROR, 400);
  g_clear_error (&error);
  window = emulator_stream_predict (stream, piece, EMULATOR_PREDICT_HOP, &seconds, NULL);
  assert_window (window, 0, "Others");
  assert_refused (stream, sound, 2 * RATE, EMULATOR_PREDICT_HOP);
  g_assert_null (emulator_stream_push (stream, piece, &seconds, &error));
  g_assert_error (error, EMULATOR_ERROR, 400);
}

static void
test_not_both (void)
{
  g_autoptr (TestSound) sound = make_sound ();
  g_autoptr (EmulatorStream) stream = make_stream ();
  g_autoptr (GBytes) piece = cut (sound, 0, RATE);
  g_autoptr (GPtrArray) windows = NULL;
  double seconds;

  windows = emulator_stream_push (stream, piece, &seconds, NULL);
  assert_refused (stream, sound, 2 * RATE, EMULATOR_PREDICT_WINDOW);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  vocabulary = emulator_vocabulary_new ();
  sensitivity = emulator_sensitivity_new ();
  g_assert_true (emulator_vocabulary_add_tone (vocabulary, "880=Siren", NULL));
  g_test_add_func ("/emulator/stream/pieces", test_pieces);
  g_test_add_func ("/emulator/stream/short", test_short);
  g_test_add_func ("/emulator/stream/predict", test_predict);
  g_test_add_func ("/emulator/stream/refused", test_refused);
  g_test_add_func ("/emulator/stream/not-both", test_not_both);
  result = g_test_run ();
  emulator_sensitivity_free (sensitivity);
  emulator_vocabulary_free (vocabulary);
  return result;
}
