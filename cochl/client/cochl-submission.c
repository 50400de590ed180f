/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-submission.h"

#include "cochl/model/cochl-window.h"

struct _CochlSubmission {
  GBytes         *audio;
  char           *content_type;
  char           *file_name;
  gint64          duration;
  gint64          window_size;
  gint64          window_hop;
  int             sensitivity;
  CochlTagValues *tag_sensitivity;

  CochlSessionType session_type;
  CochlLane      *lane; /* NULL for a file, as all below */
  int             rate;
  guint64         first_sample;
  unsigned int    n_windows;
};

G_DEFINE_BOXED_TYPE (CochlSubmission, cochl_submission, cochl_submission_ref, cochl_submission_unref)

static CochlSubmission *
submission_new (GBytes *audio, const char *content_type, gint64 duration, gint64 window_size, gint64 window_hop,
                int sensitivity, CochlTagValues *tag_sensitivity)
{
  CochlSubmission *self = g_atomic_rc_box_new0 (CochlSubmission);

  self->audio = g_bytes_ref (audio);
  self->content_type = g_strdup (content_type);
  self->duration = duration;
  self->window_size = window_size;
  self->window_hop = window_hop;
  self->sensitivity = sensitivity;
  self->tag_sensitivity = tag_sensitivity != NULL ? cochl_tag_values_ref (tag_sensitivity) : NULL;
  return self;
}

CochlSubmission *
cochl_submission_new (GBytes *audio, const char *content_type, const char *file_name, gint64 duration,
                      gint64 window_size, gint64 window_hop, int sensitivity, CochlTagValues *tag_sensitivity)
{
  g_return_val_if_fail (audio != NULL && g_bytes_get_size (audio) > 0, NULL);
  g_return_val_if_fail (content_type != NULL, NULL);
  g_return_val_if_fail (file_name != NULL, NULL);
  g_return_val_if_fail (duration >= 0, NULL);
  g_return_val_if_fail (window_size >= 0 && window_hop >= 0, NULL);
  g_return_val_if_fail (sensitivity >= -2 && sensitivity <= 2, NULL);

  CochlSubmission *self = submission_new (audio, content_type, duration, window_size, window_hop, sensitivity,
                                          tag_sensitivity);
  self->file_name = g_strdup (file_name);
  return self;
}

/* What goes over the wire is little endian. */
static GBytes *
to_little_endian (GBytes *samples)
{
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  return g_bytes_ref (samples);
#else
  gsize size;
  const gint16 *from = g_bytes_get_data (samples, &size);
  gint16 *to = g_malloc (size);

  for (gsize i = 0; i < size / sizeof (gint16); i++)
    to[i] = GINT16_TO_LE (from[i]);
  return g_bytes_new_take (to, size);
#endif
}

/* Samples that @n windows need, rounded up. */
static guint64
get_span (gint64 size, gint64 hop, int rate, guint64 n)
{
  /* Whole seconds apart, so that nothing overflows. */
  guint64 ns = (n - 1) * (guint64) hop + (guint64) size;

  return ns / COCHL_SECOND * rate + (ns % COCHL_SECOND * rate + COCHL_SECOND - 1) / COCHL_SECOND;
}

static unsigned int
count_windows (gint64 size, gint64 hop, int rate, guint64 n_samples)
{
  unsigned int n = 0;

  while (n < G_MAXUINT && get_span (size, hop, rate, (guint64) n + 1) <= n_samples)
    n++;
  return n;
}

CochlSubmission *
cochl_submission_new_raw (CochlSessionType type, CochlLane *lane, GBytes *samples, int rate, guint64 first_sample,
                          gint64 window_size, gint64 window_hop, int sensitivity, CochlTagValues *tag_sensitivity)
{
  g_return_val_if_fail (type == COCHL_SESSION_STREAM || type == COCHL_SESSION_PREDICT, NULL);
  g_return_val_if_fail (lane != NULL && samples != NULL, NULL);
  g_return_val_if_fail (rate > 0 && g_bytes_get_size (samples) % sizeof (gint16) == 0, NULL);
  g_return_val_if_fail (window_hop >= COCHL_WINDOW_HOP_MIN && window_hop <= window_size, NULL);
  g_return_val_if_fail (window_size <= COCHL_WINDOW_SIZE_MAX, NULL);
  g_return_val_if_fail (sensitivity >= -2 && sensitivity <= 2, NULL);

  guint64 n = g_bytes_get_size (samples) / sizeof (gint16);
  unsigned int n_windows = count_windows (window_size, window_hop, rate, n);
  g_return_val_if_fail (n_windows > 0, NULL);

  gint64 duration = (gint64) (n / rate * COCHL_SECOND + n % rate * COCHL_SECOND / rate);
  g_autofree char *content_type = g_strdup_printf ("audio/x-raw; rate=%d; format=s16le", rate);
  g_autoptr (GBytes) audio = to_little_endian (samples);
  CochlSubmission *self = submission_new (audio, content_type, duration, window_size, window_hop, sensitivity,
                                          tag_sensitivity);
  self->session_type = type;
  self->lane = cochl_lane_ref (lane);
  self->rate = rate;
  self->first_sample = first_sample;
  self->n_windows = n_windows;
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
  g_clear_pointer (&self->lane, cochl_lane_unref);
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

CochlSessionType
cochl_submission_get_session_type (const CochlSubmission *self)
{
  return self->session_type;
}

CochlLane *
cochl_submission_get_lane (const CochlSubmission *self)
{
  return self->lane;
}

int
cochl_submission_get_rate (const CochlSubmission *self)
{
  return self->rate;
}

guint64
cochl_submission_get_first_sample (const CochlSubmission *self)
{
  return self->first_sample;
}

unsigned int
cochl_submission_get_n_windows (const CochlSubmission *self)
{
  return self->n_windows;
}
