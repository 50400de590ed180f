/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "cochl/client/cochl-transport.h"

G_BEGIN_DECLS

/* A SoupSession as @options want it: proxy, TLS, timeouts, nothing logged.
 * Network thread. (transfer full) */
SoupSession *cochl_soup_session_new (const CochlTransportOptions *options);

/* The proxies that requests go through: none for a base URL on loopback, the
 * one of the options, which loopback bypasses, or else the environment's.
 * (transfer full) (nullable) */
GProxyResolver *cochl_soup_proxy_resolver_new (const CochlTransportOptions *options);

G_END_DECLS
