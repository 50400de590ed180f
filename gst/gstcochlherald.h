/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlnotice.h"
#include "gst/gstcochltally.h"
#include "gst/gstcochlwatch.h"

G_BEGIN_DECLS

/**
 * GstCochlHerald:
 *
 * Stands between a GstCochlTeller and who hears it: counts what is told, and
 * keeps failures of live audio back that are no news. One thread.
 */
typedef struct _GstCochlHerald GstCochlHerald;

/* @funcs hears it. What it is given must outlive it. */
GstCochlHerald *gst_cochl_herald_new (const GstCochlTellerFuncs *funcs, gpointer user_data,
                                      GstCochlTally *tally, GstCochlNotice *notice, GstCochlWatch *watch);
void            gst_cochl_herald_free (GstCochlHerald *self);
/* What is in force. */
void            gst_cochl_herald_set_config (GstCochlHerald *self, GstCochlConfig *config);

/* For gst_cochl_teller_new(), with the herald as user data. */
extern const GstCochlTellerFuncs gst_cochl_herald_funcs;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlHerald, gst_cochl_herald_free)

G_END_DECLS
