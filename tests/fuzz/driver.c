/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Replays a folder of inputs through one fuzz target as an ordinary test,
 * without libFuzzer. Each input is tried as it is, cut off after each of its
 * bytes, and with each of its bytes changed, which finds many a bug of parsers
 * already and takes no longer than a blink. */
#include <glib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

/* Longer inputs are cut and changed at this many places only. */
#define N_PLACES_MAX 600

/* The target gets a block of exactly @length bytes, so that AddressSanitizer
 * sees a read beyond them. */
static void
try (const char *data, gsize length)
{
  guint8 *copy = g_memdup2 (data, length);

  LLVMFuzzerTestOneInput (copy, length);
  g_free (copy);
}

static void
replay (const char *file)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (file, &data, &length, &error);
  g_assert_no_error (error);

  try (data, length);
  for (gsize i = 0; i < length; i += MAX (1, length / N_PLACES_MAX)) {
    char kept = data[i];

    try (data, i);
    for (unsigned int bit = 0; bit < 8; bit += 3) {
      data[i] = kept ^ (1 << bit);
      try (data, length);
    }
    data[i] = kept;
  }
}

static void
test_file (gconstpointer file)
{
  replay (file);
}

static void
add_folder (GPtrArray *files, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (dir == NULL)
    g_error ("%s: no such folder of inputs", folder);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (files, g_build_filename (folder, name, NULL));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
test_empty (void)
{
  try (NULL, 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/empty", test_empty);

  for (int i = 1; i < argc; i++)
    add_folder (files, argv[i]);
  g_assert_cmpuint (files->len, >, 0);
  g_ptr_array_sort (files, compare_names);

  for (unsigned int i = 0; i < files->len; i++) {
    g_autofree char *name = g_path_get_basename (g_ptr_array_index (files, i));
    g_autofree char *path = g_strdup_printf ("/fuzz/corpus/%s", name);

    g_test_add_data_func (path, g_ptr_array_index (files, i), test_file);
  }
  return g_test_run ();
}
