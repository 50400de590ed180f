/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlutc.h"

#define NTP_EPOCH (G_GUINT64_CONSTANT (2208988800) * GST_SECOND)

static void
add (GstBuffer *buffer, const char *reference, GstClockTime timestamp)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (reference);

  gst_buffer_add_reference_timestamp_meta (buffer, caps, timestamp, GST_CLOCK_TIME_NONE);
}

static void
test_from_buffer (void)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new ();

  g_assert_cmpuint (gst_cochl_utc_from_buffer (buffer), ==, GST_CLOCK_TIME_NONE);
  add (buffer, "timestamp/x-ptp, version=(string)IEEE1588-2008", 5);
  g_assert_cmpuint (gst_cochl_utc_from_buffer (buffer), ==, GST_CLOCK_TIME_NONE);
  /* Before 1970, as from a camera without a clock. */
  add (buffer, "timestamp/x-ntp", 5);
  g_assert_cmpuint (gst_cochl_utc_from_buffer (buffer), ==, GST_CLOCK_TIME_NONE);
  add (buffer, "timestamp/x-ntp, host=(string)localhost", NTP_EPOCH + 7);
  g_assert_cmpuint (gst_cochl_utc_from_buffer (buffer), ==, 7);
  add (buffer, "timestamp/x-unix", 8);
  g_assert_cmpuint (gst_cochl_utc_from_buffer (buffer), ==, 8);
}

static void
test_from_age (void)
{
  gint64 real = 1700000000 * (gint64) G_USEC_PER_SEC;

  g_assert_cmpuint (gst_cochl_utc_from_age (4 * GST_SECOND, 10 * GST_SECOND, real), ==, 1699999994 * GST_SECOND);
  g_assert_cmpuint (gst_cochl_utc_from_age (12 * GST_SECOND, 10 * GST_SECOND, real), ==, 1700000002 * GST_SECOND);
  g_assert_cmpuint (gst_cochl_utc_from_age (GST_CLOCK_TIME_NONE, 1, real), ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (gst_cochl_utc_from_age (1, GST_CLOCK_TIME_NONE, real), ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (gst_cochl_utc_from_age (0, 10 * GST_SECOND, 5), ==, GST_CLOCK_TIME_NONE);
}

static void
test_to_string (void)
{
  g_autofree char *text = gst_cochl_utc_to_string (1714567890 * GST_SECOND + 78 * GST_MSECOND + 999);

  g_assert_cmpstr (text, ==, "2024-05-01T12:51:30.078Z");
  g_assert_null (gst_cochl_utc_to_string (GST_CLOCK_TIME_NONE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/utc/from-buffer", test_from_buffer);
  g_test_add_func ("/utc/from-age", test_from_age);
  g_test_add_func ("/utc/to-string", test_to_string);
  return g_test_run ();
}
