/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-counters.h"

static void
add_count (JsonBuilder *builder, const char *name, guint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_calls (JsonBuilder *builder, const EmulatorCounters *self)
{
  guint64 total = 0;

  json_builder_set_member_name (builder, "calls");
  json_builder_begin_object (builder);
  for (guint i = 0; i < EMULATOR_N_CALLS; i++) {
    add_count (builder, emulator_call_kind_to_string (i), self->calls[i]);
    total += self->calls[i];
  }
  add_count (builder, "total", total);
  json_builder_end_object (builder);
}

static void
add_statuses (JsonBuilder *builder, const EmulatorCounters *self)
{
  json_builder_set_member_name (builder, "statuses");
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (self->statuses); i++) {
    char name[8];

    if (self->statuses[i] == 0)
      continue;
    g_snprintf (name, sizeof name, "%u", i);
    add_count (builder, name, self->statuses[i]);
  }
  json_builder_end_object (builder);
}

static const char *const use_names[EMULATOR_N_USES] = { "file", "stream", "predict" };

static void
add_open (JsonBuilder *builder, const EmulatorPresence *presence)
{
  json_builder_set_member_name (builder, "open");
  json_builder_begin_object (builder);
  for (guint i = 0; i < EMULATOR_N_USES; i++)
    add_count (builder, use_names[i], presence->open[i]);
  json_builder_end_object (builder);
}

static void
add_units (JsonBuilder *builder, const EmulatorCounters *self)
{
  json_builder_set_member_name (builder, "units");
  json_builder_begin_object (builder);
  for (guint i = 0; i < EMULATOR_N_USES; i++)
    add_count (builder, use_names[i], self->units[i]);
  json_builder_end_object (builder);
}

static guint
count_open (const EmulatorPresence *presence)
{
  guint sum = 0;

  for (guint i = 0; i < EMULATOR_N_USES; i++)
    sum += presence->open[i];
  return sum;
}

JsonNode *
emulator_counters_to_json (const EmulatorCounters *self, const EmulatorPresence *presence)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_calls (builder, self);
  add_statuses (builder, self);
  add_count (builder, "broken", self->broken);
  add_count (builder, "connections", self->connections);
  add_count (builder, "bytes_in", self->bytes_in);
  add_count (builder, "bytes_out", self->bytes_out);
  json_builder_set_member_name (builder, "sessions");
  json_builder_begin_object (builder);
  add_count (builder, "open", count_open (presence));
  add_count (builder, "created", self->sessions_created);
  add_count (builder, "deleted", self->sessions_deleted);
  add_count (builder, "expired", presence->expired);
  json_builder_end_object (builder);
  add_open (builder, presence);
  add_units (builder, self);
  add_count (builder, "held", presence->held);
  add_count (builder, "analyses", self->analyses);
  add_count (builder, "analyses_failed", self->analyses_failed);
  add_count (builder, "windows", self->windows);
  json_builder_set_member_name (builder, "audio_seconds");
  json_builder_add_double_value (builder, self->audio_seconds);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
