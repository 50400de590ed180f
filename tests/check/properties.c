/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>

#include "tests/check/check.h"

static void
set (Check *check, const char *name, const char *value)
{
  gst_util_set_object_arg (G_OBJECT (check->element), name, value);
}

static char *
get_text (Check *check, const char *name)
{
  g_autoptr (GstStructure) structure = NULL;

  g_object_get (check->element, name, &structure, NULL);
  return structure ? gst_structure_to_string (structure) : NULL;
}

/* A value with a bad field keeps the one before and says which field of which
 * property; where there is no bus yet, as soon as the element starts. */
static void
test_bad_fields (gconstpointer data)
{
  gboolean running = GPOINTER_TO_INT (data);
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_new (emulator, "tag-sensitivity", "t,Siren=-2", NULL);
  g_autofree char *kept = NULL;

  if (running)
    check_play (check, NULL);
  set (check, "tag-sensitivity", "t,Siren=1,Gunshot=0.5");
  set (check, "tag-thresholds", "t,Siren=1.5");
  set (check, "tag-interval-margins", "t,Siren=soon");
  if (!running)
    check_play (check, NULL);
  check_assert_log (check,
      "warning Property tag-sensitivity: field Gunshot is 0.5, expected a whole number from -2 to 2."
      " For a least probability use threshold or tag-thresholds. The value before stays in force.\n"
      "warning Property tag-thresholds: field Siren is 1.5, expected a number from 0 to 1."
      " The value before stays in force.\n"
      "warning Property tag-interval-margins: field Siren is soon, expected a number from 0 to 31622400 seconds."
      " The value before stays in force.\n");
  kept = get_text (check, "tag-sensitivity");
  g_assert_cmpstr (kept, ==, "tag-sensitivity, Siren=(int)-2;");
}

/* One warning names every tag that the service does not know, and goes on. */
static void
test_unknown_tags (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_start (emulator, "tags", "<Tone,Sirenn>", "tag-thresholds", "t,Xyzzyplugh=0.5", NULL);
  g_autofree char *log = check_wait_log (check, "Xyzzyplugh");

  g_assert_cmpstr (log, ==, "warning The service knows no tag Sirenn (near: Siren). "
                   "The service knows no tag Xyzzyplugh.\n");
  check_push_silence (check, 0, 2 * GST_SECOND);
  check_push_eos (check);
  check_assert_log (check, "window 0 analyzed 0+2000\n");
}

/* A list that cannot be had is no reason to fail. */
static void
test_no_tag_list (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--fail", "tags@1x*=404", NULL);
  g_autoptr (Check) check = check_start (emulator, "tags", "<Sirenn>", NULL);

  check_push_silence (check, 0, 2 * GST_SECOND);
  check_push_eos (check);
  check_assert_log (check, "window 0 analyzed 0+2000\n");
}

static void
push_tone (Check *check, GstClockTime timestamp, double seconds)
{
  g_autoptr (TestSound) sound = test_sound_new (22050);

  test_sound_add_tone (sound, 880, seconds, 0.5);
  check_push_sound (check, sound, timestamp, 4410);
}

/* In PLAYING, from the next segment on. */
static void
test_change_while_playing (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", "--tone", "1760=Bell", NULL);
  g_autoptr (Check) check = check_start (emulator, "segment-duration", "2000000000", NULL);
  g_autofree char *log = NULL;

  push_tone (check, 0, 2);
  push_tone (check, 2 * GST_SECOND, 0.5);
  log = check_wait_log (check, "start #1");
  set (check, "tags", "<Bell>");
  push_tone (check, 2500 * GST_MSECOND, 0.5);
  check_push_eos (check);
  check_assert_log (check, "window 1 analyzed 1000+2000\nend #1 Siren 0+2000\n");
}

static void
test_config_file (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--tone", "880=Siren", "--tone", "1760=Bell", NULL);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "cochlsense-config-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  g_autoptr (Check) check = NULL;

  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, "{\"tag_filter\": {\"enabled_tags\": [\"Bell\"]}}", -1, NULL));
  check = check_start (emulator, "config-file", path, NULL);
  push_tone (check, 0, 2);
  check_push_eos (check);
  check_assert_log (check, "window 0 analyzed 0+2000\n");

  /* A property that is set wins. */
  gst_harness_teardown (check->harness);
  set (check, "tags", "<>");
  check_play (check, NULL);
  push_tone (check, 0, 2);
  check_push_eos (check);
  check_assert_log (check, "window 0 analyzed 0+2000 Siren\nstart #1 Siren 0+2000\nend #1 Siren 0+2000\n");
  g_unlink (path);
}

