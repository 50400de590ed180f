/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-call.h"

#include <string.h>

#include "tools/emulator/emulator-error.h"

static const char *const kind_names[EMULATOR_N_CALLS] = {
  "create", "chunk", "predict", "results", "status", "patch", "delete", "tags", "unknown"
};

static gboolean
choose (EmulatorCall *call, EmulatorCallKind kind, const char *method, const char *wanted)
{
  if (strcmp (method, wanted) != 0)
    return FALSE;
  call->kind = kind;
  return TRUE;
}

/* TRUE when a call's path begins so, whatever the method. */
static gboolean
match_path (EmulatorCall *call, const char *method, GStrv parts, GError **error)
{
  guint n_parts = g_strv_length (parts);
  gboolean sessions = n_parts > 0 && strcmp (parts[0], "audio_sessions") == 0;

  if (n_parts == 2 && strcmp (parts[0], "tags") == 0 && strcmp (parts[1], "official") == 0)
    return choose (call, EMULATOR_CALL_TAGS, method, "GET") || TRUE;
  if (!sessions || n_parts < 2)
    return FALSE;
  if (n_parts == 2 && *parts[1] == '\0')
    return choose (call, EMULATOR_CALL_CREATE, method, "POST") || TRUE;
  if (*parts[1] == '\0')
    return FALSE;
  call->session_id = g_strdup (parts[1]);
  if (n_parts == 2)
    return choose (call, EMULATOR_CALL_DELETE, method, "DELETE")
           || choose (call, EMULATOR_CALL_PATCH, method, "PATCH") || TRUE;
  if (n_parts == 3 && strcmp (parts[2], "results") == 0)
    return choose (call, EMULATOR_CALL_RESULTS, method, "GET") || TRUE;
  if (n_parts == 3 && strcmp (parts[2], "status") == 0)
    return choose (call, EMULATOR_CALL_STATUS, method, "GET") || TRUE;
  if (n_parts == 3 && strcmp (parts[2], "predict") == 0)
    return choose (call, EMULATOR_CALL_PREDICT, method, "POST") || TRUE;
  if (n_parts != 4 || strcmp (parts[2], "chunks") != 0)
    return FALSE;
  if (choose (call, EMULATOR_CALL_CHUNK, method, "PUT")
      && !g_ascii_string_to_unsigned (parts[3], 10, 0, G_MAXINT64, &call->sequence, NULL))
    g_set_error (error, EMULATOR_ERROR, 400, "the chunk number in the path must be an integer from 0, not \"%s\"",
                 parts[3]);
  return TRUE;
}

gboolean
emulator_call_parse (EmulatorCall *call, const char *method, const char *path, GError **error)
{
  g_auto (GStrv) parts = NULL;
  g_autoptr (GError) why = NULL;

  *call = (EmulatorCall) { .kind = EMULATOR_CALL_UNKNOWN };
  if (g_str_has_prefix (path, EMULATOR_BASE_PATH "/"))
    parts = g_strsplit (path + strlen (EMULATOR_BASE_PATH "/"), "/", 6);
  if (!parts || !match_path (call, method, parts, &why)) {
    g_set_error (error, EMULATOR_ERROR, 404, "no such path: %s", path);
    return FALSE;
  }
  if (why) {
    g_propagate_error (error, g_steal_pointer (&why));
    return FALSE;
  }
  if (call->kind == EMULATOR_CALL_UNKNOWN) {
    g_set_error (error, EMULATOR_ERROR, 405, "%s is not a method of %s", method, path);
    return FALSE;
  }
  return TRUE;
}

void
emulator_call_clear (EmulatorCall *call)
{
  g_clear_pointer (&call->session_id, g_free);
}

const char *
emulator_call_kind_to_string (EmulatorCallKind kind)
{
  return kind_names[kind];
}

gboolean
emulator_call_kind_from_string (const char *name, EmulatorCallKind *kind)
{
  for (guint i = 0; i < EMULATOR_N_CALLS; i++) {
    if (strcmp (kind_names[i], name) == 0) {
      *kind = i;
      return TRUE;
    }
  }
  return FALSE;
}
