/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

typedef enum {
  GST_COCHL_ITEM_FORMAT,  /* info: the format of what follows; ends the stretch */
  GST_COCHL_ITEM_SEGMENT, /* segment: ends the stretch if it differs from the one before */
  GST_COCHL_ITEM_AUDIO,   /* info, planes, frames, position, pts, duration, utc, discont, arrival */
  GST_COCHL_ITEM_GAP,     /* pts, duration of a GAP event, position */
  GST_COCHL_ITEM_LOST,    /* info, frames, position, pts, duration, arrival: audio that was there and is gone */
  GST_COCHL_ITEM_EOS,
  GST_COCHL_ITEM_FLUSH    /* everything before is void */
} GstCochlItemType;

/**
 * GstCochlItem:
 *
 * What goes through a GstCochlQueue. Audio is a copy of one buffer's, or of
 * several small ones' that follow one another without a break. Owned by one
 * thread at a time; free with gst_cochl_item_free().
 */
typedef struct {
  GstCochlItemType type;
  GstAudioInfo info;
  GstSegment segment;
  GstClockTime pts;      /* NONE: follows what was before */
  GstClockTime duration; /* of audio: that of the frames */
  GstClockTime utc;      /* time of day of the first frame, ns since 1970; NONE: not known */
  gboolean discont;
  gint64 arrival;        /* monotonic us */
  gsize frames;
  guint64 position;      /* number of the first frame among all that came into the queue */
  guint n_planes;        /* 1 for interleaved */
  gpointer *planes;      /* into data; NULL: silence (a GAP buffer's) */
  gpointer data;
  /*< private >*/
  gsize capacity;        /* frames that data has room for, in each plane */
  gsize bytes;           /* of data */
  GList link;            /* a queue's */
} GstCochlItem;

/* A buffer's audio while it is mapped, to be read by the item that copies it. */
typedef struct {
  GstBuffer *buffer;
  const GstAudioInfo *info;
  gsize frames;
  GstClockTime duration; /* of the frames */
  GstClockTime utc;      /* of the first frame, or NONE */
  gpointer *planes;      /* NULL: silence */
  /*< private >*/
  GstMapInfo map;
  GstAudioBuffer audio;
  gpointer few[8];
  gpointer *many;
  gboolean by_map, by_audio;
} GstCochlItemSource;

/* Maps what is whole frames of @buffer, which has the format @info; unreadable
 * memory counts as silence. Unmap before @info or @buffer go. */
void gst_cochl_item_source_map (GstCochlItemSource *source, const GstAudioInfo *info, GstBuffer *buffer);
void gst_cochl_item_source_unmap (GstCochlItemSource *source);

GstCochlItem *gst_cochl_item_new (GstCochlItemType type);
/* An audio item with a copy of @source, which came at @arrival. */
GstCochlItem *gst_cochl_item_new_audio (const GstCochlItemSource *source, gint64 arrival);
/* The same in a used audio item, with its memory where that is enough. */
void          gst_cochl_item_reuse (GstCochlItem *item, const GstCochlItemSource *source, gint64 arrival);
/* Puts a copy of @source at the end of an audio item of the same format, if it
 * follows in time, in time of day and in arrival and is small (some 12 ms, 8 KiB);
 * else returns FALSE. */
gboolean      gst_cochl_item_append (GstCochlItem *item, const GstCochlItemSource *source, gint64 arrival);
/* It holds for what comes after a flush, too. */
gboolean      gst_cochl_item_outlives_flush (const GstCochlItem *item);
void          gst_cochl_item_free (GstCochlItem *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstCochlItem, gst_cochl_item_free)

G_END_DECLS
