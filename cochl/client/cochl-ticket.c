/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-ticket.h"

struct _CochlTicket {
  CochlNetwork *network;
  CochlSubmission *submission;
  CochlTicketFuncs funcs;
  gpointer user_data;
  CochlTicketFunc cancelled;
  gpointer owner;

  CochlWindow **windows; /* NULL: not there yet */
  unsigned int n_windows;
  unsigned int next;     /* the first that is not there */
  gboolean over;
};

CochlTicket *
cochl_ticket_new (CochlNetwork *network, CochlSubmission *submission, const CochlTicketFuncs *funcs,
                  gpointer user_data)
{
  CochlTicket *self = g_new0 (CochlTicket, 1);

  self->network = network;
  self->submission = cochl_submission_ref (submission);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->n_windows = cochl_submission_get_n_windows (submission);
  self->windows = g_new0 (CochlWindow *, self->n_windows);
  return self;
}

static void
ticket_free (gpointer data)
{
  CochlTicket *self = data;

  for (unsigned int i = 0; i < self->n_windows; i++)
    g_clear_pointer (&self->windows[i], cochl_window_unref);
  g_free (self->windows);
  cochl_submission_unref (self->submission);
  g_free (self);
}

CochlSubmission *
cochl_ticket_get_submission (const CochlTicket *self)
{
  return self->submission;
}

void
cochl_ticket_set_owner (CochlTicket *self, CochlTicketFunc cancelled, gpointer owner)
{
  self->cancelled = cancelled;
  self->owner = owner;
}

static void
ended_cb (gpointer data, gpointer unused)
{
  CochlTicket *self = data;

  self->funcs.ended (self->user_data);
}

static void
end (CochlTicket *self)
{
  self->over = TRUE;
  /* Later, so that nothing that is called here finds the object gone. */
  cochl_network_invoke (self->network, ended_cb, self, ticket_free);
}

void
cochl_ticket_cancel (CochlTicket *self)
{
  if (self->over)
    return;
  self->cancelled (self, self->owner);
  end (self);
}

gint64
cochl_ticket_get_time (const CochlTicket *self, unsigned int i, guint64 origin)
{
  gint64 rate = cochl_submission_get_rate (self->submission);
  gint64 samples = (gint64) (cochl_submission_get_first_sample (self->submission) - origin);
  /* Whole seconds apart, so that nothing overflows. */
  gint64 start = samples / rate * COCHL_SECOND + samples % rate * COCHL_SECOND / rate;

  return start + i * cochl_submission_get_window_hop (self->submission);
}

void
cochl_ticket_put (CochlTicket *self, unsigned int i, CochlWindow *window)
{
  gint64 start = i * cochl_submission_get_window_hop (self->submission);
  gint64 length = cochl_window_get_end (window) - cochl_window_get_start (window);

  g_return_if_fail (i < self->n_windows);

  if (self->windows[i] == NULL)
    self->windows[i] = cochl_window_move (window, start, start + length);
  while (self->next < self->n_windows && self->windows[self->next] != NULL)
    self->next++;
}

/* Servers print seconds with more or fewer digits, and where a hop is no whole
 * number of samples a submission may begin beside its window by half of one. */
void
cochl_ticket_offer (CochlTicket *self, CochlWindow *window, guint64 origin)
{
  gint64 hop = cochl_submission_get_window_hop (self->submission);
  gint64 late = cochl_window_get_start (window) - cochl_ticket_get_time (self, 0, origin);
  gint64 i = (late + hop / 2) / hop;

  if (late + hop / 2 < 0 || i >= self->n_windows || ABS (late - i * hop) > hop / 10)
    return;
  cochl_ticket_put (self, (unsigned int) i, window);
}

unsigned int
cochl_ticket_get_next (const CochlTicket *self)
{
  return self->next;
}

void
cochl_ticket_answer (CochlTicket *self)
{
  GPtrArray *windows = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_window_unref);

  for (unsigned int i = 0; i < self->n_windows; i++) {
    if (self->windows[i] != NULL)
      g_ptr_array_add (windows, g_steal_pointer (&self->windows[i]));
  }
  self->funcs.judged (windows, NULL, self->user_data);
  end (self);
}

void
cochl_ticket_fail (CochlTicket *self, GError *error)
{
  self->funcs.judged (NULL, error, self->user_data);
  end (self);
}
