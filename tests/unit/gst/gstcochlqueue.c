/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlqueue.h"

#include "tests/unit/gst/bell.h"

#define RATE 8000

static GstAudioInfo
make_info (int rate)
{
  GstAudioInfo info;

  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_S16, rate, 1, NULL);
  return info;
}

static GstCochlQueue *
make_queue (Bell *bell)
{
  GstCochlQueue *queue = gst_cochl_queue_new (ring, bell);
  GstAudioInfo info = make_info (RATE);
  g_autoptr (GstCochlItem) item = NULL;

  g_mutex_init (&bell->lock);
  g_cond_init (&bell->cond);
  g_assert_true (gst_cochl_queue_push_format (queue, &info));
  item = gst_cochl_queue_pop (queue, 0);
  g_assert_cmpint (item->type, ==, GST_COCHL_ITEM_FORMAT);
  g_assert_true (gst_audio_info_is_equal (&item->info, &info));
  return queue;
}

/* Mono samples that count on from @first. */
static GstBuffer *
make_buffer (guint64 first, gsize frames)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, frames * 2, NULL);
  GstMapInfo map;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_WRITE));
  for (gsize i = 0; i < frames; i++)
    ((gint16 *) map.data)[i] = first + i;
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (first, GST_SECOND, RATE);
  return buffer;
}

static gboolean
push (GstCochlQueue *queue, guint64 first, gsize frames, gboolean block)
{
  g_autoptr (GstBuffer) buffer = make_buffer (first, frames);

  return gst_cochl_queue_push_audio (queue, buffer, block);
}

/* Checks that the item goes on at @next, and says where it ends. */
static guint64
check_audio (const GstCochlItem *item, guint64 next)
{
  g_assert_cmpint (item->type, ==, GST_COCHL_ITEM_AUDIO);
  g_assert_cmpuint (item->pts, ==, gst_util_uint64_scale (next, GST_SECOND, RATE));
  for (gsize i = 0; i < item->frames; i++)
    g_assert_cmpint (((gint16 *) item->planes[0])[i], ==, (gint16) (next + i));
  return next + item->frames;
}

static void
assert_popped (GstCochlQueue *queue, GstCochlItemType type)
{
  g_autoptr (GstCochlItem) item = gst_cochl_queue_pop (queue, G_MAXSIZE);

  g_assert_nonnull (item);
  g_assert_cmpint (item->type, ==, type);
}

static void
test_order (void)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);
  GstAudioInfo info = make_info (44100);
  GstSegment segment;
  g_autoptr (GstCochlItem) item = NULL, gap = NULL;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = 7;
  g_assert_true (gst_cochl_queue_push_segment (queue, &segment));
  g_assert_true (push (queue, 0, 100, FALSE));
  g_assert_true (gst_cochl_queue_push_gap (queue, 5, 6));
  g_assert_true (gst_cochl_queue_push_format (queue, &info));
  g_assert_true (push (queue, 100, 100, FALSE));
  g_assert_true (gst_cochl_queue_push_eos (queue));

  item = gst_cochl_queue_pop (queue, G_MAXSIZE);
  g_assert_cmpint (item->type, ==, GST_COCHL_ITEM_SEGMENT);
  g_assert_cmpuint (item->segment.start, ==, 7);
  assert_popped (queue, GST_COCHL_ITEM_AUDIO);
  gap = gst_cochl_queue_pop (queue, G_MAXSIZE);
  g_assert_cmpint (gap->type, ==, GST_COCHL_ITEM_GAP);
  g_assert_true (gap->pts == 5 && gap->duration == 6);
  assert_popped (queue, GST_COCHL_ITEM_FORMAT);
  assert_popped (queue, GST_COCHL_ITEM_AUDIO);
  assert_popped (queue, GST_COCHL_ITEM_EOS);
  g_assert_true (push (queue, 0, 0, FALSE));
  g_assert_null (gst_cochl_queue_pop (queue, 0));
}

static void
test_wanted (void)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);
  g_autoptr (GstCochlItem) item = NULL;

  for (guint i = 0; i < 100; i++) {
    g_assert_null (gst_cochl_queue_pop (queue, 100));
    g_assert_cmpuint (gst_cochl_queue_get_frames (queue), ==, i);
    g_assert_true (push (queue, i, 1, FALSE));
    g_assert_cmpuint (bell.wakes, ==, i < 99 ? 0 : 1);
  }
  item = gst_cochl_queue_pop (queue, 100);
  g_assert_nonnull (item);
  g_assert_cmpuint (check_audio (item, 0), >, 0);
}

