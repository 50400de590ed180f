/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-collector.h"
#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"
#include "tests/fuzz/fuzz.h"

/* A page of results: read, or refused with an error of ours; what the collector
 * takes of it is in order, and it takes no page twice. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (CochlCollector) collector = cochl_collector_new (60 * COCHL_SECOND);
  g_autoptr (GError) error = NULL;
  CochlWirePage page;
  gint64 window_size, window_hop;

  gboolean read = cochl_wire_read_page (body, &page, &error);
  g_assert_true (read == (error == NULL));
  g_assert_true (read || error->domain == COCHL_ERROR);
  if (read && page.windows != NULL && cochl_collector_add (collector, page.windows, NULL)) {
    g_assert_true (page.windows->len == 0 || !cochl_collector_add (collector, page.windows, NULL));
    g_assert_cmpuint (cochl_collector_get_length (collector), ==, page.windows->len);
    if (cochl_collector_derive (collector, COCHL_SECOND, &window_size, &window_hop))
      g_assert_true (window_hop > 0 && window_hop <= window_size);
  }
  cochl_wire_page_clear (&page);
  return 0;
}
