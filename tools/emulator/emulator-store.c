/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-store.h"

#include "tools/emulator/emulator-error.h"

struct _EmulatorStore {
  gint64      lifetime;
  GHashTable *by_id;    /* id -> GList link in by_age */
  GQueue      by_age;   /* sessions, the one longest without a chunk first */
  guint64     expired;
};

EmulatorStore *
emulator_store_new (gint64 lifetime)
{
  EmulatorStore *self = g_new0 (EmulatorStore, 1);

  self->lifetime = lifetime;
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->by_age);
  return self;
}

void
emulator_store_free (EmulatorStore *self)
{
  g_hash_table_unref (self->by_id);
  g_queue_clear_full (&self->by_age, (GDestroyNotify) emulator_session_unref);
  g_free (self);
}

void
emulator_store_set_lifetime (EmulatorStore *self, gint64 lifetime)
{
  self->lifetime = lifetime;
}

static void
remove_link (EmulatorStore *self, GList *link)
{
  g_autoptr (EmulatorSession) session = link->data;

  g_hash_table_remove (self->by_id, emulator_session_get_id (session));
  g_queue_delete_link (&self->by_age, link);
}

/* The queue is in the order of the last chunk, so that only what has expired is
 * looked at: each session once. */
static void
expire (EmulatorStore *self, gint64 now)
{
  GList *link;

  while ((link = g_queue_peek_head_link (&self->by_age))
         && now - emulator_session_get_last_use (link->data) >= self->lifetime) {
    remove_link (self, link);
    self->expired++;
  }
}

void
emulator_store_add (EmulatorStore *self, EmulatorSession *session)
{
  g_queue_push_tail (&self->by_age, emulator_session_ref (session));
  g_hash_table_insert (self->by_id, (gpointer) emulator_session_get_id (session),
                       g_queue_peek_tail_link (&self->by_age));
}

static GList *
find_link (EmulatorStore *self, const char *id, gint64 now, GError **error)
{
  GList *link;

  expire (self, now);
  link = g_hash_table_lookup (self->by_id, id);
  if (!link)
    g_set_error (error, EMULATOR_ERROR, 404, "no session %s: it was never created, was deleted or has expired", id);
  return link;
}

EmulatorSession *
emulator_store_find (EmulatorStore *self, const char *id, gint64 now, GError **error)
{
  GList *link = find_link (self, id, now, error);

  return link ? link->data : NULL;
}

void
emulator_store_touch (EmulatorStore *self, EmulatorSession *session)
{
  GList *link = g_hash_table_lookup (self->by_id, emulator_session_get_id (session));

  if (!link)
    return;
  g_queue_unlink (&self->by_age, link);
  g_queue_push_tail_link (&self->by_age, link);
}

gboolean
emulator_store_delete (EmulatorStore *self, const char *id, gint64 now, GError **error)
{
  GList *link = find_link (self, id, now, error);

  if (!link)
    return FALSE;
  remove_link (self, link);
  return TRUE;
}

guint
emulator_store_count (EmulatorStore *self, gint64 now)
{
  expire (self, now);
  return g_queue_get_length (&self->by_age);
}

guint64
emulator_store_count_expired (EmulatorStore *self, gint64 now)
{
  expire (self, now);
  return self->expired;
}

void
emulator_store_foreach (EmulatorStore *self, gint64 now,
                        void (*visit) (EmulatorSession *session, gpointer user_data), gpointer user_data)
{
  expire (self, now);
  for (GList *link = self->by_age.head; link; link = link->next)
    visit (link->data, user_data);
}
