/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "cochl/client/cochl-fault.h"
#include "cochl/client/cochl-wire.h"
#include "tests/fuzz/fuzz.h"

/* The list of tags, and the body of an error: names are sorted and not empty;
 * what is told of an error is text for a terminal, without the key. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const CochlFault fault = { "tags", NULL, "host", "file", "S3CRETKEY" };
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) tags = cochl_wire_read_tags (body, &error);
  g_autofree char *text = cochl_wire_read_error (body);
  g_autoptr (GError) told = cochl_fault_from_status (&fault, 400, text, text);

  g_assert_true ((tags == NULL) == (error != NULL));
  for (unsigned int i = 0; tags != NULL && tags[i] != NULL; i++) {
    g_assert_true (*tags[i] != '\0');
    g_assert_true (i == 0 || g_strcmp0 (tags[i - 1], tags[i]) < 0);
  }
  g_assert_true (g_utf8_validate (told->message, -1, NULL));
  g_assert_null (strstr (told->message, "S3CRETKEY"));
  g_assert_null (strchr (told->message, '\033'));
  return 0;
}