/* One wake-up for each time that the worker found too little. */
static void
test_few_wakes (void)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);

  gst_cochl_queue_set_limit (queue, 10 * GST_SECOND);
  for (guint i = 0; i < RATE; i++)
    g_assert_true (push (queue, i, 1, FALSE));
  g_assert_cmpuint (bell.wakes, ==, 0);
  g_assert_null (gst_cochl_queue_pop (queue, RATE + 5));
  for (guint i = 0; i < 50; i++)
    g_assert_true (push (queue, RATE + i, 1, FALSE));
  g_assert_cmpuint (bell.wakes, ==, 1);
}

static void
test_other_wakes (void)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);

  g_assert_null (gst_cochl_queue_pop (queue, G_MAXSIZE));
  g_assert_true (push (queue, 0, 1, FALSE));
  g_assert_cmpuint (bell.wakes, ==, 0);
  g_assert_true (gst_cochl_queue_push_eos (queue));
  g_assert_cmpuint (bell.wakes, ==, 1);
  assert_popped (queue, GST_COCHL_ITEM_AUDIO);
  assert_popped (queue, GST_COCHL_ITEM_EOS);

  g_assert_null (gst_cochl_queue_pop (queue, G_MAXSIZE));
  gst_cochl_queue_push_flush (queue);
  g_assert_cmpuint (bell.wakes, ==, 2);
  assert_popped (queue, GST_COCHL_ITEM_FLUSH);
}

/* What may not wait takes the place of the oldest, which is told as lost, in one
 * piece; and a full queue does not wait for the wanted frames any more. */
static void
test_over_limit (void)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);
  g_autoptr (GstCochlItem) lost = NULL;
  guint64 next = 2 * RATE;

  gst_cochl_queue_set_limit (queue, GST_SECOND);
  g_assert_null (gst_cochl_queue_pop (queue, G_MAXSIZE));
  for (guint i = 0; i < 30; i++)
    g_assert_true (push (queue, i * 800, 800, FALSE));
  g_assert_cmpuint (bell.wakes, ==, 1);
  lost = gst_cochl_queue_pop (queue, G_MAXSIZE);
  g_assert_cmpint (lost->type, ==, GST_COCHL_ITEM_LOST);
  g_assert_cmpuint (lost->pts, ==, 0);
  g_assert_cmpuint (lost->frames, ==, 2 * RATE);
  g_assert_cmpuint (lost->duration, ==, 2 * GST_SECOND);
  while (gst_cochl_queue_get_frames (queue) >= RATE) {
    g_autoptr (GstCochlItem) item = gst_cochl_queue_pop (queue, G_MAXSIZE);

    next = check_audio (item, next);
  }
  g_assert_null (gst_cochl_queue_pop (queue, G_MAXSIZE));
}

typedef struct {
  GstCochlQueue *queue;
  guint64 first;
  gsize frames;
  gint pushed; /* atomic: -1 while it waits, then what push returned */
} Push;

static gpointer
push_thread (gpointer user_data)
{
  Push *push_data = user_data;

  g_atomic_int_set (&push_data->pushed, push (push_data->queue, push_data->first, push_data->frames, TRUE));
  return NULL;
}

/* The worker wants more than the queue may hold: the push that waits for room
 * wakes it, and it gets what there is. */
static void
test_full (void)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);
  Push blocked = { queue, 7000, 2000, -1 };
  g_autoptr (GstCochlItem) rest = NULL, again = NULL;
  GstCochlItem *item;
  GThread *thread;

  gst_cochl_queue_set_limit (queue, GST_SECOND);
  g_assert_true (push (queue, 0, 7000, TRUE));
  g_assert_null (gst_cochl_queue_pop (queue, 60 * RATE));
  thread = g_thread_new ("push", push_thread, &blocked);
  wait_for_bell (&bell);
  g_assert_cmpint (g_atomic_int_get (&blocked.pushed), ==, -1);
  item = gst_cochl_queue_pop (queue, 60 * RATE);
  g_assert_cmpuint (check_audio (item, 0), ==, 7000);
  g_thread_join (thread);
  g_assert_cmpint (blocked.pushed, ==, TRUE);
  rest = gst_cochl_queue_pop (queue, 0);
  g_assert_cmpuint (check_audio (rest, 7000), ==, 9000);

  gst_cochl_queue_recycle (queue, item);
  g_assert_null (gst_cochl_queue_pop (queue, 0));
  g_assert_true (push (queue, 9000, 6000, TRUE));
  again = gst_cochl_queue_pop (queue, 0);
  g_assert_true (again == item);
  g_assert_cmpuint (check_audio (again, 9000), ==, 15000);
}

