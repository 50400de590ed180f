/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("cochl-file-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "file", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autofree char *buffer = g_malloc (200000);

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  g_assert_cmpint (cochl_file_read (fixture->path, FALSE, buffer, 200000), ==, 100000);
  g_assert_cmpint (memcmp (buffer, text, 100000), ==, 0);
  g_assert_cmpint (cochl_file_read (fixture->path, FALSE, buffer, 5), ==, 5);
  g_assert_cmpint (cochl_file_read (fixture->path, TRUE, buffer, 5), ==, 5);
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  char buffer[10];

  g_assert_cmpint (cochl_file_read (fixture->path, FALSE, buffer, sizeof buffer), ==, -1);
  g_assert_cmpint (errno, ==, ENOENT);
  g_assert_cmpint (cochl_file_read (fixture->folder, FALSE, buffer, sizeof buffer), ==, -1);
  g_assert_cmpint (errno, ==, EISDIR);
}

static void
test_endless (Fixture *fixture, gconstpointer data)
{
  char buffer[1000];

  g_assert_cmpint (cochl_file_read ("/dev/zero", TRUE, buffer, sizeof buffer), ==, sizeof buffer);
}

/* A pipe that nobody has opened for writing is an empty file, not a wait. */
static void
test_pipe_without_writer (Fixture *fixture, gconstpointer data)
{
  char buffer[10];

  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  g_assert_cmpint (cochl_file_read (fixture->path, TRUE, buffer, sizeof buffer), ==, 0);
}

/* What is read is what has been written so far: the writer need not close. */
static void
test_pipe (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  char buffer[100];
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  path = g_strdup_printf ("/proc/self/fd/%d", ends[0]);
  g_assert_cmpint (write (ends[1], "line\nmore", 9), ==, 9);
  g_assert_cmpint (cochl_file_read (path, TRUE, buffer, sizeof buffer), >=, 5);
  g_assert_cmpint (memcmp (buffer, "line\n", 5), ==, 0);
  close (ends[0]);
  close (ends[1]);
}

static gpointer
write_later (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);

  g_assert_cmpint (write (fd, "la", 2), ==, 2);
  g_assert_cmpint (write (fd, "te\n", 3), ==, 3);
  return NULL;
}

/* A pipe with a writer is waited for. */
static void
test_slow_pipe (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  char buffer[100];
  GThread *thread;
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  path = g_strdup_printf ("/proc/self/fd/%d", ends[0]);
  thread = g_thread_new ("writer", write_later, GINT_TO_POINTER (ends[1]));
  g_assert_cmpint (cochl_file_read (path, TRUE, buffer, sizeof buffer), ==, 5);
  g_assert_cmpint (memcmp (buffer, "late\n", 5), ==, 0);
  g_thread_join (thread);
  close (ends[0]);
  close (ends[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/client/file/whole", Fixture, NULL, set_up, test_whole, tear_down);
  g_test_add ("/client/file/failures", Fixture, NULL, set_up, test_failures, tear_down);
  g_test_add ("/client/file/endless", Fixture, NULL, set_up, test_endless, tear_down);
  g_test_add ("/client/file/pipe-without-writer", Fixture, NULL, set_up, test_pipe_without_writer, tear_down);
  g_test_add ("/client/file/pipe", Fixture, NULL, set_up, test_pipe, tear_down);
  g_test_add ("/client/file/slow-pipe", Fixture, NULL, set_up, test_slow_pipe, tear_down);
  return g_test_run ();
}
