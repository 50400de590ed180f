/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/gst.h>
#include <stdlib.h>
#include <string.h>

#include "tests/common/emulator.h"
#include "tests/common/leftovers.h"
#include "tests/common/watchdog.h"

/* What cycles.c does to files is done here to what is live: a source that is, and one
 * as fast as it goes behind realtime=yes, with every kind of session. The audio never
 * waits, not even for a service that judges nothing; windows are told once and in order;
 * every start of a sound has its end; no session, thread or file is left over.
 *
 * Orders come from fixed seeds. COCHLSENSE_LIVE_CYCLES=SEED:COUNT tries others. */

#define WAIT 120 /* s, for a sequence */
#define WARM_UP 6

typedef struct {
  TestEmulator *emulator;
  GRand *random;
  TestWatchdog *watchdog;
  GstElement *pipeline, *source, *filter, *sense;
  gboolean changed, stops; /* in this sequence: other caps; it is at its end */

  GMutex lock;
  GCond told;
  guint buffers, windows, eos; /* so many came */
  guint64 next_window;
  gboolean broken;    /* the source has given up, */
  guint given_up;     /* so often */
  guint dropped;      /* windows */
  GHashTable *sounds; /* ids of events that have started and not ended */
  GHashTable *left;   /* sessions that a WARNING has named */
} Cycles;

static void
take_window (Cycles *self, const GstStructure *structure)
{
  guint64 index;

  g_assert_true (gst_structure_get_uint64 (structure, "window", &index));
  if (index != self->next_window)
    g_error ("window %" G_GUINT64_FORMAT " instead of %" G_GUINT64_FORMAT " after: %s", index, self->next_window,
             test_watchdog_dup_trail (self->watchdog));
  self->next_window++;
  self->windows++;
  self->dropped += g_str_equal (gst_structure_get_string (structure, "status"), "dropped");
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

/* Live, losses are no errors; only a session that is left is of interest here. */
static void
take_warning (Cycles *self, GstMessage *message)
{
  const GstStructure *details;
  const char *id;

  gst_message_parse_warning_details (message, &details);
  id = details ? gst_structure_get_string (details, "session-id") : NULL;
  if (id)
    g_hash_table_add (self->left, g_strdup (id));
}

/* GStreamer's own races: see cycles.c. */
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
  if (gst_message_has_name (message, "cochlsense-window"))
    take_window (self, gst_message_get_structure (message));
  else if (gst_message_has_name (message, "cochlsense-event"))
    take_event (self, gst_message_get_structure (message));
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING)
    take_warning (self, message);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    take_error (self, message);
  self->eos += GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
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

static void
make_pipeline (Cycles *self)
{
  static const char *const kinds[] = { "file", "stream", "predict", "auto" };
  gboolean live = g_rand_boolean (self->random);
  const char *kind = kinds[g_rand_int_range (self->random, 0, G_N_ELEMENTS (kinds))];
  g_autoptr (GError) error = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstPad) pad = NULL;
  g_autofree char *line = g_strdup_printf (
      "audiotestsrc name=source is-live=%s wave=ticks freq=880 sine-periods-per-tick=880 tick-interval=3000000000 "
      "samplesperbuffer=220 ! capsfilter name=filter caps=audio/x-raw,format=S16LE,rate=22050,channels=1 "
      "! cochlsense name=sense api-key=k base-url=%s realtime=%s session-type=%s max-in-flight=3 max-queued=1 "
      "deadline=2000000000 drain-timeout=300000000 timeout=2 ! fakesink name=sink",
      live ? "true" : "false", test_emulator_get_base_url (self->emulator), live ? "auto" : "yes", kind);

  test_watchdog_note (self->watchdog, "%s %s:", live ? "live" : "fast", kind);
  self->pipeline = gst_parse_launch (line, &error);
  g_assert_no_error (error);
  self->source = gst_bin_get_by_name (GST_BIN (self->pipeline), "source");
  self->filter = gst_bin_get_by_name (GST_BIN (self->pipeline), "filter");
  self->sense = gst_bin_get_by_name (GST_BIN (self->pipeline), "sense");
  pad = gst_element_get_static_pad (self->sense, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, buffer_cb, self, NULL);
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (bus, message_cb, self, NULL);
}

