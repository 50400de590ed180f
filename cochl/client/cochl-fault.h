/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "cochl/model/cochl-error.h"

G_BEGIN_DECLS

/* What the errors of one call are told with. All strings are borrowed; NULL
 * where there is none. */
typedef struct {
  const char *call;       /* "create", "chunk", "results", "delete", "tags" */
  const char *session_id;
  const char *host;       /* of the service */
  const char *key_source; /* cochl_key_get_source() */
  const char *secret;     /* the key itself: blotted out wherever a text has it */
  gboolean    proxied;    /* a proxy was given: what cannot be reached may be the proxy */
} CochlFault;

/* Each makes a COCHL_ERROR that tells people what to do. (transfer full) */

/* From what GIO or libsoup says; @tls_errors: of the certificate, or 0. */
GError *cochl_fault_from_cause (const CochlFault *self, const GError *cause, GTlsCertificateFlags tls_errors);
/* From a status that is not 2xx; @location: of a redirect. */
GError *cochl_fault_from_status (const CochlFault *self, unsigned int status, const char *server_text,
                                 const char *location);
/* From a 2xx whose body was read and refused with @cause, a COCHL_ERROR. */
GError *cochl_fault_from_reply (const CochlFault *self, unsigned int status, const char *server_text,
                                const GError *cause);

/* Whether the same call may do better: 429, 5xx, timeouts, broken connections,
 * names that do not resolve, replies that are not what the API promises. */
gboolean cochl_fault_is_retried (const GError *error);

/* @text with every occurrence of @secret blotted out; one of less than six
 * bytes, which no real key has, is let be, since it would blot out words. (transfer full) */
char *cochl_fault_redact (const char *text, const char *secret);

G_END_DECLS
