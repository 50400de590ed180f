/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-json.h"
#include "cochl/model/cochl-result.h"
#include "tests/fuzz/fuzz.h"

/* A result that was read is written and read again as the same. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = cochl_json_parse ((const char *) data, size, 1024 * 1024, &error);
  g_autoptr (JsonNode) written = NULL;
  g_autoptr (CochlResult) result = NULL;
  g_autoptr (CochlResult) again = NULL;

  g_assert_true ((node == NULL) == (error != NULL));
  if (node == NULL)
    return 0;

  result = cochl_result_new_from_json (node, "$", &error);
  g_assert_true ((result == NULL) == (error != NULL));
  if (result == NULL)
    return 0;

  written = cochl_result_to_json (result);
  again = cochl_result_new_from_json (written, "$", &error);
  g_assert_no_error (error);
  g_assert_true (cochl_result_equal (result, again));
  return 0;
}
