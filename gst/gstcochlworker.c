/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlworker.h"

#include "cochl/client/cochl-url.h"
#include "gst/gstcochldebug.h"
#include "gst/gstcochlstats.h"

/* The client promises to close within two seconds; after this a thread that
 * never ends is no choice. */
#define CLOSE_SECONDS 6

struct _GstCochlWorker {
  GstCochlQueue *queue;
  const GstCochlWorkerFuncs *funcs;
  gpointer user_data;

  GThread *thread;
  GMainContext *context;
  GstCochlConfig *config;
  CochlKey *key;
  char *base_url;

  GMutex lock;         /* guards what follows, between start and stop */
  GSource *source;     /* ready when there is something to do */
  gboolean stopping;
  CochlClient *client;
  GstCochlAnalyzer *analyzer;
  CochlClientStats client_stats; /* of the run that has ended */
  GstCochlCounts counts;
};

/* A source that does nothing but be woken, from any thread. */
static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

static gboolean
is_stopping (GstCochlWorker *self)
{
  gboolean stopping;

  g_mutex_lock (&self->lock);
  stopping = self->stopping;
  g_mutex_unlock (&self->lock);
  return stopping;
}

GstCochlWorker *
gst_cochl_worker_new (GstCochlQueue *queue, const GstCochlWorkerFuncs *funcs, gpointer user_data)
{
  GstCochlWorker *self = g_new0 (GstCochlWorker, 1);

  self->queue = gst_cochl_queue_ref (queue);
  self->funcs = funcs;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  return self;
}

