/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "tests/unit/client/test-server.h"

G_BEGIN_DECLS

/* The truthful half of TestServer: what the service does when nothing goes
 * wrong. Under the server's lock. */
typedef struct {
  const TestServerOptions *options;
  GHashTable *sessions; /* id -> Session */
  unsigned int last_id;
  char *create_body;    /* of the last create */
  char *checksum;       /* of the audio that was complete last */
} TestService;

void test_service_init (TestService *self, const TestServerOptions *options);
void test_service_clear (TestService *self);
/* @parts: of the path, after /audio_sessions/. */
void test_service_handle (TestService *self, SoupServerMessage *message, const char *call, char **parts,
                          GHashTable *query);
void test_service_reply (SoupServerMessage *message, unsigned int status, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
