/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "cochl/client/cochl-connection.h"

G_BEGIN_DECLS

/* A SoupSession as @options has it: proxy, TLS, timeouts, nothing logged.
 * Network thread. (transfer full) */
SoupSession *cochl_soup_session_new (const CochlConnection *options);

/* The proxies that requests go through: none for a base URL on loopback, the
 * one of the options, which loopback bypasses, or else the environment's.
 * (transfer full) (nullable) */
GProxyResolver *cochl_soup_proxy_resolver_new (const CochlConnection *options);

G_END_DECLS
