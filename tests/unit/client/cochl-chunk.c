/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-chunk.h"

#include <json-glib/json-glib.h>

static GBytes *
audio_new (gsize size)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 7 + i / 253);
  return g_bytes_new_take (data, size);
}

static void
test_bounds (void)
{
  g_assert_cmpuint (COCHL_CHUNK_MAX, <=, 768 * 1024);
  g_assert_cmpuint (COCHL_CHUNK_MAX % 3, ==, 0);
  g_assert_cmpuint (cochl_chunk_count (1), ==, 1);
  g_assert_cmpuint (cochl_chunk_count (COCHL_CHUNK_MAX), ==, 1);
  g_assert_cmpuint (cochl_chunk_count (COCHL_CHUNK_MAX + 1), ==, 2);

  g_autoptr (GBytes) audio = audio_new (COCHL_CHUNK_MAX);
  g_autoptr (GBytes) body = cochl_chunk_encode (audio, 0);
  g_assert_cmpuint (g_bytes_get_size (body), <=, 1024 * 1024);
  g_assert_cmpuint (g_bytes_get_size (body), >, 1024 * 1024 - 32);
}

/* Whatever the length, all chunks together decode to the audio. */
static void
test_round_trip (void)
{
  const gsize sizes[] = { 1, 2, 3, 4, 1000, COCHL_CHUNK_MAX - 1, COCHL_CHUNK_MAX, COCHL_CHUNK_MAX + 1, 3000000 };

  for (unsigned int i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GBytes) audio = audio_new (sizes[i]);
    g_autoptr (GByteArray) decoded = g_byte_array_new ();

    for (unsigned int n = 0; n < cochl_chunk_count (sizes[i]); n++) {
      g_autoptr (GBytes) body = cochl_chunk_encode (audio, n);
      g_autoptr (JsonParser) parser = json_parser_new ();
      gsize length;

      g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (body, NULL),
                                                 (gssize) g_bytes_get_size (body), NULL));
      JsonObject *object = json_node_get_object (json_parser_get_root (parser));
      g_assert_cmpuint (json_object_get_size (object), ==, 1);
      g_autofree guchar *data = g_base64_decode (json_object_get_string_member (object, "data"), &length);
      g_byte_array_append (decoded, data, (guint) length);
    }
    g_assert_cmpmem (decoded->data, decoded->len, g_bytes_get_data (audio, NULL), g_bytes_get_size (audio));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chunk/bounds", test_bounds);
  g_test_add_func ("/chunk/round-trip", test_round_trip);
  return g_test_run ();
}
