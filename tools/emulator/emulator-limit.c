/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-limit.h"

struct _EmulatorLimit {
  gint64  span;
  guint   n_calls;
  guint   next;    /* where in the ring the oldest call stands, to be overwritten */
  gint64 *times;   /* ring of the last n_calls calls */
};

EmulatorLimit *
emulator_limit_new (const char *spec, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (spec, "/", 2);
  EmulatorLimit *self;
  guint64 n_calls = 0;
  char *end = NULL;
  double seconds = parts[0] && parts[1] ? g_ascii_strtod (parts[1], &end) : 0;

  if (!parts[0] || !parts[1] || end == parts[1] || *end != '\0' || !(seconds >= 0.001 && seconds <= 86400)
      || !g_ascii_string_to_unsigned (parts[0], 10, 1, 1000000, &n_calls, NULL)) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "a call limit is written N/SECONDS, as in 30/60, not \"%s\"", spec);
    return NULL;
  }
  self = g_new0 (EmulatorLimit, 1);
  self->span = seconds * G_USEC_PER_SEC;
  self->n_calls = n_calls;
  self->times = g_new (gint64, n_calls);
  for (guint i = 0; i < self->n_calls; i++)
    self->times[i] = G_MININT64 / 2;
  return self;
}

void
emulator_limit_free (EmulatorLimit *self)
{
  g_free (self->times);
  g_free (self);
}

gboolean
emulator_limit_take (EmulatorLimit *self, gint64 now, guint *retry_after)
{
  gint64 free_at = self->times[self->next] + self->span;

  if (now < free_at) {
    *retry_after = (free_at - now + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
    return FALSE;
  }
  self->times[self->next] = now;
  self->next = (self->next + 1) % self->n_calls;
  return TRUE;
}
