/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-session.h"

#include <math.h>

#include "tools/emulator/emulator-error.h"

struct _EmulatorSession {
  gatomicrefcount        refs;
  char                  *id;
  EmulatorSessionParams *params;
  EmulatorGrid           grid;
  EmulatorUse            use;
  guint64                sequence;
  gint64                 received;       /* bytes of a file */
  double                 length;         /* seconds that were billed */
  guint                  units;
  gboolean               writable;
  gint64                 start;
  gint64                 last_use;
  gint64                 end_of_upload;
  GPtrArray             *audio;          /* of a file */
  EmulatorStream        *stream;
  gboolean               busy;
  gboolean               ending;
  GQueue                 waiting;        /* calls that wait for their turn */
  EmulatorHistory       *history;
  gint64                 ready_at;       /* the last window */
  gboolean               complete;
  char                  *error;
};

void
emulator_session_params_free (EmulatorSessionParams *params)
{
  g_clear_pointer (&params->sensitivity, emulator_sensitivity_free);
  g_free (params);
}

EmulatorSession *
emulator_session_new (const char *id, EmulatorSessionParams *params, const EmulatorGrid *grid, gint64 now)
{
  EmulatorSession *self = g_new0 (EmulatorSession, 1);

  g_atomic_ref_count_init (&self->refs);
  self->id = g_strdup (id);
  self->params = params;
  self->grid = *grid;
  self->writable = TRUE;
  self->use = params->type == EMULATOR_SESSION_STREAM ? EMULATOR_USE_STREAM : EMULATOR_USE_FILE;
  self->start = now;
  self->last_use = now;
  g_queue_init (&self->waiting);
  self->history = emulator_history_new ();
  self->audio = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return self;
}

EmulatorSession *
emulator_session_ref (EmulatorSession *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
emulator_session_unref (EmulatorSession *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->stream, emulator_stream_free);
  emulator_session_params_free (self->params);
  g_clear_pointer (&self->audio, g_ptr_array_unref);
  emulator_history_free (self->history);
  g_queue_clear (&self->waiting);
  g_free (self->error);
  g_free (self->id);
  g_free (self);
}

const char *
emulator_session_get_id (EmulatorSession *self)
{
  return self->id;
}

EmulatorSessionType
emulator_session_get_type (EmulatorSession *self)
{
  return self->params->type;
}

EmulatorUse
emulator_session_get_use (EmulatorSession *self)
{
  return self->use;
}

const EmulatorGrid *
emulator_session_get_grid (EmulatorSession *self)
{
  return &self->grid;
}

EmulatorSensitivity *
emulator_session_get_sensitivity (EmulatorSession *self)
{
  return self->params->sensitivity;
}

guint64
emulator_session_get_sequence (EmulatorSession *self)
{
  return self->sequence;
}

gboolean
emulator_session_is_writable (EmulatorSession *self)
{
  return self->writable;
}

gint64
emulator_session_get_start (EmulatorSession *self)
{
  return self->start;
}

gint64
emulator_session_get_last_use (EmulatorSession *self)
{
  return self->last_use;
}

void
emulator_session_set_stream (EmulatorSession *self, EmulatorStream *stream)
{
  g_return_if_fail (self->stream == NULL);
  self->stream = stream;
}

EmulatorStream *
emulator_session_get_stream (EmulatorSession *self)
{
  return self->stream;
}

gboolean
emulator_session_take_turn (EmulatorSession *self, gpointer call)
{
  if (self->busy) {
    g_queue_push_tail (&self->waiting, call);
    return FALSE;
  }
  self->busy = TRUE;
  return TRUE;
}

gpointer
emulator_session_pass_turn (EmulatorSession *self)
{
  gpointer call = g_queue_pop_head (&self->waiting);

  self->busy = call != NULL;
  return call;
}

gboolean
emulator_session_take_end (EmulatorSession *self)
{
  if (self->busy || self->ending)
    return FALSE;
  self->busy = self->ending = TRUE;
  return TRUE;
}

gboolean
emulator_session_check_writable (EmulatorSession *self, GError **error)
{
  if (self->writable)
    return TRUE;
  g_set_error (error, EMULATOR_ERROR, 403, "session %s is readonly: it takes no more audio", self->id);
  return FALSE;
}

