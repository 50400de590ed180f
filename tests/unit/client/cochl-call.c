/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-call.h"

static void
test_path (void)
{
  g_autofree char *plain = cochl_call_session_path ("abc-1", "/results?offset=0");
  g_autofree char *odd = cochl_call_session_path ("../a?b#c%d/", "/chunks/0");

  g_assert_cmpstr (plain, ==, "/audio_sessions/abc-1/results?offset=0");
  g_assert_cmpstr (odd, ==, "/audio_sessions/..%2Fa%3Fb%23c%25d%2F/chunks/0");
}

static void
test_owns (void)
{
  CochlCall *call = cochl_call_new ("chunk", "PUT", g_strdup ("/x"));

  call->session_id = g_strdup ("s");
  call->body = g_bytes_new_static ("{}", 2);
  call->drain = g_cancellable_new ();
  g_assert_cmpstr (call->path, ==, "/x");
  cochl_call_free (call);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/path", test_path);
  g_test_add_func ("/call/owns", test_owns);
  return g_test_run ();
}
