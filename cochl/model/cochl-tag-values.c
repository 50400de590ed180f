/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-tag-values.h"

typedef struct {
  char  *tag;
  double value;
} Entry;

struct _CochlTagValues {
  GPtrArray  *entries; /* Entry, in the order in which they were set */
  GHashTable *by_tag;  /* tag -> the same Entry */
};

G_DEFINE_BOXED_TYPE (CochlTagValues, cochl_tag_values, cochl_tag_values_ref, cochl_tag_values_unref)

static void
entry_free (Entry *entry)
{
  g_free (entry->tag);
  g_free (entry);
}

CochlTagValues *
cochl_tag_values_new (void)
{
  CochlTagValues *self = g_atomic_rc_box_new0 (CochlTagValues);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  self->by_tag = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

CochlTagValues *
cochl_tag_values_ref (CochlTagValues *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
tag_values_clear (CochlTagValues *self)
{
  g_hash_table_unref (self->by_tag);
  g_ptr_array_unref (self->entries);
}

void
cochl_tag_values_unref (CochlTagValues *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) tag_values_clear);
}

void
cochl_tag_values_set (CochlTagValues *self, const char *tag, double value)
{
  Entry *entry;

  g_return_if_fail (self != NULL);
  g_return_if_fail (tag != NULL);

  entry = g_hash_table_lookup (self->by_tag, tag);
  if (entry == NULL) {
    entry = g_new0 (Entry, 1);
    entry->tag = g_strdup (tag);
    g_ptr_array_add (self->entries, entry);
    g_hash_table_insert (self->by_tag, entry->tag, entry);
  }
  entry->value = value;
}

unsigned int
cochl_tag_values_get_length (const CochlTagValues *self)
{
  return self != NULL ? self->entries->len : 0;
}

static const Entry *
entry_at (const CochlTagValues *self, unsigned int i)
{
  g_return_val_if_fail (i < cochl_tag_values_get_length (self), NULL);
  return g_ptr_array_index (self->entries, i);
}

const char *
cochl_tag_values_get_tag (const CochlTagValues *self, unsigned int i)
{
  const Entry *entry = entry_at (self, i);

  return entry != NULL ? entry->tag : NULL;
}

double
cochl_tag_values_get_value (const CochlTagValues *self, unsigned int i)
{
  const Entry *entry = entry_at (self, i);

  return entry != NULL ? entry->value : 0.0;
}

double
cochl_tag_values_lookup (const CochlTagValues *self, const char *tag, double fallback)
{
  const Entry *entry = self != NULL ? g_hash_table_lookup (self->by_tag, tag) : NULL;

  return entry != NULL ? entry->value : fallback;
}

gboolean
cochl_tag_values_equal (const CochlTagValues *a, const CochlTagValues *b)
{
  unsigned int length = cochl_tag_values_get_length (a);

  if (a == b)
    return TRUE;
  if (length != cochl_tag_values_get_length (b))
    return FALSE;

  for (unsigned int i = 0; i < length; i++) {
    const Entry *mine = entry_at (a, i);
    const Entry *other = g_hash_table_lookup (b->by_tag, mine->tag);

    if (other == NULL || other->value != mine->value)
      return FALSE;
  }
  return TRUE;
}
