/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlline.h"

struct _GstCochlLine {
  GQueue jobs;        /* element-type GstCochlJob */
  guint waiting;
  guint in_flight;
  guint outstanding;
};

GstCochlLine *
gst_cochl_line_new (void)
{
  GstCochlLine *self = g_new0 (GstCochlLine, 1);

  g_queue_init (&self->jobs);
  return self;
}

void
gst_cochl_line_free (GstCochlLine *self)
{
  gst_cochl_line_drop (self);
  g_warn_if_fail (self->outstanding == 0);
  g_free (self);
}

void
gst_cochl_line_append (GstCochlLine *self, GstCochlJob *job)
{
  g_queue_push_tail (&self->jobs, job);
  if (job->state == GST_COCHL_JOB_WAITING)
    self->waiting++;
}

GstCochlJob *
gst_cochl_line_start (GstCochlLine *self)
{
  for (GList *l = self->jobs.head; l; l = l->next) {
    GstCochlJob *job = l->data;

    if (job->state != GST_COCHL_JOB_WAITING)
      continue;
    job->state = GST_COCHL_JOB_IN_FLIGHT;
    self->waiting--;
    self->in_flight++;
    self->outstanding++;
    return job;
  }
  return NULL;
}

gboolean
gst_cochl_line_finish (GstCochlLine *self, GstCochlJob *job)
{
  g_return_val_if_fail (job->state == GST_COCHL_JOB_IN_FLIGHT, FALSE);

  self->outstanding--;
  if (job->dropped) {
    gst_cochl_job_free (job);
    return FALSE;
  }
  self->in_flight--;
  job->state = GST_COCHL_JOB_DONE;
  return TRUE;
}

GstCochlJob *
gst_cochl_line_pop (GstCochlLine *self)
{
  GstCochlJob *job = g_queue_peek_head (&self->jobs);

  if (!job || job->state != GST_COCHL_JOB_DONE)
    return NULL;
  return g_queue_pop_head (&self->jobs);
}

/* Whoever started a job still has it; its answer does not matter any more. */
static void
let_go (GstCochlJob *job)
{
  if (job->state == GST_COCHL_JOB_IN_FLIGHT) {
    job->dropped = TRUE;
    g_cancellable_cancel (job->cancellable);
  } else {
    gst_cochl_job_free (job);
  }
}

static GstCochlJob *
give_up (GstCochlLine *self, GList *link, const char *reason)
{
  GstCochlJob *job = link->data;

  if (job->state == GST_COCHL_JOB_WAITING)
    self->waiting--;
  else
    self->in_flight--;
  link->data = gst_cochl_job_give_up (job, reason);
  let_go (job);
  return link->data;
}

GstCochlJob *
gst_cochl_line_give_up_waiting (GstCochlLine *self, const char *reason)
{
  for (GList *l = self->jobs.head; l; l = l->next) {
    if (((GstCochlJob *) l->data)->state == GST_COCHL_JOB_WAITING)
      return give_up (self, l, reason);
  }
  return NULL;
}

static GList *
find_undone (GstCochlLine *self)
{
  for (GList *l = self->jobs.head; l; l = l->next) {
    if (((GstCochlJob *) l->data)->state != GST_COCHL_JOB_DONE)
      return l;
  }
  return NULL;
}

GstCochlJob *
gst_cochl_line_give_up_old (GstCochlLine *self, gint64 arrival, const char *reason)
{
  GList *link = find_undone (self);

  if (!link || ((GstCochlJob *) link->data)->arrival > arrival)
    return NULL;
  return give_up (self, link, reason);
}

void
gst_cochl_line_begin_as_files (GstCochlLine *self)
{
  for (GList *l = self->jobs.head; l; l = l->next) {
    GstCochlJob *job = l->data;

    if (job->state == GST_COCHL_JOB_DONE || !gst_cochl_job_is_stream_by_default (job))
      continue;
    if (job->state == GST_COCHL_JOB_IN_FLIGHT) {
      self->in_flight--;
      self->waiting++;
    }
    l->data = gst_cochl_job_begin_as_file (job);
    let_go (job);
  }
}

gint64
gst_cochl_line_get_oldest (GstCochlLine *self)
{
  GList *link = find_undone (self);

  return link ? ((GstCochlJob *) link->data)->arrival : G_MAXINT64;
}

void
gst_cochl_line_drop (GstCochlLine *self)
{
  GstCochlJob *job;

  while ((job = g_queue_pop_head (&self->jobs)))
    let_go (job);
  self->waiting = 0;
  self->in_flight = 0;
}

guint
gst_cochl_line_get_waiting (GstCochlLine *self)
{
  return self->waiting;
}

guint
gst_cochl_line_get_in_flight (GstCochlLine *self)
{
  return self->in_flight;
}

guint
gst_cochl_line_get_length (GstCochlLine *self)
{
  return self->jobs.length;
}

gboolean
gst_cochl_line_is_empty (GstCochlLine *self)
{
  return self->jobs.length == 0;
}

guint
gst_cochl_line_get_outstanding (GstCochlLine *self)
{
  return self->outstanding;
}
