/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-key.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cochl/model/cochl-error.h"

#define SECRET "S3CRETKEY"

static const char *const variables[] = { "COCHL_API_KEY", "COCHL_SENSE_PROJECT_KEY", "COCHL_PROJECT_KEY" };

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("cochl-key-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "key", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
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
write_key (Fixture *fixture, const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path, text, length, &error);
  g_assert_no_error (error);
}

static void
assert_key (CochlKey *key, const char *secret, const char *source)
{
  char *copy = cochl_key_dup_secret (key);

  g_assert_cmpstr (copy, ==, secret);
  g_assert_cmpstr (cochl_key_get_source (key), ==, source);
  cochl_key_wipe (copy);
}

static void
assert_no_key (const char *value, const char *file, const char *problem)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cochl_key_new (value, file, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_NO_KEY);
  g_assert_nonnull (strstr (error->message, problem));
  g_assert_null (strstr (error->message, SECRET));
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *source = g_strdup_printf ("file %s", fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlKey) value = NULL;
  g_autoptr (CochlKey) file = NULL;

  write_key (fixture, "from-file\n", -1);
  for (gsize i = G_N_ELEMENTS (variables); i-- > 0;) {
    g_autofree char *place = g_strdup_printf ("environment variable %s", variables[i]);
    g_autoptr (CochlKey) key = NULL;

    g_setenv (variables[i], place + strlen ("environment variable "), TRUE);
    key = cochl_key_new (NULL, "", &error);
    g_assert_no_error (error);
    assert_key (key, variables[i], place);
  }

  value = cochl_key_new (" value\n", fixture->path, &error);
  g_assert_no_error (error);
  assert_key (value, "value", "property api-key");
  file = cochl_key_new ("", fixture->path, &error);
  g_assert_no_error (error);
  assert_key (file, "from-file", source);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  assert_no_key (NULL, NULL, "COCHL_API_KEY (COCHL_SENSE_PROJECT_KEY and COCHL_PROJECT_KEY");
  g_setenv ("COCHL_API_KEY", "", TRUE);
  assert_no_key ("", "", "api-key-file");
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "k3y", "k3y\n", "k3y\r\n", "k3y\nsecond line\n", "  k3y\t\n", "\xef\xbb\xbfk3y\r\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *source = g_strdup_printf ("file %s", fixture->path);
    g_autoptr (GError) error = NULL;
    g_autoptr (CochlKey) key = NULL;

    write_key (fixture, texts[i], -1);
    key = cochl_key_new (NULL, fixture->path, &error);
    g_assert_no_error (error);
    assert_key (key, "k3y", source);
  }
}

static void
test_bad_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (4096, 'k');
  g_autofree char *too_long = g_strnfill (100000, 'k');
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlKey) key = NULL;

  /* A file that was named and cannot be used is no reason to take another key. */
  g_setenv ("COCHL_API_KEY", "other", TRUE);
  assert_no_key (NULL, fixture->path, "No such file");
  assert_no_key (NULL, fixture->folder, "Is a directory");
  assert_no_key (NULL, "/dev/zero", "longer than 4096 bytes");
  write_key (fixture, "", 0);
  assert_no_key (NULL, fixture->path, "it is empty");
  write_key (fixture, "\n" SECRET, -1);
  assert_no_key (NULL, fixture->path, "it is empty");
  write_key (fixture, SECRET "\0x", sizeof SECRET + 1);
  assert_no_key (NULL, fixture->path, "control character");
  write_key (fixture, too_long, -1);
  assert_no_key (NULL, fixture->path, "longer than 4096 bytes");

  write_key (fixture, longest, -1);
  key = cochl_key_new (NULL, fixture->path, &error);
  g_assert_no_error (error);
}

