/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-json-scan.h"

#include <math.h>
#include <string.h>

#include "cochl/model/cochl-error.h"

typedef struct {
  const char *start;
  const char *p;
  const char *end;
  const char *problem; /* what was expected at p, once something is wrong */
  int         depth;
  char        closers[COCHL_JSON_DEPTH_MAX]; /* what closes each open array or object */
} Scan;

static gboolean
fail (Scan *scan, const char *problem)
{
  scan->problem = problem;
  return FALSE;
}

/* The next byte, or NUL at the end: NUL itself is valid nowhere in JSON. */
static char
peek (const Scan *scan)
{
  return scan->p < scan->end ? *scan->p : '\0';
}

static gboolean
skip (Scan *scan, char c)
{
  if (peek (scan) != c || scan->p == scan->end)
    return FALSE;
  scan->p++;
  return TRUE;
}

static void
skip_blanks (Scan *scan)
{
  while (scan->p < scan->end && strchr (" \t\r\n", *scan->p) != NULL && *scan->p != '\0')
    scan->p++;
}

static gboolean
scan_hex (Scan *scan, unsigned int *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (peek (scan));

    if (digit < 0)
      return fail (scan, "four hexadecimal digits after \\u");
    *unit = *unit * 16 + digit;
    scan->p++;
  }
  return TRUE;
}

static gboolean
scan_unicode_escape (Scan *scan)
{
  unsigned int unit, low;

  if (!scan_hex (scan, &unit))
    return FALSE;
  if (unit == 0)
    return fail (scan, "a string without \\u0000");
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return fail (scan, "a high surrogate before this low one");
  if (unit < 0xd800 || unit > 0xdbff)
    return TRUE;
  if (!skip (scan, '\\') || !skip (scan, 'u'))
    return fail (scan, "a low surrogate (\\uDC00 to \\uDFFF)");
  if (!scan_hex (scan, &low))
    return FALSE;
  if (low < 0xdc00 || low > 0xdfff)
    return fail (scan, "a low surrogate (\\uDC00 to \\uDFFF)");
  return TRUE;
}

static gboolean
scan_string (Scan *scan)
{
  if (!skip (scan, '"'))
    return fail (scan, "a string");

  while (!skip (scan, '"')) {
    if (scan->p == scan->end)
      return fail (scan, "the end of the string");
    if ((guchar) *scan->p < 0x20)
      return fail (scan, "control characters in strings to be escaped");
    if (!skip (scan, '\\')) {
      scan->p++;
      continue;
    }
    if (skip (scan, 'u')) {
      if (!scan_unicode_escape (scan))
        return FALSE;
    } else if (scan->p < scan->end && *scan->p != '\0' && strchr ("\"\\/bfnrt", *scan->p) != NULL) {
      scan->p++;
    } else {
      return fail (scan, "one of \" \\ / b f n r t u after the backslash");
    }
  }
  return TRUE;
}

static gsize
skip_digits (Scan *scan)
{
  const char *first = scan->p;

  while (g_ascii_isdigit (peek (scan)))
    scan->p++;
  return scan->p - first;
}

/* An integer of 18 digits fits 64 bits for certain; json-glib wraps what does not. */
static gboolean
scan_number (Scan *scan)
{
  const char *first = scan->p;
  gboolean integer = TRUE;
  gsize digits;

  skip (scan, '-');
  if (skip (scan, '0'))
    digits = 1;
  else if ((digits = skip_digits (scan)) == 0)
    return fail (scan, "a value");

  if (skip (scan, '.')) {
    integer = FALSE;
    if (skip_digits (scan) == 0)
      return fail (scan, "a digit after the decimal point");
  }
  if (skip (scan, 'e') || skip (scan, 'E')) {
    integer = FALSE;
    if (!skip (scan, '+'))
      skip (scan, '-');
    if (skip_digits (scan) == 0)
      return fail (scan, "a digit in the exponent");
  }

  if (integer && digits > 18) {
    scan->p = first;
    return fail (scan, "an integer of at most 18 digits");
  }
  if (!integer) {
    g_autofree char *text = g_strndup (first, scan->p - first);

    if (!isfinite (g_ascii_strtod (text, NULL))) {
      scan->p = first;
      return fail (scan, "a number that a double holds");
    }
  }
  return TRUE;
}

static gboolean
scan_word (Scan *scan, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (scan->end - scan->p) < length || memcmp (scan->p, word, length) != 0)
    return fail (scan, "a value");
  scan->p += length;
  return TRUE;
}

static gboolean
scan_name (Scan *scan)
{
  skip_blanks (scan);
  if (peek (scan) != '"')
    return fail (scan, "a member's name in double quotes");
  if (!scan_string (scan))
    return FALSE;
  skip_blanks (scan);
  return skip (scan, ':') || fail (scan, "a colon");
}

/* A scalar, an empty array or object, or the opening of another one, of which
 * @opened tells. */
static gboolean
scan_value (Scan *scan, gboolean *opened)
{
  char closer = '\0';

  *opened = FALSE;
  skip_blanks (scan);
  switch (peek (scan)) {
    case '"':
      return scan_string (scan);
    case 't':
      return scan_word (scan, "true");
    case 'f':
      return scan_word (scan, "false");
    case 'n':
      return scan_word (scan, "null");
    case '{':
      closer = '}';
      break;
    case '[':
      closer = ']';
      break;
    default:
      return scan_number (scan);
  }

  if (scan->depth == COCHL_JSON_DEPTH_MAX)
    return fail (scan, "less deeply nested arrays and objects");
  scan->p++;
  skip_blanks (scan);
  if (skip (scan, closer))
    return TRUE;
  scan->closers[scan->depth++] = closer;
  *opened = TRUE;
  return closer == ']' || scan_name (scan);
}

/* After a value: closes what ends here, then either all is read (@done) or the
 * next value of the innermost array or object comes. */
static gboolean
scan_after_value (Scan *scan, gboolean *done)
{
  *done = FALSE;
  while (scan->depth > 0) {
    char closer = scan->closers[scan->depth - 1];

    skip_blanks (scan);
    if (skip (scan, ','))
      return closer == ']' || scan_name (scan);
    if (!skip (scan, closer))
      return fail (scan, closer == ']' ? "a comma or ]" : "a comma or }");
    scan->depth--;
  }
  *done = TRUE;
  skip_blanks (scan);
  return scan->p == scan->end || fail (scan, "nothing after the value");
}

static gboolean
scan_document (Scan *scan)
{
  const char *invalid;
  gboolean opened = FALSE, done = FALSE;

  /* Embedded NULs count as invalid here. */
  if (!g_utf8_validate_len (scan->start, scan->end - scan->start, &invalid)) {
    scan->p = invalid;
    return fail (scan, "UTF-8");
  }
  while (!done) {
    if (!scan_value (scan, &opened))
      return FALSE;
    if (!opened && !scan_after_value (scan, &done))
      return FALSE;
  }
  return TRUE;
}

gboolean
cochl_json_scan (const char *data, gsize length, GError **error)
{
  /* An empty GBytes gives no pointer at all. */
  if (length == 0)
    data = "";

  Scan scan = { .start = data, .p = data, .end = data + length };
  unsigned int line = 1, column = 1;

  if (scan_document (&scan))
    return TRUE;

  for (const char *p = data; p < scan.p; p++) {
    column = *p == '\n' ? 1 : column + 1;
    line += *p == '\n';
  }
  g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "not JSON: line %u, column %u: expected %s", line, column,
               scan.problem);
  return FALSE;
}
