/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"
#include "tests/fuzz/fuzz.h"

/* The reply to a predict call: one window, or an error of ours. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (CochlWindow) window = NULL;
  g_autoptr (GError) error = NULL;
  unsigned int next = 0;

  gboolean read = cochl_wire_read_predict (body, &window, &next, &error);
  g_assert_true (read == (error == NULL));
  g_assert_true (read || error->domain == COCHL_ERROR);
  g_assert_true (read == (window != NULL));
  return 0;
}
