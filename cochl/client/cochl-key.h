/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "cochl/cochl-macros.h"

G_BEGIN_DECLS

/**
 * CochlKey:
 *
 * Where the API key comes from, and the key itself, which is a secret: no
 * function prints it, and its memory is wiped when it goes. Reference counted;
 * may be used from any thread.
 */
typedef struct _CochlKey CochlKey;

#define COCHL_TYPE_KEY (cochl_key_get_type ())
COCHL_API GType     cochl_key_get_type (void) G_GNUC_CONST;
/* The first of: @value; the first line of the file @file; COCHL_API_KEY,
 * COCHL_SENSE_PROJECT_KEY, COCHL_PROJECT_KEY in the environment (the names of
 * the vendor's tools). NULL or empty strings count as not given. Errors:
 * COCHL_ERROR_NO_KEY, whose text names the places that were tried. A key with
 * control characters or blanks inside, or above 4096 bytes, is refused. */
COCHL_API CochlKey *cochl_key_new (const char *value, const char *file, GError **error);
COCHL_API CochlKey *cochl_key_ref (CochlKey *self);
COCHL_API void      cochl_key_unref (CochlKey *self);

/* Reads the file again when the key came from one; else does nothing. On error
 * the old key stays in force. */
COCHL_API gboolean cochl_key_reload (CochlKey *self, GError **error);
/* (transfer full): wipe with cochl_key_wipe(). */
COCHL_API char    *cochl_key_dup_secret (CochlKey *self);
COCHL_API void     cochl_key_wipe (char *secret);
/* Whether cochl_key_reload() reads a file. */
gboolean                  cochl_key_is_from_file (CochlKey *self);
/* Whether both came from the same place and have the same secret now; NULL for none. */
gboolean                  cochl_key_equal (CochlKey *a, CochlKey *b);
/* Where it came from, for people: "property api-key", "file /run/key",
 * "environment variable COCHL_API_KEY". */
COCHL_API const char *cochl_key_get_source (CochlKey *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlKey, cochl_key_unref)

G_END_DECLS