static void
set_state (Cycles *self, GstState state)
{
  test_watchdog_note (self->watchdog, "%s", gst_element_state_get_name (state));
  g_assert_cmpint (gst_element_set_state (self->pipeline, state), !=, GST_STATE_CHANGE_FAILURE);
}

/* See cycles.c; what is live has no preroll. */
static void
settle (Cycles *self)
{
  if (gst_element_get_state (self->pipeline, NULL, NULL, GST_CLOCK_TIME_NONE) != GST_STATE_CHANGE_FAILURE)
    return;
  g_mutex_lock (&self->lock);
  while (!self->broken)
    g_cond_wait (&self->told, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* What may be done to a pipeline that plays. Whatever the service does, audio passes. */

static void
let_audio_pass (Cycles *self)
{
  guint more = g_rand_int_range (self->random, 1, 40);

  test_watchdog_note (self->watchdog, "pass-%u", more);
  wait_for (self, &self->buffers, more);
}

/* One comes in any case, if as dropped. */
static void
await_window (Cycles *self)
{
  test_watchdog_note (self->watchdog, "window");
  wait_for (self, &self->windows, 1);
}

/* To the start: what is live waits for the time to come that a buffer has, and audiotestsrc of
 * GStreamer 1.22 pushes a buffer after a change of rate, in a segment that begins elsewhere,
 * which GstAudioFilter cannot clip. */
static void
seek (Cycles *self, GstSeekFlags flags)
{
  g_mutex_lock (&self->lock);
  self->eos = 0;
  g_mutex_unlock (&self->lock);
  gst_element_seek (self->pipeline, 1.0, GST_FORMAT_TIME, flags, GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_NONE, 0);
}

static void
seek_flushing (Cycles *self)
{
  test_watchdog_note (self->watchdog, "seek");
  seek (self, GST_SEEK_FLAG_FLUSH);
}

/* A flush from within: see cycles.c. */
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
  seek (self, GST_SEEK_FLAG_FLUSH);
}

/* Not at once with a seek: audiotestsrc of GStreamer 1.22 then pushes a buffer whose
 * duration is not that of its samples, which GstAudioFilter cannot clip. */
static void
change_caps (Cycles *self)
{
  static const int rates[] = { 8000, 22050, 44100, 48000 };
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, "S16LE",
      "rate", G_TYPE_INT, rates[g_rand_int_range (self->random, 0, G_N_ELEMENTS (rates))],
      "channels", G_TYPE_INT, g_rand_int_range (self->random, 1, 3), NULL);

  wait_for (self, &self->buffers, 2);
  self->changed = TRUE;
  test_watchdog_note (self->watchdog, "caps");
  g_object_set (self->filter, "caps", caps, NULL);
  wait_for (self, &self->buffers, 2);
}

static void
change_property (Cycles *self)
{
  static const char *const changes[][2] = {
    { "attach-metas", "true" }, { "attach-metas", "false" }, { "segment-duration", "3000000000" },
    { "segment-duration", "0" }, { "max-in-flight", "1" }, { "max-in-flight", "4" }, { "threshold", "0.5" },
    { "sensitivity", "1" }, { "sensitivity", "0" }, { "min-level", "-10" }, { "min-level", "-200" },
    { "tag-sensitivity", "t,Siren=-1" }, { "interval-margin", "1" }, { "deadline", "100000000" },
  };
  const char *const *change = changes[g_rand_int_range (self->random, 0, G_N_ELEMENTS (changes))];
  g_autoptr (GstStructure) stats = NULL;

  test_watchdog_note (self->watchdog, "%s=%s", change[0], change[1]);
  gst_util_set_object_arg (G_OBJECT (self->sense), change[0], change[1]);
  g_object_get (self->sense, "stats", &stats, NULL);
}

/* With segments in flight. */
static void
end_stream (Cycles *self)
{
  test_watchdog_note (self->watchdog, "eos");
  settle (self);
  gst_element_send_event (self->pipeline, gst_event_new_eos ());
  if (g_rand_boolean (self->random))
    wait_for (self, &self->eos, 1);
}

static void
hold (Cycles *self)
{
  settle (self);
  set_state (self, GST_STATE_PAUSED);
  if (g_rand_boolean (self->random))
    seek_flushing (self);
  settle (self);
  set_state (self, GST_STATE_PLAYING);
}

