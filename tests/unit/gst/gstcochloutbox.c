/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochloutbox.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlOutbox, gst_cochl_outbox_free)

static void
put_event (GstCochlOutbox *outbox, const char *name)
{
  g_assert_false (gst_cochl_outbox_put (outbox, GST_COCHL_POSITION_NEXT, gst_structure_new_empty (name), NULL));
}

static GPtrArray *
make_metas (const char *name)
{
  GPtrArray *metas = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_structure_free);

  g_ptr_array_add (metas, gst_structure_new_empty (name));
  return metas;
}

/* Waits, whatever is judged. */
static GstCochlOutboxState
wait_for (GstCochlOutbox *outbox, gint64 end_time, GQueue *results)
{
  guint64 judged;

  return gst_cochl_outbox_wait (outbox, end_time, results, &judged);
}

static void
assert_next (GQueue *queue, const char *name)
{
  g_autoptr (GstCochlResult) result = g_queue_pop_head (queue);

  g_assert_nonnull (result);
  g_assert_cmpstr (gst_structure_get_name (result->event), ==, name);
}

static void
test_take (void)
{
  g_autoptr (GstCochlOutbox) outbox = gst_cochl_outbox_new ();
  g_autoptr (GstCochlResult) second = NULL;
  GQueue results = G_QUEUE_INIT;

  put_event (outbox, "one");
  g_assert_false (gst_cochl_outbox_put (outbox, 5, NULL, make_metas ("meta")));
  /* Nothing at all is no result. */
  g_assert_false (gst_cochl_outbox_put (outbox, 5, NULL, NULL));
  gst_cochl_outbox_take (outbox, NULL);
  gst_cochl_outbox_take (outbox, &results);
  assert_next (&results, "one");
  second = g_queue_pop_head (&results);
  g_assert_cmpuint (second->position, ==, 5);
  g_assert_null (second->event);
  g_assert_cmpuint (second->metas->len, ==, 1);
  g_assert_true (g_queue_is_empty (&results));
  /* What is never taken goes with the outbox. */
  put_event (outbox, "left");
}

/* What left may not get a meta any more, and its event says so. */
static void
test_late (void)
{
  g_autoptr (GstCochlOutbox) outbox = gst_cochl_outbox_new ();
  g_autoptr (GstCochlResult) late = NULL;
  g_autoptr (GstCochlResult) timely = NULL;
  GQueue results = G_QUEUE_INIT;
  guint64 judged;
  gboolean is_late = FALSE;

  gst_cochl_outbox_set_judged (outbox, 7);
  gst_cochl_outbox_pass (outbox, 10, &results, &judged);
  g_assert_cmpuint (judged, ==, 7);
  /* Less is no news: what has left has left. */
  gst_cochl_outbox_pass (outbox, 5, &results, &judged);
  g_assert_true (gst_cochl_outbox_put (outbox, 9, gst_structure_new_empty ("late"), make_metas ("meta")));
  g_assert_false (gst_cochl_outbox_put (outbox, 10, gst_structure_new_empty ("timely"), make_metas ("meta")));
  gst_cochl_outbox_take (outbox, &results);
  late = g_queue_pop_head (&results);
  g_assert_true (gst_structure_get_boolean (late->event, "late", &is_late) && is_late);
  g_assert_null (late->metas);
  g_assert_cmpuint (late->position, ==, GST_COCHL_POSITION_NEXT);
  timely = g_queue_pop_head (&results);
  g_assert_false (gst_structure_has_field (timely->event, "late"));
  g_assert_nonnull (timely->metas);
  g_assert_cmpuint (gst_cochl_outbox_get_late (outbox), ==, 0);
  gst_cochl_outbox_count_late (outbox);
  g_assert_cmpuint (gst_cochl_outbox_get_late (outbox), ==, 1);
}

static gpointer
judge (gpointer data)
{
  gst_cochl_outbox_set_judged (data, 50);
  gst_cochl_outbox_set_judged (data, 100);
  return NULL;
}

