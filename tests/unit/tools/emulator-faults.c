/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-faults.h"

#include <string.h>

static void
test_actions (void)
{
  static const struct { const char *rule; EmulatorFault fault; } cases[] = {
    { "any=500", { EMULATOR_FAULT_STATUS, FALSE, 500, 0 } },
    { "any=429:3", { EMULATOR_FAULT_STATUS, FALSE, 429, 3 } },
    { "any=429:3-after", { EMULATOR_FAULT_STATUS, TRUE, 429, 3 } },
    { "any=reset", { EMULATOR_FAULT_RESET, FALSE, 0, 0 } },
    { "any=reset-after", { EMULATOR_FAULT_RESET, TRUE, 0, 0 } },
    { "any=cut", { EMULATOR_FAULT_CUT, FALSE, 0, 0 } },
    { "any=stall", { EMULATOR_FAULT_STALL, FALSE, 0, 0 } },
    { "any=garbage", { EMULATOR_FAULT_GARBAGE, FALSE, 0, 0 } },
    { "any=endless", { EMULATOR_FAULT_ENDLESS, FALSE, 0, 0 } },
    { "any=slow-after", { EMULATOR_FAULT_SLOW, TRUE, 0, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (EmulatorFaults) faults = emulator_faults_new ();
    EmulatorFault fault;

    g_assert_true (emulator_faults_add (faults, cases[i].rule, NULL));
    fault = emulator_faults_match (faults, EMULATOR_CALL_TAGS);
    g_assert_cmpint (fault.action, ==, cases[i].fault.action);
    g_assert_cmpint (fault.after, ==, cases[i].fault.after);
    g_assert_cmpuint (fault.status, ==, cases[i].fault.status);
    g_assert_cmpuint (fault.retry_after, ==, cases[i].fault.retry_after);
  }
}

/* Which of ten chunk calls, with a create call between any two, are hit. */
static void
test_turns (void)
{
  static const struct { const char *rule, *hits; } cases[] = {
    { "chunk=500", "1111111111" }, { "chunk@1=500", "1000000000" }, { "chunk@4=500", "0001000000" },
    { "chunk@2x3=500", "0111000000" }, { "chunk@8x*=500", "0000000111" }, { "chunk@20=500", "0000000000" },
    { "results=500", "0000000000" }, { "any@3=500", "0100000000" }, { "any@4=500", "0000000000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (EmulatorFaults) faults = emulator_faults_new ();
    char hits[] = "0000000000";

    g_assert_true (emulator_faults_add (faults, cases[i].rule, NULL));
    for (guint k = 0; k < strlen (hits); k++) {
      if (emulator_faults_match (faults, EMULATOR_CALL_CHUNK).action != EMULATOR_FAULT_NONE)
        hits[k] = '1';
      emulator_faults_match (faults, EMULATOR_CALL_CREATE);
    }
    g_test_message ("%s", cases[i].rule);
    g_assert_cmpstr (hits, ==, cases[i].hits);
  }
}

static void
test_several (void)
{
  g_autoptr (EmulatorFaults) faults = emulator_faults_new ();
  EmulatorFaultRecord record;

  g_assert_true (emulator_faults_add (faults, "chunk@1=503", NULL));
  g_assert_true (emulator_faults_add (faults, "any@1x2=500", NULL));
  g_assert_cmpuint (emulator_faults_match (faults, EMULATOR_CALL_CHUNK).status, ==, 503);
  g_assert_cmpuint (emulator_faults_match (faults, EMULATOR_CALL_CHUNK).status, ==, 500);
  g_assert_cmpuint (emulator_faults_match (faults, EMULATOR_CALL_CHUNK).action, ==, EMULATOR_FAULT_NONE);
  g_assert_cmpuint (emulator_faults_count (faults), ==, 2);
  emulator_faults_get_record (faults, 1, &record);
  g_assert_cmpstr (record.text, ==, "any@1x2=500");
  g_assert_cmpuint (record.seen, ==, 3);
  g_assert_cmpuint (record.fired, ==, 1);
  emulator_faults_clear (faults);
  g_assert_cmpuint (emulator_faults_count (faults), ==, 0);
}

static void
test_bad (void)
{
  static const char *const bad[] = {
    "", "any", "any=", "=500", "foo=500", "any=199", "any=600", "any=50x", "any@=500", "any@0=500", "any@x=500",
    "any@1x=500", "any@1x0=500", "any@1x-1=500", "any@-1=500", "any=explode", "any=500:", "any=500:0", "any=500:x",
    "any=-after", "any=after", "any=reset-later", "any=reset:3",
  };
  g_autoptr (EmulatorFaults) faults = emulator_faults_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", bad[i]);
    g_assert_false (emulator_faults_add (faults, bad[i], &error));
    g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  }
  g_assert_cmpuint (emulator_faults_count (faults), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/faults/actions", test_actions);
  g_test_add_func ("/emulator/faults/turns", test_turns);
  g_test_add_func ("/emulator/faults/several", test_several);
  g_test_add_func ("/emulator/faults/bad", test_bad);
  return g_test_run ();
}
