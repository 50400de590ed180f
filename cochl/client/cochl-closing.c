/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-closing.h"

#define TELLING_MAX (1 * G_TIME_SPAN_SECOND)
#define TELLING_LOOK (2 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  GTask *task;           /* NULL once it was answered */
  CochlNetwork *network;
  CochlScheduler *scheduler;
  CochlTeller *teller;
  GSource *cancelled;
  GSource *timer;
  gint64 give_up;
} Closing;

/* @task: (transfer full) (nullable) */
static void
answer (GTask *task, GError *error)
{
  if (task == NULL)
    return;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
closing_free (Closing *self)
{
  cochl_network_clear_source (&self->cancelled);
  cochl_network_clear_source (&self->timer);
  cochl_teller_unref (self->teller);
  cochl_scheduler_unref (self->scheduler);
  cochl_network_release (self->network);
  g_free (self);
}

static gboolean
look_cb (gpointer user_data)
{
  Closing *self = user_data;
  gint64 now = g_get_monotonic_time ();

  cochl_network_clear_source (&self->timer);
  if (cochl_teller_get_pending (self->teller) > 0 && now < self->give_up && self->task != NULL) {
    self->timer = cochl_network_at (self->network, now + TELLING_LOOK, look_cb, self);
    return G_SOURCE_REMOVE;
  }
  /* Everything is let go before it is told, so that the thread is free to end. */
  GTask *task = g_steal_pointer (&self->task);
  closing_free (self);
  answer (task, NULL);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (gpointer user_data)
{
  Closing *self = user_data;
  gint64 now = g_get_monotonic_time ();

  /* Signals are told in another thread's context; that they are all told is
   * looked for rather than waited for, since that context may not run. */
  self->give_up = now + TELLING_MAX;
  self->timer = cochl_network_at (self->network, now, look_cb, self);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Closing *self = user_data;
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  cochl_network_clear_source (&self->cancelled);
  answer (g_steal_pointer (&self->task), error);
  return G_SOURCE_REMOVE;
}

static void
begin_cb (gpointer data, gpointer unused)
{
  Closing *self = data;
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (cancellable != NULL) {
    self->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
    g_source_attach (self->cancelled, cochl_network_get_context (self->network));
  }
  cochl_scheduler_close (self->scheduler, closed_cb, self);
}

void
cochl_closing_begin (GTask *task, CochlScheduler *scheduler, CochlTeller *teller)
{
  Closing *self = g_new0 (Closing, 1);

  self->task = task;
  self->network = cochl_network_acquire ();
  self->scheduler = cochl_scheduler_ref (scheduler);
  self->teller = cochl_teller_ref (teller);
  cochl_network_invoke (self->network, begin_cb, self, NULL);
}