static void
test_wait_judged (void)
{
  g_autoptr (GstCochlOutbox) outbox = gst_cochl_outbox_new ();
  GQueue results = G_QUEUE_INIT;
  guint64 judged = 0;
  GThread *worker;

  gst_cochl_outbox_expect_judged (outbox, 100);
  g_assert_cmpint (gst_cochl_outbox_wait (outbox, 0, &results, &judged), ==, GST_COCHL_OUTBOX_TIMED_OUT);
  worker = g_thread_new ("worker", judge, outbox);
  while (gst_cochl_outbox_wait (outbox, -1, &results, &judged) == GST_COCHL_OUTBOX_OPEN)
    g_assert_cmpuint (judged, ==, 50);
  g_assert_cmpuint (judged, ==, 100);
  g_thread_join (worker);
  gst_cochl_outbox_expect_judged (outbox, 200);
  gst_cochl_outbox_expect_judged (outbox, 0);
  g_assert_cmpint (gst_cochl_outbox_wait (outbox, -1, &results, &judged), ==, GST_COCHL_OUTBOX_DRAINED);
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
  while (wait_for (outbox, -1, &events) == GST_COCHL_OUTBOX_OPEN)
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
  g_assert_cmpint (wait_for (outbox, g_get_monotonic_time () + 1000, &events), ==,
                   GST_COCHL_OUTBOX_TIMED_OUT);
  /* It was not drained: the next EOS waits for both. */
  gst_cochl_outbox_expect_drained (outbox);
  gst_cochl_outbox_set_drained (outbox);
  g_assert_cmpint (wait_for (outbox, 0, &events), ==, GST_COCHL_OUTBOX_TIMED_OUT);
  gst_cochl_outbox_set_drained (outbox);
  g_assert_cmpint (wait_for (outbox, 0, &events), ==, GST_COCHL_OUTBOX_DRAINED);
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
  g_assert_cmpint (wait_for (outbox, -1, &events), ==,
                   flush ? GST_COCHL_OUTBOX_FLUSHED : GST_COCHL_OUTBOX_FAILED);
  g_thread_join (thread);
}

/* From the beginning of a flush until the worker has seen its end nothing that
 * the worker tells gets out, and what was there is gone. */
static void
test_flush (void)
{
  g_autoptr (GstCochlOutbox) outbox = gst_cochl_outbox_new ();
  GQueue events = G_QUEUE_INIT;

  put_event (outbox, "before");
  gst_cochl_outbox_expect_drained (outbox);
  g_assert_false (gst_cochl_outbox_is_void (outbox));
  gst_cochl_outbox_begin_flush (outbox);
  g_assert_true (gst_cochl_outbox_is_void (outbox));
  put_event (outbox, "during");
  gst_cochl_outbox_end_flush (outbox);
  g_assert_true (gst_cochl_outbox_is_void (outbox));
  put_event (outbox, "late");
  g_assert_false (gst_cochl_outbox_put (outbox, 0, NULL, make_metas ("late")));
  gst_cochl_outbox_set_drained (outbox);
  gst_cochl_outbox_set_seen (outbox);
  g_assert_false (gst_cochl_outbox_is_void (outbox));
  put_event (outbox, "after");
  g_assert_cmpint (gst_cochl_outbox_take (outbox, &events), ==, GST_COCHL_OUTBOX_DRAINED);
  assert_next (&events, "after");
  g_assert_true (g_queue_is_empty (&events));
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
  g_assert_cmpint (gst_cochl_outbox_take (outbox, &events), ==, GST_COCHL_OUTBOX_DRAINED);
  g_assert_true (g_queue_is_empty (&events));
  g_assert_false (gst_cochl_outbox_is_void (outbox));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/outbox/take", test_take);
  g_test_add_func ("/outbox/late", test_late);
  g_test_add_func ("/outbox/wait", test_wait);
  g_test_add_func ("/outbox/wait-judged", test_wait_judged);
  g_test_add_func ("/outbox/time-out", test_time_out);
  g_test_add_data_func ("/outbox/wait-ends/failure", GINT_TO_POINTER (FALSE), test_wait_ends);
  g_test_add_data_func ("/outbox/wait-ends/flush", GINT_TO_POINTER (TRUE), test_wait_ends);
  g_test_add_func ("/outbox/flush", test_flush);
  g_test_add_func ("/outbox/reset", test_reset);
  return g_test_run ();
}
