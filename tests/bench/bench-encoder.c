/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What each upload-format costs: bytes and CPU time for a second of audio, in
 * segments of 2 s, as live file sessions send them, and of 60 s, as files do.
 * Beside sound that this program makes the real ones of COCHLSENSE_TEST_SOUNDS,
 * where it is set. CPU is that of
 * gst_cochl_encoder_encode(); the limit is what WAV takes. One JSON line a figure.
 * Usage: bench-encoder [SECONDS of audio] [ROUNDS] */

#include "gst/gstcochlencoder.h"
#include "tests/bench/bench.h"
#include "tests/common/decoded.h"
#include "tests/common/sound.h"

#define RATE 22050

typedef struct {
  double bytes, cpu; /* ns; both for a second of audio */
} Cost;

static Cost
measure (GstCochlUploadFormat format, GArray *sound, guint seconds)
{
  gsize step = seconds * RATE, n = 0;
  Cost cost = { 0, 0 };
  gint64 begun = bench_now ();

  for (gsize at = 0; at + step <= sound->len; at += step) {
    GBytes *samples = g_bytes_new (&g_array_index (sound, gint16, at), step * sizeof (gint16));
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) file = gst_cochl_encoder_encode (format, samples, RATE, &error);

    g_assert_no_error (error);
    cost.bytes += g_bytes_get_size (file);
    n += seconds;
  }
  cost.cpu = (double) (bench_now () - begun) / n;
  cost.bytes /= n;
  return cost;
}

static void
run (const char *what, GArray *sound, guint seconds, guint rounds)
{
  static const GstCochlUploadFormat formats[] = { GST_COCHL_UPLOAD_WAV, GST_COCHL_UPLOAD_FLAC, GST_COCHL_UPLOAD_OGG };
  Cost wav = { 0, 0 };

  for (gsize f = 0; f < G_N_ELEMENTS (formats); f++) {
    Cost best = { 0, G_MAXDOUBLE };
    g_autofree char *name = g_strdup_printf ("upload-%s-%s-%us", gst_cochl_encoder_get_suffix (formats[f]), what, seconds);
    g_autofree char *cpu_name = g_strconcat (name, "-cpu", NULL);

    for (guint i = 0; i < rounds; i++) {
      Cost cost = measure (formats[f], sound, seconds);

      best = cost.cpu < best.cpu ? cost : best;
    }
    wav = f == 0 ? best : wav;
    bench_print (name, best.bytes / 1000, "kB a second of audio", wav.bytes / 1000, "wav", 0);
    bench_print (cpu_name, best.cpu / 1e6, "CPU ms a second of audio", wav.cpu / 1e6, "wav", 0);
  }
}

/* A room with now and then a tone, at the level of speech. */
static GArray *
make_sound (guint seconds)
{
  g_autoptr (TestSound) sound = test_sound_new (RATE);
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  const gint16 *made;
  gsize n;

  test_sound_add_noise (sound, seconds, 0.01);
  for (guint at = 0; at < seconds; at += 5)
    test_sound_mix_tone (sound, 880, at, 2, 0.3);
  made = test_sound_get_samples (sound, &n);
  return g_array_append_vals (samples, made, n);
}

/* All of them, one after the other, at most @seconds and a whole number of minutes. */
static GArray *
read_real_sounds (guint seconds)
{
  g_autoptr (GPtrArray) paths = test_find_real_sounds ();
  GArray *all = g_array_new (FALSE, FALSE, sizeof (gint16));

  for (guint i = 0; paths && i < paths->len; i++) {
    int rate;
    g_autoptr (GArray) sound = test_decode_file (g_ptr_array_index (paths, i), RATE, &rate);

    g_array_append_vals (all, sound->data, sound->len);
  }
  g_array_set_size (all, MIN (all->len, MAX (seconds, 60) * RATE));
  return all;
}

int
main (int argc, char **argv)
{
  g_autoptr (GArray) made = NULL;
  g_autoptr (GArray) real = NULL;
  guint seconds, rounds;

  gst_init (&argc, &argv);
  seconds = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 120;
  rounds = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 5;
  made = make_sound (MAX (seconds, 60));
  real = read_real_sounds (seconds);
  for (guint length = 2; length <= 60; length += 58) {
    run ("made", made, length, rounds);
    if (real->len >= length * RATE)
      run ("real", real, length, rounds);
  }
  return 0;
}
