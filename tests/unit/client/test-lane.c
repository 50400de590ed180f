/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/client/test-lane.h"

#include <string.h>

#include "tests/common/sound.h"
#include "tests/unit/client/test-client.h"

/* One submission. */
typedef struct {
  TestLane *lane;
  unsigned int first, n;
  int sensitivity;
  GPtrArray *windows;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_pointer (&call->windows, g_ptr_array_unref);
  g_free (call);
}

static void
left_cb (CochlClient *client, const char *session_id, const GError *why, gpointer user_data)
{
  TestLane *self = user_data;

  self->n_left++;
}

/* Tones that come and go, so that no window is like the one before. */
static void
make_sound (TestLane *self, unsigned int seconds)
{
  g_autoptr (TestSound) sound = test_sound_new (TEST_LANE_RATE);

  test_sound_add_silence (sound, seconds);
  for (unsigned int i = 1; i < seconds; i += 3)
    test_sound_mix_tone (sound, 880, i, 0.5 + i % 4 * 0.4, 0.5);
  for (unsigned int i = 2; i < seconds; i += 5)
    test_sound_mix_tone (sound, 1760, i, 1.3, 0.2);
  self->samples = g_memdup2 (test_sound_get_samples (sound, &self->n_samples), seconds * TEST_LANE_RATE * 2);
}

TestLane *
test_lane_new (CochlSessionType type, unsigned int seconds, const char *const *options)
{
  TestLane *self = g_new0 (TestLane, 1);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  g_ptr_array_add (all, (gpointer) "--tone=880=Siren");
  g_ptr_array_add (all, (gpointer) "--tone=1760=Bell");
  for (unsigned int i = 0; options != NULL && options[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer) options[i]);
  g_ptr_array_add (all, NULL);
  self->emulator = test_emulator_startv ((const char *const *) all->pdata);
  self->client = test_client_new_for (test_emulator_get_base_url (self->emulator), 3);
  g_signal_connect (self->client, "session-left", G_CALLBACK (left_cb), self);
  self->type = type;
  self->lane = cochl_lane_new ();
  self->calls = g_ptr_array_new_with_free_func (call_free);
  make_sound (self, seconds);
  return self;
}

void
test_lane_free (TestLane *self)
{
  test_client_end (self->client);
  /* A DELETE may be done, though its answer did not come in time. */
  g_assert_cmpint (test_emulator_get_stat (self->emulator, "sessions.open"), <=, self->n_left);
  test_emulator_stop (self->emulator);
  cochl_lane_unref (self->lane);
  g_ptr_array_unref (self->calls);
  g_clear_error (&self->error);
  g_free (self->samples);
  g_free (self);
}

static void
judged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  TestLane *self = call->lane;
  g_autoptr (GError) error = NULL;

  call->windows = cochl_client_submit_finish (self->client, result, &error);
  self->n_waiting--;
  if (error != NULL && self->error == NULL)
    self->error = g_steal_pointer (&error);
}

void
test_lane_submit (TestLane *self, unsigned int first, unsigned int n, GCancellable *cancellable)
{
  Call *call = g_new0 (Call, 1);
  gsize size = (n + 1) * TEST_LANE_RATE;
  g_autoptr (GBytes) audio = NULL;
  g_autoptr (CochlSubmission) submission = NULL;

  g_assert_cmpuint (first * TEST_LANE_RATE + size, <=, self->n_samples);
  audio = g_bytes_new (self->samples + first * TEST_LANE_RATE, size * 2);
  submission = cochl_submission_new_raw (self->type, self->lane, audio, TEST_LANE_RATE, first * TEST_LANE_RATE,
                                         COCHL_DEFAULT_WINDOW_SIZE, COCHL_DEFAULT_WINDOW_HOP, self->sensitivity, NULL);
  call->lane = self;
  call->first = first;
  call->n = n;
  call->sensitivity = self->sensitivity;
  g_ptr_array_add (self->calls, call);
  self->n_waiting++;
  cochl_client_submit_async (self->client, submission, cancellable, judged_cb, call);
}