/* The service answers at once, slowly, never judges, or hangs up on every call. */
static void
change_service (Cycles *self)
{
  static const char *const settings[] = {
    "{\"latency_ms\": 0, \"analysis_time\": 0}",
    "{\"latency_ms\": 3, \"analysis_time\": 0.02}",
    "{\"latency_ms\": 0, \"analysis_time\": 3600}",
    "{\"latency_ms\": 0, \"analysis_time\": 0}",
  };
  guint i = g_rand_int_range (self->random, 0, G_N_ELEMENTS (settings));

  test_watchdog_note (self->watchdog, "service-%u", i);
  test_emulator_clear_faults (self->emulator);
  test_emulator_set (self->emulator, settings[i]);
  if (i == 3)
    test_emulator_add_fault (self->emulator, "any=reset");
}

static void
drop_pipeline (Cycles *self)
{
  gst_clear_object (&self->source);
  gst_clear_object (&self->filter);
  gst_clear_object (&self->sense);
  gst_clear_object (&self->pipeline);
}

static void
run_sequence (Cycles *self)
{
  static void (*const actions[]) (Cycles *) = {
    let_audio_pass, let_audio_pass, let_audio_pass, await_window, seek_flushing, flush, change_caps, change_property,
    change_property, end_stream, hold,
  };
  guint n = g_rand_int_range (self->random, 1, 7);

  make_pipeline (self);
  self->eos = 0;
  self->next_window = 0;
  self->changed = self->stops = self->broken = FALSE;
  set_state (self, GST_STATE_PLAYING);
  for (guint i = 0; i < n && !self->broken; i++)
    actions[g_rand_int_range (self->random, 0, G_N_ELEMENTS (actions))] (self);
  g_mutex_lock (&self->lock);
  self->stops = TRUE;
  g_mutex_unlock (&self->lock);
  set_state (self, GST_STATE_NULL);
  g_mutex_lock (&self->lock);
  g_assert_cmpuint (g_hash_table_size (self->sounds), ==, 0);
  g_mutex_unlock (&self->lock);
  drop_pipeline (self);
}

static void
run_sequences (Cycles *self, guint n)
{
  for (guint i = 0; i < n; i++) {
    test_watchdog_begin (self->watchdog, WAIT);
    test_watchdog_note (self->watchdog, "%u:", i);
    if (i % 5 == 0)
      change_service (self);
    run_sequence (self);
  }
  test_watchdog_begin (self->watchdog, WAIT);
}

static void
run_with_seed (guint seed, guint n)
{
  Cycles self = { .emulator = test_emulator_start ("--tone", "880=Siren", NULL), .random = g_rand_new_with_seed (seed) };
  TestLeftovers before;

  g_test_message ("seed %u, %u sequences", seed, n);
  g_mutex_init (&self.lock);
  g_cond_init (&self.told);
  self.sounds = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self.left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.watchdog = test_watchdog_new ();
  test_watchdog_begin (self.watchdog, WAIT);

  run_sequences (&self, WARM_UP);
  gst_task_cleanup_all ();
  test_leftovers_count (&before);
  run_sequences (&self, n);
  test_emulator_clear_faults (self.emulator);
  gst_task_cleanup_all ();
  test_leftovers_wait (&before);
  test_emulator_assert_open (self.emulator, self.left);
  g_assert_cmpuint (self.given_up, <=, 5 + n / 20);
  g_test_message ("%u buffers, %u windows, %u of them dropped, %" G_GINT64_FORMAT " sessions, %u left by name",
                  self.buffers, self.windows, self.dropped, test_emulator_get_stat (self.emulator, "calls.create"),
                  g_hash_table_size (self.left));

  test_watchdog_free (self.watchdog);
  test_emulator_stop (self.emulator);
  g_rand_free (self.random);
  g_hash_table_unref (self.left);
  g_hash_table_unref (self.sounds);
  g_cond_clear (&self.told);
  g_mutex_clear (&self.lock);
}

static void
test_sequences (gconstpointer data)
{
  g_auto (GStrv) parts = g_strsplit (data, ":", 2);
  guint n = parts[1] ? strtoul (parts[1], NULL, 10) : 100;

  run_with_seed (strtoul (parts[0], NULL, 10), g_getenv ("COCHLSENSE_VALGRIND") ? MIN (n, 10) : n);
}

int
main (int argc, char **argv)
{
  const char *wanted = g_getenv ("COCHLSENSE_LIVE_CYCLES");

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_data_func ("/live-cycles", wanted ? wanted : "1:100", test_sequences);
  return g_test_run ();
}
