/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochltimer.h"

struct _GstCochlTimer {
  GSource *source;
  void (*func) (gpointer user_data);
  gpointer user_data;
};

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

static gboolean
ring (gpointer user_data)
{
  GstCochlTimer *self = user_data;

  self->func (self->user_data);
  return G_SOURCE_CONTINUE;
}

GstCochlTimer *
gst_cochl_timer_new (void (*func) (gpointer user_data), gpointer user_data)
{
  GstCochlTimer *self = g_new0 (GstCochlTimer, 1);

  self->func = func;
  self->user_data = user_data;
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_callback (self->source, ring, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

void
gst_cochl_timer_free (GstCochlTimer *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_free (self);
}

void
gst_cochl_timer_set (GstCochlTimer *self, gint64 time)
{
  g_source_set_ready_time (self->source, time == G_MAXINT64 ? -1 : MAX (time, 0));
}
