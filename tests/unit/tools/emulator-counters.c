/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-counters.h"

static void
test_json (void)
{
  EmulatorCounters counters = { .connections = 3, .broken = 1, .audio_seconds = 2.5 };
  g_autoptr (JsonNode) node = NULL;
  EmulatorPresence presence = { .open = { 4, 2, 1 }, .held = 9, .expired = 2 };
  JsonObject *object, *calls, *statuses, *sessions, *open, *units;

  counters.calls[EMULATOR_CALL_CHUNK] = 4;
  counters.calls[EMULATOR_CALL_TAGS] = 1;
  counters.statuses[200] = 5;
  counters.units[EMULATOR_USE_PREDICT] = 11;
  node = emulator_counters_to_json (&counters, &presence);
  object = json_node_get_object (node);
  calls = json_object_get_object_member (object, "calls");
  statuses = json_object_get_object_member (object, "statuses");
  sessions = json_object_get_object_member (object, "sessions");
  open = json_object_get_object_member (object, "open");
  units = json_object_get_object_member (object, "units");
  g_assert_cmpint (json_object_get_int_member (open, "file"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (open, "stream"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (open, "predict"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (units, "file"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (units, "predict"), ==, 11);
  g_assert_cmpint (json_object_get_int_member (object, "held"), ==, 9);
  g_assert_cmpint (json_object_get_int_member (calls, "chunk"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (calls, "create"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (calls, "total"), ==, 5);
  g_assert_cmpuint (json_object_get_size (statuses), ==, 1);
  g_assert_cmpint (json_object_get_int_member (statuses, "200"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (sessions, "open"), ==, 7);
  g_assert_cmpint (json_object_get_int_member (sessions, "expired"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (object, "connections"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (object, "broken"), ==, 1);
  g_assert_cmpfloat (json_object_get_double_member (object, "audio_seconds"), ==, 2.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/counters/json", test_json);
  return g_test_run ();
}
