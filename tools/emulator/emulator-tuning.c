/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-tuning.h"

#include <string.h>

#include "tools/emulator/emulator-error.h"

/* @value stays what it is where the member is not given. */
static gboolean
read_number (JsonObject *object, const char *name, double *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE) {
    g_set_error (error, EMULATOR_ERROR, 400, "%s must be a number", name);
    return FALSE;
  }
  *value = json_node_get_double (node);
  return TRUE;
}

static gboolean
read_limit (EmulatorServer *server, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "rate_limit");
  EmulatorLimit *limit = NULL;

  if (!node)
    return TRUE;
  if (!JSON_NODE_HOLDS_NULL (node)) {
    if (json_node_get_value_type (node) != G_TYPE_STRING) {
      g_set_error (error, EMULATOR_ERROR, 400, "rate_limit must be a string N/SECONDS, or null for none");
      return FALSE;
    }
    limit = emulator_limit_new (json_node_get_string (node), error);
    if (!limit)
      return FALSE;
  }
  emulator_server_set_limit (server, limit);
  return TRUE;
}

static gboolean
check_members (JsonObject *object, GError **error)
{
  static const char *const known[] = {
    "latency_ms", "analysis_time", "analysis_rate", "session_lifetime", "hold", "stream_life", "stream_length",
    "refuse_streams", "silent_streams", "rate_limit", "outage", "dead_for", NULL
  };
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *link = members; link; link = link->next) {
    if (!g_strv_contains (known, link->data)) {
      g_set_error (error, EMULATOR_ERROR, 400, "there is no setting \"%s\"", (const char *) link->data);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_flag (JsonObject *object, const char *name, gboolean *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN) {
    g_set_error (error, EMULATOR_ERROR, 400, "%s must be true or false", name);
    return FALSE;
  }
  *value = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
read_outage (JsonObject *object, EmulatorOutage *outage, GError **error)
{
  static const char *const names[] = { "none", "dead", "refuses" };
  JsonNode *node = json_object_get_member (object, "outage");

  if (!node)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (json_node_get_value_type (node) == G_TYPE_STRING && strcmp (json_node_get_string (node), names[i]) == 0) {
      *outage = i;
      return TRUE;
    }
  }
  g_set_error (error, EMULATOR_ERROR, 400, "outage must be \"none\", \"dead\" or \"refuses\"");
  return FALSE;
}

static gboolean
read_all (JsonObject *object, EmulatorSettings *settings, GError **error)
{
  double latency = settings->latency_ms;

  if (!read_number (object, "latency_ms", &latency, error)
      || !read_number (object, "analysis_time", &settings->analysis_time, error)
      || !read_number (object, "analysis_rate", &settings->analysis_rate, error)
      || !read_number (object, "session_lifetime", &settings->session_lifetime, error)
      || !read_number (object, "hold", &settings->hold, error)
      || !read_number (object, "stream_life", &settings->stream_life, error)
      || !read_number (object, "stream_length", &settings->stream_length, error)
      || !read_flag (object, "refuse_streams", &settings->refuse_streams, error)
      || !read_flag (object, "silent_streams", &settings->silent_streams, error)
      || !read_outage (object, &settings->outage, error))
    return FALSE;
  settings->latency_ms = CLAMP (latency, -1, G_MAXINT);
  return emulator_settings_check (settings, error);
}

gboolean
emulator_tuning_apply (EmulatorServer *server, JsonObject *object, double *dead_for, GError **error)
{
  EmulatorSettings *settings = emulator_server_get_settings (server);
  EmulatorSettings trial = *settings;

  if (!check_members (object, error) || !read_all (object, &trial, error)
      || !read_number (object, "dead_for", dead_for, error))
    return FALSE;
  if (!(*dead_for >= 0 && *dead_for <= 3600)) {
    g_set_error (error, EMULATOR_ERROR, 400, "dead_for must be a number from 0 to 3600");
    return FALSE;
  }
  if (!read_limit (server, object, error))
    return FALSE;
  *settings = trial;
  emulator_store_set_lifetime (emulator_server_get_store (server), settings->session_lifetime * G_USEC_PER_SEC);
  return TRUE;
}
