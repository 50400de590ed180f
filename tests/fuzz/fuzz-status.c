/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"
#include "tests/fuzz/fuzz.h"

/* What a stream session says of itself: read, or refused with an error of ours
 * and nothing left behind. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  CochlWireStatus status;

  gboolean read = cochl_wire_read_status (body, &status, &error);
  g_assert_true (read == (error == NULL));
  g_assert_true (read || error->domain == COCHL_ERROR);
  g_assert_true (read == (status.windows != NULL));
  g_assert_true (status.next_token == NULL || *status.next_token != '\0');
  cochl_wire_status_clear (&status);
  return 0;
}