static void
test_bad_values (Fixture *fixture, gconstpointer data)
{
  g_autofree char *too_long = g_strnfill (4097, 'k');

  assert_no_key (SECRET " x", NULL, "property api-key has a blank");
  assert_no_key (SECRET "\r\nX-Evil: 1", NULL, "at byte 10");
  assert_no_key (SECRET "\xc3\xa9", NULL, "outside ASCII");
  assert_no_key (SECRET "\x7f", NULL, "control character");
  assert_no_key (too_long, NULL, "longer than 4096 bytes");
  g_setenv ("COCHL_SENSE_PROJECT_KEY", SECRET " x", TRUE);
  assert_no_key (NULL, NULL, "environment variable COCHL_SENSE_PROJECT_KEY has a blank");
}

static void
test_reload (Fixture *fixture, gconstpointer data)
{
  g_autofree char *source = g_strdup_printf ("file %s", fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlKey) key = NULL;

  write_key (fixture, "first\n", -1);
  key = cochl_key_new (NULL, fixture->path, &error);
  g_assert_no_error (error);
  write_key (fixture, "second\n", -1);
  assert_key (key, "first", source);
  g_assert_true (cochl_key_reload (key, &error));
  assert_key (key, "second", source);

  g_unlink (fixture->path);
  g_assert_false (cochl_key_reload (key, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_NO_KEY);
  assert_key (key, "second", source);
}

static void
test_reload_without_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlKey) key = cochl_key_new ("value", NULL, &error);

  g_assert_true (cochl_key_reload (key, &error));
  g_assert_no_error (error);
  assert_key (key, "value", "property api-key");
}

static gpointer
reload_thread (gpointer key)
{
  for (int i = 0; i < 200; i++)
    g_assert_true (cochl_key_reload (key, NULL));
  return NULL;
}

/* Clean under the sanitizers: no reader sees a key that is being replaced. */
static void
test_threads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CochlKey) key = NULL;
  GThread *threads[2];

  write_key (fixture, SECRET "\n", -1);
  key = cochl_key_new (NULL, fixture->path, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reload", reload_thread, key);
  for (int i = 0; i < 2000; i++) {
    char *secret = cochl_key_dup_secret (key);

    g_assert_cmpstr (secret, ==, SECRET);
    cochl_key_wipe (secret);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* As clients compare them that may share a connection. */
static void
test_equal (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "cochl-key-equal-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, "the-same-key", -1, NULL));
  g_autoptr (CochlKey) file = cochl_key_new (NULL, path, NULL);
  g_autoptr (CochlKey) again = cochl_key_new (NULL, path, NULL);
  g_autoptr (CochlKey) text = cochl_key_new ("the-same-key", NULL, NULL);
  g_autoptr (CochlKey) other = cochl_key_new ("another-key", NULL, NULL);

  g_assert_true (cochl_key_is_from_file (file));
  g_assert_false (cochl_key_is_from_file (text));
  g_assert_true (cochl_key_equal (file, again));
  g_assert_false (cochl_key_equal (file, text));
  g_assert_false (cochl_key_equal (text, other));
  g_assert_false (cochl_key_equal (text, NULL));
  g_assert_true (cochl_key_equal (NULL, NULL));
  g_assert_true (g_file_set_contents (path, "a-new-key", -1, NULL));
  g_assert_true (cochl_key_reload (again, NULL));
  g_assert_false (cochl_key_equal (file, again));
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/client/key/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/client/key/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
  g_test_add ("/client/key/files", Fixture, NULL, set_up, test_files, tear_down);
  g_test_add ("/client/key/bad-files", Fixture, NULL, set_up, test_bad_files, tear_down);
  g_test_add ("/client/key/bad-values", Fixture, NULL, set_up, test_bad_values, tear_down);
  g_test_add ("/client/key/reload", Fixture, NULL, set_up, test_reload, tear_down);
  g_test_add ("/client/key/reload-without-file", Fixture, NULL, set_up, test_reload_without_file, tear_down);
  g_test_add ("/client/key/threads", Fixture, NULL, set_up, test_threads, tear_down);
  g_test_add_func ("/key/equal", test_equal);
  return g_test_run ();
}
