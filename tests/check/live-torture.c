/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/gst.h>

#include "tests/common/emulator.h"
#include "tests/common/live.h"

/* Each HTTP call of a live pipeline failed once, in each way: no buffer is lost, and
 * every window is told once, in order. (tests/tools/torture.py does the same to files.) */

#define SECONDS 5

/* Each twice where it matters: before the call took effect, and after. */
static const char *const faults[] = {
  "500", "500-after", "429:1", "reset", "reset-after", "stall", "stall-after", "garbage", "garbage-after", "cut-after",
  "endless-after",
};

typedef struct {
  const char *session_type;
  const char *call; /* which, as the emulator's rules have it */
} Torture;

static const Torture tortures[] = {
  { "file", "create@1" }, { "file", "chunk@1" }, { "file", "results@1" }, { "file", "delete@1" },
  { "file", "create@3" }, { "file", "chunk@3" }, { "file", "results@3" }, { "file", "delete@3" },
  { "stream", "create@1" }, { "stream", "chunk@1" }, { "stream", "status@1" }, { "stream", "chunk@3" },
  { "stream", "status@4" }, { "stream", "delete@1" },
  { "predict", "create@1" }, { "predict", "predict@1" }, { "predict", "predict@3" }, { "predict", "delete@1" },
};

/* A pipeline and its service. */
typedef struct {
  TestEmulator *emulator;
  TestLive *live;
} Run;

static void
begin (Run *self, const Torture *torture, const char *fault)
{
  g_autofree char *rule = g_strdup_printf ("%s=%s", torture->call, fault);
  g_autofree char *properties = g_strdup_printf ("session-type=%s timeout=1 retry-backoff-factor=0.05",
                                                 torture->session_type);

  self->emulator = test_emulator_start ("--tone", "880=Siren", NULL);
  test_emulator_add_fault (self->emulator, rule);
  self->live = test_live_start (test_emulator_get_base_url (self->emulator), SECONDS, properties);
}

/* A create whose reply was lost leaves a session that nobody can name, and a DELETE
 * that was answered with 200 but not done looks like one that was. */
static void
end (Run *self, const Torture *torture, const char *fault)
{
  gint64 may_be_left = g_str_has_suffix (fault, "-after") || g_str_equal (fault, "garbage") ? 1 : 0;
  TestLiveOutcome outcome;

  test_live_finish (self->live, &outcome);
  g_test_message ("%s %s=%s: %u analyzed, %u failed, %u dropped (%u overrun)", torture->session_type, torture->call,
                  fault, outcome.analyzed, outcome.failed, outcome.dropped, outcome.overrun);
  g_assert_cmpint (test_emulator_count_fired (self->emulator), ==, 1);
  g_assert_cmpint (test_emulator_get_stat (self->emulator, "sessions.open"), <=, may_be_left);
  /* There is time enough for every retry. */
  g_assert_cmpuint (outcome.analyzed + outcome.overrun, ==, outcome.windows);
  test_emulator_stop (self->emulator);
}

static gboolean
has_session_type (const char *nick)
{
  g_autoptr (GstElement) sense = gst_object_ref_sink (gst_element_factory_make ("cochlsense", NULL));
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (sense), "session-type");

  return g_enum_get_value_by_nick (G_PARAM_SPEC_ENUM (pspec)->enum_class, nick) != NULL;
}

/* All ways side by side: each takes as long as its audio. */
static void
test_torture (gconstpointer data)
{
  const Torture *torture = data;
  Run runs[G_N_ELEMENTS (faults)];

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    begin (&runs[i], torture, faults[i]);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    end (&runs[i], torture, faults[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tortures); i++) {
    g_autofree char *path = g_strdup_printf ("/live-torture/%s/%s", tortures[i].session_type, tortures[i].call);

    if (has_session_type (tortures[i].session_type))
      g_test_add_data_func (path, &tortures[i], test_torture);
  }
  return g_test_run ();
}
