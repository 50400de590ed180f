/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-service.h"

G_BEGIN_DECLS

/* A session is left behind when its DELETE got no good answer for so long. */
#define COCHL_DELETION_TIME (2 * G_TIME_SPAN_SECOND)

/**
 * CochlDeletion:
 *
 * Deletes one session and, when that does not succeed in time, leaves it behind
 * and says so. Pauses that the service asks for do not count, as long as nobody
 * is in a hurry. Network thread. Frees itself after @done.
 */
typedef struct _CochlDeletion CochlDeletion;

typedef void (*CochlDeletionFunc) (CochlDeletion *self, gpointer user_data);

CochlDeletion *cochl_deletion_begin (CochlService *service, const char *session_id, CochlDeletionFunc done,
                                     gpointer user_data);
/* From now on COCHL_DELETION_TIME at most, whatever the service asks for. */
void           cochl_deletion_hurry (CochlDeletion *self);

G_END_DECLS
