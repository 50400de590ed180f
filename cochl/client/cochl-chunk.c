/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-chunk.h"

#include <string.h>

#define HEAD "{\"data\":\""
#define TAIL "\"}"

unsigned int
cochl_chunk_count (gsize total)
{
  return (unsigned int) ((total + COCHL_CHUNK_MAX - 1) / COCHL_CHUNK_MAX);
}

GBytes *
cochl_chunk_encode (GBytes *audio, unsigned int n)
{
  gsize total;
  const guint8 *data = g_bytes_get_data (audio, &total);
  gsize start = (gsize) n * COCHL_CHUNK_MAX;

  g_return_val_if_fail (start < total, NULL);

  gsize length = MIN (total - start, COCHL_CHUNK_MAX);
  /* What g_base64_encode_step() and _close() may write between them. */
  char *body = g_malloc (strlen (HEAD) + (length / 3 + 2) * 4 + strlen (TAIL));
  char *end = body;
  int state = 0, save = 0;

  end = mempcpy (end, HEAD, strlen (HEAD));
  end += g_base64_encode_step (data + start, length, FALSE, end, &state, &save);
  end += g_base64_encode_close (FALSE, end, &state, &save);
  end = mempcpy (end, TAIL, strlen (TAIL));
  return g_bytes_new_take (body, end - body);
}
