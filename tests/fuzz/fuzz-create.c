/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"
#include "tests/fuzz/fuzz.h"

/* The replies to create and to a chunk: read, or refused with an error of ours;
 * a session's name is one that can stand in a path. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  CochlWireCreated created;

  gboolean read = cochl_wire_read_create (body, &created, &error);
  g_assert_true (read == (error == NULL));
  g_assert_true (read || error->domain == COCHL_ERROR);
  g_assert_true (!read || created.session_id != NULL);
  for (const char *p = created.session_id; p != NULL && *p != '\0'; p++)
    g_assert_true (g_ascii_isgraph (*p));
  g_assert_true (created.window_hop <= created.window_size);
  cochl_wire_created_clear (&created);

  g_clear_error (&error);
  read = cochl_wire_read_chunk (body, 0, &error);
  g_assert_true (read == (error == NULL));
  return 0;
}
