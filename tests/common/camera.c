/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/common/camera.h"

#include <stdlib.h>
#include <string.h>

#include "tests/common/child.h"

#define ROOT "rtsp://127.0.0.1:"

struct _TestCamera {
  TestChild *child;
};

TestCamera *
test_camera_start (const char *audio, guint port, int ahead)
{
  const char *program = g_getenv ("COCHLSENSE_CAMERA");
  g_autofree char *port_option = g_strdup_printf ("--port=%u", port);
  g_autofree char *ahead_option = g_strdup_printf ("--ahead=%d", ahead);
  g_autofree char *audio_option = g_strdup_printf ("--audio=%s", audio);
  const char *argv[] = { program, port_option, ahead_option, audio_option, NULL };
  TestCamera *self = g_new0 (TestCamera, 1);

  if (!program || !*program)
    g_error ("COCHLSENSE_CAMERA must name the camera: run the tests with meson test");
  self->child = test_child_start (argv, "listening on ");
  if (!g_str_has_prefix (test_camera_get_uri (self), ROOT))
    g_error ("the camera said \"%s\"", test_camera_get_uri (self));
  return self;
}

void
test_camera_stop (TestCamera *self)
{
  test_child_stop (self->child);
  g_free (self);
}

void
test_camera_kill (TestCamera *self)
{
  test_child_kill (self->child);
  g_free (self);
}

const char *
test_camera_get_uri (TestCamera *self)
{
  return test_child_get_word (self->child);
}

guint
test_camera_get_port (TestCamera *self)
{
  return (guint) strtoul (test_camera_get_uri (self) + strlen (ROOT), NULL, 10);
}

double
test_camera_next_tone (TestCamera *self)
{
  g_autofree char *line = test_child_read_line (self->child);

  if (!g_str_has_prefix (line, "tone "))
    g_error ("the camera said \"%s\"", line);
  return g_ascii_strtod (line + strlen ("tone "), NULL);
}
