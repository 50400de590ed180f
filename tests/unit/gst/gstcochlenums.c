/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlenums.h"

/* The nicks are what launch lines say. */
static void
assert_nicks (GType type, const char *expected)
{
  GEnumClass *klass = g_type_class_ref (type);
  g_autoptr (GString) nicks = g_string_new (NULL);

  for (guint i = 0; i < klass->n_values; i++)
    g_string_append_printf (nicks, "%s ", klass->values[i].value_nick);
  g_assert_cmpstr (nicks->str, ==, expected);
  g_type_class_unref (klass);
}

static void
test_nicks (void)
{
  assert_nicks (GST_TYPE_COCHL_SESSION_TYPE, "auto file stream predict ");
  assert_nicks (GST_TYPE_COCHL_UPLOAD_FORMAT, "auto wav flac ogg ");
  assert_nicks (GST_TYPE_COCHL_ON_FAILURE, "auto error warn ");
}

static void
test_flags (void)
{
  GFlagsClass *klass = g_type_class_ref (GST_TYPE_COCHL_MESSAGES);

  g_assert_cmpuint (klass->mask, ==, GST_COCHL_MESSAGES_ALL);
  g_assert_cmpuint (g_flags_get_value_by_nick (klass, "windows")->value, ==, GST_COCHL_MESSAGES_WINDOWS);
  g_assert_cmpuint (g_flags_get_value_by_nick (klass, "events")->value, ==, GST_COCHL_MESSAGES_EVENTS);
  g_type_class_unref (klass);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/enums/nicks", test_nicks);
  g_test_add_func ("/enums/flags", test_flags);
  return g_test_run ();
}
