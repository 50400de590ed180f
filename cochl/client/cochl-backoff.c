/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-backoff.h"

#include <math.h>
#include <string.h>

#include <libsoup/soup.h>

void
cochl_backoff_init (CochlBackoff *self, int retries, double factor, double max)
{
  *self = (CochlBackoff) { .retries = retries, .factor = factor, .max = max };
}

static gint64
jittered (const CochlBackoff *self, unsigned int n, double lot)
{
  /* ldexp() reaches infinity instead of overflowing, which MIN() then cuts. */
  double seconds = MIN (ldexp (self->factor, (int) MIN (n, 1000)), self->max);

  return (gint64) (seconds * (0.5 + 0.5 * lot) * G_TIME_SPAN_SECOND);
}

gint64
cochl_backoff_failed (CochlBackoff *self, gint64 retry_after, double lot)
{
  if (self->retries >= 0 && self->failures >= (unsigned int) self->retries)
    return -1;
  gint64 wait = jittered (self, self->failures++, lot);
  /* A service that fails and says "at once" would be asked without a pause. */
  return retry_after > 0 ? retry_after : wait;
}

gint64
cochl_backoff_limited (CochlBackoff *self, gint64 retry_after, double lot)
{
  unsigned int n = self->limited++;
  gint64 least = MIN ((gint64) 50 << MIN (n, 10), 1000) * G_TIME_SPAN_MILLISECOND;

  return MAX (retry_after >= 0 ? retry_after : jittered (self, n, lot), least);
}

gint64
cochl_backoff_parse_retry_after (const char *value, gint64 now)
{
  gint64 wait = -1;

  if (value == NULL)
    return -1;

  g_autofree char *text = g_strstrip (g_strdup (value));
  if (*text != '\0' && strspn (text, "0123456789") == strlen (text)) {
    /* Saturates, which is as good as any other number above the bound. */
    guint64 seconds = g_ascii_strtoull (text, NULL, 10);
    wait = (gint64) MIN (seconds, (guint64) (COCHL_BACKOFF_RETRY_AFTER_MAX / G_TIME_SPAN_SECOND)) * G_TIME_SPAN_SECOND;
  } else {
    g_autoptr (GDateTime) date = soup_date_time_new_from_http_string (text);
    if (date != NULL)
      wait = MAX (g_date_time_to_unix (date) * G_TIME_SPAN_SECOND - now, 0);
  }
  return MIN (wait, COCHL_BACKOFF_RETRY_AFTER_MAX);
}
