/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "tools/emulator/emulator-session.h"

G_BEGIN_DECLS

/* A body that must be one JSON object. Errors: EMULATOR_ERROR 400. (transfer full) */
JsonNode *emulator_json_parse_object (GBytes *body, GError **error);
/* (transfer full) */
GBytes   *emulator_json_to_bytes (JsonNode *node);

/* The bodies of replies. (transfer full) */
GBytes *emulator_json_error (guint status, const char *text);
GBytes *emulator_json_created (EmulatorSession *session, gboolean tell_windows);
GBytes *emulator_json_chunk_taken (EmulatorSession *session);
GBytes *emulator_json_tags (const char *const *tags);
/* "pending", "in-progress", "done" or "error" */
const char *emulator_json_get_state_name (EmulatorState state);

/* One page of a session's windows, and of the older read call. */
#define EMULATOR_PAGE_LIMIT 1024
GBytes *emulator_json_results (EmulatorSession *session, guint64 offset, guint limit, gint64 now);
GBytes *emulator_json_predicted (EmulatorSession *session, const EmulatorWindow *window);
GBytes *emulator_json_status (EmulatorSession *session, guint64 offset, guint count, gint64 now);

/* What `next_token` in a status reply stands for: the number of windows read.
 * Errors: EMULATOR_ERROR 400. */
gboolean emulator_json_read_token (const char *token, guint64 *offset, GError **error);

G_END_DECLS
