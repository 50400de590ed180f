/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-service.h"

#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-window.h"

#define UNIT (15 * COCHL_SECOND)

void
cochl_service_leave (CochlService *self, const char *session_id, const GError *why)
{
  cochl_counters_add (self->counters, sessions_left, 1);
  g_info ("session %s stays on the service: %s", session_id != NULL ? session_id : "(its name never came)",
          why->message);
  self->left (session_id, why, self->user_data);
}

guint64
cochl_service_count_units (gint64 duration)
{
  return (guint64) MAX ((duration + UNIT - 1) / UNIT, 1);
}

void
cochl_service_note_failure (CochlService *self, const GError *error)
{
  gint64 now = g_get_monotonic_time ();

  if (!g_error_matches (error, COCHL_ERROR, COCHL_ERROR_RATE_LIMITED))
    return;
  cochl_poll_clock_limited (self->poll_clock, now);
  cochl_poll_clock_limited (self->stream_clock, now);
}
