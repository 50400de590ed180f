/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-client.h"
#include "tests/unit/client/test-server.h"

G_BEGIN_DECLS

#define TEST_KEY "S3CRETKEY-of-the-test"

/* A client of @server that retries quickly. */
CochlClient *test_client_new (TestServer *server);
CochlClient *test_client_new_for (const char *url, int retries);

/* @seconds of audio in @size bytes, cut for windows of 2 s every 1 s. */
CochlSubmission *test_submission_new (double seconds, gsize size);

/* Each runs the thread's default context until the call has ended, and fails
 * the test after a minute. */
GPtrArray *test_client_submit (CochlClient *client, CochlSubmission *submission, GError **error);
GStrv      test_client_list_tags (CochlClient *client, GError **error);
void       test_client_close (CochlClient *client);
/* Closes, drops the last reference and makes sure that it was the last. */
void       test_client_end (CochlClient *client);

/* That @windows are those of @seconds of audio, whole and in order. */
void       test_assert_windows (GPtrArray *windows, double seconds, double size, double hop);
/* Spins the default context until @flag is set. */
void       test_wait_for (gboolean *flag);

G_END_DECLS
