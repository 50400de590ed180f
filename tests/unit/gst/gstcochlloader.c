/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlloader.h"

#include "tests/common/sound.h"

#define RATE 8000

typedef struct {
  GstCochlCutter *cutter;
  GstCochlConfig *config;
  GstCochlLoader *loader;
  GString *log;
} Fixture;

static void
complain (const GError *error, gpointer user_data)
{
  Fixture *self = user_data;

  g_string_append_printf (self->log, "%s\n", error->message);
}

static void
push_plain (Fixture *self, GstCochlItem item)
{
  gst_cochl_cutter_push (self->cutter, &item);
}

static void
set_up (Fixture *self, gconstpointer settled)
{
  GstCochlItem format = { .type = GST_COCHL_ITEM_FORMAT }, segment = { .type = GST_COCHL_ITEM_SEGMENT };

  self->cutter = gst_cochl_cutter_new ();
  if (settled)
    gst_cochl_cutter_settle (self->cutter);
  gst_cochl_cutter_set_duration (self->cutter, 2 * GST_SECOND);
  gst_audio_info_set_format (&format.info, GST_AUDIO_FORMAT_S16, RATE, 1, NULL);
  gst_segment_init (&segment.segment, GST_FORMAT_TIME);
  push_plain (self, format);
  push_plain (self, segment);
  self->config = gst_cochl_config_new ();
  self->config->min_level = -20;
  self->log = g_string_new (NULL);
  self->loader = gst_cochl_loader_new (self->cutter, complain, self);
}

static void
tear_down (Fixture *self, gconstpointer settled)
{
  gst_cochl_loader_free (self->loader);
  gst_cochl_cutter_free (self->cutter);
  gst_cochl_config_unref (self->config);
  g_string_free (self->log, TRUE);
}

static void
push_sound (Fixture *self, GstClockTime pts, TestSound *sound)
{
  gsize n;
  const gint16 *samples = test_sound_get_samples (sound, &n);
  gpointer plane = (gpointer) samples;
  GstCochlItem item = { .type = GST_COCHL_ITEM_AUDIO, .pts = pts, .frames = n, .n_planes = 1, .planes = &plane };

  gst_cochl_cutter_push (self->cutter, &item);
}

static void
push_silence (Fixture *self, GstClockTime pts, double seconds)
{
  g_autoptr (TestSound) sound = test_sound_new (RATE);

  test_sound_add_silence (sound, seconds);
  push_sound (self, pts, sound);
}

/* What comes out, a line each. */
static void
pop_all (Fixture *self)
{
  GstCochlJob *job;

  while ((job = gst_cochl_loader_pop (self->loader, self->config))) {
    g_string_append_printf (self->log, "%d %s\n", (int) job->first_window, job->quiet ? "quiet" :
                            cochl_submission_get_file_name (job->submission));
    g_assert_cmpint (job->state, ==, job->quiet ? GST_COCHL_JOB_DONE : GST_COCHL_JOB_WAITING);
    g_assert_null (job->samples);
    gst_cochl_job_free (job);
  }
}

static void
assert_log (Fixture *self, const char *expected)
{
  pop_all (self);
  g_assert_cmpstr (self->log->str, ==, expected);
  g_string_truncate (self->log, 0);
}

/* Windows 6 and 7 have the tone; 4 is the lead-in, 5 and 8 overlap. */
static void
test_tone (Fixture *self, gconstpointer settled)
{
  g_autoptr (TestSound) sound = test_sound_new (RATE);

  test_sound_add_silence (sound, 7.5);
  test_sound_add_tone (sound, 440, 0.5, 0.5);
  test_sound_add_silence (sound, 4);
  push_sound (self, 0, sound);
  assert_log (self, "0 quiet\n1 quiet\n2 quiet\n3 quiet\n"
              "4 segment-4.wav\n5 segment-5.wav\n6 segment-6.wav\n7 segment-7.wav\n8 segment-8.wav\n");
  g_assert_false (gst_cochl_loader_is_empty (self->loader));
  push_plain (self, (GstCochlItem) { .type = GST_COCHL_ITEM_EOS });
  assert_log (self, "9 quiet\n10 quiet\n");
  g_assert_true (gst_cochl_loader_is_empty (self->loader));
}

/* A stretch that ends with a segment is decided, and the next begins anew. */
static void
test_stretches (Fixture *self, gconstpointer settled)
{
  g_autoptr (TestSound) sound = test_sound_new (RATE);

  test_sound_add_tone (sound, 440, 2, 0.5);
  push_silence (self, 0, 2);
  assert_log (self, "");
  push_sound (self, 10 * GST_SECOND, sound);
  assert_log (self, "0 quiet\n0 segment-1.wav\n");
  push_silence (self, 20 * GST_SECOND, 2);
  push_plain (self, (GstCochlItem) { .type = GST_COCHL_ITEM_GAP, .pts = 22 * GST_SECOND, .duration = 9 * GST_SECOND });
  assert_log (self, "0 quiet\n");
}

/* The service tells its windows only when it is asked. */
static void
test_first (Fixture *self, gconstpointer settled)
{
  push_silence (self, 0, 8);
  assert_log (self, "0 segment-0.wav\n");
  gst_cochl_cutter_settle (self->cutter);
  assert_log (self, "1 quiet\n2 quiet\n3 quiet\n4 quiet\n");
  gst_cochl_loader_drop (self->loader);
  g_assert_true (gst_cochl_loader_is_empty (self->loader));
}

static void
test_complaint (Fixture *self, gconstpointer settled)
{
  g_autoptr (GstPluginFeature) feature = gst_registry_lookup_feature (gst_registry_get (), "flacenc");

  gst_registry_remove_feature (gst_registry_get (), feature);
  self->config->upload_format = GST_COCHL_UPLOAD_FLAC;
  self->config->min_level = -200;
  push_silence (self, 0, 3);
  assert_log (self, "upload-format flac needs the element flacenc, which is not installed; Debian has it in the package "
              "gstreamer1.0-plugins-good.\n0 segment-0.wav\n1 segment-1.wav\n");
  gst_registry_add_feature (gst_registry_get (), feature);
}

static void
add_test (const char *path, gboolean settled, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, GINT_TO_POINTER (settled), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  add_test ("/loader/tone", TRUE, test_tone);
  add_test ("/loader/stretches", TRUE, test_stretches);
  add_test ("/loader/first", FALSE, test_first);
  add_test ("/loader/complaint", TRUE, test_complaint);
  return g_test_run ();
}