gboolean
emulator_session_check_sequence (EmulatorSession *self, guint64 sequence, GError **error)
{
  if (sequence == self->sequence)
    return TRUE;
  g_set_error (error, EMULATOR_ERROR, 409,
               "wrong sequence %" G_GUINT64_FORMAT ": session %s expects %" G_GUINT64_FORMAT,
               sequence, self->id, self->sequence);
  return FALSE;
}

gboolean
emulator_session_add_chunk (EmulatorSession *self, guint64 sequence, GBytes *audio, gint64 now, GError **error)
{
  gint64 size = g_bytes_get_size (audio);

  if (!emulator_session_check_writable (self, error) || !emulator_session_check_sequence (self, sequence, error))
    return FALSE;
  if (self->params->total_size > 0 && size > self->params->total_size - self->received) {
    g_set_error (error, EMULATOR_ERROR, 400,
                 "chunk of %" G_GINT64_FORMAT " bytes goes beyond total_size %" G_GINT64_FORMAT
                 ": %" G_GINT64_FORMAT " bytes had arrived", size, self->params->total_size, self->received);
    return FALSE;
  }
  g_ptr_array_add (self->audio, g_bytes_ref (audio));
  self->received += size;
  self->sequence++;
  self->last_use = now;
  if (self->received == self->params->total_size)
    emulator_session_make_readonly (self, now);
  return TRUE;
}

void
emulator_session_advance (EmulatorSession *self, EmulatorUse use, gint64 now)
{
  self->use = use;
  self->sequence++;
  self->last_use = now;
}

/* The slack keeps sums in floating point from beginning a unit of their own. */
guint
emulator_session_bill (EmulatorSession *self, double seconds)
{
  guint before = self->units;

  self->length += seconds;
  self->units = (guint) ceil (self->length / EMULATOR_UNIT_SECONDS - 1e-6);
  return self->units - before;
}

double
emulator_session_get_length (EmulatorSession *self)
{
  return self->length;
}

void
emulator_session_make_readonly (EmulatorSession *self, gint64 now)
{
  if (!self->writable)
    return;
  self->writable = FALSE;
  self->end_of_upload = now;
}

GPtrArray *
emulator_session_steal_audio (EmulatorSession *self)
{
  return self->writable ? NULL : g_steal_pointer (&self->audio);
}

void
emulator_session_add_windows (EmulatorSession *self, GPtrArray *windows, gint64 ready_at)
{
  gsize n_windows = 0;
  g_autofree gpointer *stolen = g_ptr_array_steal (windows, &n_windows);

  self->ready_at = MAX (self->ready_at, ready_at);
  for (gsize i = 0; i < n_windows; i++)
    emulator_history_append (self->history, stolen[i], self->ready_at);
  g_ptr_array_unref (windows);
}

void
emulator_session_complete (EmulatorSession *self, GPtrArray *windows, gint64 ready_at)
{
  g_return_if_fail (!self->writable && !self->complete);
  emulator_session_add_windows (self, windows, ready_at);
  self->complete = TRUE;
}

gboolean
emulator_session_is_complete (EmulatorSession *self)
{
  return self->complete;
}

void
emulator_session_fail (EmulatorSession *self, const char *why)
{
  self->writable = FALSE;
  g_free (self->error);
  self->error = g_strdup (why);
}

gint64
emulator_session_get_end_of_upload (EmulatorSession *self)
{
  return self->end_of_upload;
}

EmulatorState
emulator_session_get_state (EmulatorSession *self, gint64 now)
{
  if (self->error)
    return EMULATOR_STATE_ERROR;
  if (self->writable)
    return EMULATOR_STATE_PENDING;
  return self->complete && now >= self->ready_at ? EMULATOR_STATE_DONE : EMULATOR_STATE_IN_PROGRESS;
}

guint64
emulator_session_count_windows (EmulatorSession *self, gint64 now)
{
  if (self->params->type == EMULATOR_SESSION_FILE && emulator_session_get_state (self, now) != EMULATOR_STATE_DONE)
    return 0;
  return emulator_history_count (self->history, now);
}

EmulatorHistory *
emulator_session_get_history (EmulatorSession *self)
{
  return self->history;
}

gint64
emulator_session_get_news_time (EmulatorSession *self, guint64 offset)
{
  gint64 window = emulator_history_get_ready_time (self->history, offset);

  if (self->error)
    return 0;
  return self->complete ? MIN (window, self->ready_at) : window;
}

const char *
emulator_session_get_error (EmulatorSession *self)
{
  return self->error;
}
