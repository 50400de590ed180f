/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The audio in a chunk's body, `{"data": "<base64>"}`. Pure; takes some
 * milliseconds for the largest, so it belongs on a worker thread. Errors:
 * EMULATOR_ERROR 400 for anything that is not such a body, 413 for more than
 * @max_chunk bytes of audio. */
GBytes *emulator_chunk_parse (GBytes *body, gsize max_chunk, GError **error);
/* The same for a predict call, `{"sequence": <int>, "data": "<base64>"}`.
 * @sequence: left as it is when the body has none. */
GBytes *emulator_chunk_parse_predict (GBytes *body, gsize max_chunk, guint64 *sequence, GError **error);

G_END_DECLS
