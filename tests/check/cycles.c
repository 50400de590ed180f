/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/gst.h>
#include <stdlib.h>
#include <string.h>

#include "tests/common/emulator.h"
#include "tests/common/leftovers.h"
#include "tests/common/watchdog.h"

/* A pipeline that is started, sought, flushed, changed and stopped in any order, in
 * mid-flight, a thousand times in one process. Nothing may hang, no session may stay
 * open unnamed, every start of a sound has its end, no thread and no file
 * descriptor may be left over.
 *
 * Orders come from fixed seeds. COCHLSENSE_CYCLES=SEED:COUNT tries others. */

#define WAIT 120 /* s, for a cycle */
#define WARM_UP 10

typedef struct {
  TestEmulator *emulator;
  GRand *random;
  GstElement *pipeline, *source, *filter, *sense;
  gboolean stuck; /* the service judges nothing: what waits for it waits for ever */
  gboolean changed, ends; /* in this cycle: other caps; a segment with a stop */
  gboolean stops;         /* the cycle is at its end */
  TestWatchdog *watchdog;

  GMutex lock;
  GCond told;
  guint buffers, windows, eos; /* so many came */
  gboolean broken;             /* the source has given up, */
  guint given_up;              /* so often */
  gboolean gone;               /* the element */
  GHashTable *sounds;          /* ids of events that have started and not ended */
  GHashTable *left;            /* sessions that a WARNING has named */
} Cycles;

static void
take_warning (Cycles *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  const GstStructure *details;
  const char *id;

  gst_message_parse_warning (message, &error, NULL);
  gst_message_parse_warning_details (message, &details);
  id = details ? gst_structure_get_string (details, "session-id") : NULL;
  if (!id)
    g_error ("%s after: %s", error->message, test_watchdog_dup_trail (self->watchdog));
  g_hash_table_add (self->left, g_strdup (id));
}

static void
take_event (Cycles *self, const GstStructure *structure)
{
  guint64 id;

  g_assert_true (gst_structure_get_uint64 (structure, "id", &id));
  if (g_str_equal (gst_structure_get_string (structure, "state"), "start"))
    g_assert_true (g_hash_table_add (self->sounds, g_memdup2 (&id, sizeof id)));
  else
    g_assert_true (g_hash_table_remove (self->sounds, &id));
}

/* GStreamer 1.22 has two races of its own, with identity in our place as well. A
 * caps filter that gets other caps while the source still negotiates, or as all
 * stops, makes the source give up. And a segment that the source pushes while the
 * pads of the element behind it are being deactivated, source pad first, comes back
 * as an error (-5) instead of "flushing": about one stop in 10,000. */
static void
take_error (Cycles *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;
  gboolean known;

  gst_message_parse_error (message, &error, &debug);
  known = (self->changed && strstr (debug, "not-negotiated")) || (self->stops && strstr (debug, "reason error (-5)"));
  if (!known || GST_MESSAGE_SRC (message) != GST_OBJECT (self->source))
    g_error ("%s (%s) after: %s", error->message, debug, test_watchdog_dup_trail (self->watchdog));
  self->broken = TRUE;
  self->given_up++;
}

static GstBusSyncReply
message_cb (GstBus *bus, GstMessage *message, gpointer data)
{
  Cycles *self = data;

  g_mutex_lock (&self->lock);
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      if (gst_message_has_name (message, "cochlsense-event"))
        take_event (self, gst_message_get_structure (message));
      self->windows += gst_message_has_name (message, "cochlsense-window");
      break;
    case GST_MESSAGE_EOS:
      self->eos++;
      break;
    case GST_MESSAGE_WARNING:
      take_warning (self, message);
      break;
    case GST_MESSAGE_ERROR:
      take_error (self, message);
      break;
    default:
      break;
  }
  g_cond_broadcast (&self->told);
  g_mutex_unlock (&self->lock);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static GstPadProbeReturn
