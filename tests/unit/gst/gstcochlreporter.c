/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlreporter.h"

#include "cochl/model/cochl-error.h"

typedef struct {
  GstElement *element;
  GstBus *bus;
  GstCochlQueue *queue;
  GstCochlOutbox *outbox;
  GstCochlReporter *reporter;
} Fixture;

static GstCochlConfig *config;

static GstCochlConfig *
get_config (GstElement *element)
{
  return gst_cochl_config_ref (config);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  config = gst_cochl_config_new ();
  self->element = gst_object_ref_sink (gst_bin_new ("bin"));
  self->bus = gst_bus_new ();
  gst_element_set_bus (self->element, self->bus);
  self->queue = gst_cochl_queue_new (NULL, NULL);
  self->outbox = gst_cochl_outbox_new ();
  self->reporter = gst_cochl_reporter_new (self->element, self->queue, self->outbox, get_config);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gst_cochl_reporter_free (self->reporter);
  gst_cochl_outbox_free (self->outbox);
  gst_cochl_queue_unref (self->queue);
  gst_element_set_bus (self->element, NULL);
  gst_object_unref (self->bus);
  gst_object_unref (self->element);
  gst_cochl_config_unref (config);
}

/* How many messages, events and metas came of one window with one tag. */
static void
assert_counts (Fixture *self, guint n_messages, guint n_events, guint n_metas)
{
  g_autoptr (CochlTag) siren = cochl_tag_new ("Siren", 0.5);
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  g_autoptr (CochlWindow) window = NULL;
  GstCochlWindowReport report = { .event_ids = (const guint64[]) { 7 } };
  GQueue results = G_QUEUE_INIT;
  GstCochlResult *result;
  GstMessage *message;
  guint n = 0, events = 0, metas = 0;

  g_ptr_array_add (tags, siren);
  report.window = window = cochl_window_new (0, 1, tags);
  gst_cochl_reporter_funcs.analyzer.teller.window (&report, self->reporter);
  while ((message = gst_bus_pop (self->bus))) {
    g_assert_true (gst_message_has_name (message, "cochlsense-window"));
    gst_message_unref (message);
    n++;
  }
  gst_cochl_outbox_take (self->outbox, &results);
  while ((result = g_queue_pop_head (&results))) {
    events += result->event != NULL;
    metas += result->metas ? result->metas->len : 0;
    gst_cochl_result_free (result);
  }
  g_assert_cmpuint (n, ==, n_messages);
  g_assert_cmpuint (events, ==, n_events);
  g_assert_cmpuint (metas, ==, n_metas);
}

static void
test_outputs (Fixture *self, gconstpointer data)
{
  assert_counts (self, 1, 1, 0);
  config->attach_metas = TRUE;
  config->send_events = FALSE;
  assert_counts (self, 1, 0, 1);
  config->messages = GST_COCHL_MESSAGES_EVENTS;
  assert_counts (self, 0, 0, 1);
}

/* A window whose audio has left is told as late, everywhere, and counted. */
static void
test_late (Fixture *self, gconstpointer data)
{
  g_autoptr (CochlWindow) window = cochl_window_new (0, 1, NULL);
  GstCochlWindowReport report = { .position = 4, .window = window };
  GQueue results = G_QUEUE_INIT;
  guint64 judged;
  gboolean late = FALSE;
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GstCochlResult) result = NULL;

  gst_cochl_outbox_pass (self->outbox, 5, &results, &judged);
  gst_cochl_reporter_funcs.analyzer.teller.window (&report, self->reporter);
  message = gst_bus_pop (self->bus);
  g_assert_true (gst_structure_get_boolean (gst_message_get_structure (message), "late", &late) && late);
  gst_cochl_outbox_take (self->outbox, &results);
  result = g_queue_pop_head (&results);
  g_assert_true (gst_structure_has_field (result->event, "late"));
  g_assert_cmpuint (gst_cochl_outbox_get_late (self->outbox), ==, 1);
}

