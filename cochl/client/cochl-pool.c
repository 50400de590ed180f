/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-pool.h"

#include "cochl/client/cochl-proxy.h"
#include "cochl/client/cochl-soup.h"

static GMutex the_lock;
static GPtrArray *the_pools; /* NULL when there are none */

static GPtrArray *
copy_members (CochlPool *self)
{
  g_mutex_lock (&self->members_lock);
  GPtrArray *members = g_ptr_array_new_full (self->members->len, (GDestroyNotify) cochl_teller_unref);
  for (guint i = 0; i < self->members->len; i++)
    g_ptr_array_add (members, cochl_teller_ref (g_ptr_array_index (self->members, i)));
  g_mutex_unlock (&self->members_lock);
  return members;
}

static void
windows_cb (gpointer windows, gpointer user_data)
{
  g_autoptr (GPtrArray) members = copy_members (user_data);

  for (guint i = 0; i < members->len; i++)
    cochl_teller_tell_windows (g_ptr_array_index (members, i));
}

static void
condition_cb (gpointer health, gpointer user_data)
{
  g_autoptr (GPtrArray) members = copy_members (user_data);

  for (guint i = 0; i < members->len; i++)
    cochl_teller_tell_condition (g_ptr_array_index (members, i));
}

static CochlPool *
pool_new (CochlConnection *connection)
{
  CochlPool *self = g_new0 (CochlPool, 1);

  self->connection = cochl_connection_steal (connection);
  self->windows = cochl_known_windows_new ();
  self->health = cochl_health_new (g_get_monotonic_time ());
  cochl_known_windows_listen (self->windows, windows_cb, self, NULL);
  cochl_health_listen (self->health, condition_cb, self, NULL);
  cochl_poll_clock_init (&self->poll_clock);
  cochl_poll_clock_init (&self->stream_clock);
  g_mutex_init (&self->members_lock);
  self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_teller_unref);
  return self;
}

static void
pool_free (CochlPool *self)
{
  cochl_rejection_clear (&self->rejection);
  g_ptr_array_unref (self->members);
  g_mutex_clear (&self->members_lock);
  cochl_known_windows_unref (self->windows);
  cochl_health_unref (self->health);
  cochl_connection_clear (&self->connection);
  g_free (self);
}

CochlPool *
cochl_pool_acquire (CochlConnection *connection)
{
  CochlPool *self = NULL;

  g_mutex_lock (&the_lock);
  if (the_pools == NULL)
    the_pools = g_ptr_array_new ();
  for (guint i = 0; i < the_pools->len && self == NULL; i++) {
    CochlPool *pool = g_ptr_array_index (the_pools, i);

    if (cochl_connection_equal (&pool->connection, connection))
      self = pool;
  }
  if (self == NULL) {
    self = pool_new (connection);
    g_ptr_array_add (the_pools, self);
  }
  self->refs++;
  g_mutex_unlock (&the_lock);
  cochl_connection_clear (connection);
  return self;
}

CochlPool *
cochl_pool_ref (CochlPool *self)
{
  g_mutex_lock (&the_lock);
  self->refs++;
  g_mutex_unlock (&the_lock);
  return self;
}

void
cochl_pool_unref (CochlPool *self)
{
  g_mutex_lock (&the_lock);
  gboolean last = --self->refs == 0;
  if (last) {
    g_ptr_array_remove_fast (the_pools, self);
    if (the_pools->len == 0)
      g_clear_pointer (&the_pools, g_ptr_array_unref);
  }
  g_mutex_unlock (&the_lock);
  if (last)
    pool_free (self);
}

void
cochl_pool_join (CochlPool *self, CochlTeller *member)
{
  g_mutex_lock (&self->members_lock);
  g_ptr_array_add (self->members, cochl_teller_ref (member));
  g_mutex_unlock (&self->members_lock);
}

void
cochl_pool_leave (CochlPool *self, CochlTeller *member)
{
  g_mutex_lock (&self->members_lock);
  g_ptr_array_remove_fast (self->members, member);
  g_mutex_unlock (&self->members_lock);
}

unsigned int
cochl_pool_count_members (CochlPool *self)
{
  g_mutex_lock (&self->members_lock);
  unsigned int n = self->members->len;
  g_mutex_unlock (&self->members_lock);
  return n;
}

void
cochl_pool_connect (CochlPool *self, CochlNetwork *network)
{
  if (self->n_connected++ > 0)
    return;
  self->session = cochl_soup_session_new (&self->connection);
  self->gate = cochl_gate_new (network, self->health);
  self->proxied = cochl_proxy_is_used (&self->connection);
  cochl_key_wipe (cochl_proxy_resolve (&self->connection, &self->unusable));
  self->host = cochl_connection_dup_host (&self->connection);
}

void
cochl_pool_disconnect (CochlPool *self)
{
  if (--self->n_connected > 0)
    return;
  soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->gate, cochl_gate_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_error (&self->unusable);
}
