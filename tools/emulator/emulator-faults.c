/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-faults.h"

#include <string.h>

typedef struct {
  char            *text;
  gboolean         any;
  EmulatorCallKind kind;
  guint64          first;
  guint64          count;
  EmulatorFault    fault;
  guint64          seen;
  guint64          fired;
} Rule;

struct _EmulatorFaults {
  GPtrArray *rules;
};

static const struct {
  const char         *name;
  EmulatorFaultAction action;
} actions[] = {
  { "reset", EMULATOR_FAULT_RESET },     { "cut", EMULATOR_FAULT_CUT },         { "stall", EMULATOR_FAULT_STALL },
  { "garbage", EMULATOR_FAULT_GARBAGE }, { "endless", EMULATOR_FAULT_ENDLESS }, { "slow", EMULATOR_FAULT_SLOW },
};

static void
rule_free (gpointer data)
{
  g_free (((Rule *) data)->text);
  g_free (data);
}

EmulatorFaults *
emulator_faults_new (void)
{
  EmulatorFaults *self = g_new0 (EmulatorFaults, 1);

  self->rules = g_ptr_array_new_with_free_func (rule_free);
  return self;
}

void
emulator_faults_free (EmulatorFaults *self)
{
  g_ptr_array_unref (self->rules);
  g_free (self);
}

/* N, NxCOUNT or Nx* */
static gboolean
parse_turns (Rule *rule, const char *turns)
{
  g_auto (GStrv) parts = g_strsplit (turns, "x", 2);

  rule->count = 1;
  if (!parts[0] || !g_ascii_string_to_unsigned (parts[0], 10, 1, G_MAXUINT32, &rule->first, NULL))
    return FALSE;
  if (!parts[1])
    return TRUE;
  if (strcmp (parts[1], "*") == 0) {
    rule->count = G_MAXUINT64;
    return TRUE;
  }
  return g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXUINT32, &rule->count, NULL);
}

static gboolean
parse_call (Rule *rule, const char *call)
{
  g_auto (GStrv) parts = g_strsplit (call, "@", 2);

  rule->first = 1;
  rule->count = G_MAXUINT64;
  rule->any = g_strcmp0 (parts[0], "any") == 0;
  if (!rule->any && (!parts[0] || !emulator_call_kind_from_string (parts[0], &rule->kind)))
    return FALSE;
  return !parts[1] || parse_turns (rule, parts[1]);
}

static gboolean
parse_status (EmulatorFault *fault, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  guint64 status = 0, seconds = 0;

  if (!parts[0] || !g_ascii_string_to_unsigned (parts[0], 10, 200, 599, &status, NULL)
      || (parts[1] && !g_ascii_string_to_unsigned (parts[1], 10, 1, 86400, &seconds, NULL)))
    return FALSE;
  fault->action = EMULATOR_FAULT_STATUS;
  fault->status = status;
  fault->retry_after = seconds;
  return TRUE;
}

static gboolean
parse_action (EmulatorFault *fault, const char *text)
{
  g_autofree char *action = g_strdup (text);

  fault->after = g_str_has_suffix (action, "-after");
  if (fault->after)
    action[strlen (action) - strlen ("-after")] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (strcmp (actions[i].name, action) == 0) {
      fault->action = actions[i].action;
      return TRUE;
    }
  }
  return parse_status (fault, action);
}

gboolean
emulator_faults_add (EmulatorFaults *self, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 2);
  Rule *rule = g_new0 (Rule, 1);

  rule->text = g_strdup (text);
  if (!parts[0] || !parts[1] || !parse_call (rule, parts[0]) || !parse_action (&rule->fault, parts[1])) {
    rule_free (rule);
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "a fault is written CALL[@N[xCOUNT]]=ACTION[-after], as in chunk@2=503:1 or any@5=reset-after, "
                 "not \"%s\"; CALL is create, chunk, predict, results, status, patch, delete, tags, unknown or any, ACTION is "
                 "a status from 200 to 599 with or without :RETRY_AFTER, reset, cut, stall, garbage, endless or slow",
                 text);
    return FALSE;
  }
  g_ptr_array_add (self->rules, rule);
  return TRUE;
}

void
emulator_faults_clear (EmulatorFaults *self)
{
  g_ptr_array_set_size (self->rules, 0);
}

EmulatorFault
emulator_faults_match (EmulatorFaults *self, EmulatorCallKind kind)
{
  EmulatorFault fault = { EMULATOR_FAULT_NONE };

  for (guint i = 0; i < self->rules->len; i++) {
    Rule *rule = g_ptr_array_index (self->rules, i);

    if (!rule->any && rule->kind != kind)
      continue;
    rule->seen++;
    if (fault.action != EMULATOR_FAULT_NONE || rule->seen < rule->first || rule->seen - rule->first >= rule->count)
      continue;
    rule->fired++;
    fault = rule->fault;
  }
  return fault;
}

guint
emulator_faults_count (EmulatorFaults *self)
{
  return self->rules->len;
}

void
emulator_faults_get_record (EmulatorFaults *self, guint index, EmulatorFaultRecord *record)
{
  const Rule *rule = g_ptr_array_index (self->rules, index);

  *record = (EmulatorFaultRecord) { rule->text, rule->seen, rule->fired };
}
