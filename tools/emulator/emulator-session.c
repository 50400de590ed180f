/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-session.h"

#include "tools/emulator/emulator-error.h"

struct _EmulatorSession {
  gatomicrefcount        refs;
  char                  *id;
  EmulatorSessionParams *params;
  EmulatorGrid           grid;
  guint64                sequence;
  gint64                 received;
  gboolean               writable;
  gint64                 last_use;
  gint64                 end_of_upload;
  GPtrArray             *audio;
  GPtrArray             *windows;
  GPtrArray             *no_windows;
  gint64                 ready_at;
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
  self->last_use = now;
  self->audio = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->no_windows = emulator_window_list_new ();
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
  emulator_session_params_free (self->params);
  g_clear_pointer (&self->audio, g_ptr_array_unref);
  g_clear_pointer (&self->windows, g_ptr_array_unref);
  g_ptr_array_unref (self->no_windows);
  g_free (self->error);
  g_free (self->id);
  g_free (self);
}

const char *
emulator_session_get_id (EmulatorSession *self)
{
  return self->id;
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
emulator_session_get_last_use (EmulatorSession *self)
{
  return self->last_use;
}

gboolean
emulator_session_check_chunk (EmulatorSession *self, guint64 sequence, GError **error)
{
  if (!self->writable) {
    g_set_error (error, EMULATOR_ERROR, 403, "session %s is readonly: it takes no more chunks", self->id);
    return FALSE;
  }
  if (sequence != self->sequence) {
    g_set_error (error, EMULATOR_ERROR, 409,
                 "wrong chunk sequence %" G_GUINT64_FORMAT ": session %s expects %" G_GUINT64_FORMAT,
                 sequence, self->id, self->sequence);
    return FALSE;
  }
  return TRUE;
}

gboolean
emulator_session_add_chunk (EmulatorSession *self, guint64 sequence, GBytes *audio, gint64 now, GError **error)
{
  gint64 size = g_bytes_get_size (audio);

  if (!emulator_session_check_chunk (self, sequence, error))
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
emulator_session_complete (EmulatorSession *self, GPtrArray *windows, gint64 ready_at)
{
  g_return_if_fail (!self->writable && self->windows == NULL);
  self->windows = windows;
  self->ready_at = ready_at;
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
  return self->windows && now >= self->ready_at ? EMULATOR_STATE_DONE : EMULATOR_STATE_IN_PROGRESS;
}

GPtrArray *
emulator_session_get_windows (EmulatorSession *self, gint64 now)
{
  return emulator_session_get_state (self, now) == EMULATOR_STATE_DONE ? self->windows : self->no_windows;
}

const char *
emulator_session_get_error (EmulatorSession *self)
{
  return self->error;
}
