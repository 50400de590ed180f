/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochloutbox.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlOutbox, gst_cochl_outbox_free)

static void
put_event (GstCochlOutbox *outbox, const char *name)
{
  gst_cochl_outbox_put_event (outbox, gst_structure_new_empty (name));
}

static void
assert_next (GQueue *queue, const char *name)
{
  g_autoptr (GstStructure) structure = g_queue_pop_head (queue);

  g_assert_nonnull (structure);
  g_assert_cmpstr (gst_structure_get_name (structure), ==, name);
}

static void
test_take (void)
{
  g_autoptr (GstCochlOutbox) outbox = gst_cochl_outbox_new ();
  GQueue events = G_QUEUE_INIT, metas = G_QUEUE_INIT;

  put_event (outbox, "one");
  gst_cochl_outbox_put_meta (outbox, gst_structure_new_empty ("meta"));
  put_event (outbox, "two");
  gst_cochl_outbox_take (outbox, &events, NULL);
  assert_next (&events, "one");
  assert_next (&events, "two");
  g_assert_true (g_queue_is_empty (&events));
  gst_cochl_outbox_take (outbox, &events, &metas);
  g_assert_true (g_queue_is_empty (&events));
  assert_next (&metas, "meta");
  /* What is never taken goes with the outbox. */
  put_event (outbox, "left");
}

static gpointer
tell_and_drain (gpointer data)
{
  put_event (data, "last");
  gst_cochl_outbox_set_drained (data);
  return NULL;
}

/* EOS waits until the worker has drained; what it tells meanwhile comes out. */
static void
test_wait (void)
{
  g_autoptr (GstCochlOutbox) outbox = gst_cochl_outbox_new ();
  GQueue events = G_QUEUE_INIT;
  GThread *worker;

  gst_cochl_outbox_expect_drained (outbox);
  worker = g_thread_new ("worker", tell_and_drain, outbox);
  while (gst_cochl_outbox_wait (outbox, -1, &events) == GST_COCHL_OUTBOX_OPEN)
    continue;
  g_thread_join (worker);
  assert_next (&events, "last");
  g_assert_true (g_queue_is_empty (&events));
}

static void
test_time_out (void)
{
  g_autoptr (GstCochlOutbox) outbox = gst_cochl_outbox_new ();
  GQueue events = G_QUEUE_INIT;

  gst_cochl_outbox_expect_drained (outbox);
  g_assert_cmpint (gst_cochl_outbox_wait (outbox, g_get_monotonic_time () + 1000, &events), ==,
                   GST_COCHL_OUTBOX_TIMED_OUT);
  /* It was not drained: the next EOS waits for both. */
  gst_cochl_outbox_expect_drained (outbox);
  gst_cochl_outbox_set_drained (outbox);
  g_assert_cmpint (gst_cochl_outbox_wait (outbox, 0, &events), ==, GST_COCHL_OUTBOX_TIMED_OUT);
  gst_cochl_outbox_set_drained (outbox);
  g_assert_cmpint (gst_cochl_outbox_wait (outbox, 0, &events), ==, GST_COCHL_OUTBOX_DRAINED);
}

static gpointer
begin_flush (gpointer data)
{
  gst_cochl_outbox_begin_flush (data);
  return NULL;
}

static gpointer
fail (gpointer data)
{
  gst_cochl_outbox_set_failed (data);
  return NULL;
}

static void
test_wait_ends (gconstpointer data)
{
  gboolean flush = GPOINTER_TO_INT (data);
  g_autoptr (GstCochlOutbox) outbox = gst_cochl_outbox_new ();
  GQueue events = G_QUEUE_INIT;
  GThread *thread;

  gst_cochl_outbox_expect_drained (outbox);
  thread = g_thread_new ("ender", flush ? begin_flush : fail, outbox);
  g_assert_cmpint (gst_cochl_outbox_wait (outbox, -1, &events), ==,
                   flush ? GST_COCHL_OUTBOX_FLUSHED : GST_COCHL_OUTBOX_FAILED);
  g_thread_join (thread);
}

/* From the beginning of a flush until the worker has seen its end nothing that
 * the worker tells gets out, and what was there is gone. */
static void
test_flush (void)
{
  g_autoptr (GstCochlOutbox) outbox = gst_cochl_outbox_new ();
  GQueue events = G_QUEUE_INIT, metas = G_QUEUE_INIT;

  put_event (outbox, "before");
  gst_cochl_outbox_expect_drained (outbox);
  g_assert_false (gst_cochl_outbox_is_void (outbox));
  gst_cochl_outbox_begin_flush (outbox);
  g_assert_true (gst_cochl_outbox_is_void (outbox));
  put_event (outbox, "during");
  gst_cochl_outbox_end_flush (outbox);
  g_assert_true (gst_cochl_outbox_is_void (outbox));
  put_event (outbox, "late");
  gst_cochl_outbox_put_meta (outbox, gst_structure_new_empty ("late"));
  gst_cochl_outbox_set_drained (outbox);
  gst_cochl_outbox_set_seen (outbox);
  g_assert_false (gst_cochl_outbox_is_void (outbox));
  put_event (outbox, "after");
  g_assert_cmpint (gst_cochl_outbox_take (outbox, &events, &metas), ==, GST_COCHL_OUTBOX_DRAINED);
  assert_next (&events, "after");
  g_assert_true (g_queue_is_empty (&events));
  g_assert_true (g_queue_is_empty (&metas));
}

static void
test_reset (void)
{
  g_autoptr (GstCochlOutbox) outbox = gst_cochl_outbox_new ();
  GQueue events = G_QUEUE_INIT;

  put_event (outbox, "before");
  gst_cochl_outbox_set_failed (outbox);
  gst_cochl_outbox_begin_flush (outbox);
  gst_cochl_outbox_reset (outbox);
  g_assert_cmpint (gst_cochl_outbox_take (outbox, &events, NULL), ==, GST_COCHL_OUTBOX_DRAINED);
  g_assert_true (g_queue_is_empty (&events));
  g_assert_false (gst_cochl_outbox_is_void (outbox));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/outbox/take", test_take);
  g_test_add_func ("/outbox/wait", test_wait);
  g_test_add_func ("/outbox/time-out", test_time_out);
  g_test_add_data_func ("/outbox/wait-ends/failure", GINT_TO_POINTER (FALSE), test_wait_ends);
  g_test_add_data_func ("/outbox/wait-ends/flush", GINT_TO_POINTER (TRUE), test_wait_ends);
  g_test_add_func ("/outbox/flush", test_flush);
  g_test_add_func ("/outbox/reset", test_reset);
  return g_test_run ();
}
