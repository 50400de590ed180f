/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define TEST_LIVE_BUFFERS 50 /* a second */

/* A pipeline that is live: a source that makes audio as fast as time goes, in buffers of
 * 20 ms, with a tone of 880 Hz for one second in every three; the element; and a sink
 * that takes what comes. */
typedef struct _TestLive TestLive;

typedef struct {
  guint windows, analyzed, quiet, dropped, failed;
  guint overrun; /* of those dropped: a machine too busy to take the audio in time */
  gint64 longest_pause; /* us between two buffers behind the element, which the machine may be to blame for */
  gint64 longest_hold;  /* us that a buffer took through the element */
} TestLiveOutcome;

/* Plays @seconds of audio. @properties of the element as a launch line has them; an
 * ERROR ends the test. */
TestLive *test_live_start (const char *base_url, guint seconds, const char *properties);
/* (transfer none) */
GstElement *test_live_get_element (TestLive *self);
/* Waits until so many buffers have come behind the element. */
void      test_live_wait_buffers (TestLive *self, guint n);
/* Waits until so many windows have been told. */
void      test_live_wait_windows (TestLive *self, guint n);
/* Waits for the end. Every buffer must have come, and windows must have been told for
 * all of the audio, each once, in order. */
void      test_live_finish (TestLive *self, TestLiveOutcome *outcome);

G_END_DECLS
