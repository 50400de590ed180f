/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-service.h"
#include "cochl/client/cochl-submission.h"

G_BEGIN_DECLS

/**
 * CochlRemote:
 *
 * One session on the service, from its create to its DELETE, which is made
 * whatever happens. Network thread.
 */
typedef struct _CochlRemote CochlRemote;

typedef struct {
  /* The session is there, and its windows, as far as the service tells, are
   * those that the audio was cut for; else @error (transfer full): those of
   * CochlTransport, COCHL_ERROR_OTHER_WINDOWS. Not called once it was closed. */
  void (*opened) (CochlRemote *self, GError *error, gpointer user_data);
  /* Deleted or left; the object is freed after it. From the main loop. */
  void (*closed) (CochlRemote *self, gpointer user_data);
} CochlRemoteFuncs;

/* Begins the session that @submission needs. */
CochlRemote *cochl_remote_open (CochlService *service, CochlSubmission *submission, const CochlRemoteFuncs *funcs,
                                gpointer user_data);
/* The name of the session that is open. */
const char  *cochl_remote_get_id (const CochlRemote *self);
/* Whether the service told its windows with the create. */
gboolean     cochl_remote_tells_windows (const CochlRemote *self);
/* Nothing more is wanted of it: it is deleted. A create that is under way goes on. */
void         cochl_remote_close (CochlRemote *self);
/* Closes, and ends within some two seconds for each call that must still be made. */
void         cochl_remote_hurry (CochlRemote *self);

G_END_DECLS
