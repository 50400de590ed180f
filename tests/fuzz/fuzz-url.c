/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib.h>
#include <string.h>

#include "cochl/client/cochl-url.h"
#include "tests/fuzz/fuzz.h"

/* What was resolved resolves to itself, and is never plain http to elsewhere. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = cochl_url_resolve (text, &error);
  g_autofree char *again = NULL;

  g_assert_true ((url == NULL) == (error != NULL));
  if (url == NULL)
    return 0;

  g_assert_true (g_str_has_prefix (url, "https://") || cochl_url_is_loopback (url));
  g_assert_false (g_str_has_suffix (url, "/"));
  again = cochl_url_resolve (url, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, url);
  return 0;
}
