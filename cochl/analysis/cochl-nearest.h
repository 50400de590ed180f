/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "cochl/cochl-macros.h"

G_BEGIN_DECLS

/* The at most @n names of @known that are nearest to @name (edit distance,
 * without regard to case, `_`, `-` and blanks), nearest first; only those that
 * are near enough to be what was meant. (transfer full); never NULL. */
COCHL_API GStrv cochl_nearest_names (const char *const *known, const char *name, unsigned int n);

G_END_DECLS
