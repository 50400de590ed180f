/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "cochl/cochl-macros.h"

G_BEGIN_DECLS

/**
 * CochlConditionState:
 * @COCHL_CONDITION_ONLINE: nothing is known to be wrong
 * @COCHL_CONDITION_LIMITED: the service's call limit holds calls back (429): from
 *   the first 429 on, until a call was answered and none had to wait for the
 *   limit for 30 s
 * @COCHL_CONDITION_OFFLINE: a request got no answer of the service, or 5xx: from
 *   the first failed attempt on, until the next answer
 * @COCHL_CONDITION_REJECTED: the service refused the key (401, 402; 403 on create):
 *   until it takes one
 *
 * Where several hold, the last of them in this list is the one that is told.
 */
typedef enum {
  COCHL_CONDITION_ONLINE,
  COCHL_CONDITION_LIMITED,
  COCHL_CONDITION_OFFLINE,
  COCHL_CONDITION_REJECTED
} CochlConditionState;

/* How the service is doing for a client, see cochl_client_get_condition().
 * Times are in us of g_get_monotonic_time(). */
typedef struct {
  CochlConditionState state;
  gint64 since;            /* the state has lasted since then; ONLINE: since the client was made, at the earliest */
  gint64 until;            /* LIMITED: no call is made before, 0 when none is held by a pause; REJECTED: when the
                              same key may be tried again; else 0 */
  GError *why;             /* what a request said last; never the key; NULL when ONLINE; owned */
  double calls_per_minute; /* what the limit allows, all who share it together, as far as learned; 0: no limit is
                              known. Stays known for some minutes after LIMITED has ended */
  unsigned int n_sharing;  /* clients that share connection and limit, this one among them */
} CochlCondition;

/* Frees what @self owns; it may be filled again. */
COCHL_API void cochl_condition_clear (CochlCondition *self);
/* "online", "limited", "offline", "rejected". */
COCHL_API const char *cochl_condition_state_to_string (CochlConditionState state);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CochlCondition, cochl_condition_clear)

G_END_DECLS
