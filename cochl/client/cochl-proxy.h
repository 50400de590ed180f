/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-connection.h"

G_BEGIN_DECLS

/* The proxy of @connection as GIO takes it, with the user and the password of
 * their own properties in it; NULL without @error when none was given. Errors:
 * COCHL_ERROR_BAD_URL, for what is not scheme://[user[:password]@]host[:port];
 * its text repeats nothing of it, since a part of the password could stand
 * anywhere in what was misread. (transfer full): wipe with cochl_key_wipe(). */
char    *cochl_proxy_resolve (const CochlConnection *connection, GError **error);

/* Whether requests go through a proxy, as far as the property and the
 * environment's variables tell. */
gboolean cochl_proxy_is_used (const CochlConnection *connection);

G_END_DECLS
