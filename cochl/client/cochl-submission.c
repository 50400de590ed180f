/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-submission.h"

struct _CochlSubmission {
  GBytes         *audio;
  char           *content_type;
  char           *file_name;
  gint64          duration;
  gint64          window_size;
  gint64          window_hop;
  int             sensitivity;
  CochlTagValues *tag_sensitivity;
};

G_DEFINE_BOXED_TYPE (CochlSubmission, cochl_submission, cochl_submission_ref, cochl_submission_unref)

CochlSubmission *
cochl_submission_new (GBytes *audio, const char *content_type, const char *file_name, gint64 duration,
                      gint64 window_size, gint64 window_hop, int sensitivity, CochlTagValues *tag_sensitivity)
{
  CochlSubmission *self;

  g_return_val_if_fail (audio != NULL && g_bytes_get_size (audio) > 0, NULL);
  g_return_val_if_fail (content_type != NULL, NULL);
  g_return_val_if_fail (file_name != NULL, NULL);
  g_return_val_if_fail (duration >= 0, NULL);
  g_return_val_if_fail (window_size >= 0 && window_hop >= 0, NULL);
  g_return_val_if_fail (sensitivity >= -2 && sensitivity <= 2, NULL);

  self = g_atomic_rc_box_new0 (CochlSubmission);
  self->audio = g_bytes_ref (audio);
  self->content_type = g_strdup (content_type);
  self->file_name = g_strdup (file_name);
  self->duration = duration;
  self->window_size = window_size;
  self->window_hop = window_hop;
  self->sensitivity = sensitivity;
  self->tag_sensitivity = tag_sensitivity != NULL ? cochl_tag_values_ref (tag_sensitivity) : NULL;
  return self;
}

CochlSubmission *
cochl_submission_ref (CochlSubmission *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
submission_clear (CochlSubmission *self)
{
  g_bytes_unref (self->audio);
  g_free (self->content_type);
  g_free (self->file_name);
  g_clear_pointer (&self->tag_sensitivity, cochl_tag_values_unref);
}

void
cochl_submission_unref (CochlSubmission *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) submission_clear);
}

GBytes *
cochl_submission_get_audio (const CochlSubmission *self)
{
  return self->audio;
}

const char *
cochl_submission_get_content_type (const CochlSubmission *self)
{
  return self->content_type;
}

const char *
cochl_submission_get_file_name (const CochlSubmission *self)
{
  return self->file_name;
}

gint64
cochl_submission_get_duration (const CochlSubmission *self)
{
  return self->duration;
}

gint64
cochl_submission_get_window_size (const CochlSubmission *self)
{
  return self->window_size;
}

gint64
cochl_submission_get_window_hop (const CochlSubmission *self)
{
  return self->window_hop;
}

int
cochl_submission_get_sensitivity (const CochlSubmission *self)
{
  return self->sensitivity;
}

CochlTagValues *
cochl_submission_get_tag_sensitivity (const CochlSubmission *self)
{
  return self->tag_sensitivity;
}
