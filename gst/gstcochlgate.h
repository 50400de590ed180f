/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "gst/gstcochlgrid.h"

G_BEGIN_DECLS

/* What `level` is of digital silence, and the lowest min-level: nothing is below
 * it, so that with it the gate is always open. */
#define GST_COCHL_GATE_OFF -200.0
/* dB below min-level down to which a gate that is open stays open. */
#define GST_COCHL_GATE_HYSTERESIS 3.0

typedef enum {
  GST_COCHL_GATE_UNDECIDED, /* what comes next decides */
  GST_COCHL_GATE_SEND,
  GST_COCHL_GATE_QUIET
} GstCochlGateVerdict;

/**
 * GstCochlGate:
 *
 * Decides by the levels of windows which segments of a stretch are worth being
 * sent. A window opens the gate with min-level or more, and the gate stays open
 * while windows have no less than GST_COCHL_GATE_HYSTERESIS below it: these are
 * loud. A sound may begin or end in a window that is too little filled by it to
 * be loud. So a segment is sent when it holds
 *
 * - a loud window,
 * - one that shares audio with a loud one, before or after it,
 * - or one more before those, the lead-in.
 *
 * A segment is so decided at the latest when as many windows have come after it
 * as could still ask for it: two, for windows of 2 s every second. Pure; one
 * thread. What a segment is to the caller does not matter here: a pointer.
 */
typedef struct _GstCochlGate GstCochlGate;

/* @free_segment: of what was not popped. */
GstCochlGate *gst_cochl_gate_new (GDestroyNotify free_segment);
void          gst_cochl_gate_free (GstCochlGate *self);

/* The next segment of the stretch with the @levels of its @n windows, dBFS; one
 * that is not a number is not loud. @wanted: it is sent whatever they are.
 * (transfer full) */
void     gst_cochl_gate_push (GstCochlGate *self, gpointer segment, const double *levels, guint n,
                              const GstCochlGrid *grid, double min_level, gboolean wanted);
/* The stretch is over: what is undecided is quiet, and the gate is shut. */
void     gst_cochl_gate_end (GstCochlGate *self);
/* The first segment that was not popped, when it is decided; else NULL.
 * (transfer full) */
gpointer gst_cochl_gate_pop (GstCochlGate *self, GstCochlGateVerdict *verdict);
gboolean gst_cochl_gate_is_empty (GstCochlGate *self);
/* Forgets all segments; the gate is shut. */
void     gst_cochl_gate_clear (GstCochlGate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlGate, gst_cochl_gate_free)

G_END_DECLS
