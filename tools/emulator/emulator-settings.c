/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-settings.h"

/* The vendor's client sends chunks of 5,000,000 bytes. */
#define MAX_CHUNK     (8 * 1024 * 1024)
#define HIGHEST_CHUNK (1024 * 1024 * 1024)

EmulatorSettings *
emulator_settings_new (void)
{
  EmulatorSettings *settings = g_new0 (EmulatorSettings, 1);

  settings->max_chunk = MAX_CHUNK;
  settings->grid = (EmulatorGrid) { .size = 2, .hop = 1 };
  settings->tell_windows = TRUE;
  settings->create_status = 200;
  settings->session_lifetime = 3600;
  settings->hold = 5;
  settings->vocabulary = emulator_vocabulary_new ();
  return settings;
}

void
emulator_settings_free (EmulatorSettings *settings)
{
  g_free (settings->key);
  g_clear_object (&settings->certificate);
  emulator_vocabulary_free (settings->vocabulary);
  g_free (settings);
}

static gboolean
check_range (const char *option, double value, double lowest, double highest, GError **error)
{
  if (value >= lowest && value <= highest)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s must be a number from %g to %g",
               option, lowest, highest);
  return FALSE;
}

gboolean
emulator_settings_check (const EmulatorSettings *settings, GError **error)
{
  if (settings->create_status != 200 && settings->create_status != 201) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "create-status must be 200 or 201");
    return FALSE;
  }
  return check_range ("hold", settings->hold, 0, 600, error)
         && check_range ("stream-life", settings->stream_life, 0, 86400, error)
         && check_range ("stream-length", settings->stream_length, 0, 864000, error)
         && check_range ("max-chunk", settings->max_chunk, 1, HIGHEST_CHUNK, error)
         && check_range ("window-size", settings->grid.size, 0.25, 60, error)
         && check_range ("window-hop", settings->grid.hop, 0.05, 60, error)
         && check_range ("analysis-time", settings->analysis_time, 0, 86400, error)
         && check_range ("analysis-rate", settings->analysis_rate, 0, 1e6, error)
         && check_range ("latency", settings->latency_ms, 0, 600000, error)
         && check_range ("session-lifetime", settings->session_lifetime, 0.1, 86400, error);
}

gint64
emulator_settings_get_ready_time (const EmulatorSettings *settings, gint64 end_of_upload, double length)
{
  double seconds = settings->analysis_time;

  if (settings->analysis_rate > 0)
    seconds += length / settings->analysis_rate;
  return end_of_upload + (gint64) (seconds * G_USEC_PER_SEC);
}
