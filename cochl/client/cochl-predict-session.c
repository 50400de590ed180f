/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-predict-session.h"

#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"

typedef struct {
  CochlLaneSession base;
  gboolean new_audio;      /* a call carries only what the session does not have */
  guint64 fed;             /* sample of the lane up to which it has audio */
  guint64 sent;            /* samples in all calls that were taken */
  unsigned int sequence;   /* of the next call */
  gboolean calling;

  gsize n_sending;         /* samples in the call under way */
  CochlTicket *asked;      /* and whose window that is; only to be compared */
  unsigned int window;     /* which one */
  CochlWindow *answer;     /* to it */
  unsigned int next_sequence;
} CochlPredictSession;

static void ask (CochlPredictSession *self);

/* @n ns of audio in samples, to nearest. */
static guint64
to_samples (CochlPredictSession *self, gint64 ns)
{
  guint64 rate = (guint64) cochl_submission_get_rate (self->base.model);

  return (guint64) ns / COCHL_SECOND * rate + ((guint64) ns % COCHL_SECOND * rate + COCHL_SECOND / 2) / COCHL_SECOND;
}

/* Where the service did not tell, the window that it judged shows its size. */
static gboolean
check_window (CochlPredictSession *self, GError **error)
{
  CochlLaneSession *base = &self->base;
  gint64 cut = cochl_submission_get_window_size (base->model);
  gint64 size = cochl_window_get_end (self->answer) - cochl_window_get_start (self->answer);

  if (!cochl_remote_tells_windows (base->remote) && size != cut && size / 2 >= COCHL_WINDOW_HOP_MIN
      && size <= COCHL_WINDOW_SIZE_MAX
      && !cochl_known_windows_get (base->service->windows, &(gint64) { 0 }, &(gint64) { 0 }))
    cochl_known_windows_set (base->service->windows, size, size / 2);
  return cochl_known_windows_check (base->service->windows, cut, cochl_submission_get_window_hop (base->model), error);
}

static void
take_answer (CochlPredictSession *self)
{
  CochlLaneSession *base = &self->base;
  GError *error = NULL;

  self->sequence = self->next_sequence;
  self->sent += self->n_sending;
  cochl_lane_session_bill (base, (gint64) (self->sent * (COCHL_SECOND / 1000)
                                           / (guint64) cochl_submission_get_rate (base->model) * 1000));
  if (!check_window (self, &error)) {
    cochl_lane_session_fail (base, error);
    return;
  }
  base->funcs->progressed (base, base->user_data);
  /* A ticket that was cancelled meanwhile is not there any more. */
  if (g_queue_peek_head (&base->tickets) == self->asked)
    cochl_ticket_put (self->asked, self->window, self->answer);
  g_clear_pointer (&self->answer, cochl_window_unref);
  if (cochl_lane_session_answer (base, G_MININT64))
    ask (self);
}

static void
predicted_cb (GError *error, gpointer user_data)
{
  CochlPredictSession *self = user_data;
  unsigned int status = cochl_error_get_http_status (error);

  self->calling = FALSE;
  if (error == NULL) {
    take_answer (self);
  } else if (status == 403 || status == 404 || status == 409) {
    GError *lost = cochl_error_new_for_call (COCHL_ERROR_SESSION_LOST, "predict", cochl_remote_get_id (self->base.remote),
                                             status, cochl_error_get_server_text (error),
                                             "The service no longer takes audio for the session (%u on predict).", status);

    g_error_free (error);
    cochl_lane_session_fail (&self->base, lost);
  } else {
    cochl_lane_session_fail (&self->base, error);
  }
}

static gboolean
read_predict (GBytes *body, gpointer user_data, GError **error)
{
  CochlPredictSession *self = user_data;

  g_clear_pointer (&self->answer, cochl_window_unref);
  return cochl_wire_read_predict (body, &self->answer, &self->next_sequence, error);
}

/* The audio of the next window, as the service wants it. */
static GBytes *
cut_audio (CochlPredictSession *self, CochlSubmission *submission, unsigned int i)
{
  GBytes *audio = cochl_submission_get_audio (submission);
  guint64 n = g_bytes_get_size (audio) / sizeof (gint16);
  guint64 from = to_samples (self, i * cochl_submission_get_window_hop (submission));
  guint64 to = MIN (from + to_samples (self, cochl_submission_get_window_size (submission)), n);
  guint64 first = cochl_submission_get_first_sample (submission);

  if (self->new_audio && self->fed > first + from && self->fed < first + to)
    from = self->fed - first;
  self->fed = first + to;
  return g_bytes_new_from_bytes (audio, from * sizeof (gint16), (to - from) * sizeof (gint16));
}

static void
ask (CochlPredictSession *self)
{
  CochlTicket *ticket = g_queue_peek_head (&self->base.tickets);
  CochlLaneCall call = { .name = "predict", .method = "POST", .rest = g_strdup ("/predict"), .n = self->sequence,
                         .encode = cochl_wire_write_predict, .read = read_predict, .done = predicted_cb,
                         .user_data = self };

  self->calling = TRUE;
  self->asked = ticket;
  self->window = cochl_ticket_get_next (ticket);
  g_autoptr (GBytes) audio = cut_audio (self, cochl_ticket_get_submission (ticket), self->window);
  self->n_sending = g_bytes_get_size (audio) / sizeof (gint16);
  call.audio = audio;
  cochl_lane_session_call (&self->base, &call);
}

static void
predict_join (CochlLaneSession *base, CochlTicket *ticket)
{
  CochlPredictSession *self = (CochlPredictSession *) base;

  if (!self->calling)
    ask (self);
}

static void
predict_stop (CochlLaneSession *base)
{
}

static void
predict_free (CochlLaneSession *base)
{
  CochlPredictSession *self = (CochlPredictSession *) base;

  g_clear_pointer (&self->answer, cochl_window_unref);
  g_free (self);
}

CochlLaneSession *
cochl_predict_session_new (CochlService *service, CochlSubmission *model, const CochlLaneSessionFuncs *funcs,
                           gpointer user_data)
{
  static const CochlLaneSessionKind whole = { FALSE, predict_join, predict_stop, predict_free };
  static const CochlLaneSessionKind gapless = { TRUE, predict_join, predict_stop, predict_free };
  CochlPredictSession *self = g_new0 (CochlPredictSession, 1);

  self->new_audio = service->predict_new_audio;
  cochl_lane_session_begin (&self->base, self->new_audio ? &gapless : &whole, service, model, funcs, user_data);
  return &self->base;
}
