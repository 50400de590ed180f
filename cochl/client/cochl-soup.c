/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-soup.h"

#include "cochl/client/cochl-gate.h"
#include "cochl/client/cochl-proxy.h"
#include "cochl/client/cochl-url.h"

/* A connection that was idle for longer is not used again: servers and
 * middleboxes forget it, and a create that is sent into it may be lost. */
#define IDLE_TIMEOUT 10
/* How many requests are made at once is the gate's matter. */
#define CONNECTIONS_MAX (COCHL_GATE_REQUESTS_HTTP1 + COCHL_GATE_REQUESTS_URGENT)

static const char *const loopback[] = { "localhost", "127.0.0.0/8", "::1", NULL };

GProxyResolver *
cochl_soup_proxy_resolver_new (const CochlConnection *options)
{
  if (cochl_url_is_loopback (options->base_url))
    return NULL;
  if (options->proxy == NULL || *options->proxy == '\0')
    return g_object_ref (g_proxy_resolver_get_default ());

  /* One that cannot be used is never asked: no request is made. */
  char *proxy = cochl_proxy_resolve (options, NULL);
  GProxyResolver *resolver = g_simple_proxy_resolver_new (proxy, (char **) loopback);
  cochl_key_wipe (proxy);
  return resolver;
}

SoupSession *
cochl_soup_session_new (const CochlConnection *options)
{
  g_autoptr (GProxyResolver) resolver = cochl_soup_proxy_resolver_new (options);
  SoupSession *session =
      soup_session_new_with_options ("max-conns", CONNECTIONS_MAX, "max-conns-per-host", CONNECTIONS_MAX,
                                     "idle-timeout", IDLE_TIMEOUT, "timeout", options->timeout,
                                     "tls-interaction", options->tls_interaction, NULL);

  /* The ending blank has libsoup add its own name. */
  soup_session_set_user_agent (session, options->user_agent != NULL && *options->user_agent != '\0'
                                            ? options->user_agent
                                            : "cochlsense/" COCHL_VERSION " ");
  /* Setting a database, even NULL, would replace the system's. */
  if (options->tls_database != NULL)
    soup_session_set_tls_database (session, options->tls_database);
  soup_session_set_proxy_resolver (session, resolver);
  return session;
}