void
gst_cochl_worker_free (GstCochlWorker *self)
{
  gst_cochl_worker_stop (self);
  gst_cochl_queue_unref (self->queue);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
session_left_cb (CochlClient *client, const char *session_id, const GError *why, gpointer user_data)
{
  GstCochlWorker *self = user_data;

  self->funcs->left (session_id, why, self->user_data);
}

static gboolean work (gpointer user_data);

/* Now the other segments can be cut. */
static void
windows_known_cb (CochlClient *client, gpointer user_data)
{
  work (user_data);
}

/* With the first caps, since then it is known whether upstream is live. */
static void
open_client (GstCochlWorker *self)
{
  const GstCochlConfig *config = self->config;
  g_autoptr (GstCochlConfig) current = self->funcs->analyzer.get_config (self->user_data);
  CochlClient *client = cochl_client_new ("base-url", self->base_url,
                                          "key", self->key,
                                          "timeout", config->timeout,
                                          "retries", gst_cochl_config_get_retries (current),
                                          "retry-backoff-factor", config->retry_backoff_factor,
                                          "retry-backoff-max", config->retry_backoff_max,
                                          "proxy", config->proxy,
                                          "proxy-id", config->proxy_id,
                                          "proxy-pw", config->proxy_pw,
                                          "tls-database", config->tls_database,
                                          "tls-interaction", config->tls_interaction,
                                          "user-agent", config->user_agent,
                                          NULL);
  GstCochlAnalyzer *analyzer = gst_cochl_analyzer_new (client, self->queue, &self->funcs->analyzer, self->user_data);

  g_signal_connect (client, "session-left", G_CALLBACK (session_left_cb), self);
  g_signal_connect (client, "windows-known", G_CALLBACK (windows_known_cb), self);
  g_mutex_lock (&self->lock);
  self->client = client;
  self->analyzer = analyzer;
  g_mutex_unlock (&self->lock);
}

static gboolean
work (gpointer user_data)
{
  GstCochlWorker *self = user_data;

  if (is_stopping (self))
    return G_SOURCE_CONTINUE;
  if (!self->client && gst_cochl_queue_has_item (self->queue))
    open_client (self);
  if (self->client)
    gst_cochl_analyzer_work (self->analyzer);
  return G_SOURCE_CONTINUE;
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *closed = user_data;

  cochl_client_close_finish (COCHL_CLIENT (source), result, NULL);
  *closed = TRUE;
}

static gboolean
overdue_cb (gpointer user_data)
{
  gboolean *overdue = user_data;

  *overdue = TRUE;
  return G_SOURCE_CONTINUE;
}

/* FALSE when calls did not end: their memory must stay. */
static gboolean
wait_closed (GstCochlWorker *self)
{
  g_autoptr (GSource) timeout = g_timeout_source_new_seconds (CLOSE_SECONDS);
  gboolean closed = FALSE, overdue = FALSE;

  gst_cochl_analyzer_close (self->analyzer);
  cochl_client_close_async (self->client, NULL, closed_cb, &closed);
  g_source_set_callback (timeout, overdue_cb, &overdue, NULL);
  g_source_attach (timeout, self->context);
  while ((!closed || !gst_cochl_analyzer_is_idle (self->analyzer)) && !overdue)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (timeout);
  return !overdue;
}

static void
close_client (GstCochlWorker *self)
{
  gboolean closed = wait_closed (self);
  g_autoptr (CochlClient) client = NULL;
  GstCochlAnalyzer *analyzer;

  g_mutex_lock (&self->lock);
  cochl_client_get_stats (self->client, &self->client_stats);
  gst_cochl_analyzer_get_counts (self->analyzer, &self->counts);
  client = g_steal_pointer (&self->client);
  analyzer = g_steal_pointer (&self->analyzer);
  g_mutex_unlock (&self->lock);
  g_signal_handlers_disconnect_by_data (client, self);
  if (closed)
    gst_cochl_analyzer_free (analyzer);
  else
    GST_ERROR ("the client did not close in %d s", CLOSE_SECONDS);
}

static gpointer
run (gpointer user_data)
{
  GstCochlWorker *self = user_data;

  g_main_context_push_thread_default (self->context);
  while (!is_stopping (self))
    g_main_context_iteration (self->context, TRUE);
  if (self->client)
    close_client (self);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

gboolean
gst_cochl_worker_start (GstCochlWorker *self, const GstCochlConfig *config, GError **error)
{
  g_autoptr (CochlKey) key = cochl_key_new (config->api_key, config->api_key_file, error);
  g_autofree char *base_url = NULL;

  g_return_val_if_fail (!self->thread, FALSE);

  if (!key)
    return FALSE;
  base_url = cochl_url_resolve (config->base_url, error);
  if (!base_url)
    return FALSE;
  GST_INFO ("the key is that of %s, the service is %s", cochl_key_get_source (key), base_url);
  self->key = g_steal_pointer (&key);
  self->base_url = g_steal_pointer (&base_url);
  self->config = gst_cochl_config_copy (config);
  self->context = g_main_context_new ();
  g_mutex_lock (&self->lock);
  self->stopping = FALSE;
  self->client_stats = (CochlClientStats) { 0 };
  self->counts = (GstCochlCounts) { 0 };
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_callback (self->source, work, self, NULL);
  g_source_set_ready_time (self->source, 0);
  g_source_attach (self->source, self->context);
  g_mutex_unlock (&self->lock);
  self->thread = g_thread_new ("cochlsense", run, self);
  return TRUE;
}

void
gst_cochl_worker_stop (GstCochlWorker *self)
{
  if (!self->thread)
    return;
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_source_set_ready_time (self->source, 0);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->thread, g_thread_join);

  g_mutex_lock (&self->lock);
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->key, cochl_key_unref);
  g_clear_pointer (&self->base_url, g_free);
  g_clear_pointer (&self->config, gst_cochl_config_unref);
}

void
gst_cochl_worker_wake (GstCochlWorker *self)
{
  g_mutex_lock (&self->lock);
  if (self->source)
    g_source_set_ready_time (self->source, 0);
  g_mutex_unlock (&self->lock);
}

/* With the lock held. */
static void
get_counts (GstCochlWorker *self, CochlClientStats *client, GstCochlCounts *counts)
{
  if (self->client) {
    cochl_client_get_stats (self->client, client);
    gst_cochl_analyzer_get_counts (self->analyzer, counts);
  } else {
    *client = self->client_stats;
    *counts = self->counts;
  }
}

GstStructure *
gst_cochl_worker_get_stats (GstCochlWorker *self)
{
  CochlClientStats client;
  GstCochlCounts counts;

  g_mutex_lock (&self->lock);
  get_counts (self, &client, &counts);
  g_mutex_unlock (&self->lock);
  return gst_cochl_stats_to_structure (&client, &counts);
}

GstClockTime
gst_cochl_worker_get_max_delay (GstCochlWorker *self)
{
  CochlClientStats client;
  GstCochlCounts counts;

  g_mutex_lock (&self->lock);
  get_counts (self, &client, &counts);
  g_mutex_unlock (&self->lock);
  return counts.max_delay;
}
