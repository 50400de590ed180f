/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/client/test-client.h"

#include "cochl/model/cochl-number.h"

CochlClient *
test_client_new_for (const char *url, int retries)
{
  g_autoptr (CochlKey) key = cochl_key_new (TEST_KEY, NULL, NULL);

  return cochl_client_new ("base-url", url, "key", key, "timeout", 1, "retries", retries, "retry-backoff-factor", 0.01,
                           "retry-backoff-max", 0.05, NULL);
}

CochlClient *
test_client_new (TestServer *server)
{
  return test_client_new_for (test_server_get_url (server), 3);
}

CochlSubmission *
test_submission_new (double seconds, gsize size)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 31 + i / 251);
  g_autoptr (GBytes) audio = g_bytes_new_take (data, size);
  return cochl_submission_new (audio, "audio/wav", "a test.wav", cochl_number_seconds_to_ns (seconds),
                               COCHL_DEFAULT_WINDOW_SIZE, COCHL_DEFAULT_WINDOW_HOP, 0, NULL);
}

static gboolean
expired_cb (gpointer user_data)
{
  g_error ("nothing came within a minute");
  return G_SOURCE_REMOVE;
}

static void
spin (gboolean (*is_done) (gpointer), gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (GSource) limit = g_timeout_source_new_seconds (60);

  g_source_set_callback (limit, expired_cb, NULL, NULL);
  g_source_attach (limit, context);
  while (!is_done (data))
    g_main_context_iteration (context, TRUE);
  g_source_destroy (limit);
}

static gboolean
is_flag_set (gpointer data)
{
  return *(gboolean *) data;
}

void
test_wait_for (gboolean *flag)
{
  spin (is_flag_set, flag);
}

static gboolean
is_result_there (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

GPtrArray *
test_client_submit (CochlClient *client, CochlSubmission *submission, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cochl_client_submit_async (client, submission, NULL, result_cb, &result);
  spin (is_result_there, &result);
  return cochl_client_submit_finish (client, result, error);
}

GStrv
test_client_list_tags (CochlClient *client, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cochl_client_list_tags_async (client, NULL, result_cb, &result);
  spin (is_result_there, &result);
  return cochl_client_list_tags_finish (client, result, error);
}

void
test_client_close (CochlClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cochl_client_close_async (client, NULL, result_cb, &result);
  spin (is_result_there, &result);
  g_assert_true (cochl_client_close_finish (client, result, &error));
  g_assert_no_error (error);
}

void
test_client_end (CochlClient *client)
{
  test_client_close (client);
  g_object_unref (client);
}

void
test_assert_windows (GPtrArray *windows, double seconds, double size, double hop)
{
  guint n = (guint) MAX ((seconds - size) / hop + 1.0001, 1);

  g_assert_nonnull (windows);
  g_assert_cmpuint (windows->len, ==, n);
  for (guint i = 0; i < n; i++) {
    CochlWindow *window = g_ptr_array_index (windows, i);
    g_autofree char *name = g_strdup_printf ("T%u", i);

    g_assert_cmpint (cochl_window_get_start (window), ==, cochl_number_seconds_to_ns (i * hop));
    g_assert_cmpint (cochl_window_get_end (window), ==, cochl_number_seconds_to_ns (i * hop + size));
    g_assert_cmpuint (cochl_window_get_n_tags (window), ==, 1);
    g_assert_cmpstr (cochl_tag_get_name (cochl_window_get_tag (window, 0)), ==, name);
  }
}
