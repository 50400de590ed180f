/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a buffer costs on the streaming thread: CPU time of the pushing thread
 * for cochlsense, beside `identity` and `level` on the same buffers. The time
 * that a push waits for the worker (files wait, nothing is dropped) is no CPU
 * time and not counted. One JSON line a figure.
 * Usage: bench-streaming-thread BASE_URL [ROUNDS] */

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>
#include <time.h>

#define RATE 44100
/* Audio that is pushed, and the fewest buffers. */
#define SECONDS 20
#define MIN_BUFFERS 2000

static gint64
thread_cpu_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

static GPtrArray *
make_buffers (guint frames)
{
  GPtrArray *buffers = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint n = MAX (SECONDS * RATE / frames, MIN_BUFFERS);

  for (guint i = 0; i < n; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, frames * 4, NULL);
    GstMapInfo map;

    gst_buffer_map (buffer, &map, GST_MAP_WRITE);
    for (gsize k = 0; k < map.size / 2; k++)
      ((gint16 *) map.data)[k] = (gint16) g_rand_int_range (rand, -20000, 20000);
    gst_buffer_unmap (buffer, &map);
    GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (i * (guint64) frames, GST_SECOND, RATE);
    GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (frames, GST_SECOND, RATE);
    g_ptr_array_add (buffers, buffer);
  }
  return buffers;
}

/* Thread CPU ns a buffer of pushing @buffers through @launch. */
static double
measure (const char *launch, GPtrArray *buffers)
{
  GstHarness *harness = gst_harness_new_parse (launch);
  gint64 begun, spent;

  gst_harness_set_src_caps_str (harness,
      "audio/x-raw,format=S16LE,layout=interleaved,rate=44100,channels=2,channel-mask=(bitmask)0x3");
  gst_harness_set_drop_buffers (harness, TRUE);
  gst_harness_play (harness);
  begun = thread_cpu_ns ();
  for (guint i = 0; i < buffers->len; i++)
    gst_harness_push (harness, gst_buffer_ref (g_ptr_array_index (buffers, i)));
  spent = thread_cpu_ns () - begun;
  gst_harness_teardown (harness);
  return (double) spent / buffers->len;
}

/* They take turns, so that what else the machine does meets all. */
static void
run (const char *cochlsense, guint frames, guint rounds)
{
  g_autoptr (GPtrArray) buffers = make_buffers (frames);
  double identity = G_MAXDOUBLE, level = G_MAXDOUBLE, ours = G_MAXDOUBLE;

  for (guint i = 0; i < rounds; i++) {
    identity = MIN (identity, measure ("identity", buffers));
    level = MIN (level, measure ("level post-messages=false", buffers));
    ours = MIN (ours, measure (cochlsense, buffers));
  }
  g_print ("{\"name\": \"streaming-thread\", \"frames\": %u, \"unit\": \"ns/buffer\", \"value\": %.0f, "
      "\"identity\": %.0f, \"limit\": %.0f, \"limit-is\": \"level\", \"ratio\": %.2f, \"goal\": 1.0}\n",
      frames, ours, identity, level, ours / level);
}

int
main (int argc, char **argv)
{
  static const guint sizes[] = { 64, 441, 1024, 4096 };
  g_autofree char *cochlsense = NULL;
  guint rounds;

  gst_init (&argc, &argv);
  if (argc < 2) {
    g_printerr ("usage: %s BASE_URL [ROUNDS]\n", argv[0]);
    return 2;
  }
  rounds = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 5;
  cochlsense = g_strdup_printf ("cochlsense base-url=%s", argv[1]);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    run (cochlsense, sizes[i], rounds);
  return 0;
}
