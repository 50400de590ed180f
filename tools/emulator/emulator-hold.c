/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-hold.h"

/* One source for all: the main loop looks at every source on every turn, and
 * hundreds of them would cost more than the calls do. */
struct _EmulatorHold {
  EmulatorHoldFunc over;
  gpointer         user_data;
  GPtrArray       *waits;    /* Wait */
  GSource         *source;   /* ready when the first of them is */
};

typedef struct {
  EmulatorExchange *exchange;
  EmulatorSession  *session;
  guint64           offset;
  gint64            until;
  gint64            due;
} Wait;

static void
wait_free (gpointer data)
{
  emulator_session_unref (((Wait *) data)->session);
  g_free (data);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

/* The index of one that is due at @now, or the number of waits; @next: when the
 * first of the others will be. */
static guint
find_due (EmulatorHold *self, gint64 now, gint64 *next)
{
  *next = G_MAXINT64;
  for (guint i = 0; i < self->waits->len; i++) {
    const Wait *wait = g_ptr_array_index (self->waits, i);

    if (wait->due <= now)
      return i;
    *next = MIN (*next, wait->due);
  }
  return self->waits->len;
}

static gboolean
ready_cb (gpointer user_data)
{
  EmulatorHold *self = user_data;
  gint64 now = g_get_monotonic_time (), next;
  guint found;

  while ((found = find_due (self, now, &next)) < self->waits->len) {
    EmulatorExchange *exchange = ((Wait *) g_ptr_array_index (self->waits, found))->exchange;

    g_ptr_array_remove_index_fast (self->waits, found);
    self->over (exchange, self->user_data);
  }
  g_source_set_ready_time (self->source, next == G_MAXINT64 ? -1 : next);
  return G_SOURCE_CONTINUE;
}

EmulatorHold *
emulator_hold_new (EmulatorHoldFunc over, gpointer user_data)
{
  EmulatorHold *self = g_new0 (EmulatorHold, 1);

  self->over = over;
  self->user_data = user_data;
  self->waits = g_ptr_array_new_with_free_func (wait_free);
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_callback (self->source, ready_cb, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

void
emulator_hold_free (EmulatorHold *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_ptr_array_unref (self->waits);
  g_free (self);
}

static void
set_due (EmulatorHold *self, Wait *wait, gint64 due)
{
  gint64 ready = g_source_get_ready_time (self->source);

  wait->due = due;
  if (ready < 0 || due < ready)
    g_source_set_ready_time (self->source, due);
}

static void
set_due_by_news (EmulatorHold *self, Wait *wait)
{
  set_due (self, wait, MIN (wait->until, emulator_session_get_news_time (wait->session, wait->offset)));
}

void
emulator_hold_add (EmulatorHold *self, EmulatorExchange *exchange, EmulatorSession *session,
                   guint64 offset, gint64 until)
{
  Wait *wait = g_new0 (Wait, 1);

  *wait = (Wait) { exchange, emulator_session_ref (session), offset, until };
  g_ptr_array_add (self->waits, wait);
  set_due_by_news (self, wait);
}

void
emulator_hold_update (EmulatorHold *self, EmulatorSession *session)
{
  for (guint i = 0; i < self->waits->len; i++) {
    Wait *wait = g_ptr_array_index (self->waits, i);

    if (wait->session == session)
      set_due_by_news (self, wait);
  }
}

void
emulator_hold_release (EmulatorHold *self, EmulatorSession *session)
{
  for (guint i = 0; i < self->waits->len; i++) {
    Wait *wait = g_ptr_array_index (self->waits, i);

    if (!session || wait->session == session)
      set_due (self, wait, 0);
  }
}

void
emulator_hold_abandon (EmulatorHold *self, EmulatorExchange *exchange)
{
  for (guint i = 0; i < self->waits->len; i++) {
    Wait *wait = g_ptr_array_index (self->waits, i);

    if (wait->exchange == exchange)
      set_due (self, wait, 0);
  }
}

guint
emulator_hold_count (EmulatorHold *self)
{
  return self->waits->len;
}
