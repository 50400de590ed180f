/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-hold.h"

struct _EmulatorHold {
  EmulatorHoldFunc over;
  gpointer         user_data;
  GHashTable      *by_session;  /* EmulatorSession -> GPtrArray of Wait, never empty */
  guint            n_waits;
};

typedef struct {
  EmulatorHold     *hold;
  EmulatorExchange *exchange;
  EmulatorSession  *session;
  guint64           offset;
  gint64            until;
  GSource          *source;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_source_destroy (wait->source);
  g_source_unref (wait->source);
  emulator_session_unref (wait->session);
  g_free (wait);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

EmulatorHold *
emulator_hold_new (EmulatorHoldFunc over, gpointer user_data)
{
  EmulatorHold *self = g_new0 (EmulatorHold, 1);

  self->over = over;
  self->user_data = user_data;
  self->by_session = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

void
emulator_hold_free (EmulatorHold *self)
{
  g_hash_table_unref (self->by_session);
  g_free (self);
}

static gboolean
over_cb (gpointer user_data)
{
  Wait *wait = user_data;
  EmulatorHold *self = wait->hold;
  EmulatorExchange *exchange = wait->exchange;
  GPtrArray *waits = g_hash_table_lookup (self->by_session, wait->session);

  if (waits->len == 1)
    g_hash_table_remove (self->by_session, wait->session);
  else
    g_ptr_array_remove (waits, wait);
  self->n_waits--;
  self->over (exchange, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
set_time (Wait *wait)
{
  g_source_set_ready_time (wait->source, MIN (wait->until, emulator_session_get_news_time (wait->session, wait->offset)));
}

void
emulator_hold_add (EmulatorHold *self, EmulatorExchange *exchange, EmulatorSession *session,
                   guint64 offset, gint64 until)
{
  GPtrArray *waits = g_hash_table_lookup (self->by_session, session);
  Wait *wait = g_new0 (Wait, 1);

  *wait = (Wait) { self, exchange, emulator_session_ref (session), offset, until,
                   g_source_new (&source_funcs, sizeof (GSource)) };
  if (!waits) {
    waits = g_ptr_array_new_with_free_func (wait_free);
    g_hash_table_insert (self->by_session, session, waits);
  }
  g_ptr_array_add (waits, wait);
  self->n_waits++;
  g_source_set_callback (wait->source, over_cb, wait, NULL);
  set_time (wait);
  g_source_attach (wait->source, g_main_context_get_thread_default ());
}

void
emulator_hold_update (EmulatorHold *self, EmulatorSession *session)
{
  GPtrArray *waits = g_hash_table_lookup (self->by_session, session);

  for (guint i = 0; waits && i < waits->len; i++)
    set_time (g_ptr_array_index (waits, i));
}

void
emulator_hold_release (EmulatorHold *self, EmulatorSession *session)
{
  GPtrArray *waits = g_hash_table_lookup (self->by_session, session);

  for (guint i = 0; waits && i < waits->len; i++)
    g_source_set_ready_time (((Wait *) g_ptr_array_index (waits, i))->source, 0);
}

guint
emulator_hold_count (EmulatorHold *self)
{
  return self->n_waits;
}
