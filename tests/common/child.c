/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/common/child.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <string.h>

#define START_SECONDS 60
#define END_SECONDS   30

struct _TestChild {
  GSubprocess *process;
  char        *name;
  char        *word;
};

char *
test_child_read_line (TestChild *self)
{
  GInputStream *output = g_subprocess_get_stdout_pipe (self->process);
  GPollFD poll = { .fd = g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (output)), .events = G_IO_IN | G_IO_HUP };
  GString *line = g_string_new (NULL);
  char letter = 0;

  while (letter != '\n') {
    if (g_poll (&poll, 1, START_SECONDS * 1000) != 1)
      g_error ("%s said nothing in %d s", self->name, START_SECONDS);
    if (g_input_stream_read (output, &letter, 1, NULL, NULL) != 1)
      g_error ("%s ended after \"%s\"", self->name, line->str);
    g_string_append_c (line, letter);
  }
  return g_strchomp (g_string_free (line, FALSE));
}

TestChild *
test_child_start (const char *const *argv, const char *ready)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  TestChild *self = g_new0 (TestChild, 1);

  self->name = g_path_get_basename (argv[0]);
  self->process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  line = test_child_read_line (self);
  if (!g_str_has_prefix (line, ready))
    g_error ("%s said \"%s\"", self->name, line);
  self->word = g_strdup (line + strlen (ready));
  return self;
}

const char *
test_child_get_word (TestChild *self)
{
  return self->word;
}

static gboolean
too_late_cb (gpointer user_data)
{
  TestChild *self = user_data;

  g_error ("%s did not end in %d s", self->name, END_SECONDS);
  return G_SOURCE_REMOVE;
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *ended = user_data;

  *ended = g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
}

static void
wait_for_end (TestChild *self)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) too_late = g_timeout_source_new_seconds (END_SECONDS);
  gboolean ended = FALSE;

  g_main_context_push_thread_default (context);
  g_source_set_callback (too_late, too_late_cb, self, NULL);
  g_source_attach (too_late, context);
  g_subprocess_wait_async (self->process, NULL, ended_cb, &ended);
  while (!ended)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (too_late);
  g_main_context_pop_thread_default (context);
}

static void
forget (TestChild *self)
{
  g_object_unref (self->process);
  g_free (self->name);
  g_free (self->word);
  g_free (self);
}

void
test_child_stop (TestChild *self)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  wait_for_end (self);
  if (!g_subprocess_get_if_exited (self->process) || g_subprocess_get_exit_status (self->process) != 0)
    g_error ("%s did not end well", self->name);
  forget (self);
}

void
test_child_kill (TestChild *self)
{
  g_subprocess_force_exit (self->process);
  wait_for_end (self);
  forget (self);
}
