/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochldelivery.h"

#include "gst/gstcochlmeta.h"

/* A pad whose other end writes down what comes: "0 window 1+ ". */
typedef struct {
  GstPad *pad, *sink;
  GString *log;
  GstCochlOutbox *outbox;
  GstCochlDelivery *delivery;
} Fixture;

static GString *log_of_sink;

static GstFlowReturn
chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  g_string_append_printf (log_of_sink, "%d%s ", (int) GST_BUFFER_OFFSET (buffer),
                          gst_buffer_get_custom_meta (buffer, GST_COCHL_META) ? "+" : "");
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static gboolean
take_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM)
    g_string_append_printf (log_of_sink, "%s ", gst_structure_get_name (gst_event_get_structure (event)));
  gst_event_unref (event);
  return TRUE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  GstSegment segment;

  self->log = log_of_sink = g_string_new (NULL);
  self->pad = gst_object_ref_sink (gst_pad_new ("src", GST_PAD_SRC));
  self->sink = gst_object_ref_sink (gst_pad_new ("sink", GST_PAD_SINK));
  gst_pad_set_chain_function (self->sink, chain);
  gst_pad_set_event_function (self->sink, take_event);
  gst_pad_set_active (self->sink, TRUE);
  gst_pad_set_active (self->pad, TRUE);
  gst_pad_link (self->pad, self->sink);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (self->pad, gst_event_new_stream_start ("s"));
  gst_pad_push_event (self->pad, gst_event_new_segment (&segment));
  self->outbox = gst_cochl_outbox_new ();
  self->delivery = gst_cochl_delivery_new (self->pad, self->outbox);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gst_pad_set_active (self->pad, FALSE);
  gst_pad_set_active (self->sink, FALSE);
  gst_cochl_delivery_free (self->delivery);
  gst_cochl_outbox_free (self->outbox);
  gst_object_unref (self->pad);
  gst_object_unref (self->sink);
  g_string_free (self->log, TRUE);
}

/* Buffer @n has ten frames and a second. */
static GstFlowReturn
push (Fixture *self, guint n)
{
  GstBuffer *buffer = gst_buffer_new ();
  const GstCochlHoldSpan span = { 10 * n, 10 * n + 10, (n + 1) * GST_SECOND, GST_SECOND, g_get_monotonic_time () };

  GST_BUFFER_OFFSET (buffer) = n;
  GST_BUFFER_PTS (buffer) = n * GST_SECOND;
  GST_BUFFER_DURATION (buffer) = GST_SECOND;
  return gst_cochl_delivery_push (self->delivery, buffer, &span);
}

static gboolean
put (Fixture *self, guint64 position, const char *name)
{
  GPtrArray *metas = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_structure_free);

  g_ptr_array_add (metas, gst_structure_new_empty (GST_COCHL_META));
  return gst_cochl_outbox_put (self->outbox, position, gst_structure_new_empty (name), metas);
}

static void
assert_log (Fixture *self, const char *expected)
{
  g_assert_cmpstr (self->log->str, ==, expected);
  g_string_truncate (self->log, 0);
}

static void
test_at_once (Fixture *self, gconstpointer data)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new ();

  g_assert_false (gst_cochl_delivery_is_active (self->delivery));
  put (self, 0, "window");
  /* A GAP takes the event along; the meta waits for a buffer. */
  g_assert_true (gst_cochl_delivery_push_event (self->delivery, gst_event_new_gap (0, 1), 1));
  assert_log (self, "window ");
  g_assert_cmpint (gst_cochl_delivery_pass (self->delivery, buffer), ==, GST_FLOW_OK);
  g_assert_nonnull (gst_buffer_get_custom_meta (buffer, GST_COCHL_META));
  gst_cochl_outbox_set_failed (self->outbox);
  g_assert_cmpint (gst_cochl_delivery_pass (self->delivery, buffer), ==, GST_FLOW_ERROR);
}

static void
test_after (Fixture *self, gconstpointer data)
{
  gst_cochl_delivery_set_mode (self->delivery, GST_COCHL_DELIVERY_AFTER, 2 * GST_SECOND);
  g_assert_true (gst_cochl_delivery_is_active (self->delivery));
  push (self, 0);
  push (self, 1);
  assert_log (self, "");
  g_assert_cmpuint (gst_cochl_delivery_get_held (self->delivery), ==, 2 * GST_SECOND);
  g_assert_false (put (self, 10, "window"));
  push (self, 2);
  assert_log (self, "0 ");
  g_assert_cmpuint (gst_cochl_delivery_get_position (self->delivery), ==, GST_SECOND);
  /* The first has left: what is put for it now is late, and told at once. */
  g_assert_true (put (self, 5, "late"));
  push (self, 3);
  assert_log (self, "late window 1+ ");
  /* A GAP pushes on, in its turn. */
  g_assert_true (gst_cochl_delivery_push_event (self->delivery, gst_event_new_gap (4 * GST_SECOND, GST_SECOND),
                                                5 * GST_SECOND));
  assert_log (self, "2 ");
}