/* The wall clock tells of live audio only, and only where there is a clock. */
static void
test_utc (Fixture *self, gconstpointer data)
{
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  GstClockTime now, utc;
  gint64 real;

  config->upstream_live = TRUE;
  g_assert_cmpuint (gst_cochl_reporter_funcs.analyzer.teller.get_utc (0, self->reporter), ==, GST_CLOCK_TIME_NONE);
  gst_element_set_clock (self->element, clock);
  gst_element_set_base_time (self->element, gst_clock_get_time (clock) - 100 * GST_SECOND);
  now = gst_element_get_current_running_time (self->element);
  real = g_get_real_time ();
  utc = gst_cochl_reporter_funcs.analyzer.teller.get_utc (now - 60 * GST_SECOND, self->reporter);
  g_assert_cmpuint (utc / GST_SECOND + 60, >=, real / G_USEC_PER_SEC - 1);
  g_assert_cmpuint (utc / GST_SECOND + 60, <=, g_get_real_time () / G_USEC_PER_SEC + 1);
  config->upstream_live = FALSE;
  g_assert_cmpuint (gst_cochl_reporter_funcs.analyzer.teller.get_utc (now, self->reporter), ==, GST_CLOCK_TIME_NONE);
  gst_element_set_clock (self->element, NULL);
}

/* An ERROR ends the flow of data, a WARNING does not. */
static void
test_failure (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (COCHL_ERROR, COCHL_ERROR_SERVER, "No.");
  g_autoptr (GstMessage) warning = NULL;
  g_autoptr (GstMessage) hard = NULL;

  config->on_failure = GST_COCHL_ON_FAILURE_WARN;
  g_assert_false (gst_cochl_reporter_funcs.analyzer.teller.failure (error, self->reporter));
  warning = gst_bus_pop_filtered (self->bus, GST_MESSAGE_WARNING);
  g_assert_nonnull (warning);
  g_assert_cmpint (gst_cochl_outbox_take (self->outbox, NULL), ==, GST_COCHL_OUTBOX_DRAINED);
  config->on_failure = GST_COCHL_ON_FAILURE_ERROR;
  g_assert_true (gst_cochl_reporter_funcs.analyzer.teller.failure (error, self->reporter));
  hard = gst_bus_pop_filtered (self->bus, GST_MESSAGE_ERROR);
  g_assert_nonnull (hard);
  g_assert_cmpint (gst_cochl_outbox_take (self->outbox, NULL), ==, GST_COCHL_OUTBOX_FAILED);
  g_assert_false (gst_cochl_queue_push_eos (self->queue));
}

static void
test_left (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) why = g_error_new_literal (COCHL_ERROR, COCHL_ERROR_TIMED_OUT, "No answer.");
  g_autoptr (GstMessage) named = NULL;
  g_autoptr (GstMessage) unnamed = NULL;
  const GstStructure *details;

  gst_cochl_reporter_funcs.left ("s1", why, self->reporter);
  named = gst_bus_pop_filtered (self->bus, GST_MESSAGE_WARNING);
  gst_message_parse_warning_details (named, &details);
  g_assert_cmpstr (gst_structure_get_string (details, "session-id"), ==, "s1");
  g_assert_cmpstr (gst_structure_get_string (details, "call"), ==, "delete");
  gst_cochl_reporter_funcs.left (NULL, why, self->reporter);
  unnamed = gst_bus_pop_filtered (self->bus, GST_MESSAGE_WARNING);
  gst_message_parse_warning_details (unnamed, &details);
  g_assert_null (gst_structure_get_string (details, "session-id"));
  g_assert_cmpstr (gst_structure_get_string (details, "call"), ==, "create");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/reporter/outputs", Fixture, NULL, set_up, test_outputs, tear_down);
  g_test_add ("/reporter/late", Fixture, NULL, set_up, test_late, tear_down);
  g_test_add ("/reporter/utc", Fixture, NULL, set_up, test_utc, tear_down);
  g_test_add ("/reporter/failure", Fixture, NULL, set_up, test_failure, tear_down);
  g_test_add ("/reporter/left", Fixture, NULL, set_up, test_left, tear_down);
  return g_test_run ();
}
