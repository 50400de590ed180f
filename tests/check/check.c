/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/check/check.h"

#define WAIT (120 * GST_SECOND)
#define DEFAULT_CAPS "audio/x-raw,format=S16LE,rate=22050,channels=1,layout=interleaved"

static Check *
new_with_properties (TestEmulator *emulator, va_list args)
{
  Check *self = g_new0 (Check, 1);
  const char *name;

  self->element = gst_object_ref_sink (gst_element_factory_make ("cochlsense", "sense"));
  self->bus = gst_bus_new ();
  gst_element_set_bus (self->element, self->bus);
  if (emulator) {
    gst_util_set_object_arg (G_OBJECT (self->element), "base-url", test_emulator_get_base_url (emulator));
    gst_util_set_object_arg (G_OBJECT (self->element), "api-key", "k");
  }
  /* A harness says that it is live, and pushes as fast as it can. */
  gst_util_set_object_arg (G_OBJECT (self->element), "realtime", "no");
  while ((name = va_arg (args, const char *)))
    gst_util_set_object_arg (G_OBJECT (self->element), name, va_arg (args, const char *));
  return self;
}

Check *
check_new (TestEmulator *emulator, ...)
{
  va_list args;
  Check *self;

  va_start (args, emulator);
  self = new_with_properties (emulator, args);
  va_end (args);
  return self;
}

Check *
check_start (TestEmulator *emulator, ...)
{
  va_list args;
  Check *self;

  va_start (args, emulator);
  self = new_with_properties (emulator, args);
  va_end (args);
  check_play (self, NULL);
  return self;
}

void
check_play (Check *self, const char *caps)
{
  self->harness = gst_harness_new_with_element (self->element, "sink", "src");
  gst_harness_set_src_caps_str (self->harness, caps ? caps : DEFAULT_CAPS);
}

void
check_free (Check *self)
{
  if (self->harness)
    gst_harness_teardown (self->harness);
  gst_element_set_state (self->element, GST_STATE_NULL);
  gst_element_set_bus (self->element, NULL);
  gst_bus_set_flushing (self->bus, TRUE);
  g_assert_cmpint (GST_OBJECT_REFCOUNT (self->element), ==, 1);
  gst_object_unref (self->element);
  gst_object_unref (self->bus);
  g_free (self);
}

static GstBuffer *
make_buffer (const gint16 *samples, gsize n)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, n * sizeof (gint16), NULL);

  if (samples)
    gst_buffer_fill (buffer, 0, samples, n * sizeof (gint16));
  else
    gst_buffer_memset (buffer, 0, 0, n * sizeof (gint16));
  return buffer;
}

GstFlowReturn
check_push_sound (Check *self, TestSound *sound, GstClockTime timestamp, gsize frames)
{
  GstFlowReturn ret = GST_FLOW_OK;
  guint rate = test_sound_get_rate (sound);
  gsize n_samples;
  const gint16 *samples = test_sound_get_samples (sound, &n_samples);

  for (gsize i = 0; i < n_samples && ret == GST_FLOW_OK; i += frames) {
    gsize n = MIN (frames, n_samples - i);
    GstBuffer *buffer = make_buffer (samples + i, n);

    GST_BUFFER_PTS (buffer) = timestamp + gst_util_uint64_scale (i, GST_SECOND, rate);
    GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (n, GST_SECOND, rate);
    ret = gst_harness_push (self->harness, buffer);
  }
  return ret;
}

GstFlowReturn
check_push_silence (Check *self, GstClockTime timestamp, GstClockTime duration)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);

  test_sound_add_silence (sound, duration / 1e9);
  return check_push_sound (self, sound, timestamp, 4410);
}

/* Of what was pushed before half a second ago; the rest may wait for more. */
static void
wait_taken (Check *self, GstClockTime pushed)
{
  gint64 end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;

  while (check_get_stat (self, "audio-duration") + GST_SECOND / 2 < pushed) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_thread_yield ();
  }
}

void
check_push_taken (Check *self, GstClockTime timestamp, GstClockTime duration, double speed)
{
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  GstClockTime start = gst_clock_get_time (clock);
  GstClockTime before = check_get_stat (self, "audio-duration");

  for (GstClockTime time = 0; time < duration; time += GST_SECOND / 5) {
    if (speed > 0) {
      GstClockID id = gst_clock_new_single_shot_id (clock, start + (GstClockTime) (time / speed));

      gst_clock_id_wait (id, NULL);
      gst_clock_id_unref (id);
    }
    wait_taken (self, before + time);
    g_assert_cmpint (check_push_silence (self, timestamp + time, GST_SECOND / 5), ==, GST_FLOW_OK);
  }
  wait_taken (self, before + duration);
}

