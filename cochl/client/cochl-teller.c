/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-teller.h"

struct _CochlTeller {
  GMainContext *context;
  GWeakRef client;
  guint session_left; /* signals' ids */
  guint windows_known;
  int pending; /* atomic */
};

typedef struct {
  CochlTeller *teller;
  char *session_id;
  GError *why; /* NULL: the windows are known */
} Telling;

CochlTeller *
cochl_teller_new (GObject *client, guint session_left, guint windows_known)
{
  CochlTeller *self = g_atomic_rc_box_new0 (CochlTeller);

  self->context = g_main_context_ref_thread_default ();
  self->session_left = session_left;
  self->windows_known = windows_known;
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
  g_autoptr (GObject) client = g_weak_ref_get (&telling->teller->client);

  if (client != NULL && telling->why != NULL)
    g_signal_emit (client, telling->teller->session_left, 0, telling->session_id, telling->why);
  else if (client != NULL)
    g_signal_emit (client, telling->teller->windows_known, 0);
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
tell (CochlTeller *self, const char *session_id, const GError *why)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Telling *telling = g_new0 (Telling, 1);

  telling->teller = cochl_teller_ref (self);
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

  tell (self, session_id, why);
}

void
cochl_teller_tell_windows (CochlTeller *self)
{
  tell (self, NULL, NULL);
}

unsigned int
cochl_teller_get_pending (CochlTeller *self)
{
  return (unsigned int) g_atomic_int_get (&self->pending);
}
