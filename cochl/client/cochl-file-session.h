/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-service.h"
#include "cochl/client/cochl-submission.h"

G_BEGIN_DECLS

/**
 * CochlFileSession:
 *
 * Has one submission judged: create, chunks, results, and DELETE whatever
 * happens. A session that the service loses on the way is begun anew. Network
 * thread.
 */
typedef struct _CochlFileSession CochlFileSession;

/* A session that was lost is begun anew so many times. */
#define COCHL_FILE_SESSION_RENEWALS 2

typedef struct {
  /* The end for who waits: @windows (element-type CochlWindow) or @error, both
   * (transfer full). Called once, or never after a cancel. */
  void (*judged) (GPtrArray *windows, GError *error, gpointer user_data);
  /* Everything is over, the sessions deleted or left; the object is freed after it. */
  void (*ended) (gpointer user_data);
} CochlFileSessionFuncs;

CochlFileSession *cochl_file_session_begin (CochlService *service, CochlSubmission *submission,
                                            const CochlFileSessionFuncs *funcs, gpointer user_data);
/* Nobody waits any more: `judged` is not called, `ended` comes within some two
 * seconds for each call that must still be made. */
void              cochl_file_session_cancel (CochlFileSession *self);

G_END_DECLS
