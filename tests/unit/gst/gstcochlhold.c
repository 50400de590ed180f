/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlhold.h"

#include "gst/gstcochlmeta.h"

/* Buffers of 10 frames and a second each: buffer n has the frames from 10 n on. */
static void
push (GstCochlHold *hold, guint n)
{
  GstBuffer *buffer = gst_buffer_new ();
  const GstCochlHoldSpan span = { 10 * n, 10 * n + 10, (n + 1) * GST_SECOND, GST_SECOND, n };

  GST_BUFFER_OFFSET (buffer) = n;
  gst_cochl_hold_push_buffer (hold, buffer, &span);
}

static GstEvent *
make_event (const char *name)
{
  return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty (name));
}

static GPtrArray *
make_metas (guint64 window)
{
  GPtrArray *metas = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_structure_free);

  g_ptr_array_add (metas, gst_structure_new (GST_COCHL_META, "window", G_TYPE_UINT64, window, NULL));
  return metas;
}

/* What may go, written down: "0 one 1+ " is a buffer, an event, a buffer with a meta. */
static void
assert_pops (GstCochlHold *hold, guint64 passing, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GstMiniObject *object;

  while ((object = gst_cochl_hold_pop (hold, passing))) {
    if (GST_IS_EVENT (object))
      g_string_append_printf (text, "%s ", gst_event_has_name (GST_EVENT_CAST (object), "tag") ? "tag"
                              : gst_structure_get_name (gst_event_get_structure (GST_EVENT_CAST (object))));
    else
      g_string_append_printf (text, "%d%s ", (int) GST_BUFFER_OFFSET (GST_BUFFER_CAST (object)),
                              gst_buffer_get_custom_meta (GST_BUFFER_CAST (object), GST_COCHL_META) ? "+" : "");
    gst_mini_object_unref (object);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_order (void)
{
  g_autoptr (GstCochlHold) hold = gst_cochl_hold_new ();

  g_assert_true (gst_cochl_hold_is_empty (hold));
  for (guint n = 0; n < 40; n++) {
    push (hold, n);
    if (n == 1)
      gst_cochl_hold_push_event (hold, make_event ("one"), GST_CLOCK_TIME_NONE);
  }
  g_assert_cmpuint (gst_cochl_hold_get_end (hold), ==, 400);
  g_assert_cmpuint (gst_cochl_hold_get_duration (hold), ==, 40 * GST_SECOND);
  /* A part of a buffer is no buffer; an event goes with what it stood behind. */
  assert_pops (hold, 19, "0 ");
  assert_pops (hold, 20, "1 one ");
  assert_pops (hold, 40, "2 3 ");
  g_assert_cmpuint (gst_cochl_hold_get_duration (hold), ==, 36 * GST_SECOND);
  g_assert_cmpint (gst_cochl_hold_get_arrival (hold), ==, 4);
}

/* On the very buffer that has the frame; before it what comes with it. */
static void
test_place (void)
{
  g_autoptr (GstCochlHold) hold = gst_cochl_hold_new ();
  g_autoptr (GPtrArray) metas = make_metas (7);
  g_autoptr (GstEvent) gone = make_event ("gone");

  for (guint n = 0; n < 5; n++) {
    push (hold, n);
    gst_cochl_hold_push_event (hold, make_event ("between"), GST_CLOCK_TIME_NONE);
  }
  assert_pops (hold, 10, "0 between ");
  g_assert_true (gst_cochl_hold_place (hold, 29, make_event ("window"), metas));
  g_assert_true (gst_cochl_hold_place (hold, 29, make_event ("start"), NULL));
  g_assert_true (gst_cochl_hold_place (hold, 30, NULL, metas));
  g_assert_false (gst_cochl_hold_place (hold, 9, gone, metas));
  assert_pops (hold, 30, "1 between window start 2+ between ");
  g_assert_true (gst_cochl_hold_place (hold, 50, make_event ("last"), NULL));
  assert_pops (hold, 50, "3+ between 4 between last ");
  g_assert_true (gst_cochl_hold_is_empty (hold));
  g_assert_false (gst_cochl_hold_place (hold, 50, gone, NULL));
}

/* A buffer that others hold too is not written on. */
static void
test_shared (void)
{
  g_autoptr (GstCochlHold) hold = gst_cochl_hold_new ();
  g_autoptr (GstBuffer) shared = gst_buffer_new_allocate (NULL, 4, NULL);
  g_autoptr (GPtrArray) metas = make_metas (7);
  g_autoptr (GstBuffer) out = NULL;
  const GstCochlHoldSpan span = { 0, 10, GST_SECOND, GST_SECOND, 0 };

  gst_cochl_hold_push_buffer (hold, gst_buffer_ref (shared), &span);
  g_assert_true (gst_cochl_hold_place (hold, 0, NULL, metas));
  out = GST_BUFFER_CAST (gst_cochl_hold_pop (hold, 10));
  g_assert_null (gst_buffer_get_custom_meta (shared, GST_COCHL_META));
  g_assert_nonnull (gst_buffer_get_custom_meta (out, GST_COCHL_META));
  g_assert_true (gst_buffer_peek_memory (shared, 0) == gst_buffer_peek_memory (out, 0));
}

/* Held for at most the latency, and for no more than a buffer less. */
static void
test_due (void)
{
  g_autoptr (GstCochlHold) hold = gst_cochl_hold_new ();

  for (guint n = 0; n < 3; n++) {
    push (hold, n);
    g_assert_cmpuint (gst_cochl_hold_get_due (hold, 2 * GST_SECOND), ==, n == 2 ? 10 : 0);
    g_assert_cmpuint (gst_cochl_hold_get_due (hold, 1500 * GST_MSECOND), ==, 10 * n);
  }
  g_assert_cmpuint (gst_cochl_hold_get_overdue (hold, 1), ==, 20);
  /* A GAP is newer audio too. */
  gst_cochl_hold_push_event (hold, gst_event_new_gap (3 * GST_SECOND, GST_SECOND), 4 * GST_SECOND);
  g_assert_cmpuint (gst_cochl_hold_get_due (hold, 2 * GST_SECOND), ==, 20);
}

/* Without times each follows the one before; times that go back hold nothing for ever. */
static void
test_strange_times (void)
{
  g_autoptr (GstCochlHold) hold = gst_cochl_hold_new ();
  GstCochlHoldSpan span = { 0, 10, GST_CLOCK_TIME_NONE, GST_SECOND, 0 };

  for (guint n = 0; n < 3; n++) {
    gst_cochl_hold_push_buffer (hold, gst_buffer_new (), &span);
    span.start += 10;
    span.end += 10;
  }
  g_assert_cmpuint (gst_cochl_hold_get_due (hold, 2 * GST_SECOND), ==, 10);
  span.end_time = 0;
  gst_cochl_hold_push_buffer (hold, gst_buffer_new (), &span);
  g_assert_cmpuint (gst_cochl_hold_get_due (hold, 2 * GST_SECOND), ==, 10);
  span.start += 10;
  span.end += 10;
  span.end_time = 100 * GST_SECOND;
  gst_cochl_hold_push_buffer (hold, gst_buffer_new (), &span);
  g_assert_cmpuint (gst_cochl_hold_get_due (hold, 2 * GST_SECOND), ==, 40);
}

/* A flush loses audio, not what upstream tells once. */
static void
test_clear (void)
{
  g_autoptr (GstCochlHold) hold = gst_cochl_hold_new ();
  g_autoptr (GstPad) pad = gst_object_ref_sink (gst_pad_new ("src", GST_PAD_SRC));
  g_autoptr (GstEvent) tags = NULL;
  GstSegment segment;

  gst_pad_set_active (pad, TRUE);
  gst_pad_push_event (pad, gst_event_new_stream_start ("s"));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  push (hold, 0);
  gst_cochl_hold_push_event (hold, gst_event_new_tag (gst_tag_list_new_empty ()), GST_CLOCK_TIME_NONE);
  gst_cochl_hold_push_event (hold, gst_event_new_segment (&segment), GST_CLOCK_TIME_NONE);
  gst_cochl_hold_clear (hold, pad);
  g_assert_true (gst_cochl_hold_is_empty (hold));
  g_assert_cmpuint (gst_cochl_hold_get_duration (hold), ==, 0);
  tags = gst_pad_get_sticky_event (pad, GST_EVENT_TAG, 0);
  g_assert_nonnull (tags);
  g_assert_null (gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0));
  push (hold, 1);
  gst_cochl_hold_clear (hold, NULL);
  assert_pops (hold, G_MAXUINT64, "");
  gst_pad_set_active (pad, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  gst_cochl_meta_register ();
  g_test_add_func ("/hold/order", test_order);
  g_test_add_func ("/hold/place", test_place);
  g_test_add_func ("/hold/shared", test_shared);
  g_test_add_func ("/hold/due", test_due);
  g_test_add_func ("/hold/strange-times", test_strange_times);
  g_test_add_func ("/hold/clear", test_clear);
  return g_test_run ();
}
