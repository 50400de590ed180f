/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-proxy.h"

#include "cochl/model/cochl-error.h"
#include "tests/unit/client/test-client.h"

static void
test_resolve (void)
{
  static const struct {
    const char *proxy, *id, *pw, *expected;
  } cases[] = {
    { NULL, NULL, NULL, NULL },
    { "", "me", "pw", NULL },
    { "http://proxy:3128", NULL, NULL, "http://proxy:3128" },
    { "http://proxy:3128/", NULL, NULL, "http://proxy:3128" },
    { "proxy:3128", NULL, NULL, "http://proxy:3128" },
    { "socks5://[::1]:1080", NULL, NULL, "socks5://[::1]:1080" },
    { "me:pw@proxy", NULL, NULL, "http://me:pw@proxy" },
    { "http://a:p%40ss@proxy:3128", NULL, NULL, "http://a:p%40ss@proxy:3128" },
    { "http://a:b@proxy:3128", "me", "p@s/s", "http://me:p%40s%2Fs@proxy:3128" },
    { "proxy:3128", "me", NULL, "http://me@proxy:3128" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    CochlConnection connection = { .proxy = (char *) cases[i].proxy, .proxy_id = (char *) cases[i].id,
                                   .proxy_pw = (char *) cases[i].pw };
    g_autoptr (GError) error = NULL;
    g_autofree char *proxy = cochl_proxy_resolve (&connection, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (proxy, ==, cases[i].expected);
  }
}

/* What would put a part of the password into the name that is looked up. */
static const char *const misread[] = {
  "http://me:S3@CRET@proxy:3128", "http://me:S3/CRET@proxy:3128", "http://me:12#S3CRET@proxy", "http://me:S3?CRET@proxy:3128",
  "http://me:%zzS3CRET@proxy", "http://S3CRET:x", "http://:3128", "http://proxy:99999", "http://proxy/S3CRET",
};

static void
test_misread (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (misread); i++) {
    CochlConnection connection = { .proxy = (char *) misread[i] };
    g_autoptr (GError) error = NULL;

    g_assert_null (cochl_proxy_resolve (&connection, &error));
    g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL);
    g_assert_true (g_str_has_prefix (error->message, "proxy: expected "));
    g_assert_null (strstr (error->message, "CRET"));
  }
}

/* Nothing is sent, and nothing looked up. */
static void
test_client (void)
{
  g_autoptr (CochlKey) key = cochl_key_new (TEST_KEY, NULL, NULL);
  g_autoptr (CochlSubmission) submission = test_submission_new (2, 1000);
  g_autoptr (GError) error = NULL;
  CochlClientStats stats;
  CochlClient *client = cochl_client_new ("base-url", "https://api.cochl.invalid/x", "key", key, "proxy", misread[0],
                                          NULL);

  g_assert_null (test_client_submit (client, submission, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL);
  g_assert_null (strstr (error->message, "CRET"));
  cochl_client_get_stats (client, &stats);
  g_assert_cmpuint (stats.requests, ==, 0);
  test_client_end (client);
}

static void
test_is_used (void)
{
  CochlConnection plain = { .base_url = (char *) "https://h/x" };
  CochlConnection given = { .base_url = (char *) "https://h/x", .proxy = (char *) "proxy:1" };
  CochlConnection loopback = { .base_url = (char *) "http://127.0.0.1:1/x", .proxy = (char *) "proxy:1" };

  g_assert_false (cochl_proxy_is_used (&plain));
  g_assert_true (cochl_proxy_is_used (&given));
  g_assert_false (cochl_proxy_is_used (&loopback));
  g_setenv ("http_proxy", "proxy:1", TRUE);
  g_assert_false (cochl_proxy_is_used (&plain));
  g_setenv ("https_proxy", "proxy:1", TRUE);
  g_assert_true (cochl_proxy_is_used (&plain));
  g_setenv ("https_proxy", "", TRUE);
  g_setenv ("ALL_PROXY", "proxy:1", TRUE);
  g_assert_true (cochl_proxy_is_used (&plain));
  g_assert_false (cochl_proxy_is_used (&loopback));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy/resolve", test_resolve);
  g_test_add_func ("/proxy/misread", test_misread);
  g_test_add_func ("/proxy/client", test_client);
  g_test_add_func ("/proxy/is-used", test_is_used);
  return g_test_run ();
}
