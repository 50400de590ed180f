/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/audio/gstaudiofilter.h>

#include "gst/gstcochlconfig.h"
#include "gst/gstcochldelivery.h"
#include "gst/gstcochlqueue.h"

G_BEGIN_DECLS

/**
 * GstCochlPassage:
 *
 * What the streaming thread does with buffers and events: a copy into the queue, and
 * out of the element by a GstCochlDelivery, held or not. Streaming thread, where nothing else is said.
 */
typedef struct _GstCochlPassage GstCochlPassage;

/* What it is given must outlive it; no reference is taken: @filter owns all of it. */
GstCochlPassage *gst_cochl_passage_new (GstAudioFilter *filter, GstCochlQueue *queue, GstCochlOutbox *outbox);
void             gst_cochl_passage_free (GstCochlPassage *self);

/* Any thread, one at a time: what is in force from the next buffer on. */
void gst_cochl_passage_set_config (GstCochlPassage *self, const GstCochlConfig *config);

/* Whether buffers are to be held: given to hold(). */
gboolean      gst_cochl_passage_is_holding (GstCochlPassage *self);
/* (transfer full) */
GstFlowReturn gst_cochl_passage_hold (GstCochlPassage *self, GstBuffer *buffer);
/* A buffer that the base class pushes. */
GstFlowReturn gst_cochl_passage_look (GstCochlPassage *self, GstBuffer *buffer);

/* A serialized event (transfer full) goes out in its turn; the worker learns of
 * segments and gaps. Not for caps, EOS and flushes. */
gboolean gst_cochl_passage_push_event (GstCochlPassage *self, GstEvent *event);
/* Caps come, which the base class sends on at once: what is held goes before them. */
void     gst_cochl_passage_finish_format (GstCochlPassage *self, GstEvent *caps);
/* EOS goes on when everything has been judged and told; what is told meanwhile
 * goes before it. @timeout: how long that may take, ns, or GST_CLOCK_TIME_NONE. FALSE: a flush
 * made it void; a sink that got it before FLUSH_START would end the stream that
 * is only sought in. */
gboolean gst_cochl_passage_drain (GstCochlPassage *self, GstClockTime timeout);
/* Any thread: FLUSH_START, or the element stops; ends every wait. */
void     gst_cochl_passage_begin_flush (GstCochlPassage *self);
void     gst_cochl_passage_end_flush (GstCochlPassage *self);
/* The element has started, has stopped; no streaming thread runs. */
void     gst_cochl_passage_start (GstCochlPassage *self);
void     gst_cochl_passage_stop (GstCochlPassage *self);

/* Any thread: a POSITION query about what has left. FALSE: the base class knows. */
gboolean     gst_cochl_passage_answer_position (GstCochlPassage *self, GstQuery *query);
/* Any thread: audio that is held. */
GstClockTime gst_cochl_passage_get_held (GstCochlPassage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlPassage, gst_cochl_passage_free)

G_END_DECLS
