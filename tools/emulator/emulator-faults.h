/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "tools/emulator/emulator-call.h"

G_BEGIN_DECLS

/* Faults on demand. A rule is written
 *
 *   CALL[@N[xCOUNT]]=ACTION[-after]
 *
 * CALL: create, chunk, predict, results, status, patch, delete, tags, unknown or any.
 * N: from the N-th such call after the rule was made, 1 being the next; COUNT
 * calls from there (1, or * for all that follow). Without @N: every such call.
 * ACTION: STATUS or STATUS:SECONDS (with Retry-After), reset, cut, stall,
 * garbage, endless, slow. With -after the call takes effect first, and the fault
 * hits its reply; else nothing happens but the fault. */
typedef enum {
  EMULATOR_FAULT_NONE,
  EMULATOR_FAULT_STATUS,
  EMULATOR_FAULT_RESET,    /* the connection is reset (TCP RST) instead of a reply */
  EMULATOR_FAULT_CUT,      /* the reply breaks off in its body */
  EMULATOR_FAULT_STALL,    /* no reply, and the connection stays open */
  EMULATOR_FAULT_GARBAGE,  /* 200 with a body that is not JSON */
  EMULATOR_FAULT_ENDLESS,  /* 200 with a body that never ends */
  EMULATOR_FAULT_SLOW      /* the reply's body comes one byte a tenth of a second */
} EmulatorFaultAction;

typedef struct {
  EmulatorFaultAction action;
  gboolean            after;
  guint               status;       /* of EMULATOR_FAULT_STATUS */
  guint               retry_after;  /* seconds, 0: none */
} EmulatorFault;

/* What a rule has seen and done. */
typedef struct {
  const char *text;
  guint64     seen;   /* calls that it speaks of, since it was made */
  guint64     fired;
} EmulatorFaultRecord;

typedef struct _EmulatorFaults EmulatorFaults;

EmulatorFaults *emulator_faults_new (void);
void            emulator_faults_free (EmulatorFaults *self);
/* Errors: G_OPTION_ERROR_BAD_VALUE, whose text says how a rule is written. */
gboolean        emulator_faults_add (EmulatorFaults *self, const char *rule, GError **error);
void            emulator_faults_clear (EmulatorFaults *self);
/* Counts the call against every rule; the first rule that fires says what
 * happens to it. */
EmulatorFault   emulator_faults_match (EmulatorFaults *self, EmulatorCallKind kind);
guint           emulator_faults_count (EmulatorFaults *self);
void            emulator_faults_get_record (EmulatorFaults *self, guint index, EmulatorFaultRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorFaults, emulator_faults_free)

G_END_DECLS
