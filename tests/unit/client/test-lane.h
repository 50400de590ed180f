/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-client.h"
#include "tests/common/emulator.h"

G_BEGIN_DECLS

#define TEST_LANE_RATE 8000

/* Audio with tones of 880 Hz that comes in submissions of one lane, as the
 * element makes them, to a client of the emulator; and what is said of it. */
typedef struct {
  TestEmulator *emulator;
  CochlClient *client;
  CochlSessionType type;
  CochlLane *lane;
  int sensitivity;
  gint16 *samples;
  gsize n_samples;
  unsigned int n_left;    /* sessions */


  GPtrArray *calls;       /* submissions, in order */
  unsigned int n_waiting;
  GError *error;          /* the first */
} TestLane;

/* @seconds of audio; the emulator has the options. */
TestLane *test_lane_new (CochlSessionType type, unsigned int seconds, const char *const *options);
void      test_lane_free (TestLane *self);
/* Submits windows @first to @first + @n - 1. */
void      test_lane_submit (TestLane *self, unsigned int first, unsigned int n, GCancellable *cancellable);
/* Until every submission has been answered. */
void      test_lane_wait (TestLane *self);
/* Submits all windows up to @end, one a submission, @at_once of them under way. */
void      test_lane_run (TestLane *self, unsigned int first, unsigned int end, unsigned int at_once);
/* That each submission was answered with the windows that a file session of the
 * same audio, at the same sensitivity, has there. */
void      test_lane_assert_windows (TestLane *self);
/* Ends the lane and waits until no session is open any more. */
void      test_lane_end (TestLane *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestLane, test_lane_free)

G_END_DECLS
