/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-health.h"

/* One thing that can be wrong, independent of the others. */
typedef struct {
  gboolean holds;
  gint64 since;
  gint64 until; /* 0: none */
  GError *why;
} Trouble;

struct _CochlHealth {
  GMutex lock;
  Trouble troubles[COCHL_CONDITION_REJECTED + 1]; /* by state; that of ONLINE is not used */
  gint64 online_since;
  gint64 held_at;          /* a call had to wait for the limit, last */
  double calls_per_minute;
  GFunc listener;
  gpointer user_data;
  GDestroyNotify destroy;
};

CochlHealth *
cochl_health_new (gint64 now)
{
  CochlHealth *self = g_atomic_rc_box_new0 (CochlHealth);

  g_mutex_init (&self->lock);
  self->online_since = now;
  return self;
}

CochlHealth *
cochl_health_ref (CochlHealth *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
health_clear (gpointer data)
{
  CochlHealth *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (self->troubles); i++)
    g_clear_error (&self->troubles[i].why);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_mutex_clear (&self->lock);
}

void
cochl_health_unref (CochlHealth *self)
{
  g_atomic_rc_box_release_full (self, health_clear);
}

void
cochl_health_listen (CochlHealth *self, GFunc func, gpointer user_data, GDestroyNotify destroy)
{
  g_return_if_fail (self->listener == NULL);

  self->listener = func;
  self->user_data = user_data;
  self->destroy = destroy;
}

static void
tell (CochlHealth *self)
{
  if (self->listener != NULL)
    self->listener (self, self->user_data);
}

/* Under the lock. */
static CochlConditionState
state_of (CochlHealth *self)
{
  for (int state = COCHL_CONDITION_REJECTED; state > COCHL_CONDITION_ONLINE; state--)
    if (self->troubles[state].holds)
      return (CochlConditionState) state;
  return COCHL_CONDITION_ONLINE;
}

/* Under the lock. */
static void
begin (CochlHealth *self, CochlConditionState state, const GError *why, gint64 until, gint64 now)
{
  Trouble *trouble = &self->troubles[state];

  if (!trouble->holds)
    trouble->since = now;
  trouble->holds = TRUE;
  trouble->until = until;
  g_clear_error (&trouble->why);
  trouble->why = g_error_copy (why);
}

/* Under the lock. */
static void
end (CochlHealth *self, CochlConditionState state)
{
  self->troubles[state].holds = FALSE;
  g_clear_error (&self->troubles[state].why);
}

/* Under the lock, which is let go of. */
static void
settle (CochlHealth *self, CochlConditionState before, gint64 now)
{
  CochlConditionState after = state_of (self);

  if (after == COCHL_CONDITION_ONLINE && before != after)
    self->online_since = now;
  g_mutex_unlock (&self->lock);
  if (before != after)
    tell (self);
}

gint64
cochl_health_answered (CochlHealth *self, gboolean authorized, gint64 now)
{
  const Trouble *limited = &self->troubles[COCHL_CONDITION_LIMITED];

  const Trouble *offline = &self->troubles[COCHL_CONDITION_OFFLINE];

  g_mutex_lock (&self->lock);
  CochlConditionState before = state_of (self);
  /* Nearly every answer finds nothing wrong. */
  if (before == COCHL_CONDITION_ONLINE) {
    g_mutex_unlock (&self->lock);
    return 0;
  }
  gint64 lost_for = offline->holds ? now - offline->since : 0;
  end (self, COCHL_CONDITION_OFFLINE);
  if (authorized)
    end (self, COCHL_CONDITION_REJECTED);
  if (now >= MAX (limited->until, self->held_at) + COCHL_HEALTH_CALM)
    end (self, COCHL_CONDITION_LIMITED);
  settle (self, before, now);
  return lost_for;
}

static void
note (CochlHealth *self, CochlConditionState state, const GError *why, gint64 until, gint64 now)
{
  g_mutex_lock (&self->lock);
  CochlConditionState before = state_of (self);
  begin (self, state, why, until, now);
  settle (self, before, now);
}

void
cochl_health_failed (CochlHealth *self, const GError *why, gint64 now)
{
  note (self, COCHL_CONDITION_OFFLINE, why, 0, now);
}

void
cochl_health_rejected (CochlHealth *self, const GError *why, gint64 until, gint64 now)
{
  note (self, COCHL_CONDITION_REJECTED, why, until, now);
}

void
cochl_health_limited (CochlHealth *self, const GError *why, gint64 until, gint64 now)
{
  g_mutex_lock (&self->lock);
  CochlConditionState before = state_of (self);
  self->held_at = now;
  begin (self, COCHL_CONDITION_LIMITED, why, until, now);
  /* It is an answer, after all. */
  end (self, COCHL_CONDITION_OFFLINE);
  settle (self, before, now);
}

void
cochl_health_held (CochlHealth *self, gint64 now)
{
  g_mutex_lock (&self->lock);
  self->held_at = now;
  g_mutex_unlock (&self->lock);
}

void
cochl_health_set_pace (CochlHealth *self, double calls_per_minute)
{
  g_mutex_lock (&self->lock);
  double before = self->calls_per_minute;
  gboolean changed = ABS (calls_per_minute - before) > MAX (before, calls_per_minute) / 20;
  if (changed)
    self->calls_per_minute = calls_per_minute;
  g_mutex_unlock (&self->lock);
  if (changed)
    tell (self);
}

void
cochl_health_get (CochlHealth *self, CochlCondition *out, gint64 now)
{
  g_mutex_lock (&self->lock);
  CochlConditionState state = state_of (self);
  const Trouble *trouble = &self->troubles[state];
  *out = (CochlCondition) { .state = state,
                            .since = state == COCHL_CONDITION_ONLINE ? self->online_since : trouble->since,
                            .until = trouble->until > now ? trouble->until : 0,
                            .why = trouble->why != NULL ? g_error_copy (trouble->why) : NULL,
                            .calls_per_minute = self->calls_per_minute };
  g_mutex_unlock (&self->lock);
}