static void
test_bad_config_file (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "cochlsense-config-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  g_autofree char *pattern = g_strdup_printf ("config-file: *%s*$.sensitivity_control.default_sensitivity*", path);
  g_autoptr (Check) check = check_new (emulator, "config-file", path, NULL);

  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, "{\"sensitivity_control\": {\"default_sensitivity\": 7}}", -1, NULL));
  g_assert_cmpint (gst_element_set_state (check->element, GST_STATE_PAUSED), ==, GST_STATE_CHANGE_FAILURE);
  check_assert_error (check, GST_RESOURCE_ERROR_SETTINGS, pattern, NULL);
  g_unlink (path);
  g_assert_cmpint (gst_element_set_state (check->element, GST_STATE_PAUSED), ==, GST_STATE_CHANGE_FAILURE);
  pattern = (g_free (pattern), g_strdup_printf ("config-file: *%s*", path));
  check_assert_error (check, GST_RESOURCE_ERROR_SETTINGS, pattern, NULL);
}

/* Secrets go in and do not come out. */
static void
test_secrets (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_new (emulator, "api-key", "S3CRETKEY", "proxy", "http://me:S3CRETPW@proxy:8080",
                                       "proxy-pw", "S3CRETPW", NULL);
  guint n;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (check->element), &n);

  for (guint i = 0; i < n; i++) {
    g_auto (GValue) value = G_VALUE_INIT;
    g_autofree char *text = NULL;

    if (!(specs[i]->flags & G_PARAM_READABLE)) {
      g_assert_true (g_str_equal (specs[i]->name, "api-key") || g_str_equal (specs[i]->name, "proxy-pw"));
      continue;
    }
    g_value_init (&value, specs[i]->value_type);
    g_object_get_property (G_OBJECT (check->element), specs[i]->name, &value);
    if (GST_VALUE_HOLDS_STRUCTURE (&value) && !gst_value_get_structure (&value))
      continue;
    text = g_strdup_value_contents (&value);
    g_assert_null (strstr (text, "S3CRET"));
  }
}

/* The manual: what may change when. */
static void
test_manual (void)
{
  static const char *const connection[] = {
    "api-key", "api-key-file", "base-url", "config-file", "timeout", "retries", "retry-backoff-factor",
    "retry-backoff-max", "proxy", "proxy-id", "proxy-pw", "tls-database", "tls-interaction", "user-agent", NULL
  };
  g_autoptr (TestEmulator) emulator = test_emulator_startv (NULL);
  g_autoptr (Check) check = check_new (emulator, NULL);
  guint n;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (check->element), &n);

  for (guint i = 0; i < n; i++) {
    if (specs[i]->owner_type != G_OBJECT_TYPE (check->element) || !(specs[i]->flags & G_PARAM_WRITABLE))
      continue;
    if (g_strv_contains (connection, specs[i]->name))
      g_assert_cmphex (specs[i]->flags & GST_PARAM_MUTABLE_READY, !=, 0);
    else
      g_assert_cmphex (specs[i]->flags & GST_PARAM_MUTABLE_PLAYING, !=, 0);
    g_assert_cmpuint (strlen (g_param_spec_get_blurb (specs[i])), >, 10);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_data_func ("/properties/bad-fields/before-start", GINT_TO_POINTER (FALSE), test_bad_fields);
  g_test_add_data_func ("/properties/bad-fields/playing", GINT_TO_POINTER (TRUE), test_bad_fields);
  g_test_add_func ("/properties/unknown-tags", test_unknown_tags);
  g_test_add_func ("/properties/no-tag-list", test_no_tag_list);
  g_test_add_func ("/properties/change-while-playing", test_change_while_playing);
  g_test_add_func ("/properties/config-file", test_config_file);
  g_test_add_func ("/properties/bad-config-file", test_bad_config_file);
  g_test_add_func ("/properties/secrets", test_secrets);
  g_test_add_func ("/properties/manual", test_manual);
  return g_test_run ();
}
