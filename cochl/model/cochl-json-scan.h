/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to libcochl. */

/* How deep arrays and objects may lie in each other; the API needs 6. */
#define COCHL_JSON_DEPTH_MAX 32

/* Whether @data is JSON in UTF-8 as RFC 8259 has it, one value, nested no deeper
 * than COCHL_JSON_DEPTH_MAX, whose numbers a double or a signed 64-bit integer
 * holds and whose strings have no NUL. json-glib's parser takes more than that,
 * recurses without a bound and aborts on a broken surrogate pair: it is only
 * ever given what passed here. Errors: COCHL_ERROR_BAD_REPLY, with line and
 * column. */
gboolean cochl_json_scan (const char *data, gsize length, GError **error);

G_END_DECLS
