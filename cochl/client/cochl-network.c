/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-network.h"

struct _CochlNetwork {
  unsigned int refs; /* guarded by the_lock */
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
};

typedef struct {
  GFunc func;
  gpointer data;
  GDestroyNotify notify;
} Invocation;

static GMutex the_lock;
static CochlNetwork *the_network;

static void
invocation_free (gpointer data)
{
  Invocation *invocation = data;

  if (invocation->notify != NULL)
    invocation->notify (invocation->data);
  g_free (invocation);
}

static gboolean
invocation_cb (gpointer data)
{
  Invocation *invocation = data;

  invocation->func (invocation->data, NULL);
  return G_SOURCE_REMOVE;
}

static gpointer
network_main (gpointer data)
{
  g_autoptr (GMainLoop) loop = data;
  GMainContext *context = g_main_loop_get_context (loop);

  g_main_context_push_thread_default (context);
  g_main_loop_run (loop);
  /* Connections that were just closed leave their last steps in the context. */
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return NULL;
}

static CochlNetwork *
network_new (void)
{
  CochlNetwork *self = g_new0 (CochlNetwork, 1);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("cochl-network", network_main, g_main_loop_ref (self->loop));
  return self;
}

CochlNetwork *
cochl_network_acquire (void)
{
  g_mutex_lock (&the_lock);
  if (the_network == NULL)
    the_network = network_new ();
  the_network->refs++;
  CochlNetwork *self = the_network;
  g_mutex_unlock (&the_lock);
  return self;
}

static void
quit_cb (gpointer data, gpointer unused)
{
  g_main_loop_quit (data);
}

static void
network_end (CochlNetwork *self)
{
  /* Through the context, since a loop that is quit before it runs goes on. */
  cochl_network_invoke (self, quit_cb, g_main_loop_ref (self->loop), (GDestroyNotify) g_main_loop_unref);
  if (cochl_network_is_current (self))
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
}

void
cochl_network_release (CochlNetwork *self)
{
  g_mutex_lock (&the_lock);
  gboolean last = --self->refs == 0;
  if (last)
    the_network = NULL;
  g_mutex_unlock (&the_lock);

  if (last)
    network_end (self);
}

GMainContext *
cochl_network_get_context (CochlNetwork *self)
{
  return self->context;
}

gboolean
cochl_network_is_current (CochlNetwork *self)
{
  return g_thread_self () == self->thread;
}

void
cochl_network_invoke (CochlNetwork *self, GFunc func, gpointer data, GDestroyNotify notify)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Invocation *invocation = g_new0 (Invocation, 1);

  invocation->func = func;
  invocation->data = data;
  invocation->notify = notify;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, invocation_cb, invocation, invocation_free);
  g_source_set_static_name (source, "cochl-network-invoke");
  g_source_attach (source, self->context);
}

GSource *
cochl_network_at (CochlNetwork *self, gint64 when, GSourceFunc func, gpointer data)
{
  GSource *source = g_timeout_source_new (0);

  g_source_set_ready_time (source, MAX (when, 0));
  g_source_set_callback (source, func, data, NULL);
  g_source_set_static_name (source, "cochl-network-at");
  g_source_attach (source, self->context);
  return source;
}

void
cochl_network_clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
