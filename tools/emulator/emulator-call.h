/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EMULATOR_BASE_PATH "/sense/api/v1"

/* Which call of the API a request is. */
typedef enum {
  EMULATOR_CALL_CREATE,
  EMULATOR_CALL_CHUNK,
  EMULATOR_CALL_PREDICT,
  EMULATOR_CALL_RESULTS,
  EMULATOR_CALL_STATUS,
  EMULATOR_CALL_PATCH,
  EMULATOR_CALL_DELETE,
  EMULATOR_CALL_TAGS,
  EMULATOR_CALL_UNKNOWN
} EmulatorCallKind;

#define EMULATOR_N_CALLS (EMULATOR_CALL_UNKNOWN + 1)

typedef struct {
  EmulatorCallKind kind;
  char            *session_id;
  guint64          sequence;
} EmulatorCall;

/* Errors: EMULATOR_ERROR 404 for a path that the API does not have, 405 for the
 * wrong method on one that it has, 400 for a chunk number that is none; @call is
 * filled in as far as it is known, always to be cleared. */
gboolean    emulator_call_parse (EmulatorCall *call, const char *method, const char *path, GError **error);
void        emulator_call_clear (EmulatorCall *call);

/* "create", "chunk", "predict", "results", "status", "patch", "delete", "tags", "unknown" */
const char *emulator_call_kind_to_string (EmulatorCallKind kind);
gboolean    emulator_call_kind_from_string (const char *name, EmulatorCallKind *kind);

G_END_DECLS
