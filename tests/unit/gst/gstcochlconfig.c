/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlconfig.h"

#define SECOND COCHL_SECOND

static const char settings_json[] =
    "{\"sensitivity_control\": {\"default_sensitivity\": 1, \"tag_sensitivity\": {\"Baby_cry\": -2}},"
    " \"result_summary\": {\"default_interval_margin\": 3, \"tag_interval_margin\": {\"Siren\": 5}},"
    " \"tag_filter\": {\"enabled_tags\": [\"Siren\", \"Gunshot\"]}}";
static const char older_json[] =
    "{\"sensitivity\": {\"Siren\": 0.7}, \"result_summary\": {\"margin\": 2.0}}";

static GstCochlConfig *
config_with (const char *json)
{
  g_autoptr (GError) error = NULL;
  GstCochlConfig *config = gst_cochl_config_new ();

  config->settings = cochl_settings_new_from_data ("config.json", json, -1, &error);
  g_assert_no_error (error);
  return config;
}

static gboolean
passes (GstCochlConfig *config, const char *name, double probability)
{
  g_autoptr (CochlFilter) filter = gst_cochl_config_new_filter (config);
  g_autoptr (CochlTag) tag = cochl_tag_new (name, probability);

  return cochl_filter_passes (filter, tag);
}

/* Only where metas lie on files does audio wait to be judged; the bound is the sum
 * of what may be judged and what may wait. */
static void
test_holds (void)
{
  g_autoptr (GstCochlConfig) config = gst_cochl_config_new ();

  g_assert_false (gst_cochl_config_holds_until_judged (config));
  g_assert_cmpuint (gst_cochl_config_get_max_unjudged (config), ==, G_MAXUINT);
  config->attach_metas = TRUE;
  g_assert_true (gst_cochl_config_holds_until_judged (config));
  g_assert_cmpuint (gst_cochl_config_get_max_unjudged (config), ==, 5);
  config->upstream_live = TRUE;
  g_assert_false (gst_cochl_config_holds_until_judged (config));
}

static void
test_autos (void)
{
  g_autoptr (GstCochlConfig) config = gst_cochl_config_new ();

  g_assert_cmpuint (gst_cochl_config_get_segment_duration (config), ==, 60 * GST_SECOND);
  g_assert_cmpuint (gst_cochl_config_get_max_in_flight (config), ==, 4);
  g_assert_cmpuint (gst_cochl_config_get_max_queued (config), ==, 1);
  g_assert_cmpuint (gst_cochl_config_get_drain_timeout (config), ==, GST_CLOCK_TIME_NONE);
  g_assert_true (gst_cochl_config_get_fails_hard (config));
  config->session_type = GST_COCHL_SESSION_STREAM;
  g_assert_cmpint (gst_cochl_config_get_session_type (config), ==, GST_COCHL_SESSION_STREAM);
  g_assert_cmpuint (gst_cochl_config_get_segment_duration (config), ==, 2 * GST_SECOND);
  config->segment_duration = 5;
  config->max_in_flight = 6;
  config->max_queued = 7;
  config->drain_timeout = 8;
  config->on_failure = GST_COCHL_ON_FAILURE_WARN;
  g_assert_cmpuint (gst_cochl_config_get_segment_duration (config), ==, 5);
  g_assert_cmpuint (gst_cochl_config_get_max_in_flight (config), ==, 6);
  g_assert_cmpuint (gst_cochl_config_get_max_queued (config), ==, 7);
  g_assert_cmpuint (gst_cochl_config_get_drain_timeout (config), ==, 8);
  g_assert_false (gst_cochl_config_get_fails_hard (config));
}

