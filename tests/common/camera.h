/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `$COCHLSENSE_CAMERA` (camera-program.c) as a process of the test's own: a camera with
 * H.264 and sound, over RTSP. A tone of 880 Hz sounds for one second in every four.
 * It ends with the test. What goes wrong ends the test. */
typedef struct _TestCamera TestCamera;

/* @audio: "aac", "pcmu" or "none"; @port: 0 for any; @ahead: by so many seconds is its
 * clock ahead of the machine's. Returns when it listens. */
TestCamera *test_camera_start (const char *audio, guint port, int ahead);
void        test_camera_stop (TestCamera *self);
/* As a power cut does. */
void        test_camera_kill (TestCamera *self);

/* "rtsp://127.0.0.1:PORT/camera" */
const char *test_camera_get_uri (TestCamera *self);
guint       test_camera_get_port (TestCamera *self);
/* When the next tone began that has not been asked for yet, in seconds since 1970 by
 * the camera's clock. Waits for it. */
double      test_camera_next_tone (TestCamera *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestCamera, test_camera_stop)

G_END_DECLS