void
check_push_segment (Check *self, const GstSegment *segment)
{
  g_assert_true (gst_harness_push_event (self->harness, gst_event_new_segment (segment)));
}

void
check_push_eos (Check *self)
{
  gst_harness_push_event (self->harness, gst_event_new_eos ());
}

static guint64
get_ms (const GstStructure *structure, const char *field)
{
  guint64 value;

  g_assert_true (gst_structure_get_uint64 (structure, field, &value));
  return value / GST_MSECOND;
}

static void
write_window (GString *log, const GstStructure *structure)
{
  const GValue *tags = gst_structure_get_value (structure, "tags");
  guint64 index;

  g_assert_true (gst_structure_get_uint64 (structure, "window", &index));
  g_string_append_printf (log, "window %" G_GUINT64_FORMAT " %s %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT, index,
                          gst_structure_get_string (structure, "status"), get_ms (structure, "timestamp"),
                          get_ms (structure, "duration"));
  for (guint i = 0; i < gst_value_list_get_size (tags); i++)
    g_string_append_printf (log, " %s", gst_structure_get_string (
        gst_value_get_structure (gst_value_list_get_value (tags, i)), "name"));
  g_string_append_c (log, '\n');
}

static void
write_event (GString *log, const GstStructure *structure)
{
  guint64 id;

  g_assert_true (gst_structure_get_uint64 (structure, "id", &id));
  g_string_append_printf (log, "%s #%" G_GUINT64_FORMAT " %s %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT "\n",
                          gst_structure_get_string (structure, "state"), id,
                          gst_structure_get_string (structure, "tag"), get_ms (structure, "timestamp"),
                          get_ms (structure, "duration"));
}

static void
write_message (GString *log, GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);
  g_autoptr (GError) error = NULL;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      if (gst_structure_has_name (structure, "cochlsense-window"))
        write_window (log, structure);
      else if (gst_structure_has_name (structure, "cochlsense-event"))
        write_event (log, structure);
      else if (!gst_structure_has_name (structure, "cochlsense-status"))
        g_string_append_printf (log, "%s\n", gst_structure_get_name (structure));
      break;
    case GST_MESSAGE_WARNING:
      gst_message_parse_warning (message, &error, NULL);
      g_string_append_printf (log, "warning %s\n", error->message);
      break;
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      g_string_append_printf (log, "error %s\n", error->message);
      break;
    default:
      break;
  }
}

char *
check_take_log (Check *self)
{
  GString *log = g_string_new (NULL);
  GstMessage *message;

  while ((message = gst_bus_pop (self->bus))) {
    write_message (log, message);
    gst_message_unref (message);
  }
  return g_string_free (log, FALSE);
}

void
check_assert_log (Check *self, const char *expected)
{
  g_autofree char *log = check_take_log (self);

  g_assert_cmpstr (log, ==, expected);
}

GstMessage *
check_wait_message (Check *self, GstMessageType types)
{
  GstMessage *message = gst_bus_timed_pop_filtered (self->bus, WAIT, types);

  if (!message)
    g_error ("no %s came", gst_message_type_get_name (types));
  return message;
}

char *
check_wait_log (Check *self, const char *text)
{
  GString *log = g_string_new (NULL);

  while (!strstr (log->str, text)) {
    GstMessage *message = gst_bus_timed_pop (self->bus, WAIT);

    if (!message)
      g_error ("no '%s' came, only: %s", text, log->str);
    write_message (log, message);
    gst_message_unref (message);
  }
  return g_string_free (log, FALSE);
}

void
check_assert_error (Check *self, int code, const char *pattern, GstStructure **details)
{
  g_autoptr (GstMessage) message = check_wait_message (self, GST_MESSAGE_ERROR);
  g_autoptr (GError) error = NULL;
  const GstStructure *structure;

  gst_message_parse_error (message, &error, NULL);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("'%s' does not match '%s'", error->message, pattern);
  g_assert_error (error, GST_RESOURCE_ERROR, code);
  gst_message_parse_error_details (message, &structure);
  if (details)
    *details = gst_structure_copy (structure);
}

guint64
check_get_stat (Check *self, const char *name)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 value = 0;
  guint number;

  g_object_get (self->element, "stats", &stats, NULL);
  if (gst_structure_get_uint (stats, name, &number))
    return number;
  g_assert_true (gst_structure_get_uint64 (stats, name, &value));
  return value;
}