/* A buffer beyond the limit waits for an empty queue, and then goes in. */
static void
test_large_buffer (void)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);
  Push blocked = { queue, 50000, 50000, -1 };
  GThread *thread;

  gst_cochl_queue_set_limit (queue, GST_SECOND);
  g_assert_true (push (queue, 0, 50000, TRUE));
  assert_popped (queue, GST_COCHL_ITEM_AUDIO);
  g_assert_null (gst_cochl_queue_pop (queue, G_MAXSIZE));
  g_assert_true (push (queue, 0, 10, TRUE));
  thread = g_thread_new ("push", push_thread, &blocked);
  wait_for_bell (&bell);
  assert_popped (queue, GST_COCHL_ITEM_AUDIO);
  g_thread_join (thread);
  g_assert_cmpint (blocked.pushed, ==, TRUE);
  g_assert_cmpuint (gst_cochl_queue_get_frames (queue), ==, 50000);
}

/* Ends the wait of a push, which then went in or failed. */
static void
check_interrupt (void (*interrupt) (GstCochlQueue *queue), gboolean pushed)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);
  Push blocked = { queue, 8000, 8000, -1 };
  GThread *thread;

  g_assert_true (push (queue, 0, 8000 - 1, TRUE));
  g_assert_null (gst_cochl_queue_pop (queue, G_MAXSIZE));
  thread = g_thread_new ("push", push_thread, &blocked);
  wait_for_bell (&bell);
  interrupt (queue);
  g_thread_join (thread);
  g_assert_cmpint (blocked.pushed, ==, pushed);
}

static void
start_flushing (GstCochlQueue *queue)
{
  gst_cochl_queue_set_flushing (queue, TRUE);
}

static void
raise_limit (GstCochlQueue *queue)
{
  gst_cochl_queue_set_limit (queue, 3 * GST_SECOND);
}

static void
test_interrupt (void)
{
  check_interrupt (start_flushing, FALSE);
  check_interrupt (gst_cochl_queue_push_flush, FALSE);
  check_interrupt (raise_limit, TRUE);
}

static void
test_flushing (void)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);
  GstAudioInfo info = make_info (RATE);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_cochl_queue_set_flushing (queue, TRUE);
  g_assert_false (push (queue, 0, 10, TRUE));
  g_assert_false (push (queue, 0, 10, FALSE));
  g_assert_false (gst_cochl_queue_push_segment (queue, &segment));
  g_assert_false (gst_cochl_queue_push_gap (queue, 0, 1));
  g_assert_false (gst_cochl_queue_push_eos (queue));
  g_assert_null (gst_cochl_queue_pop (queue, 0));
  /* A format that comes while flushing is not told again. */
  g_assert_true (gst_cochl_queue_push_format (queue, &info));
  gst_cochl_queue_set_flushing (queue, FALSE);
  g_assert_true (push (queue, 0, 10, TRUE));
  g_assert_cmpuint (gst_cochl_queue_get_frames (queue), ==, 10);
}

/* A flush takes the audio, not what is known of the audio to come. */
static void
test_flush_keeps_format (void)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);
  GstAudioInfo older = make_info (16000), newer = make_info (44100);
  GstSegment segment;
  g_autoptr (GstCochlItem) format = NULL;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (gst_cochl_queue_push_format (queue, &older));
  g_assert_true (push (queue, 0, 10, FALSE));
  g_assert_true (gst_cochl_queue_push_format (queue, &newer));
  g_assert_true (gst_cochl_queue_push_segment (queue, &segment));
  g_assert_true (push (queue, 0, 10, FALSE));
  g_assert_true (gst_cochl_queue_push_eos (queue));
  gst_cochl_queue_push_flush (queue);
  g_assert_cmpuint (gst_cochl_queue_get_frames (queue), ==, 0);

  assert_popped (queue, GST_COCHL_ITEM_FLUSH);
  format = gst_cochl_queue_pop (queue, 0);
  g_assert_cmpint (format->type, ==, GST_COCHL_ITEM_FORMAT);
  g_assert_cmpint (format->info.rate, ==, 44100);
  assert_popped (queue, GST_COCHL_ITEM_SEGMENT);
  g_assert_null (gst_cochl_queue_pop (queue, 0));

  g_assert_true (push (queue, 0, 44100, TRUE));
}

