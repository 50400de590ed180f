/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-teller.h"

#include "cochl/client/cochl-client.h"
#include "cochl/model/cochl-error.h"

typedef struct {
  unsigned int n_left, n_known, n_changed;
  GThread *thread;
  char *id;
} Heard;

static void
left_cb (CochlClient *client, const char *session_id, const GError *why, gpointer user_data)
{
  Heard *heard = user_data;

  heard->n_left++;
  heard->thread = g_thread_self ();
  g_free (heard->id);
  heard->id = g_strdup (session_id);
  g_assert_error (why, COCHL_ERROR, COCHL_ERROR_NETWORK);
}

static void
known_cb (CochlClient *client, gpointer user_data)
{
  Heard *heard = user_data;

  heard->n_known++;
}

static void
changed_cb (CochlClient *client, gpointer user_data)
{
  Heard *heard = user_data;

  heard->n_changed++;
}

static gpointer
tell (gpointer data)
{
  g_autoptr (GError) why = g_error_new_literal (COCHL_ERROR, COCHL_ERROR_NETWORK, "why");

  cochl_teller_tell (data, "s-1", why);
  cochl_teller_tell (data, NULL, why);
  cochl_teller_tell_windows (data);
  cochl_teller_tell_condition (data);
  cochl_teller_tell_condition (data);
  return NULL;
}

static void
test_tells (void)
{
  CochlClient *client = cochl_client_new ("max-in-flight", 1, NULL);
  guint session_left = g_signal_lookup ("session-left", COCHL_TYPE_CLIENT);
  guint windows_known = g_signal_lookup ("windows-known", COCHL_TYPE_CLIENT);
  guint condition_changed = g_signal_lookup ("condition-changed", COCHL_TYPE_CLIENT);
  g_autoptr (CochlTeller) teller = cochl_teller_new (G_OBJECT (client), session_left, windows_known,
                                                     condition_changed);
  Heard heard = { 0 };

  g_signal_connect (client, "session-left", G_CALLBACK (left_cb), &heard);
  g_signal_connect (client, "windows-known", G_CALLBACK (known_cb), &heard);
  g_signal_connect (client, "condition-changed", G_CALLBACK (changed_cb), &heard);
  g_thread_join (g_thread_new ("tell", tell, teller));
  g_assert_cmpuint (heard.n_left, ==, 0);
  g_assert_cmpuint (cochl_teller_get_pending (teller), >=, 2);
  while (cochl_teller_get_pending (teller) > 0 || heard.n_known == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (heard.n_left, ==, 2);
  g_assert_cmpuint (heard.n_changed, ==, 1);
  g_assert_null (heard.id);
  g_assert_true (heard.thread == g_thread_self ());

  /* What is told of a client that is gone is heard by nobody. */
  g_thread_join (g_thread_new ("tell", tell, teller));
  g_object_unref (client);
  while (cochl_teller_get_pending (teller) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (heard.n_left, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/teller/tells", test_tells);
  return g_test_run ();
}