static gboolean
expired_cb (gpointer user_data)
{
  g_error ("nothing came within a minute and a half");
  return G_SOURCE_REMOVE;
}

static void
wait_for (TestLane *self, unsigned int most)
{
  guint limit = g_timeout_add_seconds (90, expired_cb, NULL);

  while (self->n_waiting > most)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

void
test_lane_wait (TestLane *self)
{
  wait_for (self, 0);
}

void
test_lane_run (TestLane *self, unsigned int first, unsigned int end, unsigned int at_once)
{
  for (unsigned int i = first; i < end; i++) {
    wait_for (self, at_once - 1);
    test_lane_submit (self, i, 1, NULL);
  }
  wait_for (self, 0);
}

static void
put (GByteArray *out, guint32 value, unsigned int n)
{
  guint8 bytes[4] = { value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff, value >> 24 };

  g_byte_array_append (out, bytes, n);
}

/* What a file session says of all the audio. */
static GPtrArray *
judge_as_file (TestLane *self, int sensitivity)
{
  g_autoptr (TestSound) sound = test_sound_new (TEST_LANE_RATE);
  guint32 size = (guint32) self->n_samples * 2;
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (out, (const guint8 *) "RIFF", 4);
  put (out, size + 36, 4);
  g_byte_array_append (out, (const guint8 *) "WAVEfmt ", 8);
  put (out, 16, 4);
  put (out, 1, 2);
  put (out, 1, 2);
  put (out, TEST_LANE_RATE, 4);
  put (out, TEST_LANE_RATE * 2, 4);
  put (out, 2, 2);
  put (out, 16, 2);
  g_byte_array_append (out, (const guint8 *) "data", 4);
  put (out, size, 4);
  g_byte_array_append (out, (const guint8 *) self->samples, size);
  g_autoptr (GBytes) audio = g_byte_array_free_to_bytes (out);
  g_autoptr (CochlSubmission) submission = cochl_submission_new (
      audio, "audio/wav", "all.wav", (gint64) self->n_samples * COCHL_SECOND / TEST_LANE_RATE, COCHL_DEFAULT_WINDOW_SIZE,
      COCHL_DEFAULT_WINDOW_HOP, sensitivity, NULL);
  GPtrArray *windows = test_client_submit (self->client, submission, &error);
  g_assert_no_error (error);
  return windows;
}

static void
assert_call (const Call *call, GPtrArray *expected)
{
  gint64 offset = call->first * COCHL_SECOND;

  g_assert_nonnull (call->windows);
  g_assert_cmpuint (call->windows->len, ==, call->n);
  for (unsigned int k = 0; k < call->n; k++) {
    CochlWindow *window = g_ptr_array_index (call->windows, k);
    g_autoptr (CochlWindow) moved = cochl_window_move (window, cochl_window_get_start (window) + offset,
                                                       cochl_window_get_end (window) + offset);

    g_assert_true (cochl_window_equal (moved, g_ptr_array_index (expected, call->first + k)));
  }
}

void
test_lane_assert_windows (TestLane *self)
{
  GPtrArray *expected[5] = { NULL };

  g_assert_no_error (self->error);
  test_emulator_clear_faults (self->emulator);
  for (unsigned int i = 0; i < self->calls->len; i++) {
    const Call *call = g_ptr_array_index (self->calls, i);
    GPtrArray **of_file = &expected[call->sensitivity + 2];

    if (*of_file == NULL)
      *of_file = judge_as_file (self, call->sensitivity);
    assert_call (call, *of_file);
  }
  for (unsigned int i = 0; i < G_N_ELEMENTS (expected); i++)
    g_clear_pointer (&expected[i], g_ptr_array_unref);
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
test_lane_end (TestLane *self)
{
  guint limit = g_timeout_add_seconds (60, expired_cb, NULL);
  guint wake = g_timeout_add (5, wake_cb, NULL);

  cochl_client_end_lane (self->client, self->lane);
  while (test_emulator_get_stat (self->emulator, "sessions.open") > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake);
  g_source_remove (limit);
}
