/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CochlTeller:
 *
 * Carries a client's signals from the network thread to the GMainContext that
 * was the thread's default when the teller was made. Reference counted; any thread.
 */
typedef struct _CochlTeller CochlTeller;

/* @client emits; it is not kept alive. */
CochlTeller *cochl_teller_new (GObject *client, guint session_left, guint windows_known,
                               guint condition_changed);
CochlTeller *cochl_teller_ref (CochlTeller *self);
void         cochl_teller_unref (CochlTeller *self);

void         cochl_teller_tell (CochlTeller *self, const char *session_id, const GError *why);
void         cochl_teller_tell_windows (CochlTeller *self);
/* Told once until it is emitted, however often the condition changes meanwhile. */
void         cochl_teller_tell_condition (CochlTeller *self);
/* Told, but not yet emitted. */
unsigned int cochl_teller_get_pending (CochlTeller *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlTeller, cochl_teller_unref)

G_END_DECLS
