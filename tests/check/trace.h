/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tests/check/check.h"

G_BEGIN_DECLS

/* What leaves the element, in order, a word each: "caps segment window0 start1
 * buffer@0+0 buffer@200 gap@400 end1 eos ", times in ms; the numbers after a + are
 * the windows whose metas lie on the buffer, as often as they do. */
typedef struct _Trace Trace;

Trace *trace_new (Check *check);
void   trace_free (Trace *self);

/* What left since the last call. (transfer full) */
char  *trace_take (Trace *self);
/* Ends the test unless that is @expected. */
void   trace_assert (Trace *self, const char *expected);
/* From now on only buffers and upstream's events, which the element must not
 * change: no results. */
void   trace_set_plain (Trace *self);
/* Waits until @n buffers have left in all. */
void   trace_wait_buffers (Trace *self, guint n);
guint  trace_get_buffers (Trace *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trace, trace_free)

G_END_DECLS
