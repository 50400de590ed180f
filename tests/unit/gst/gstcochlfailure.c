/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlfailure.h"

#include <gio/gio.h>

#include "cochl/model/cochl-error.h"

static GstMessage *
make_message (GError *error, gboolean hard)
{
  g_autoptr (GstElement) bin = gst_bin_new ("bin");
  g_autoptr (GError) owned = error;

  return gst_cochl_failure_to_message (GST_OBJECT (bin), owned, hard);
}

static void
test_details (void)
{
  g_autoptr (GstMessage) message = make_message (cochl_error_new_for_call (COCHL_ERROR_NOT_AUTHORIZED, "create", "s1",
                                                                           401, "bad key", "The key is wrong."), TRUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  const GstStructure *details;

  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  g_assert_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED);
  g_assert_cmpstr (error->message, ==, "The key is wrong.");
  gst_message_parse_error_details (message, &details);
  text = gst_structure_to_string (details);
  g_assert_cmpstr (text, ==, "details, code=(string)not-authorized, call=(string)create, session-id=(string)s1, "
                   "http-status-code=(uint)401, server-text=(string)\"bad\\ key\";");
}

static void
test_warning (void)
{
  g_autoptr (GstMessage) message = make_message (g_error_new_literal (COCHL_ERROR, COCHL_ERROR_TLS, "No."), FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_WARNING);
  gst_message_parse_warning (message, &error, NULL);
  g_assert_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ_WRITE);
}

static void
assert_code (GQuark domain, int code, int expected)
{
  g_autoptr (GstMessage) message = make_message (g_error_new_literal (domain, code, "No."), TRUE);
  g_autoptr (GError) error = NULL;

  gst_message_parse_error (message, &error, NULL);
  g_assert_error (error, GST_RESOURCE_ERROR, expected);
}

static void
test_codes (void)
{
  assert_code (COCHL_ERROR, COCHL_ERROR_NO_KEY, GST_RESOURCE_ERROR_NOT_AUTHORIZED);
  assert_code (COCHL_ERROR, COCHL_ERROR_BAD_URL, GST_RESOURCE_ERROR_SETTINGS);
  assert_code (COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS, GST_RESOURCE_ERROR_SETTINGS);
  assert_code (COCHL_ERROR, COCHL_ERROR_OTHER_WINDOWS, GST_RESOURCE_ERROR_SETTINGS);
  assert_code (COCHL_ERROR, COCHL_ERROR_NETWORK, GST_RESOURCE_ERROR_OPEN_READ_WRITE);
  assert_code (COCHL_ERROR, COCHL_ERROR_RATE_LIMITED, GST_RESOURCE_ERROR_BUSY);
  assert_code (COCHL_ERROR, COCHL_ERROR_BAD_REPLY, GST_RESOURCE_ERROR_READ);
  assert_code (COCHL_ERROR, COCHL_ERROR_REFUSED, GST_RESOURCE_ERROR_FAILED);
  assert_code (G_FILE_ERROR, G_FILE_ERROR_NOENT, GST_RESOURCE_ERROR_SETTINGS);
  assert_code (G_IO_ERROR, G_IO_ERROR_FAILED, GST_RESOURCE_ERROR_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/failure/details", test_details);
  g_test_add_func ("/failure/warning", test_warning);
  g_test_add_func ("/failure/codes", test_codes);
  return g_test_run ();
}
