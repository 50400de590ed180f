/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* Sessions that go on from segment to segment: what is told is what file
 * sessions of the same audio tell. Each test is run for both types. */

typedef struct {
  const char *type;
  TestEmulator *emulator;
  Check *check;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->type = data;
  self->emulator = test_emulator_start ("--tone", "880=Siren", "--analysis-time", "0.05", NULL);
  self->check = check_start (self->emulator, "session-type", self->type, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  check_free (self->check);
  g_assert_cmpint (test_emulator_get_stat (self->emulator, "sessions.open"), ==, 0);
  test_emulator_stop (self->emulator);
}

/* Tones that begin and end within windows, and an end that fills none. */
static void
push_sound (Fixture *self, Check *check, GstClockTime timestamp)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);

  test_sound_add_silence (sound, 15.5);
  test_sound_mix_tone (sound, 880, 2.3, 1.5, 0.5);
  test_sound_mix_tone (sound, 880, 7, 3.2, 0.2);
  test_sound_mix_tone (sound, 1760, 12.5, 3, 0.5);
  g_assert_cmpint (check_push_sound (check, sound, timestamp, 4410), ==, GST_FLOW_OK);
}

/* Few enough seconds that nothing waits for what is under way. */
static void
push_tone (Fixture *self, GstClockTime timestamp)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);

  test_sound_add_tone (sound, 880, 3, 0.5);
  g_assert_cmpint (check_push_sound (self->check, sound, timestamp, 4410), ==, GST_FLOW_OK);
}

static char *
judge_as_file (Fixture *self, void (*push) (Fixture *self, Check *check))
{
  g_autoptr (Check) check = check_start (self->emulator, "session-type", "file", NULL);

  push (self, check);
  check_push_eos (check);
  return check_take_log (check);
}

static void
assert_as_file (Fixture *self, void (*push) (Fixture *self, Check *check), gint64 n_sessions)
{
  g_autofree char *expected = NULL;

  push (self, self->check);
  check_push_eos (self->check);
  g_assert_cmpint (test_emulator_get_stat (self->emulator, "sessions.created"), ==, n_sessions);
  expected = judge_as_file (self, push);
  check_assert_log (self->check, expected);
}

static void
push_once (Fixture *self, Check *check)
{
  push_sound (self, check, 0);
}

static void
test_same_as_file (Fixture *self, gconstpointer data)
{
  assert_as_file (self, push_once, 1);
  /* 16 s, with the padding of the last window; or fifteen windows of 2 s. */
  g_assert_cmpuint (check_get_stat (self->check, "analysis-units"), ==, 2);
}

static void
push_jump (Fixture *self, Check *check)
{
  push_sound (self, check, 0);
  push_sound (self, check, 60 * GST_SECOND);
}

/* Each stretch of unbroken audio has a session of its own. */
static void
test_jump (Fixture *self, gconstpointer data)
{
  assert_as_file (self, push_jump, 2);
}

static void
push_two_formats (Fixture *self, Check *check)
{
  g_autoptr (TestSound) sound = test_sound_new (8000);

  push_sound (self, check, 0);
  gst_harness_set_src_caps_str (check->harness, "audio/x-raw,format=S16LE,rate=8000,channels=1,layout=interleaved");
  test_sound_add_tone (sound, 880, 4.5, 0.5);
  g_assert_cmpint (check_push_sound (check, sound, 15500 * GST_MSECOND, 800), ==, GST_FLOW_OK);
}

static void
test_caps_change (Fixture *self, gconstpointer data)
{
  assert_as_file (self, push_two_formats, 2);
}

/* The service ends its sessions in the middle, one way or the other. */
static void
test_ended (Fixture *self, gconstpointer data)
{
  static const char *const methods[] = { "PATCH", "DELETE" };
  g_autofree char *expected = NULL;
  g_autofree char *first = NULL;
  g_autofree char *all = NULL;

  for (guint i = 0; i < 2; i++) {
    g_autofree char *log = NULL;
    g_autofree char *rest = NULL;

    push_sound (self, self->check, i * 15500 * GST_MSECOND);
    log = check_wait_log (self->check, i == 0 ? "window 13 " : "window 28 ");
    json_node_unref (test_emulator_request (self->emulator, methods[i], "sessions", NULL));
    rest = all;
    all = g_strconcat (rest ? rest : "", log, NULL);
  }
  push_sound (self, self->check, 31 * GST_SECOND);
  check_push_eos (self->check);
  first = check_take_log (self->check);
  expected = g_strconcat (all, first, NULL);
  g_assert_cmpint (test_emulator_get_stat (self->emulator, "sessions.created"), ==, 3);

  g_autoptr (Check) check = check_start (self->emulator, "session-type", "file", NULL);
  for (guint i = 0; i < 3; i++)
    push_sound (self, check, i * 15500 * GST_MSECOND);
  check_push_eos (check);
  check_assert_log (check, expected);
}

