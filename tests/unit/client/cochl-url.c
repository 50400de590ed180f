/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-url.h"

#include <string.h>

#include "cochl/model/cochl-error.h"

static const struct {
  const char *url;
  const char *resolved;
} good[] = {
  { NULL, "https://api.cochl.ai/sense/api/v1" },
  { "", "https://api.cochl.ai/sense/api/v1" },
  { "https://api.cochl.ai/sense/api/v1", "https://api.cochl.ai/sense/api/v1" },
  { "https://api.cochl.ai/sense/api/v1/", "https://api.cochl.ai/sense/api/v1" },
  { "https://api.cochl.ai/v2///", "https://api.cochl.ai/v2" },
  { "https://api.cochl.ai", "https://api.cochl.ai/sense/api/v1" },
  { "https://api.cochl.ai/", "https://api.cochl.ai/sense/api/v1" },
  { "https://api.cochl.ai:443", "https://api.cochl.ai/sense/api/v1" },
  { "HTTPS://api.cochl.ai:8443/a", "https://api.cochl.ai:8443/a" },
  { "api.cochl.ai", "https://api.cochl.ai/sense/api/v1" },
  { "api.cochl.ai:8443", "https://api.cochl.ai:8443/sense/api/v1" },
  { "api.cochl.ai/v2", "https://api.cochl.ai/v2" },
  { "http://localhost:8080", "http://localhost:8080/sense/api/v1" },
  { "http://LOCALHOST:1", "http://LOCALHOST:1/sense/api/v1" },
  { "http://127.0.0.1:65535/x", "http://127.0.0.1:65535/x" },
  { "http://127.9.9.9", "http://127.9.9.9/sense/api/v1" },
  { "http://[::1]:8080/", "http://[::1]:8080/sense/api/v1" },
  { "https://[2001:db8::1]/x", "https://[2001:db8::1]/x" },
  { "https://a.example/b%2Fc", "https://a.example/b%2Fc" },
};

static const struct {
  const char *url;
  const char *problem;
} bad[] = {
  { "http://api.cochl.ai", "plain http would show the API key to everyone on the way to api.cochl.ai" },
  { "http://localhost.evil.example", "on the way to localhost.evil.example" },
  { "http://127.0.0.1.evil.example", "on the way to 127.0.0.1.evil.example" },
  { "http://128.0.0.1", "plain http" },
  { "http://[::2]", "plain http" },
  { "http://0.0.0.0", "plain http" },
  { "ftp://api.cochl.ai", "begins with https:// or http://" },
  { "file:///etc/passwd", "begins with https:// or http://" },
  { "https://", "the URL has no host" },
  { "https:///path", "the URL has no host" },
  { "https://S3CRETKEY@api.cochl.ai", "user and password" },
  { "http://localhost@evil.example", "user and password" },
  { "https://api.cochl.ai?key=S3CRETKEY", "no query" },
  { "https://api.cochl.ai/#S3CRETKEY", "no query" },
  { "https://api.cochl.ai:0", "the port must be 1 to 65535" },
  { "https://api.cochl.ai:65536/S3CRETKEY", "not a URL" },
  { "https://api.cochl.ai:-1", "not a URL" },
  { "https://api.cochl.ai:x", "not a URL" },
  { "https://[::1", "not a URL" },
  { "https://api.cochl.ai/a b", "no blanks" },
  { "https://api.cochl.ai\r\nX-Evil: 1", "no blanks" },
  { "http://localhost\\.evil.example", "backslashes" },
  { "https://\xff", "no blanks" },
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *resolved = cochl_url_resolve (good[i].url, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (resolved, ==, good[i].resolved);
  }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", bad[i].problem);
    g_assert_null (cochl_url_resolve (bad[i].url, &error));
    g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL);
    g_assert_true (g_str_has_prefix (error->message, "base-url: "));
    g_assert_nonnull (strstr (error->message, bad[i].problem));
    g_assert_null (strstr (error->message, "S3CRETKEY"));
  }
}

static void
test_environment (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *from_environment = NULL;
  g_autofree char *given = NULL;

  g_setenv ("COCHL_SENSE_BASE_URL", "staging.example", TRUE);
  from_environment = cochl_url_resolve (NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (from_environment, ==, "https://staging.example/sense/api/v1");
  given = cochl_url_resolve ("https://given.example", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (given, ==, "https://given.example/sense/api/v1");

  g_setenv ("COCHL_SENSE_BASE_URL", "http://staging.example", TRUE);
  g_assert_null (cochl_url_resolve ("", &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_URL);
  g_assert_true (g_str_has_prefix (error->message, "environment variable COCHL_SENSE_BASE_URL: "));
  g_setenv ("COCHL_SENSE_BASE_URL", "", TRUE);
}

static void
test_loopback (void)
{
  static const char *const here[] = { "http://localhost", "https://localhost:1/x", "http://127.0.0.1", "http://127.1.2.3:9",
                                      "http://[::1]:80", "https://LocalHost" };
  static const char *const elsewhere[] = { "http://localhost.evil.example", "http://evil.example/localhost", "https://api.cochl.ai",
                                           "http://localhost@evil.example", "http://128.0.0.1", "http://[::2]", "http://", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (here); i++)
    g_assert_true (cochl_url_is_loopback (here[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    g_assert_false (cochl_url_is_loopback (elsewhere[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("COCHL_SENSE_BASE_URL", "", TRUE);
  g_test_add_func ("/client/url/good", test_good);
  g_test_add_func ("/client/url/bad", test_bad);
  g_test_add_func ("/client/url/environment", test_environment);
  g_test_add_func ("/client/url/loopback", test_loopback);
  return g_test_run ();
}
