/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlcutter.h"
#include "gst/gstcochljob.h"

G_BEGIN_DECLS

/**
 * GstCochlLoader:
 *
 * Makes jobs of a cutter's segments: what min-level lets pass comes out encoded,
 * ready to be submitted, the rest as quiet jobs that are done; in order. It holds
 * what only later audio decides (GstCochlGate). The first segment, until the
 * service's windows are known, is always sent: it is what they are learned from.
 * One thread.
 */
typedef struct _GstCochlLoader GstCochlLoader;

/* A segment could not be encoded as its configuration wants it, and is WAV. Said
 * once a format. */
typedef void (*GstCochlLoaderComplaint) (const GError *error, gpointer user_data);

/* @cutter must outlive it. */
GstCochlLoader *gst_cochl_loader_new (GstCochlCutter *cutter, GstCochlLoaderComplaint complain, gpointer user_data);
void            gst_cochl_loader_free (GstCochlLoader *self);

/* The next job, cut under @config; NULL when more audio is needed. (transfer full) */
GstCochlJob *gst_cochl_loader_pop (GstCochlLoader *self, GstCochlConfig *config);
/* Nothing is held. */
gboolean     gst_cochl_loader_is_empty (GstCochlLoader *self);
/* Forgets what is held. */
void         gst_cochl_loader_drop (GstCochlLoader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlLoader, gst_cochl_loader_free)

G_END_DECLS