/* A seek: what was under way is gone with its session. */
static void
test_flush (Fixture *self, gconstpointer data)
{
  GstSegment segment;

  test_emulator_set (self->emulator, "{\"analysis_time\": 30}");
  push_tone (self, 0);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (gst_harness_push_event (self->check->harness, gst_event_new_flush_start ()));
  test_emulator_set (self->emulator, "{\"analysis_time\": 0.05}");
  g_assert_true (gst_harness_push_event (self->check->harness, gst_event_new_flush_stop (TRUE)));
  check_push_segment (self->check, &segment);
  push_tone (self, 100 * GST_SECOND);
  check_push_eos (self->check);
  check_assert_log (self->check,
                    "window 0 analyzed 100000+2000 Siren\n"
                    "start #1 Siren 100000+2000\n"
                    "window 1 analyzed 101000+2000 Siren\n"
                    "end #1 Siren 100000+3000\n");
}

/* Type and sensitivity are changed while it plays: from one segment to the next,
 * none lost, none twice. */
static void
test_changes (Fixture *self, gconstpointer data)
{
  static const char *const types[] = { "file", "stream", "predict", "stream", "file" };
  g_autofree char *log = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_object_set (self->check->element, "segment-duration", 2 * GST_SECOND, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    gst_util_set_object_arg (G_OBJECT (self->check->element), "session-type", types[i]);
    g_object_set (self->check->element, "sensitivity", (int) i % 3 - 1, NULL);
    push_sound (self, self->check, i * 15500 * GST_MSECOND);
  }
  check_push_eos (self->check);
  log = check_take_log (self->check);
  lines = g_strsplit (log, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    g_autofree char *start = g_strdup_printf ("window %u analyzed %u+", n, n * 1000);

    n += g_str_has_prefix (lines[i], start);
  }
  /* 77.5 s. */
  g_assert_cmpuint (n, ==, 77);
  g_assert_cmpuint (check_get_stat (self->check, "windows"), ==, 77);
}

/* Stopped with windows under way. */
static void
test_stop (Fixture *self, gconstpointer data)
{
  test_emulator_set (self->emulator, "{\"analysis_time\": 30}");
  push_tone (self, 0);
  g_assert_cmpint (gst_element_set_state (self->check->element, GST_STATE_NULL), ==, GST_STATE_CHANGE_SUCCESS);
  g_assert_cmpint (test_emulator_get_stat (self->emulator, "sessions.open"), ==, 0);
}

static void
test_other_windows (Fixture *self, gconstpointer data)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", "--window-size", "1", "--window-hop", "0.5", NULL);
  g_autoptr (Check) check = check_start (emulator, "session-type", self->type, NULL);
  g_autoptr (TestSound) sound = test_sound_new (22050);

  test_sound_add_tone (sound, 880, 2.2, 0.5);
  check_push_sound (check, sound, 0, 4410);
  check_push_eos (check);
  check_assert_log (check,
                    "window 0 analyzed 0+1000 Siren\n"
                    "start #1 Siren 0+1000\n"
                    "window 1 analyzed 500+1000 Siren\n"
                    "window 2 analyzed 1000+1000 Siren\n"
                    "window 3 analyzed 1500+700 Siren\n"
                    "end #1 Siren 0+2200\n");
}

/* A service that wants of each window only what is new. */
static void
test_new_audio (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", "--predict-data", "hop", NULL);
  g_autoptr (Check) check = check_start (emulator, "session-type", "predict", "predict-new-audio", "true", NULL);
  Fixture self = { "predict", emulator, check };

  assert_as_file (&self, push_jump, 2);
  /* 16 s twice. */
  g_assert_cmpuint (check_get_stat (check, "analysis-units"), ==, 2 * 2);
}

int
main (int argc, char **argv)
{
  static const char *const types[] = { "stream", "predict" };
  static const struct {
    const char *name;
    void (*test) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "same-as-file", test_same_as_file },
    { "jump", test_jump },
    { "caps-change", test_caps_change },
    { "ended", test_ended },
    { "flush", test_flush },
    { "changes", test_changes },
    { "stop", test_stop },
    { "other-windows", test_other_windows },
  };

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  for (guint t = 0; t < G_N_ELEMENTS (types); t++) {
    for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
      g_autofree char *path = g_strdup_printf ("/streams/%s/%s", types[t], tests[i].name);

      g_test_add (path, Fixture, types[t], set_up, tests[i].test, tear_down);
    }
  }
  g_test_add_func ("/streams/predict/new-audio", test_new_audio);
  return g_test_run ();
}