static void
test_when_judged (Fixture *self, gconstpointer data)
{
  gst_cochl_delivery_set_mode (self->delivery, GST_COCHL_DELIVERY_WHEN_JUDGED, 0);
  for (guint n = 0; n < 6; n++)
    push (self, n);
  assert_log (self, "");
  put (self, 0, "window0");
  put (self, 10, "window1");
  gst_cochl_outbox_set_judged (self->outbox, 20);
  push (self, 6);
  assert_log (self, "window0 0+ window1 1+ ");
  /* What ends with the stream comes behind all of it. */
  put (self, 60, "window6");
  gst_cochl_outbox_put (self->outbox, GST_COCHL_POSITION_LAST, gst_structure_new_empty ("end"), NULL);
  gst_cochl_outbox_set_judged (self->outbox, 70);
  g_assert_cmpint (gst_cochl_delivery_drain (self->delivery, -1), ==, GST_COCHL_OUTBOX_DRAINED);
  assert_log (self, "2 3 4 5 window6 6+ end ");
}

static gpointer
judge (gpointer data)
{
  Fixture *self = data;

  put (self, 0, "window0");
  gst_cochl_outbox_set_judged (self->outbox, 10);
  gst_cochl_outbox_set_judged (self->outbox, 20);
  return NULL;
}

static void
test_finish (Fixture *self, gconstpointer data)
{
  GThread *worker;

  gst_cochl_delivery_set_mode (self->delivery, GST_COCHL_DELIVERY_WHEN_JUDGED, 0);
  push (self, 0);
  push (self, 1);
  worker = g_thread_new ("worker", judge, self);
  gst_cochl_delivery_finish (self->delivery, TRUE);
  g_thread_join (worker);
  assert_log (self, "window0 0+ 1 ");
  push (self, 2);
  gst_cochl_delivery_finish (self->delivery, FALSE);
  assert_log (self, "2 ");
  g_assert_true (put (self, 20, "late"));
}

static gpointer
flush (gpointer data)
{
  gst_cochl_outbox_begin_flush (data);
  return NULL;
}

/* Nothing that a flush made void gets out, and nothing waits for it. */
static void
test_flush (Fixture *self, gconstpointer data)
{
  GThread *thread;

  gst_cochl_delivery_set_mode (self->delivery, GST_COCHL_DELIVERY_WHEN_JUDGED, 0);
  push (self, 0);
  gst_cochl_outbox_expect_drained (self->outbox);
  thread = g_thread_new ("application", flush, self->outbox);
  g_assert_cmpint (gst_cochl_delivery_drain (self->delivery, -1), ==, GST_COCHL_OUTBOX_FLUSHED);
  g_thread_join (thread);
  gst_cochl_delivery_clear (self->delivery, TRUE);
  gst_cochl_outbox_end_flush (self->outbox);
  gst_cochl_outbox_set_seen (self->outbox);
  g_assert_cmpuint (gst_cochl_delivery_get_held (self->delivery), ==, 0);
  assert_log (self, "");
}

/* At EOS nothing newer pushes on what is held for the latency: time does. */
static void
test_drain_after (Fixture *self, gconstpointer data)
{
  gst_cochl_delivery_set_mode (self->delivery, GST_COCHL_DELIVERY_AFTER, 1 * GST_MSECOND);
  gst_cochl_delivery_set_mode (self->delivery, GST_COCHL_DELIVERY_AFTER, 1500 * GST_MSECOND);
  push (self, 0);
  gst_cochl_delivery_set_mode (self->delivery, GST_COCHL_DELIVERY_AFTER, 1 * GST_MSECOND);
  gst_cochl_outbox_expect_drained (self->outbox);
  g_assert_cmpint (gst_cochl_delivery_drain (self->delivery, g_get_monotonic_time () + 50000), ==,
                   GST_COCHL_OUTBOX_TIMED_OUT);
  assert_log (self, "0 ");
}

/* Nothing is held any more: what was goes, and the turn stays with push(). */
static void
test_switch_off (Fixture *self, gconstpointer data)
{
  gst_cochl_delivery_set_mode (self->delivery, GST_COCHL_DELIVERY_WHEN_JUDGED, 0);
  push (self, 0);
  gst_cochl_delivery_set_mode (self->delivery, GST_COCHL_DELIVERY_AT_ONCE, 0);
  assert_log (self, "0 ");
  g_assert_true (gst_cochl_delivery_is_active (self->delivery));
  put (self, 10, "window");
  push (self, 1);
  assert_log (self, "window 1+ ");
  gst_cochl_delivery_clear (self->delivery, TRUE);
  g_assert_false (gst_cochl_delivery_is_active (self->delivery));
}

#define ADD(name, func) g_test_add ("/delivery/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  gst_cochl_meta_register ();
  ADD ("at-once", test_at_once);
  ADD ("after", test_after);
  ADD ("when-judged", test_when_judged);
  ADD ("finish", test_finish);
  ADD ("flush", test_flush);
  ADD ("drain-after", test_drain_after);
  ADD ("switch-off", test_switch_off);
  return g_test_run ();
}
