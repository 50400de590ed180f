/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-connection.h"

static CochlConnection
connection_new (const char *secret)
{
  return (CochlConnection) { .base_url = g_strdup ("https://service/x"), .key = cochl_key_new (secret, NULL, NULL),
                             .timeout = 15, .proxy = g_strdup ("proxy:1"), .proxy_id = g_strdup ("me"),
                             .proxy_pw = g_strdup ("pw"), .user_agent = g_strdup ("agent") };
}

/* Whatever is not the same makes another connection. */
static void
test_equal (void)
{
  g_auto (CochlConnection) a = connection_new ("a-key-of-the-test");
  g_auto (CochlConnection) b = connection_new ("a-key-of-the-test");
  char **strings[] = { &b.base_url, &b.proxy, &b.proxy_id, &b.proxy_pw, &b.user_agent };

  g_assert_true (cochl_connection_equal (&a, &b));
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++) {
    g_autofree char *other = g_strdup ("other");
    char *before = *strings[i];

    *strings[i] = other;
    g_assert_false (cochl_connection_equal (&a, &b));
    *strings[i] = NULL;
    g_assert_false (cochl_connection_equal (&a, &b));
    *strings[i] = before;
  }
  b.timeout = 16;
  g_assert_false (cochl_connection_equal (&a, &b));
  b.timeout = 15;
  b.tls_interaction = g_object_new (G_TYPE_TLS_INTERACTION, NULL);
  g_assert_false (cochl_connection_equal (&a, &b));
  g_clear_object (&b.tls_interaction);
  g_clear_pointer (&b.key, cochl_key_unref);
  g_assert_false (cochl_connection_equal (&a, &b));
  b.key = cochl_key_new ("b-key-of-the-test", NULL, NULL);
  g_assert_false (cochl_connection_equal (&a, &b));
}

static void
test_steal (void)
{
  CochlConnection a = connection_new ("a-key-of-the-test");
  g_auto (CochlConnection) b = cochl_connection_steal (&a);
  g_autofree char *host = cochl_connection_dup_host (&b);
  g_autofree char *nowhere = cochl_connection_dup_host (&a);

  g_assert_null (a.base_url);
  g_assert_null (a.key);
  g_assert_cmpstr (host, ==, "service");
  g_assert_cmpstr (nowhere, ==, "the service");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connection/equal", test_equal);
  g_test_add_func ("/connection/steal", test_steal);
  return g_test_run ();
}
