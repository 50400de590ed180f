/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-teller.h"

struct _CochlTeller {
  GMainContext *context;
  GWeakRef client;
  guint session_left; /* signals' ids */
  guint windows_known;
  guint condition_changed;
  int pending;           /* atomic */
  int condition_pending; /* atomic: a change of the condition is told, but not yet emitted */
};

typedef enum {
  LEFT,
  WINDOWS,
  CONDITION
} What;

typedef struct {
  CochlTeller *teller;
  What what;
  char *session_id; /* of LEFT, like the next */
  GError *why;
} Telling;

CochlTeller *
cochl_teller_new (GObject *client, guint session_left, guint windows_known, guint condition_changed)
{
  CochlTeller *self = g_atomic_rc_box_new0 (CochlTeller);

  self->context = g_main_context_ref_thread_default ();
  self->session_left = session_left;
  self->windows_known = windows_known;
  self->condition_changed = condition_changed;
  g_weak_ref_init (&self->client, client);
  return self;
}

CochlTeller *
cochl_teller_ref (CochlTeller *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
teller_clear (gpointer data)
{
  CochlTeller *self = data;

  g_weak_ref_clear (&self->client);
  g_main_context_unref (self->context);
}

void
cochl_teller_unref (CochlTeller *self)
{
  g_atomic_rc_box_release_full (self, teller_clear);
}

static gboolean
tell_cb (gpointer user_data)
{
  Telling *telling = user_data;
  CochlTeller *teller = telling->teller;
  g_autoptr (GObject) client = g_weak_ref_get (&teller->client);

  /* Before the handlers ask: what changes from now on is told anew. */
  if (telling->what == CONDITION)
    g_atomic_int_set (&teller->condition_pending, FALSE);
  if (client == NULL)
    return G_SOURCE_REMOVE;
  switch (telling->what) {
    case LEFT:
      g_signal_emit (client, teller->session_left, 0, telling->session_id, telling->why);
      break;
    case WINDOWS:
      g_signal_emit (client, teller->windows_known, 0);
      break;
    case CONDITION:
      g_signal_emit (client, teller->condition_changed, 0);
      break;
  }
  return G_SOURCE_REMOVE;
}

static void
telling_free (gpointer data)
{
  Telling *telling = data;

  g_atomic_int_dec_and_test (&telling->teller->pending);
  cochl_teller_unref (telling->teller);
  g_free (telling->session_id);
  g_clear_error (&telling->why);
  g_free (telling);
}

static void
tell (CochlTeller *self, What what, const char *session_id, const GError *why)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Telling *telling = g_new0 (Telling, 1);

  telling->teller = cochl_teller_ref (self);
  telling->what = what;
  telling->session_id = g_strdup (session_id);
  telling->why = why != NULL ? g_error_copy (why) : NULL;
  g_atomic_int_inc (&self->pending);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, telling, telling_free);
  g_source_attach (source, self->context);
}

void
cochl_teller_tell (CochlTeller *self, const char *session_id, const GError *why)
{
  g_return_if_fail (why != NULL);

  tell (self, LEFT, session_id, why);
}

void
cochl_teller_tell_windows (CochlTeller *self)
{
  tell (self, WINDOWS, NULL, NULL);
}

void
cochl_teller_tell_condition (CochlTeller *self)
{
  if (g_atomic_int_compare_and_exchange (&self->condition_pending, FALSE, TRUE))
    tell (self, CONDITION, NULL, NULL);
}

unsigned int
cochl_teller_get_pending (CochlTeller *self)
{
  return (unsigned int) g_atomic_int_get (&self->pending);
}
