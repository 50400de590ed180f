/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

/* Start, seek, flush, pause, change, stop, at any moment and in any order: every
 * cycle ends, no session is left, every start of a sound has its end. As many
 * cycles as COCHLSENSE_CYCLES says; the seed is the test's own (--seed). */

typedef struct {
  GstElement *pipeline, *sense;
  GstBus *bus;
  GHashTable *open;  /* ids of events */
  gboolean eos;      /* nothing more comes before a seek */
} World;

static World *
world_new (TestEmulator *emulator)
{
  World *self = g_new0 (World, 1);
  g_autofree char *line = g_strdup_printf (
      "audiotestsrc freq=880 num-buffers=%d samplesperbuffer=%d ! cochlsense name=sense base-url=%s api-key=k "
      "segment-duration=%" G_GUINT64_FORMAT " max-in-flight=%d attach-metas=%s ! fakesink sync=false",
      g_test_rand_int_range (1, 400), g_test_rand_int_range (100, 3000), test_emulator_get_base_url (emulator),
      g_test_rand_int_range (1, 5) * GST_SECOND, g_test_rand_int_range (1, 5),
      g_test_rand_bit () ? "true" : "false");
  g_autoptr (GError) error = NULL;

  self->pipeline = gst_parse_launch (line, &error);
  g_assert_no_error (error);
  self->sense = gst_bin_get_by_name (GST_BIN (self->pipeline), "sense");
  self->bus = gst_element_get_bus (self->pipeline);
  self->open = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

static void
take_structure (World *self, const GstStructure *structure)
{
  guint64 id;

  if (!gst_structure_has_name (structure, "cochlsense-event"))
    return;
  g_assert_true (gst_structure_get_uint64 (structure, "id", &id));
  if (g_str_equal (gst_structure_get_string (structure, "state"), "start"))
    g_assert_true (g_hash_table_add (self->open, g_memdup2 (&id, sizeof id)));
  else
    g_assert_true (g_hash_table_remove (self->open, &id));
}

/* Handles what is there, or waits for one message of @types. */
static void
take_messages (World *self, GstMessageType types)
{
  GstMessage *message;
  gboolean found = types == 0 || self->eos;

  while ((message = found ? gst_bus_pop (self->bus) : gst_bus_timed_pop (self->bus, 20 * GST_SECOND))) {
    g_autoptr (GError) error = NULL;

    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
      g_autofree char *debug = NULL;

      gst_message_parse_error (message, &error, &debug);
      g_error ("%s (%s)", error->message, debug);
    }
    g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_WARNING);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT)
      take_structure (self, gst_message_get_structure (message));
    self->eos |= GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
    found |= (GST_MESSAGE_TYPE (message) & types) != 0;
    gst_message_unref (message);
  }
  g_assert_true (found);
}

/* One thing after the other: a pipeline that is asked for the next while it still
 * changes its state may get stuck, with any element in it. Stopping is never
 * waited with. */
static void
go_to (World *self, GstState state)
{
  gst_element_set_state (self->pipeline, state);
  g_assert_cmpint (gst_element_get_state (self->pipeline, NULL, NULL, 20 * GST_SECOND), ==,
                   GST_STATE_CHANGE_SUCCESS);
}

static void
seek (World *self, double rate, GstClockTime start)
{
  if (GST_STATE (self->pipeline) < GST_STATE_PAUSED)
    go_to (self, GST_STATE_PAUSED);
  take_messages (self, 0);
  self->eos = FALSE;
  gst_element_seek (self->pipeline, rate, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, GST_SEEK_TYPE_SET, start,
                    GST_SEEK_TYPE_NONE, 0);
  if (g_test_rand_bit ())
    go_to (self, GST_STATE_TARGET (self->pipeline));
}

static void
do_something (World *self)
{
  switch (g_test_rand_int_range (0, 8)) {
    case 0:
      go_to (self, GST_STATE_PAUSED);
      break;
    case 1:
    case 2:
      seek (self, 1.0, g_test_rand_int_range (0, 100) * GST_SECOND);
      break;
    case 3:
      seek (self, g_test_rand_bit () ? 2.0 : 0.5, 0);
      break;
    case 4:
      gst_util_set_object_arg (G_OBJECT (self->sense), "tags", g_test_rand_bit () ? "<Siren>" : "<>");
      break;
    case 5:
      gst_util_set_object_arg (G_OBJECT (self->sense), "attach-metas", g_test_rand_bit () ? "true" : "false");
      break;
    case 6:
      go_to (self, GST_STATE_PLAYING);
      take_messages (self, GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS);
      break;
    default:
      go_to (self, GST_STATE_PLAYING);
      break;
  }
  take_messages (self, 0);
}

static void
world_free (World *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_READY);
  take_messages (self, 0);
  g_assert_cmpuint (g_hash_table_size (self->open), ==, 0);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->sense);
  gst_object_unref (self->bus);
  gst_object_unref (self->pipeline);
  g_hash_table_unref (self->open);
  g_free (self);
}

static void
test_cycles (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", "--latency", "1", NULL);
  const char *cycles = g_getenv ("COCHLSENSE_CYCLES");
  guint n = cycles ? atoi (cycles) : 40;

  for (guint i = 0; i < n; i++) {
    World *world = world_new (emulator);

    for (int step = g_test_rand_int_range (1, 8); step > 0; step--)
      do_something (world);
    world_free (world);
    g_assert_cmpint (test_emulator_get_stat (emulator, "sessions.open"), ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/cycles", test_cycles);
  return g_test_run ();
}
