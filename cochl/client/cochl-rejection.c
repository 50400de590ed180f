/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-rejection.h"

char *
cochl_rejection_checksum (const char *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

void
cochl_rejection_clear (CochlRejection *self)
{
  g_clear_error (&self->why);
  g_clear_pointer (&self->checksum, g_free);
  self->until = 0;
}

void
cochl_rejection_note (CochlRejection *self, const GError *why, const char *checksum, gint64 now)
{
  cochl_rejection_clear (self);
  self->why = g_error_copy (why);
  self->checksum = g_strdup (checksum);
  self->until = now + COCHL_REJECTION_TIME;
}

gboolean
cochl_rejection_admits (CochlRejection *self, const char *checksum, gint64 now, GError **error)
{
  if (self->why == NULL || !g_str_equal (self->checksum, checksum))
    return TRUE;
  if (now >= self->until) {
    self->until = now + COCHL_REJECTION_TIME;
    return TRUE;
  }
  g_propagate_error (error, g_error_copy (self->why));
  return FALSE;
}