typedef struct {
  GstCochlQueue *queue;
  guint64 frames;
  gsize most;
} Stream;

static gpointer
stream_thread (gpointer user_data)
{
  Stream *stream = user_data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (stream->most);

  for (guint64 next = 0; next < stream->frames;) {
    gsize frames = g_rand_int_range (rand, 1, stream->most + 1);

    frames = MIN (frames, stream->frames - next);
    g_assert_true (push (stream->queue, next, frames, TRUE));
    next += frames;
  }
  g_assert_true (gst_cochl_queue_push_eos (stream->queue));
  return NULL;
}

/* Two threads, a queue that is often full and often empty: every sample comes
 * out, in order, and nobody sleeps for ever. */
static void
check_stream (guint64 frames, gsize most, gsize most_wanted)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);
  g_autoptr (GRand) rand = g_rand_new_with_seed (most_wanted);
  Stream stream = { queue, frames, most };
  GThread *thread;
  guint64 next = 0;
  gboolean eos = FALSE;

  gst_cochl_queue_set_limit (queue, 200 * GST_MSECOND);
  thread = g_thread_new ("stream", stream_thread, &stream);
  while (!eos) {
    GstCochlItem *item = gst_cochl_queue_pop (queue, g_rand_int_range (rand, 0, most_wanted));

    if (item != NULL) {
      eos = item->type == GST_COCHL_ITEM_EOS;
      next = eos ? next : check_audio (item, next);
      gst_cochl_queue_recycle (queue, item);
    } else {
      wait_for_bell (&bell);
    }
  }
  g_assert_cmpuint (next, ==, frames);
  g_thread_join (thread);
}

static void
test_stream (void)
{
  check_stream (20000, 1, 1);
  check_stream (50000, 1, 1000);
  check_stream (500000, 997, 100);
  check_stream (500000, 100, 10000);
  check_stream (2000000, 4000, 5000);
}

static gint stop; /* atomic */

static gpointer
endless_thread (gpointer queue)
{
  for (guint64 next = 0; !g_atomic_int_get (&stop); next += 300)
    push (queue, next, 300, TRUE);
  return NULL;
}

/* Flushes at any time: what comes after one was pushed after it, in order. */
static void
test_flushes (void)
{
  Bell bell = { 0 };
  g_autoptr (GstCochlQueue) queue = make_queue (&bell);
  GThread *thread = g_thread_new ("endless", endless_thread, queue);
  GstClockTime end = 0;
  guint flushes = 0, audio = 0;

  while (flushes < 500) {
    g_autoptr (GstCochlItem) item = gst_cochl_queue_pop (queue, 1000);

    if (item == NULL) {
      wait_for_bell (&bell);
    } else if (item->type == GST_COCHL_ITEM_FLUSH) {
      flushes++;
    } else {
      g_assert_cmpuint (item->pts, >=, end);
      end = item->pts + item->duration;
      if (++audio % 3 == 0) {
        gst_cochl_queue_set_flushing (queue, TRUE);
        gst_cochl_queue_push_flush (queue);
        gst_cochl_queue_set_flushing (queue, FALSE);
      }
    }
  }
  g_atomic_int_set (&stop, TRUE);
  gst_cochl_queue_set_flushing (queue, TRUE);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/gst/queue/order", test_order);
  g_test_add_func ("/gst/queue/wanted", test_wanted);
  g_test_add_func ("/gst/queue/few-wakes", test_few_wakes);
  g_test_add_func ("/gst/queue/other-wakes", test_other_wakes);
  g_test_add_func ("/gst/queue/over-limit", test_over_limit);
  g_test_add_func ("/gst/queue/full", test_full);
  g_test_add_func ("/gst/queue/large-buffer", test_large_buffer);
  g_test_add_func ("/gst/queue/interrupt", test_interrupt);
  g_test_add_func ("/gst/queue/flushing", test_flushing);
  g_test_add_func ("/gst/queue/flush-keeps-format", test_flush_keeps_format);
  g_test_add_func ("/gst/queue/stream", test_stream);
  g_test_add_func ("/gst/queue/flushes", test_flushes);
  return g_test_run ();
}
