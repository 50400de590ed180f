/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "cochl/cochl-macros.h"

G_BEGIN_DECLS

/* A finite number as Python's repr() prints a float: the fewest digits that
 * read back as the same number, "0.0", "1.5", "0.1", "1e-05", "1e+16". Whatever
 * the locale. (transfer full) */
COCHL_API char *cochl_number_to_string (double value);

/* Seconds as the service and the JSON give them, to ns, rounded to nearest.
 * @seconds must be finite and fit. */
COCHL_API gint64 cochl_number_seconds_to_ns (double seconds);
COCHL_API double cochl_number_ns_to_seconds (gint64 ns);

G_END_DECLS
