/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-chunk.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "tools/emulator/emulator-error.h"
#include "tools/emulator/emulator-json.h"

#define NO_DIGIT 0x80

static const guint8 *
get_digits (void)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static guint8 digits[256];
  static gsize ready = 0;

  if (g_once_init_enter (&ready)) {
    memset (digits, NO_DIGIT, sizeof digits);
    for (guint i = 0; i < 64; i++)
      digits[(guchar) letters[i]] = i;
    g_once_init_leave (&ready, 1);
  }
  return digits;
}

/* Checks and decodes in one go, in place: GLib's decoder skips what is no base64,
 * and takes several times as long. FALSE for what is not strictly base64, or is
 * empty. */
static gboolean
decode_base64 (char *text, gsize *length)
{
  const guint8 *digits = get_digits (), *from = (const guint8 *) text;
  guint8 *to = (guint8 *) text, wrong = 0;
  gsize n_quads = *length / 4, padding = 0;

  if (*length == 0 || *length % 4 != 0)
    return FALSE;
  if (text[*length - 1] == '=')
    padding = text[*length - 2] == '=' ? 2 : 1;
  memset (text + *length - padding, 'A', padding);
  for (gsize i = 0; i < n_quads; i++, from += 4, to += 3) {
    guint8 a = digits[from[0]], b = digits[from[1]], c = digits[from[2]], d = digits[from[3]];

    wrong |= a | b | c | d;
    to[0] = a << 2 | b >> 4;
    to[1] = b << 4 | c >> 2;
    to[2] = c << 6 | d;
  }
  *length = n_quads * 3 - padding;
  return !(wrong & NO_DIGIT);
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

/* Steps over digits, not so many that they could overflow; NULL when there are none. */
static const char *
skip_number (const char *at, const char *end, guint64 *number)
{
  const char *start = at;

  *number = 0;
  while (at < end && g_ascii_isdigit (*at) && at - start < 18)
    *number = *number * 10 + (*at++ - '0');
  if (at == start || (*start == '0' && at > start + 1) || at == end || g_ascii_isdigit (*at))
    return NULL;
  return skip_blanks (at, end);
}

/* Steps over a string without escapes. */
static const char *
skip_text (const char *at, const char *end, const char **text, gsize *length)
{
  const char *quote = at < end && *at == '"' ? memchr (at + 1, '"', end - at - 1) : NULL;

  if (!quote || memchr (at, '\\', quote - at))
    return NULL;
  *text = at + 1;
  *length = quote - *text;
  return skip_blanks (quote + 1, end);
}

/* Nearly every body is an object with nothing but `data`, and `sequence` before
 * or after it; finding the text in place is many times faster than a JSON
 * parser, which goes letter by letter over megabytes. NULL for everything else. */
static char *
find_plain_data (const char *at, gsize size, guint64 *sequence)
{
  const char *end = at + size, *text = NULL, *member;
  guint64 number = *sequence;
  gsize length = 0;

  at = skip_token (skip_blanks (at, end), end, "{");
  for (guint i = 0; i < 2 && at; i++) {
    if (i > 0)
      at = skip_token (at, end, ",");
    member = at ? skip_token (at, end, "\"data\"") : NULL;
    if (member && !text) {
      at = skip_token (member, end, ":");
      at = at ? skip_text (at, end, &text, &length) : NULL;
    } else {
      at = skip_token (skip_token (at, end, "\"sequence\""), end, ":");
      at = at ? skip_number (at, end, &number) : NULL;
    }
    member = skip_token (at, end, "}");
    if (member == end && text) {
      *sequence = number;
      return g_strndup (text, length);
    }
  }
  return NULL;
}

static char *
find_data (GBytes *body, guint64 *sequence, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonNode *data, *number;

  root = emulator_json_parse_object (body, error);
  if (!root)
    return NULL;
  data = json_object_get_member (json_node_get_object (root), "data");
  number = json_object_get_member (json_node_get_object (root), "sequence");
  if (!data || json_node_get_value_type (data) != G_TYPE_STRING) {
    g_set_error (error, EMULATOR_ERROR, 400, "data must be a string: the audio's bytes in base64");
    return NULL;
  }
  if (number && (json_node_get_value_type (number) != G_TYPE_INT64 || json_node_get_int (number) < 0)) {
    g_set_error (error, EMULATOR_ERROR, 400, "sequence must be an integer from 0");
    return NULL;
  }
  if (number)
    *sequence = json_node_get_int (number);
  return json_node_dup_string (data);
}

GBytes *
emulator_chunk_parse_predict (GBytes *body, gsize max_chunk, guint64 *sequence, GError **error)
{
  gsize size = 0;
  const char *at = g_bytes_get_data (body, &size);
  char *data = at ? find_plain_data (at, size, sequence) : NULL;
  gsize length;

  if (!data)
    data = find_data (body, sequence, error);
  if (!data)
    return NULL;
  length = strlen (data);
  if (!decode_base64 (data, &length)) {
    g_set_error (error, EMULATOR_ERROR, 400, "data must be base64, and not empty");
    g_free (data);
    return NULL;
  }
  if (length > max_chunk) {
    g_set_error (error, EMULATOR_ERROR, 413,
                 "chunk too large: %" G_GSIZE_FORMAT " bytes, at most %" G_GSIZE_FORMAT " are taken", length, max_chunk);
    g_free (data);
    return NULL;
  }
  return g_bytes_new_take (data, length);
}

GBytes *
emulator_chunk_parse (GBytes *body, gsize max_chunk, GError **error)
{
  guint64 unused = 0;

  return emulator_chunk_parse_predict (body, max_chunk, &unused, error);
}
