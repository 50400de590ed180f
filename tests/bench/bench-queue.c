/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a buffer costs the streaming thread in GstCochlQueue: CPU time of the
 * push beside a bare copy of the same buffers into fresh memory, and the
 * wake-ups of the worker, which takes the audio of two seconds at a time. One
 * JSON line a figure.
 * Usage: bench-queue [SECONDS of audio] [ROUNDS] */

#include "gst/gstcochlqueue.h"
#include "tests/bench/bench.h"

#define RATE 44100
#define WANTED (2 * RATE)

typedef struct {
  GstCochlQueue *queue;
  GMutex lock;
  GCond cond;
  guint wakes;
  guint seen;
} Worker;

static void
wake (gpointer queue, gpointer user_data)
{
  Worker *worker = user_data;

  g_mutex_lock (&worker->lock);
  worker->wakes++;
  g_cond_signal (&worker->cond);
  g_mutex_unlock (&worker->lock);
}

static gpointer
work (gpointer user_data)
{
  Worker *worker = user_data;
  gsize wanted = WANTED;

  for (;;) {
    g_autoptr (GstCochlItem) item = gst_cochl_queue_pop (worker->queue, wanted);

    if (item == NULL) {
      g_mutex_lock (&worker->lock);
      while (worker->wakes == worker->seen)
        g_cond_wait (&worker->cond, &worker->lock);
      worker->seen = worker->wakes;
      g_mutex_unlock (&worker->lock);
    } else if (item->type == GST_COCHL_ITEM_EOS) {
      return NULL;
    } else {
      wanted = wanted > item->frames ? wanted - item->frames : WANTED;
    }
  }
}

static gint64
measure_queue (GPtrArray *buffers, guint *wakes)
{
  Worker worker = { gst_cochl_queue_new (wake, &worker) };
  GstAudioInfo info;
  GThread *thread;
  gint64 begun, spent;

  g_mutex_init (&worker.lock);
  g_cond_init (&worker.cond);
  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_S16, RATE, 2, NULL);
  gst_cochl_queue_set_limit (worker.queue, 10 * GST_SECOND);
  gst_cochl_queue_push_format (worker.queue, &info);
  thread = g_thread_new ("worker", work, &worker);
  begun = bench_now ();
  for (guint i = 0; i < buffers->len; i++)
    gst_cochl_queue_push_audio (worker.queue, g_ptr_array_index (buffers, i), TRUE);
  spent = bench_now () - begun;
  gst_cochl_queue_push_eos (worker.queue);
  g_thread_join (thread);
  *wakes = worker.wakes;
  gst_cochl_queue_unref (worker.queue);
  return spent;
}

/* Each copy stays for a while, as it does in a queue. */
static gint64
measure_copy (GPtrArray *buffers)
{
  gpointer copies[16] = { NULL };
  gint64 begun = bench_now (), spent;

  for (guint i = 0; i < buffers->len; i++) {
    GstMapInfo map;

    gst_buffer_map (g_ptr_array_index (buffers, i), &map, GST_MAP_READ);
    g_free (copies[i % G_N_ELEMENTS (copies)]);
    copies[i % G_N_ELEMENTS (copies)] = g_memdup2 (map.data, map.size);
    gst_buffer_unmap (g_ptr_array_index (buffers, i), &map);
  }
  spent = bench_now () - begun;
  for (guint i = 0; i < G_N_ELEMENTS (copies); i++)
    g_free (copies[i]);
  return spent;
}

static GPtrArray *
make_buffers (guint frames, guint n)
{
  GPtrArray *buffers = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);

  for (guint i = 0; i < n; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, frames * 4, NULL);

    gst_buffer_memset (buffer, 0, i, frames * 4);
    GST_BUFFER_PTS (buffer) = gst_util_uint64_scale ((guint64) i * frames, GST_SECOND, RATE);
    g_ptr_array_add (buffers, buffer);
  }
  return buffers;
}

static void
run (guint frames, double seconds, guint rounds)
{
  guint n = MAX (seconds * RATE / frames, 1);
  g_autoptr (GPtrArray) buffers = make_buffers (frames, n);
  g_autofree char *push_name = g_strdup_printf ("queue-push-%u-frames", frames);
  g_autofree char *wake_name = g_strdup_printf ("queue-wakes-%u-frames", frames);
  gint64 ours = G_MAXINT64, copy = G_MAXINT64;
  guint wakes = G_MAXUINT;

  for (guint i = 0; i < rounds; i++) {
    guint woken;

    ours = MIN (ours, measure_queue (buffers, &woken));
    copy = MIN (copy, measure_copy (buffers));
    wakes = MIN (wakes, woken);
  }
  bench_print (push_name, (double) ours / n, "ns a buffer", (double) copy / n, "map, malloc and memcpy", 0);
  bench_print (wake_name, wakes / ((double) n * frames / RATE), "wake-ups a second of audio",
      (double) RATE / frames, "buffers a second", 1.0);
}

int
main (int argc, char **argv)
{
  static const guint sizes[] = { 1, 64, 1024, 4096, 65536 };
  double seconds;
  guint rounds;

  gst_init (&argc, &argv);
  seconds = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 60;
  rounds = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 5;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    run (sizes[i], sizes[i] == 1 ? seconds / 10 : seconds, rounds);
  return 0;
}
