/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlmarks.h"

/* A time of day that differs by less from what was expected is none of its own:
 * milliseconds are told. */
#define UTC_TOLERANCE (100 * GST_USECOND)

typedef struct {
  guint64 frame;    /* of the stretch */
  guint64 position;
  gboolean silent;
  GstClockTime utc; /* of frame; NONE: not known */
} Mark;

struct _GstCochlMarks {
  int rate;
  GArray *marks;    /* Mark, by frame */
  guint64 frames;
};

GstCochlMarks *
gst_cochl_marks_new (int rate)
{
  GstCochlMarks *self = g_new0 (GstCochlMarks, 1);

  self->rate = rate;
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  return self;
}

void
gst_cochl_marks_free (GstCochlMarks *self)
{
  g_array_unref (self->marks);
  g_free (self);
}

/* What @mark says of @frame. */
static Mark
follow (GstCochlMarks *self, const Mark *mark, guint64 frame)
{
  guint64 distance = frame > mark->frame ? frame - mark->frame : 0;
  Mark at = { frame, mark->position, mark->silent, mark->utc };

  if (!mark->silent)
    at.position += distance;
  if (GST_CLOCK_TIME_IS_VALID (mark->utc))
    at.utc += gst_util_uint64_scale (distance, GST_SECOND, self->rate);
  return at;
}

static gboolean
is_expected (const Mark *expected, const Mark *mark)
{
  if (expected->position != mark->position || expected->silent != mark->silent)
    return FALSE;
  if (!GST_CLOCK_TIME_IS_VALID (expected->utc))
    return !GST_CLOCK_TIME_IS_VALID (mark->utc);
  return MAX (expected->utc, mark->utc) - MIN (expected->utc, mark->utc) < UTC_TOLERANCE;
}

void
gst_cochl_marks_push (GstCochlMarks *self, guint64 frames, guint64 position, gboolean silent, GstClockTime utc)
{
  Mark mark = { self->frames, position, silent, utc };
  gboolean expected = FALSE;

  if (frames == 0)
    return;
  if (self->marks->len > 0) {
    Mark at = follow (self, &g_array_index (self->marks, Mark, self->marks->len - 1), self->frames);

    if (!GST_CLOCK_TIME_IS_VALID (utc))
      mark.utc = at.utc;
    expected = is_expected (&at, &mark);
  }
  if (!expected)
    g_array_append_val (self->marks, mark);
  self->frames += frames;
}

/* The index of the last mark at or before @frame; the first where there is none. */
static guint
find (GstCochlMarks *self, guint64 frame)
{
  guint low = 0, high = self->marks->len;

  while (high - low > 1) {
    guint middle = low + (high - low) / 2;

    if (g_array_index (self->marks, Mark, middle).frame <= frame)
      low = middle;
    else
      high = middle;
  }
  return low;
}

void
gst_cochl_marks_get (GstCochlMarks *self, guint64 frame, guint64 *position, GstClockTime *utc)
{
  Mark at = { 0, 0, FALSE, GST_CLOCK_TIME_NONE };

  if (self->marks->len > 0)
    at = follow (self, &g_array_index (self->marks, Mark, find (self, frame)), frame);
  if (position != NULL)
    *position = at.position;
  if (utc != NULL)
    *utc = at.utc;
}

void
gst_cochl_marks_forget (GstCochlMarks *self, guint64 frame)
{
  guint n = self->marks->len > 0 ? find (self, frame) : 0;

  if (n > 0)
    g_array_remove_range (self->marks, 0, n);
}

guint
gst_cochl_marks_get_length (GstCochlMarks *self)
{
  return self->marks->len;
}
