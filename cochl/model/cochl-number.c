/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 17 significant digits tell any two doubles apart. */
#define DIGITS_MAX 17

/* @digits as 0.DIGITS * 10^@point, read back. */
static double
read_back (guint64 digits, int n_digits, int point)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT "e%d", digits, point - n_digits);

  return g_ascii_strtod (text, NULL);
}

/* The fewest digits that read back as @value, which is finite and above 0, and
 * the place of the decimal point before them.
 *
 * Rounding to n digits gives the nearest number of n digits, and the shortest
 * one that reads back, but for one case: above a power of two numbers lie twice
 * as far apart as below, so that the next number up may read back where the
 * nearest, which is below, does not. */
static guint64
shortest_digits (double value, int *n_digits, int *point)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  guint64 digits = 0;

  for (int n = 1; n <= DIGITS_MAX; n++) {
    char format[8];
    char mantissa[DIGITS_MAX + 1];
    int used = 0;
    const char *p;

    g_snprintf (format, sizeof format, "%%.%de", n - 1);
    g_ascii_formatd (text, sizeof text, format, value);
    for (p = text; *p != 'e'; p++) {
      if (*p != '.')
        mantissa[used++] = *p;
    }
    mantissa[used] = '\0';

    *n_digits = n;
    *point = atoi (p + 1) + 1;
    digits = g_ascii_strtoull (mantissa, NULL, 10);
    if (read_back (digits, n, *point) == value)
      break;
    if (n < DIGITS_MAX && read_back (digits + 1, n, *point) == value) {
      digits++;
      break;
    }
  }
  return digits;
}

char *
cochl_number_to_string (double value)
{
  g_autofree char *digits = NULL;
  GString *out;
  int n_digits, point;

  g_return_val_if_fail (isfinite (value), NULL);

  if (value == 0.0)
    return g_strdup (signbit (value) ? "-0.0" : "0.0");

  digits = g_strdup_printf ("%" G_GUINT64_FORMAT, shortest_digits (fabs (value), &n_digits, &point));
  /* One more digit than asked for when 99.. was counted up to 100.. */
  point += (int) strlen (digits) - n_digits;
  n_digits = strlen (digits);
  while (n_digits > 1 && digits[n_digits - 1] == '0')
    digits[--n_digits] = '\0';

  out = g_string_new (value < 0.0 ? "-" : NULL);
  if (point < -3 || point > 16) {
    g_string_append_c (out, digits[0]);
    if (n_digits > 1)
      g_string_append_printf (out, ".%s", digits + 1);
    g_string_append_printf (out, "e%c%02d", point > 0 ? '+' : '-', ABS (point - 1));
  } else if (point <= 0) {
    g_string_append_printf (out, "0.%.*s%s", -point, "000", digits);
  } else if (point >= n_digits) {
    g_string_append (out, digits);
    for (int i = n_digits; i < point; i++)
      g_string_append_c (out, '0');
    g_string_append (out, ".0");
  } else {
    g_string_append_printf (out, "%.*s.%s", point, digits, digits + point);
  }
  return g_string_free (out, FALSE);
}

/* The product of a double and 1e9 has more digits than a double holds; where
 * long double has more, nothing is lost before the one rounding. */
gint64
cochl_number_seconds_to_ns (double seconds)
{
  return llroundl ((long double) seconds * 1e9L);
}

double
cochl_number_ns_to_seconds (gint64 ns)
{
  return (double) ((long double) ns / 1e9L);
}
