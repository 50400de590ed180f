/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "cochl/cochl-macros.h"

G_BEGIN_DECLS

#define COCHL_DEFAULT_BASE_URL "https://api.cochl.ai/sense/api/v1"
#define COCHL_DEFAULT_BASE_PATH "/sense/api/v1"

/* @url, else COCHL_SENSE_BASE_URL from the environment, else the service; as it
 * is used: no trailing slash, the default path where it has none ("host" alone
 * is taken as https://host). Errors: COCHL_ERROR_BAD_URL for anything that is
 * not http(s), http to anything but loopback, user info, query or fragment.
 * (transfer full) */
COCHL_API char *cochl_url_resolve (const char *url, GError **error);

/* Whether @url's host is localhost, 127.0.0.0/8 or ::1. */
COCHL_API gboolean cochl_url_is_loopback (const char *url);

G_END_DECLS
