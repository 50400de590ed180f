/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-analysis.h"

#include <gst/gst.h>
#include <string.h>

#include "tests/common/sound.h"

#define SESSIONS 12

typedef struct {
  guint told;
  guint failed;
  guint windows;
} Tally;

static EmulatorSession *
make_session (const char *id)
{
  EmulatorSessionParams *params = g_new0 (EmulatorSessionParams, 1);
  EmulatorGrid grid = { 2, 1 };

  params->sensitivity = emulator_sensitivity_new ();
  return emulator_session_new (id, params, &grid, 0);
}

static GPtrArray *
audio_of (GBytes *bytes)
{
  GPtrArray *audio = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (audio, g_bytes_ref (bytes));
  return audio;
}

static void
told_cb (EmulatorSession *session, GPtrArray *windows, double length, const char *why, gpointer user_data)
{
  Tally *tally = user_data;

  tally->told++;
  if (!windows) {
    g_assert_nonnull (why);
    tally->failed++;
    return;
  }
  g_assert_cmpfloat (length, ==, 3);
  tally->windows += windows->len;
  g_ptr_array_unref (windows);
}

static void
test_side_by_side (void)
{
  g_autoptr (EmulatorVocabulary) vocabulary = emulator_vocabulary_new ();
  g_autoptr (TestSound) sound = test_sound_new (8000);
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("nonsense", 8);
  g_autoptr (GBytes) wav = NULL;
  g_autoptr (EmulatorAnalysis) analysis = NULL;
  Tally tally = { 0 };

  test_sound_add_noise (sound, 3, 0.5);
  wav = test_sound_to_wav (sound);
  analysis = emulator_analysis_new (vocabulary, told_cb, &tally);
  for (guint i = 0; i < SESSIONS; i++) {
    g_autoptr (EmulatorSession) session = make_session ("id");

    emulator_analysis_push (analysis, session, audio_of (i % 4 == 0 ? nonsense : wav));
  }
  while (tally.told < SESSIONS)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (tally.failed, ==, SESSIONS / 4);
  g_assert_cmpuint (tally.windows, ==, (SESSIONS - SESSIONS / 4) * 2);
}

/* Freed with work waiting and under way, it tells nothing more. */
static void
test_freed_early (void)
{
  g_autoptr (EmulatorVocabulary) vocabulary = emulator_vocabulary_new ();
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("nonsense", 8);
  Tally tally = { 0 };
  EmulatorAnalysis *analysis = emulator_analysis_new (vocabulary, told_cb, &tally);

  for (guint i = 0; i < SESSIONS; i++) {
    g_autoptr (EmulatorSession) session = make_session ("id");

    emulator_analysis_push (analysis, session, audio_of (nonsense));
  }
  emulator_analysis_free (analysis);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (tally.told, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/emulator/analysis/side-by-side", test_side_by_side);
  g_test_add_func ("/emulator/analysis/freed-early", test_freed_early);
  return g_test_run ();
}