/* Live audio must not wait, and one failure is not the end of it. */
static void
test_live (void)
{
  g_autoptr (GstCochlConfig) config = gst_cochl_config_new ();

  g_assert_false (gst_cochl_config_is_live (config));
  g_assert_false (gst_cochl_config_is_leaky (config));
  g_assert_cmpuint (gst_cochl_config_get_deadline (config), ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpint (gst_cochl_config_get_retries (config), ==, 3);
  config->upstream_live = TRUE;
  g_assert_true (gst_cochl_config_is_live (config));
  g_assert_true (gst_cochl_config_is_leaky (config));
  g_assert_false (gst_cochl_config_get_fails_hard (config));
  g_assert_cmpuint (gst_cochl_config_get_segment_duration (config), ==, 2 * GST_SECOND);
  g_assert_cmpuint (gst_cochl_config_get_max_in_flight (config), ==, 10);
  g_assert_cmpuint (gst_cochl_config_get_max_queued (config), ==, 4);
  g_assert_cmpuint (gst_cochl_config_get_deadline (config), ==, 20 * GST_SECOND);
  g_assert_cmpuint (gst_cochl_config_get_drain_timeout (config), ==, 20 * GST_SECOND);
  g_assert_cmpint (gst_cochl_config_get_retries (config), ==, -1);
  config->realtime = GST_COCHL_REALTIME_NO;
  g_assert_false (gst_cochl_config_is_live (config));
  config->realtime = GST_COCHL_REALTIME_YES;
  config->upstream_live = FALSE;
  g_assert_true (gst_cochl_config_is_live (config));
}

/* What was set by hand holds for live audio as well. */
static void
test_live_by_hand (void)
{
  g_autoptr (GstCochlConfig) config = gst_cochl_config_new ();

  config->realtime = GST_COCHL_REALTIME_YES;
  config->leaky = GST_COCHL_LEAKY_NO;
  config->deadline = GST_CLOCK_TIME_NONE;
  config->drain_timeout = GST_CLOCK_TIME_NONE;
  config->retries = 3;
  config->set |= GST_COCHL_SET_RETRIES;
  config->on_failure = GST_COCHL_ON_FAILURE_ERROR;
  g_assert_false (gst_cochl_config_is_leaky (config));
  g_assert_cmpuint (gst_cochl_config_get_deadline (config), ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (gst_cochl_config_get_drain_timeout (config), ==, GST_CLOCK_TIME_NONE);
  g_assert_cmpint (gst_cochl_config_get_retries (config), ==, 3);
  g_assert_true (gst_cochl_config_get_fails_hard (config));
}

static void
test_settings_file (void)
{
  g_autoptr (GstCochlConfig) config = config_with (settings_json);

  g_assert_cmpint (gst_cochl_config_get_sensitivity (config), ==, 1);
  g_assert_cmpfloat (cochl_tag_values_lookup (gst_cochl_config_get_tag_sensitivity (config), "Baby_cry", 0), ==, -2);
  g_assert_cmpfloat (gst_cochl_config_get_interval_margin (config, 2 * SECOND, SECOND), ==, 3);
  g_assert_cmpfloat (cochl_tag_values_lookup (gst_cochl_config_get_tag_interval_margins (config), "Siren", 0), ==, 5);
  g_assert_true (passes (config, "Siren", 0.1));
  g_assert_false (passes (config, "Baby_cry", 0.9));
}

/* The older shape's margin is silence between windows: what it is as an interval
 * margin depends on the windows. */
static void
test_older_settings_file (void)
{
  g_autoptr (GstCochlConfig) config = config_with (older_json);

  g_assert_cmpint (gst_cochl_config_get_sensitivity (config), ==, 0);
  g_assert_cmpfloat (gst_cochl_config_get_interval_margin (config, 2 * SECOND, SECOND), ==, 3);
  g_assert_cmpfloat (gst_cochl_config_get_interval_margin (config, SECOND, SECOND / 2), ==, 2.5);
  g_assert_false (passes (config, "Siren", 0.69));
  g_assert_true (passes (config, "Siren", 0.7));
  g_assert_true (passes (config, "Gunshot", 0.5));
  g_assert_false (passes (config, "Gunshot", 0.49));
}

/* One that was set, be it to its default, and only that one. */
static void
test_property_wins (void)
{
  g_autoptr (GstCochlConfig) config = config_with (settings_json);

  config->set = GST_COCHL_SET_SENSITIVITY | GST_COCHL_SET_TAGS;
  g_assert_cmpint (gst_cochl_config_get_sensitivity (config), ==, 0);
  g_assert_true (passes (config, "Baby_cry", 0.9));
  g_assert_cmpfloat (gst_cochl_config_get_interval_margin (config, 2 * SECOND, SECOND), ==, 3);
  config->set |= GST_COCHL_SET_INTERVAL_MARGIN | GST_COCHL_SET_TAG_SENSITIVITY | GST_COCHL_SET_TAG_INTERVAL_MARGINS;
  g_assert_cmpfloat (gst_cochl_config_get_interval_margin (config, 2 * SECOND, SECOND), ==, 0);
  g_assert_null (gst_cochl_config_get_tag_sensitivity (config));
  g_assert_null (gst_cochl_config_get_tag_interval_margins (config));
}

static void
test_named_tags (void)
{
  g_autoptr (GstCochlConfig) config = config_with (settings_json);
  g_auto (GStrv) names = gst_cochl_config_dup_named_tags (config);

  g_assert_cmpstrv (names, ((const char *[]) { "Siren", "Gunshot", "Baby_cry", NULL }));
}

static void
test_copy (void)
{
  g_autoptr (GstCochlConfig) config = config_with (settings_json);
  g_autoptr (GstCochlConfig) copy = NULL;

  config->api_key = g_strdup ("key");
  config->tags = g_strsplit ("a,b", ",", -1);
  copy = gst_cochl_config_copy (config);
  g_assert_cmpstr (copy->api_key, ==, "key");
  g_assert_true (copy->api_key != config->api_key);
  g_assert_cmpstrv (copy->tags, config->tags);
  g_assert_true (copy->tags != config->tags);
  g_assert_true (copy->settings == config->settings);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/autos", test_autos);
  g_test_add_func ("/config/holds", test_holds);
  g_test_add_func ("/config/live", test_live);
  g_test_add_func ("/config/live/by-hand", test_live_by_hand);
  g_test_add_func ("/config/settings-file", test_settings_file);
  g_test_add_func ("/config/older-settings-file", test_older_settings_file);
  g_test_add_func ("/config/property-wins", test_property_wins);
  g_test_add_func ("/config/named-tags", test_named_tags);
  g_test_add_func ("/config/copy", test_copy);
  return g_test_run ();
}
