/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-chunk.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "tools/emulator/emulator-error.h"
#include "tools/emulator/emulator-json.h"

static gboolean
is_base64 (const char *text, gsize length)
{
  static const char padding[] = "==";
  gsize digits = length;

  if (length == 0 || length % 4 != 0)
    return FALSE;
  for (gsize i = 0; i < strlen (padding) && text[digits - 1] == '='; i++)
    digits--;
  for (gsize i = 0; i < digits; i++) {
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;
  }
  return TRUE;
}

static const char *
skip_blanks (const char *at, const char *end)
{
  while (at < end && g_ascii_isspace (*at))
    at++;
  return at;
}

/* Steps over @token and the blanks after it; NULL when it is not there. */
static const char *
skip_token (const char *at, const char *end, const char *token)
{
  gsize length = strlen (token);

  if (!at || (gsize) (end - at) < length || memcmp (at, token, length) != 0)
    return NULL;
  return skip_blanks (at + length, end);
}

/* Nearly every chunk is an object with nothing but `data`; finding the text in
 * place is many times faster than a JSON parser, which goes letter by letter
 * over megabytes. NULL for everything else. */
static char *
find_plain_data (const char *at, gsize size)
{
  const char *end = at + size, *text, *quote;

  at = skip_token (skip_blanks (at, end), end, "{");
  at = skip_token (at, end, "\"data\"");
  at = skip_token (at, end, ":");
  if (!at || at == end || *at != '"')
    return NULL;
  text = at + 1;
  quote = memchr (text, '"', end - text);
  if (!quote || memchr (text, '\\', quote - text))
    return NULL;
  at = skip_token (skip_blanks (quote + 1, end), end, "}");
  return at == end ? g_strndup (text, quote - text) : NULL;
}

static char *
find_data (GBytes *body, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonNode *data;

  root = emulator_json_parse_object (body, error);
  if (!root)
    return NULL;
  data = json_object_get_member (json_node_get_object (root), "data");
  if (!data || json_node_get_value_type (data) != G_TYPE_STRING) {
    g_set_error (error, EMULATOR_ERROR, 400, "data must be a string: the chunk's bytes in base64");
    return NULL;
  }
  return json_node_dup_string (data);
}

GBytes *
emulator_chunk_parse (GBytes *body, gsize max_chunk, GError **error)
{
  gsize size = 0;
  const char *at = g_bytes_get_data (body, &size);
  char *data = at ? find_plain_data (at, size) : NULL;
  gsize length;

  if (!data)
    data = find_data (body, error);
  if (!data)
    return NULL;
  length = strlen (data);
  if (!is_base64 (data, length)) {
    g_set_error (error, EMULATOR_ERROR, 400, "data must be base64, and not empty");
    g_free (data);
    return NULL;
  }
  g_base64_decode_inplace (data, &length);
  if (length > max_chunk) {
    g_set_error (error, EMULATOR_ERROR, 413,
                 "chunk too large: %" G_GSIZE_FORMAT " bytes, at most %" G_GSIZE_FORMAT " are taken", length, max_chunk);
    g_free (data);
    return NULL;
  }
  return g_bytes_new_take (data, length);
}
