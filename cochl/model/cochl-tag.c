/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-tag.h"

struct _CochlTag {
  char  *name;
  double probability;
};

G_DEFINE_BOXED_TYPE (CochlTag, cochl_tag, cochl_tag_ref, cochl_tag_unref)

CochlTag *
cochl_tag_new (const char *name, double probability)
{
  CochlTag *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (probability >= 0.0 && probability <= 1.0, NULL);

  self = g_atomic_rc_box_new0 (CochlTag);
  self->name = g_strdup (name);
  self->probability = probability;
  return self;
}

CochlTag *
cochl_tag_ref (CochlTag *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
tag_clear (CochlTag *self)
{
  g_free (self->name);
}

void
cochl_tag_unref (CochlTag *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) tag_clear);
}

const char *
cochl_tag_get_name (const CochlTag *self)
{
  return self->name;
}

double
cochl_tag_get_probability (const CochlTag *self)
{
  return self->probability;
}

gboolean
cochl_tag_is_others (const CochlTag *self)
{
  return g_str_equal (self->name, COCHL_TAG_OTHERS);
}

gboolean
cochl_tag_equal (const CochlTag *a, const CochlTag *b)
{
  return a == b || (g_str_equal (a->name, b->name) && a->probability == b->probability);
}