buffer_cb (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Cycles *self = data;

  g_mutex_lock (&self->lock);
  self->buffers++;
  g_cond_broadcast (&self->told);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

/* Until @count has grown by @more, or the audio has come to its end. The watchdog bounds it. */
static void
wait_for (Cycles *self, guint *count, guint more)
{
  guint start;

  g_mutex_lock (&self->lock);
  start = *count;
  while (*count - start < more && self->eos == 0 && !self->broken)
    g_cond_wait (&self->told, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* Under valgrind a plain tone: of ticks audiotestsrc of GStreamer 1.22 leaves
 * samples unwritten where the rate changes. */
static void
make_pipeline (Cycles *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstPad) pad = NULL;
  g_autofree char *line = g_strdup_printf (
      "audiotestsrc name=source wave=%s tick-interval=3000000000 samplesperbuffer=2205 ! capsfilter name=filter "
      "caps=audio/x-raw,format=S16LE,rate=22050,channels=1 ! cochlsense name=sense api-key=k base-url=%s "
      "segment-duration=2000000000 max-in-flight=3 max-queued=1 ! fakesink name=sink",
      g_getenv ("COCHLSENSE_VALGRIND") ? "sine" : "ticks", test_emulator_get_base_url (self->emulator));

  self->pipeline = gst_parse_launch (line, &error);
  g_assert_no_error (error);
  self->source = gst_bin_get_by_name (GST_BIN (self->pipeline), "source");
  self->filter = gst_bin_get_by_name (GST_BIN (self->pipeline), "filter");
  self->sense = gst_bin_get_by_name (GST_BIN (self->pipeline), "sense");
  sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, buffer_cb, self, NULL);
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (bus, message_cb, self, NULL);
}

static void
gone_cb (gpointer data, GObject *where_it_was)
{
  Cycles *self = data;

  g_mutex_lock (&self->lock);
  self->gone = TRUE;
  g_cond_broadcast (&self->told);
  g_mutex_unlock (&self->lock);
}

/* A thread of the pipeline's that was to finish a state change may hold it a moment longer. */
static void
drop_pipeline (Cycles *self)
{
  if (!self->pipeline)
    return;
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  self->gone = FALSE;
  g_object_weak_ref (G_OBJECT (self->sense), gone_cb, self);
  gst_clear_object (&self->source);
  gst_clear_object (&self->filter);
  gst_clear_object (&self->sense);
  gst_clear_object (&self->pipeline);
  g_mutex_lock (&self->lock);
  while (!self->gone)
    g_cond_wait (&self->told, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
set_state (Cycles *self, GstState state)
{
  test_watchdog_note (self->watchdog, "%s", gst_element_state_get_name (state));
  g_assert_cmpint (gst_element_set_state (self->pipeline, state), !=, GST_STATE_CHANGE_FAILURE);
}

/* GStreamer 1.22 now and then stays in PAUSED when it is asked for PLAYING, PAUSED
 * and PLAYING at once (with identity in our place as well): one after the other then. */
static void
settle (Cycles *self)
{
  GstStateChangeReturn done = gst_element_get_state (self->pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);

  if (done == GST_STATE_CHANGE_SUCCESS)
    return;
  /* GstBin lets a state change fail as an ERROR comes by, before the bus has it:
   * take_error() says whether it is a known one. The watchdog bounds it. */
  g_assert_cmpint (done, ==, GST_STATE_CHANGE_FAILURE);
  g_mutex_lock (&self->lock);
  while (!self->broken)
    g_cond_wait (&self->told, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* What may be done to a pipeline that plays. */

static void
let_audio_pass (Cycles *self)
{
  guint more = g_rand_int_range (self->random, 1, 60);

  if (self->stuck)
    return;
  test_watchdog_note (self->watchdog, "pass-%u", more);
  wait_for (self, &self->buffers, more);
}

static void
await_window (Cycles *self)
{
  if (self->stuck)
    return;
  test_watchdog_note (self->watchdog, "window");
  wait_for (self, &self->windows, 1);
}

/* @flags: without a flush another segment begins. */
static void
seek (Cycles *self, GstSeekFlags flags, double rate, GstClockTime duration)
{
  GstClockTime start = g_rand_int_range (self->random, 0, 3600000) * GST_MSECOND;

  g_mutex_lock (&self->lock);
  self->eos = 0;
  g_mutex_unlock (&self->lock);
  gst_element_seek (self->pipeline, rate, GST_FORMAT_TIME, flags, GST_SEEK_TYPE_SET, start,
                    GST_SEEK_TYPE_SET, duration == GST_CLOCK_TIME_NONE ? duration : start + duration);
}

static void
seek_flushing (Cycles *self)
{
  double rate = g_rand_boolean (self->random) ? 1.0 : 2.0;

  test_watchdog_note (self->watchdog, "seek-%.0f", rate);
  seek (self, GST_SEEK_FLAG_FLUSH, rate, GST_CLOCK_TIME_NONE);
}

/* Waits for the push that is under way, as GStreamer's sources do: for ever where the
 * sink does not play yet. Behind an EOS only a flush goes on. */
static void
change_segment (Cycles *self)
{
  if (self->stuck || self->ends)
    return;
  test_watchdog_note (self->watchdog, "segment");
  settle (self);
  if (self->broken)
    return;
  seek (self, GST_SEEK_FLAG_NONE, 1.0, GST_CLOCK_TIME_NONE);
}

/* A flush from within, as by an element in mid-pipeline. The source stops at it, and
 * goes on when it is sought; had it not stopped, it would push without a segment. */
static void
flush (Cycles *self)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->sense, "sink");
  g_autoptr (GstPad) source_pad = gst_element_get_static_pad (self->source, "src");

  test_watchdog_note (self->watchdog, "flush");
  gst_pad_send_event (pad, gst_event_new_flush_start ());
  while (gst_pad_get_task_state (source_pad) == GST_TASK_STARTED)
    g_thread_yield ();
  gst_pad_send_event (pad, gst_event_new_flush_stop (g_rand_boolean (self->random)));
  seek (self, GST_SEEK_FLAG_FLUSH, 1.0, GST_CLOCK_TIME_NONE);
}

/* Not within a segment that has a stop: audiotestsrc of GStreamer 1.22 then pushes
 * a last buffer whose duration is not that of its samples, which GstAudioFilter
 * cannot clip. */
static void
change_caps (Cycles *self)
{
  static const int rates[] = { 8000, 22050, 44100, 48000 };
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, "S16LE",
      "rate", G_TYPE_INT, rates[g_rand_int_range (self->random, 0, G_N_ELEMENTS (rates))],
      "channels", G_TYPE_INT, g_rand_int_range (self->random, 1, 3), NULL);

  if (self->ends)
    return;
  self->changed = TRUE;
  test_watchdog_note (self->watchdog, "caps");
  g_object_set (self->filter, "caps", caps, NULL);
}

static void
change_property (Cycles *self)
{
  static const char *const changes[][2] = {
    { "attach-metas", "true" }, { "attach-metas", "false" }, { "latency", "300" }, { "latency", "0" }, { "segment-duration", "3000000000" },
    { "segment-duration", "2000000000" }, { "max-in-flight", "1" }, { "max-in-flight", "4" },
    { "threshold", "0.5" }, { "sensitivity", "1" }, { "min-level", "-10" }, { "min-level", "-200" },
    { "upload-format", "flac" }, { "upload-format", "wav" },
  };
  const char *const *change = changes[g_rand_int_range (self->random, 0, G_N_ELEMENTS (changes))];
  g_autoptr (GstStructure) stats = NULL;

  if (self->stuck && g_str_equal (change[0], "attach-metas"))
    return;
  test_watchdog_note (self->watchdog, "%s=%s", change[0], change[1]);
  gst_util_set_object_arg (G_OBJECT (self->sense), change[0], change[1]);
  g_object_get (self->sense, "stats", &stats, NULL);
}

static void
play_to_end (Cycles *self)
{
  if (self->changed)
    return;
  self->ends = TRUE;
  test_watchdog_note (self->watchdog, "eos");
  seek (self, GST_SEEK_FLAG_FLUSH, 1.0, g_rand_int_range (self->random, 1, 5000) * GST_MSECOND);
  if (!self->stuck && g_rand_boolean (self->random))
    wait_for (self, &self->eos, 1);
}

/* The sink is not in PAUSED before another buffer has come. Where the service judges
 * nothing the source waits for room by then, and only a flush lets it go on. */
static void
hold (Cycles *self)
{
  settle (self);
  if (self->broken)
    return;
  set_state (self, GST_STATE_PAUSED);
  if (g_rand_boolean (self->random) || self->stuck)
    seek_flushing (self);
  settle (self);
  if (!self->broken)
    set_state (self, GST_STATE_PLAYING);
}

static void
run_cycle (Cycles *self)
{
  static void (*const actions[]) (Cycles *) = {
    let_audio_pass, let_audio_pass, await_window, seek_flushing, seek_flushing, change_segment, flush,
    change_caps, change_property, play_to_end, hold,
  };
  guint n = g_rand_int_range (self->random, 0, 5);

  if (!self->pipeline)
    make_pipeline (self);
  /* Files whose metas lie on their own buffers wait until they are judged, and so would the sink. */
  if (self->stuck)
    g_object_set (self->sense, "attach-metas", FALSE, NULL);
  self->eos = 0;
  self->changed = self->ends = self->stops = self->broken = FALSE;
  set_state (self, g_rand_int_range (self->random, 0, 8) ? GST_STATE_PLAYING : GST_STATE_PAUSED);
  if (GST_STATE_TARGET (self->pipeline) == GST_STATE_PLAYING) {
    for (guint i = 0; i < n && !self->broken; i++)
      actions[g_rand_int_range (self->random, 0, G_N_ELEMENTS (actions))] (self);
  }
  g_mutex_lock (&self->lock);
  self->stops = TRUE;
  g_mutex_unlock (&self->lock);
  set_state (self, g_rand_boolean (self->random) ? GST_STATE_READY : GST_STATE_NULL);
  g_mutex_lock (&self->lock);
  g_assert_cmpuint (g_hash_table_size (self->sounds), ==, 0);
  g_mutex_unlock (&self->lock);
  if (g_rand_int_range (self->random, 0, 4) == 0)
    drop_pipeline (self);
}

/* The service answers at once, slowly, or never judges. */
static void
change_service (Cycles *self)
{
  static const char *const settings[] = {
    "{\"latency_ms\": 0, \"analysis_time\": 0}",
    "{\"latency_ms\": 3, \"analysis_time\": 0.02}",
    "{\"latency_ms\": 0, \"analysis_time\": 3600}",
  };
  guint i = g_rand_int_range (self->random, 0, G_N_ELEMENTS (settings));

  test_emulator_set (self->emulator, settings[i]);
  self->stuck = i == 2;
}

static void
run_cycles (Cycles *self, guint n)
{
  for (guint i = 0; i < n; i++) {
    test_watchdog_begin (self->watchdog, WAIT);
    if (i % 10 == 0)
      change_service (self);
    test_watchdog_note (self->watchdog, "%u%s:", i, self->stuck ? " (stuck)" : "");
    run_cycle (self);
  }
  test_watchdog_begin (self->watchdog, WAIT);
  drop_pipeline (self);
}

static void
run_with_seed (guint seed, guint n)
{
  Cycles self = { .emulator = test_emulator_startv (NULL), .random = g_rand_new_with_seed (seed) };
  TestLeftovers before;

  g_test_message ("seed %u, %u cycles", seed, n);
  g_mutex_init (&self.lock);
  g_cond_init (&self.told);
  self.sounds = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self.left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.watchdog = test_watchdog_new ();
  test_watchdog_begin (self.watchdog, WAIT);

  run_cycles (&self, WARM_UP);
  gst_task_cleanup_all ();
  test_leftovers_count (&before);
  run_cycles (&self, n);
  gst_task_cleanup_all ();
  test_leftovers_wait (&before);
  test_emulator_assert_open (self.emulator, self.left);
  g_assert_cmpuint (self.given_up, <=, 5 + n / 20);
  g_test_message ("%u buffers, %u windows, %" G_GINT64_FORMAT " sessions, %u left by name", self.buffers, self.windows,
                  test_emulator_get_stat (self.emulator, "calls.create"), g_hash_table_size (self.left));

  test_watchdog_free (self.watchdog);
  test_emulator_stop (self.emulator);
  g_rand_free (self.random);
  g_hash_table_unref (self.left);
  g_hash_table_unref (self.sounds);
  g_cond_clear (&self.told);
  g_mutex_clear (&self.lock);
}

static void
test_cycles (gconstpointer data)
{
  run_with_seed (GPOINTER_TO_UINT (data), g_getenv ("COCHLSENSE_VALGRIND") ? 15 : 250);
}

static void
test_wanted_cycles (gconstpointer data)
{
  g_auto (GStrv) parts = g_strsplit (data, ":", 2);

  run_with_seed (strtoul (parts[0], NULL, 10), parts[1] ? strtoul (parts[1], NULL, 10) : 250);
}

int
main (int argc, char **argv)
{
  const char *wanted = g_getenv ("COCHLSENSE_CYCLES");

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  if (wanted) {
    g_test_add_data_func ("/cycles/wanted", wanted, test_wanted_cycles);
    return g_test_run ();
  }
  g_test_add_data_func ("/cycles/1", GUINT_TO_POINTER (1), test_cycles);
  g_test_add_data_func ("/cycles/2", GUINT_TO_POINTER (2), test_cycles);
  g_test_add_data_func ("/cycles/3", GUINT_TO_POINTER (3), test_cycles);
  g_test_add_data_func ("/cycles/4", GUINT_TO_POINTER (4), test_cycles);
  return g_test_run ();
}
