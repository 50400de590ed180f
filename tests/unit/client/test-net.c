/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/client/test-net.h"

#include "tests/unit/client/test-client.h"

typedef struct {
  TestNet *net;
  GFunc func;
  gpointer data;
} Run;

static void
run_cb (gpointer data, gpointer unused)
{
  Run *run = data;

  run->func (run->data, run->net);
}

void
test_net_run (TestNet *self, GFunc func, gpointer data)
{
  Run run = { self, func, data };
  gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&self->lock);
  self->done = FALSE;
  cochl_network_invoke (self->network, run_cb, &run, NULL);
  while (!self->done)
    g_assert_true (g_cond_wait_until (&self->changed, &self->lock, until));
  g_mutex_unlock (&self->lock);
}

void
test_net_done (TestNet *self)
{
  g_mutex_lock (&self->lock);
  self->done = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
left_cb (const char *session_id, const GError *why, gpointer user_data)
{
  TestNet *self = user_data;

  self->n_left++;
  g_free (self->left_id);
  self->left_id = g_strdup (session_id);
  self->left_code = why->code;
}

static void
begin_cb (gpointer data, gpointer user_data)
{
  TestNet *self = user_data;
  CochlRetries retries = { self->retries, 0.01, 0.05 };

  self->service.transport = cochl_transport_new (self->network, self->pool, &retries, self->service.counters);
  test_net_done (self);
}

TestNet *
test_net_new (const char *url, int retries)
{
  TestNet *self = g_new0 (TestNet, 1);
  CochlConnection connection = {
    .base_url = g_strdup (url),
    .key = cochl_key_new (TEST_KEY, NULL, NULL),
    .timeout = 1,
  };

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->retries = retries;
  self->network = cochl_network_acquire ();
  self->service.network = self->network;
  self->service.counters = cochl_counters_new ();
  self->pool = cochl_pool_acquire (&connection);
  self->service.windows = self->pool->windows;
  self->service.health = self->pool->health;
  self->service.poll_clock = &self->pool->poll_clock;
  self->service.stream_clock = &self->pool->stream_clock;
  self->service.left = left_cb;
  self->service.user_data = self;
  test_net_run (self, begin_cb, NULL);
  return self;
}

static void
end_cb (gpointer data, gpointer user_data)
{
  TestNet *self = user_data;

  g_clear_pointer (&self->service.transport, cochl_transport_unref);
  test_net_done (self);
}

void
test_net_free (TestNet *self)
{
  test_net_run (self, end_cb, NULL);
  cochl_network_release (self->network);
  cochl_counters_unref (self->service.counters);
  cochl_pool_unref (self->pool);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->left_id);
  g_free (self);
}
