/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Writes a short WAV file with sounds at known times, the same bytes each time:
 *
 *    0 s  silence            7 s  knocks, two a second
 *    2 s  a tone of 880 Hz  10 s  silence
 *    5 s  silence           11 s  noise, to 13 s
 *
 *   make-sound FILE.wav */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define RATE 44100
#define SECONDS 13

/* Xorshift: noise that is the same on every machine. */
static double
noise (void)
{
  static uint32_t state = 2463534242u;

  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state / 2147483648.0 - 1.0;
}

static double
sample_at (double time)
{
  if (time >= 2 && time < 5)
    return 0.5 * sin (2 * M_PI * 880 * time);
  if (time >= 7 && time < 10)
    return (0.4 * noise () + 0.5 * sin (2 * M_PI * 180 * time)) * exp (-fmod (time - 7, 0.5) * 60);
  if (time >= 11)
    return 0.3 * noise ();
  return 0;
}

static void
put_little_endian (FILE *file, uint32_t value, int bytes)
{
  for (int i = 0; i < bytes; i++)
    fputc ((int) (value >> (8 * i) & 0xff), file);
}

static void
write_wav (FILE *file)
{
  const uint32_t bytes = RATE * SECONDS * 2;

  fwrite ("RIFF", 1, 4, file);
  put_little_endian (file, bytes + 36, 4);
  fwrite ("WAVEfmt ", 1, 8, file);
  put_little_endian (file, 16, 4);
  put_little_endian (file, 1, 2); /* PCM */
  put_little_endian (file, 1, 2); /* mono */
  put_little_endian (file, RATE, 4);
  put_little_endian (file, RATE * 2, 4);
  put_little_endian (file, 2, 2);
  put_little_endian (file, 16, 2);
  fwrite ("data", 1, 4, file);
  put_little_endian (file, bytes, 4);
  for (int i = 0; i < RATE * SECONDS; i++)
    put_little_endian (file, (uint32_t) lrint (sample_at ((double) i / RATE) * 32767), 2);
}

int
main (int argc, char **argv)
{
  FILE *file;
  int failed;

  if (argc != 2 || argv[1][0] == '-') {
    fprintf (stderr, "usage: make-sound FILE.wav\n");
    return 2;
  }
  file = fopen (argv[1], "wb");
  if (file == NULL) {
    perror (argv[1]);
    return 1;
  }
  write_wav (file);
  failed = ferror (file);
  if (fclose (file) != 0 || failed) {
    perror (argv[1]);
    return 1;
  }
  return 0;
}
