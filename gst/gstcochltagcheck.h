/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-client.h"

G_BEGIN_DECLS

/**
 * GstCochlTagCheck:
 *
 * Looks the tags that properties and config-file name up in the service's list,
 * each once, and says which it does not know. When the list cannot be had it
 * says nothing: the segments' own calls will tell what is wrong. One thread.
 */
typedef struct _GstCochlTagCheck GstCochlTagCheck;

/* @text: a sentence that names every unknown tag and what may have been meant. */
typedef void (*GstCochlTagCheckFunc) (const char *text, gpointer user_data);

GstCochlTagCheck *gst_cochl_tag_check_new (CochlClient *client, GstCochlTagCheckFunc func, gpointer user_data);
/* Nothing is said any more. */
void              gst_cochl_tag_check_free (GstCochlTagCheck *self);
/* @names: those in force. What was looked up before is not again. */
void              gst_cochl_tag_check_names (GstCochlTagCheck *self, const char *const *names);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlTagCheck, gst_cochl_tag_check_free)

G_END_DECLS
