/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A real HTTP server on 127.0.0.1, in a thread of its own, that speaks file
 * sessions truthfully and goes wrong where a test says so. Any thread.
 */
typedef struct _TestServer TestServer;

typedef enum {
  TEST_FAULT_NONE,
  TEST_FAULT_STATUS,         /* `status` (and `retry_after`, `body`) instead of doing what was asked */
  TEST_FAULT_CUT,            /* the connection is reset, nothing was done */
  TEST_FAULT_CUT_AFTER,      /* it was done, but the connection is reset without an answer */
  TEST_FAULT_STALL,          /* no answer, nothing was done */
  TEST_FAULT_STALL_AFTER,    /* it was done, but no answer */
  TEST_FAULT_TRUNCATE,       /* it was done; the answer ends in the middle */
  TEST_FAULT_GARBAGE,        /* it was done; 200 with `body`, or with what is no JSON */
  TEST_FAULT_NO_HTTP,        /* an answer that is no HTTP */
  TEST_FAULT_ENDLESS,        /* 200 with a body that never ends */
  TEST_FAULT_REDIRECT        /* 307 to `location` */
} TestFaultKind;

typedef struct {
  TestFaultKind kind;
  unsigned int status;
  const char *retry_after;
  const char *body;
  const char *location;
} TestFault;

/* What the server is; set before the first request. Seconds. */
typedef struct {
  double window_size, window_hop; /* what it judges; 2, 1 when 0 */
  gboolean silent;                /* create does not tell them */
  double analysis_time;           /* after the last chunk */
  unsigned int page;              /* windows in a page at most; 1024 when 0 */
  gboolean ignore_chunks;         /* `pending` for ever */
  gboolean never_done;            /* `in-progress` for ever */
  const char *analysis_error;     /* results have state "error" and this text */
  const char *tags;               /* the body of /tags/official */
  GTlsCertificate *certificate;   /* https */
} TestServerOptions;

TestServer *test_server_new (const TestServerOptions *options);
void        test_server_free (TestServer *self);
/* "http://127.0.0.1:PORT/sense/api/v1" */
const char *test_server_get_url (TestServer *self);

/* The @nth (from 0) request of @call ("create", "chunk", "results", "delete",
 * "tags", "any") goes wrong; @n of them from there on. */
void test_server_fail (TestServer *self, const char *call, unsigned int nth, unsigned int n, const TestFault *fault);
/* From now on nothing goes wrong any more. */
void test_server_heal (TestServer *self);

/* Requests of @call so far. */
unsigned int test_server_count (TestServer *self, const char *call);
unsigned int test_server_count_connections (TestServer *self);
/* Sessions that exist. */
unsigned int test_server_count_sessions (TestServer *self);
/* Blocks until @call was requested @n times. */
void         test_server_await (TestServer *self, const char *call, unsigned int n);
/* Blocks until no session exists. */
void         test_server_await_no_session (TestServer *self);
/* The body of the last create; X-Api-Key of the last request. (transfer full) */
char        *test_server_dup_create (TestServer *self);
char        *test_server_dup_key (TestServer *self);
/* SHA-256 of the audio of the session that was complete last. (transfer full) */
char        *test_server_dup_audio_checksum (TestServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestServer, test_server_free)

G_END_DECLS
