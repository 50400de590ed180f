/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-number.h"

#include <locale.h>
#include <string.h>

/* Each string is what Python's repr() prints for the number. */
static const struct {
  double      value;
  const char *text;
} prints[] = {
  { 0.0, "0.0" },
  { -0.0, "-0.0" },
  { 1.0, "1.0" },
  { 1.5, "1.5" },
  { -2.25, "-2.25" },
  { 0.1, "0.1" },
  { 0.1 + 0.2, "0.30000000000000004" },
  { 1.0 / 3.0, "0.3333333333333333" },
  { 100.0, "100.0" },
  { 14399.5, "14399.5" },
  { 0.0001, "0.0001" },
  { 0.00012345, "0.00012345" },
  { 0.00001, "1e-05" },
  { 0.000012345, "1.2345e-05" },
  { 9999999999999998.0, "9999999999999998.0" },
  { 1e15, "1000000000000000.0" },
  { 1e16, "1e+16" },
  { 1.2345e22, "1.2345e+22" },
  { 1e100, "1e+100" },
  { 9.5, "9.5" },
  { 9.999999999999998, "9.999999999999998" },
  { 5e-324, "5e-324" },
  { 2.2250738585072014e-308, "2.2250738585072014e-308" },
  { 1.7976931348623157e308, "1.7976931348623157e+308" },
  /* Powers of two, where the shortest number is not the nearest of its length. */
  { 0x1p-44, "5.684341886080802e-14" },
  { 0x1p89, "6.189700196426902e+26" },
  { 9007199254740993.0, "9007199254740992.0" },
};

static void
test_prints_as_python (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (prints); i++) {
    g_autofree char *text = cochl_number_to_string (prints[i].value);

    g_assert_cmpstr (text, ==, prints[i].text);
  }
}

static void
test_reads_back (void)
{
  for (int i = 0; i < 20000; i++) {
    union {
      guint64 bits;
      double  value;
    } any;
    g_autofree char *text = NULL;

    any.bits = ((guint64) g_test_rand_int () << 32) | (guint32) g_test_rand_int ();
    if ((any.bits >> 52 & 0x7ff) == 0x7ff)
      continue;
    text = cochl_number_to_string (any.value);
    g_assert_cmpfloat (g_ascii_strtod (text, NULL), ==, any.value);
    g_assert_cmpuint (strlen (text), <=, 24);
  }
}

static void
test_locale (void)
{
  g_autofree char *text = NULL;

  /* Where no such locale is installed there is nothing to see, and nothing to fail. */
  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    g_test_message ("no German locale here");
  text = cochl_number_to_string (1234.5);
  setlocale (LC_NUMERIC, "C");
  g_assert_cmpstr (text, ==, "1234.5");
}

static void
test_seconds (void)
{
  g_assert_cmpint (cochl_number_seconds_to_ns (0.0), ==, 0);
  g_assert_cmpint (cochl_number_seconds_to_ns (1.5), ==, 1500000000);
  g_assert_cmpint (cochl_number_seconds_to_ns (0.1), ==, 100000000);
  g_assert_cmpint (cochl_number_seconds_to_ns (1e-9), ==, 1);
  g_assert_cmpint (cochl_number_seconds_to_ns (0.4e-9), ==, 0);
  g_assert_cmpint (cochl_number_seconds_to_ns (0.6e-9), ==, 1);
  g_assert_cmpint (cochl_number_seconds_to_ns (-0.25), ==, -250000000);
}

/* Up to 2^53 ns: a time that came as ns / 1e9 goes out as the same number. */
static void
test_seconds_there_and_back (void)
{
  if (g_getenv ("COCHLSENSE_VALGRIND")) {
    g_test_skip ("valgrind computes long double with 64 bits");
    return;
  }
  for (int i = 0; i < 20000; i++) {
    guint64 bits = ((guint64) (guint32) g_test_rand_int () << 32) | (guint32) g_test_rand_int ();
    gint64 ns = (gint64) (bits & ((G_GUINT64_CONSTANT (1) << 53) - 1));
    double seconds;

    ns >>= g_test_rand_int_range (0, 40);
    seconds = cochl_number_ns_to_seconds (ns);
    g_assert_cmpfloat (cochl_number_ns_to_seconds (cochl_number_seconds_to_ns (seconds)), ==, seconds);
    if (seconds < 4194304.0)
      g_assert_cmpint (cochl_number_seconds_to_ns (seconds), ==, ns);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/number/prints-as-python", test_prints_as_python);
  g_test_add_func ("/model/number/reads-back", test_reads_back);
  g_test_add_func ("/model/number/locale", test_locale);
  g_test_add_func ("/model/number/seconds", test_seconds);
  g_test_add_func ("/model/number/seconds-there-and-back", test_seconds_there_and_back);
  return g_test_run ();
}
