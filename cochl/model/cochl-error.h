/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "cochl/cochl-macros.h"

G_BEGIN_DECLS

#define COCHL_ERROR (cochl_error_quark ())
COCHL_API GQuark cochl_error_quark (void) G_GNUC_CONST;

/**
 * CochlError:
 * @COCHL_ERROR_FAILED: anything that has no code of its own
 * @COCHL_ERROR_NO_KEY: no API key was given anywhere, or its file cannot be read
 * @COCHL_ERROR_BAD_URL: the base URL or the proxy cannot be used (no host, http off loopback, ...)
 * @COCHL_ERROR_BAD_SETTINGS: a config.json or a setting is not what it must be
 * @COCHL_ERROR_NOT_AUTHORIZED: 401 or 402 on any call, 403 on create
 * @COCHL_ERROR_REFUSED: another 4xx: the service does not take what was sent
 * @COCHL_ERROR_RATE_LIMITED: 429, and the time for waiting was over
 * @COCHL_ERROR_SERVER: 5xx, after all retries
 * @COCHL_ERROR_NETWORK: name resolution, refused or broken connections, after all retries
 * @COCHL_ERROR_TLS: the certificate was not accepted, or TLS failed; not retried
 * @COCHL_ERROR_TIMED_OUT: no answer in time, after all retries
 * @COCHL_ERROR_BAD_REPLY: a reply that is not what the API promises
 * @COCHL_ERROR_SESSION_LOST: the service no longer has the session, again after a new one
 * @COCHL_ERROR_ANALYSIS: the service took the audio and says that the analysis failed
 * @COCHL_ERROR_OTHER_WINDOWS: the audio was cut for other windows than the service
 *   judges; cut it again (cochl_client_get_window_size()) and submit that
 *
 * Codes for programs; each error's message is a sentence for people that says
 * what to do. Errors about a call carry its facts, see cochl_error_get_call().
 */
typedef enum {
  COCHL_ERROR_FAILED,
  COCHL_ERROR_NO_KEY,
  COCHL_ERROR_BAD_URL,
  COCHL_ERROR_BAD_SETTINGS,
  COCHL_ERROR_NOT_AUTHORIZED,
  COCHL_ERROR_REFUSED,
  COCHL_ERROR_RATE_LIMITED,
  COCHL_ERROR_SERVER,
  COCHL_ERROR_NETWORK,
  COCHL_ERROR_TLS,
  COCHL_ERROR_TIMED_OUT,
  COCHL_ERROR_BAD_REPLY,
  COCHL_ERROR_SESSION_LOST,
  COCHL_ERROR_ANALYSIS,
  COCHL_ERROR_OTHER_WINDOWS
} CochlError;

/* An error of one call of the service. @call is a word of the project's:
 * "create", "chunk", "results", "delete", "tags". Every fact may be NULL or 0
 * where it is not known. @server_text is cut to 500 bytes of valid UTF-8. */
COCHL_API GError *cochl_error_new_for_call (CochlError   code,
                                            const char  *call,
                                            const char  *session_id,
                                            unsigned int http_status,
                                            const char  *server_text,
                                            const char  *format,
                                            ...) G_GNUC_PRINTF (6, 7);

/* The facts of an error in COCHL_ERROR; NULL or 0 where there are none. The
 * strings belong to the error. */
COCHL_API const char  *cochl_error_get_call (const GError *error);
COCHL_API const char  *cochl_error_get_session_id (const GError *error);
COCHL_API unsigned int cochl_error_get_http_status (const GError *error);
COCHL_API const char  *cochl_error_get_server_text (const GError *error);

/* The code as programs print it: "not-authorized", "bad-reply", ... */
COCHL_API const char *cochl_error_code_to_string (CochlError code);

G_END_DECLS
