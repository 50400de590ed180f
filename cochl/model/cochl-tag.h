/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "cochl/cochl-macros.h"

G_BEGIN_DECLS

/* The tag of a window in which nothing was detected (the service
 * sends it instead of an empty list). Never an event, never reported. */
#define COCHL_TAG_OTHERS "Others"

/* A tag's name is at most this long, in bytes; longer ones in a reply are refused. */
#define COCHL_TAG_NAME_MAX 256

/**
 * CochlTag:
 *
 * One detected kind of sound: a name ("Siren") and a probability, 0..1.
 * Boxed, reference counted, immutable; may be used from any thread.
 */
typedef struct _CochlTag CochlTag;

#define COCHL_TYPE_TAG (cochl_tag_get_type ())
COCHL_API GType     cochl_tag_get_type (void) G_GNUC_CONST;
/* @name: at most COCHL_TAG_NAME_MAX bytes of UTF-8, copied; @probability: 0..1. */
COCHL_API CochlTag *cochl_tag_new (const char *name, double probability);
COCHL_API CochlTag *cochl_tag_ref (CochlTag *self);
COCHL_API void      cochl_tag_unref (CochlTag *self);

/* (transfer none) */
COCHL_API const char *cochl_tag_get_name (const CochlTag *self);
COCHL_API double      cochl_tag_get_probability (const CochlTag *self);
/* Whether it is COCHL_TAG_OTHERS: nothing was heard. */
COCHL_API gboolean    cochl_tag_is_others (const CochlTag *self);
/* Same name and the very same probability. */
COCHL_API gboolean    cochl_tag_equal (const CochlTag *a, const CochlTag *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlTag, cochl_tag_unref)

G_END_DECLS
