/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

#include "tests/common/emulator.h"
#include "tests/common/sound.h"

G_BEGIN_DECLS

/* The element in a harness, its bus written down. What is told stands in a log, a
 * line each, times in ms:
 *   window 0 analyzed 0+2000 Siren Bell
 *   start #1 Siren 0+2000
 *   end #1 Siren 0+3000
 *   warning TEXT
 *   error TEXT
 */
typedef struct {
  GstElement *element; /* in the harness; a reference */
  GstHarness *harness;
  GstBus *bus;
} Check;

/* @emulator: NULL leaves base-url to the properties. Properties follow as pairs of
 * strings, as launch lines have them. Not started yet. */
Check *check_new (TestEmulator *emulator, ...) G_GNUC_NULL_TERMINATED;
/* Starts it; @caps may be NULL: 22,050 Hz, mono, S16. */
void   check_play (Check *self, const char *caps);
/* Both at once. */
Check *check_start (TestEmulator *emulator, ...) G_GNUC_NULL_TERMINATED;
void   check_free (Check *self);

/* Mono S16 from @timestamp on in buffers of @frames; timestamps follow. */
GstFlowReturn check_push_sound (Check *self, TestSound *sound, GstClockTime timestamp, gsize frames);
GstFlowReturn check_push_silence (Check *self, GstClockTime timestamp, GstClockTime duration);
/* Silence, @speed times as fast as time goes (0: as fast as can be), but no faster
 * than the element takes it from its queue, where none may be lost for want of CPU. */
void          check_push_taken (Check *self, GstClockTime timestamp, GstClockTime duration, double speed);
void          check_push_segment (Check *self, const GstSegment *segment);
/* Returns when everything has been told. */
void          check_push_eos (Check *self);

/* What was told since the last call. (transfer full) */
char         *check_take_log (Check *self);
/* Ends the test unless the log is @expected. */
void          check_assert_log (Check *self, const char *expected);
/* Waits for a message of @types and takes it; what came before is forgotten.
 * Bounded. (transfer full) */
GstMessage   *check_wait_message (Check *self, GstMessageType types);
/* Waits until the log has a line with @text; returns the log up to there. */
char         *check_wait_log (Check *self, const char *text);
/* Waits for the ERROR and checks that its text matches the glob @pattern. Its
 * details go to @details where that is not NULL. (transfer full) */
void          check_assert_error (Check *self, int code, const char *pattern, GstStructure **details);
guint64       check_get_stat (Check *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Check, check_free)

G_END_DECLS
