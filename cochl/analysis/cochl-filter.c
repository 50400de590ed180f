/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/analysis/cochl-filter.h"

struct _CochlFilter {
  GHashTable     *tags; /* set of names; NULL for all */
  double          threshold;
  CochlTagValues *tag_thresholds;
};

G_DEFINE_BOXED_TYPE (CochlFilter, cochl_filter, cochl_filter_ref, cochl_filter_unref)

CochlFilter *
cochl_filter_new (const char *const *tags, double threshold, CochlTagValues *tag_thresholds)
{
  CochlFilter *self;

  g_return_val_if_fail (threshold >= 0.0 && threshold <= 1.0, NULL);

  self = g_atomic_rc_box_new0 (CochlFilter);
  self->threshold = threshold;
  self->tag_thresholds = tag_thresholds != NULL ? cochl_tag_values_ref (tag_thresholds) : NULL;
  if (tags != NULL && tags[0] != NULL) {
    self->tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (gsize i = 0; tags[i] != NULL; i++)
      g_hash_table_add (self->tags, g_strdup (tags[i]));
  }
  return self;
}

CochlFilter *
cochl_filter_ref (CochlFilter *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
filter_clear (CochlFilter *self)
{
  g_clear_pointer (&self->tags, g_hash_table_unref);
  g_clear_pointer (&self->tag_thresholds, cochl_tag_values_unref);
}

void
cochl_filter_unref (CochlFilter *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) filter_clear);
}

gboolean
cochl_filter_passes (const CochlFilter *self, const CochlTag *tag)
{
  const char *name = cochl_tag_get_name (tag);

  if (cochl_tag_is_others (tag))
    return FALSE;
  if (self->tags != NULL && !g_hash_table_contains (self->tags, name))
    return FALSE;
  return cochl_tag_get_probability (tag) >= cochl_tag_values_lookup (self->tag_thresholds, name, self->threshold);
}

CochlWindow *
cochl_filter_apply (const CochlFilter *self, CochlWindow *window)
{
  unsigned int n_tags = cochl_window_get_n_tags (window);
  g_autoptr (GPtrArray) passing = g_ptr_array_sized_new (n_tags);

  for (unsigned int i = 0; i < n_tags; i++) {
    CochlTag *tag = cochl_window_get_tag (window, i);

    if (cochl_filter_passes (self, tag))
      g_ptr_array_add (passing, tag);
  }
  if (passing->len == n_tags)
    return cochl_window_ref (window);
  return cochl_window_new (cochl_window_get_start (window), cochl_window_get_end (window), passing);
}
