/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"

static void
test_shapes (void)
{
  static const struct {
    const char *text;
    const char *tags; /* NULL: refused */
    int code;
    const char *says;
  } cases[] = {
    { "[\"b\", \"a\", \"b\"]", "a b", 0, NULL },
    { "[]", "", 0, NULL },
    { "[{\"name\": \"b\", \"id\": 3}, \"a\"]", "a b", 0, NULL },
    { "{\"tags\": [\"a\"], \"version\": 3}", "a", 0, NULL },
    { "{\"People\": [\"a\"], \"Animals\": [{\"name\": \"b\"}]}", "a b", 0, NULL },
    { "{\"version\": 3}", NULL, COCHL_ERROR_BAD_REPLY, "$: expected a list of tags" },
    { "3", NULL, COCHL_ERROR_BAD_REPLY, "$: expected an object" },
    { "[3]", NULL, COCHL_ERROR_BAD_REPLY, "$[0]: expected a string" },
    { "{\"tags\": [\"a\", {\"title\": \"b\"}]}", NULL, COCHL_ERROR_BAD_REPLY, "$.tags[1].name" },
    { "[\"\"]", NULL, COCHL_ERROR_BAD_REPLY, "$[0]" },
    { "{\"tags\": [], \"error\": \"not today\"}", NULL, COCHL_ERROR_REFUSED, "not today" },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) body = g_bytes_new (cases[i].text, strlen (cases[i].text));
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) tags = cochl_wire_read_tags (body, &error);
    g_autofree char *joined = tags != NULL ? g_strjoinv (" ", tags) : NULL;

    g_test_message ("%s", cases[i].text);
    g_assert_cmpstr (joined, ==, cases[i].tags);
    if (tags == NULL) {
      g_assert_error (error, COCHL_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire-tags/shapes", test_shapes);
  return g_test_run ();
}
