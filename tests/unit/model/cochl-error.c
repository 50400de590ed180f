/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/model/cochl-error.h"

#include <gio/gio.h>
#include <string.h>

static void
assert_facts (const GError *error)
{
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "chunk 3 was refused");
  g_assert_cmpstr (cochl_error_get_call (error), ==, "chunk");
  g_assert_cmpstr (cochl_error_get_session_id (error), ==, "abc");
  g_assert_cmpuint (cochl_error_get_http_status (error), ==, 413);
  g_assert_cmpstr (cochl_error_get_server_text (error), ==, "too large");
}

static void
test_facts (void)
{
  g_autoptr (GError) error = cochl_error_new_for_call (COCHL_ERROR_REFUSED, "chunk", "abc", 413, "too large",
                                                       "chunk %d was refused", 3);
  g_autoptr (GError) copy = g_error_copy (error);

  assert_facts (error);
  g_clear_error (&error);
  assert_facts (copy);
}

static void
test_no_facts (void)
{
  g_autoptr (GError) plain = g_error_new (COCHL_ERROR, COCHL_ERROR_NO_KEY, "no key");
  g_autoptr (GError) empty = cochl_error_new_for_call (COCHL_ERROR_NETWORK, NULL, NULL, 0, NULL, "down");
  g_autoptr (GError) foreign = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  const GError *errors[] = { plain, empty, foreign, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++) {
    g_assert_null (cochl_error_get_call (errors[i]));
    g_assert_null (cochl_error_get_session_id (errors[i]));
    g_assert_cmpuint (cochl_error_get_http_status (errors[i]), ==, 0);
    g_assert_null (cochl_error_get_server_text (errors[i]));
  }
}

static char *
text_of (const char *server_text)
{
  g_autoptr (GError) error = cochl_error_new_for_call (COCHL_ERROR_SERVER, "create", server_text, 500, server_text, "x");

  g_assert_cmpstr (cochl_error_get_session_id (error), ==, cochl_error_get_server_text (error));
  return g_strdup (cochl_error_get_server_text (error));
}

static void
test_server_text (void)
{
  g_autofree char *control = text_of ("a\x1b[31mb\r\nc\x7f\xc2\x9b" "d");
  g_autofree char *bidi = text_of ("a\xe2\x80\xae" "b");
  g_autofree char *invalid = text_of ("a\xff" "b");
  g_autofree char *letters = text_of ("caf\xc3\xa9 \xf0\x9f\x98\x80");

  g_assert_cmpstr (control, ==, "a [31mb  c  d");
  g_assert_cmpstr (bidi, ==, "a b");
  g_assert_cmpstr (invalid, ==, "a\xef\xbf\xbd" "b");
  g_assert_cmpstr (letters, ==, "caf\xc3\xa9 \xf0\x9f\x98\x80");
}

static void
test_server_text_cut (void)
{
  g_autofree char *ascii = g_strnfill (100000, 'x');
  g_autofree char *ascii_cut = text_of (ascii);
  g_autofree char *invalid = g_strnfill (100000, '\xff');
  g_autofree char *invalid_cut = text_of (invalid);
  GString *euros = g_string_new (NULL);
  g_autofree char *euros_cut = NULL;

  for (int i = 0; i < 1000; i++)
    g_string_append (euros, "\xe2\x82\xac");
  euros_cut = text_of (euros->str);
  g_string_free (euros, TRUE);

  g_assert_cmpuint (strlen (ascii_cut), ==, 500);
  g_assert_cmpuint (strlen (invalid_cut), <=, 500);
  g_assert_true (g_utf8_validate (invalid_cut, -1, NULL));
  g_assert_cmpuint (strlen (euros_cut), <=, 500);
  g_assert_true (g_str_has_prefix (euros_cut, "\xe2\x82\xac\xe2\x82\xac"));
  g_assert_true (g_utf8_validate (euros_cut, -1, NULL));
}

static void
test_code_names (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = COCHL_ERROR_FAILED; code <= COCHL_ERROR_OTHER_WINDOWS; code++)
    g_assert_true (g_hash_table_add (names, (gpointer) cochl_error_code_to_string (code)));
  g_assert_cmpstr (cochl_error_code_to_string (COCHL_ERROR_NOT_AUTHORIZED), ==, "not-authorized");
  g_assert_cmpstr (cochl_error_code_to_string (COCHL_ERROR_BAD_REPLY), ==, "bad-reply");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/error/facts", test_facts);
  g_test_add_func ("/model/error/no-facts", test_no_facts);
  g_test_add_func ("/model/error/server-text", test_server_text);
  g_test_add_func ("/model/error/server-text-cut", test_server_text_cut);
  g_test_add_func ("/model/error/code-names", test_code_names);
  return g_test_run ();
}
