/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-condition.h"

G_BEGIN_DECLS

/**
 * CochlHealth:
 *
 * Makes one condition of how requests end: told by the network thread, read by
 * any. Does no timing of its own: every function that needs it is given `now`,
 * us of g_get_monotonic_time(). Reference counted.
 */
typedef struct _CochlHealth CochlHealth;

/* After a 429 the condition stays LIMITED until no call has had to wait for so long. */
#define COCHL_HEALTH_CALM (30 * G_TIME_SPAN_SECOND)

CochlHealth *cochl_health_new (gint64 now);
CochlHealth *cochl_health_ref (CochlHealth *self);
void         cochl_health_unref (CochlHealth *self);

/* @func is called, by who tells, whenever the state has changed or the pace by
 * more than a twentieth. To be set once, before anything is told. */
void cochl_health_listen (CochlHealth *self, GFunc func, gpointer user_data, GDestroyNotify destroy);

/* The service answered with anything but 429 and 5xx. @authorized: the answer
 * shows that it took the key. Returns for how long it was offline until now, us. */
gint64 cochl_health_answered (CochlHealth *self, gboolean authorized, gint64 now);
/* No answer of the service, or 5xx. */
void cochl_health_failed (CochlHealth *self, const GError *why, gint64 now);
/* The key was refused, and is not tried again before @until. */
void cochl_health_rejected (CochlHealth *self, const GError *why, gint64 until, gint64 now);
/* 429: no call is made before @until. */
void cochl_health_limited (CochlHealth *self, const GError *why, gint64 until, gint64 now);
/* A call waits for the limit without a new 429. */
void cochl_health_held (CochlHealth *self, gint64 now);
/* What the limit allows; 0: none is known. */
void cochl_health_set_pace (CochlHealth *self, double calls_per_minute);

/* Fills @out but for `n_sharing`; what it held is not freed. */
void cochl_health_get (CochlHealth *self, CochlCondition *out, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlHealth, cochl_health_unref)

G_END_DECLS
