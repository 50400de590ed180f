/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Status calls of the emulator that wait for news, and what ends their wait. */

#include <gio/gio.h>
#include <string.h>

#include "tests/common/sound.h"
#include "tests/tools/http.h"

#define RATE 22050

static char *
create (Http *http)
{
  g_assert_cmpuint (http_call (http, "POST", "/audio_sessions/",
                               "{\"type\": \"stream\", \"content_type\": \"audio/x-raw; rate=22050; format=s16le\"}"), ==, 200);
  return g_strdup (json_object_get_string_member (http_get_reply (http), "session_id"));
}

/* Silence. */
static guint
put (Http *http, const char *id, guint sequence, guint seconds)
{
  gsize size = seconds * RATE * sizeof (gint16);
  g_autofree gint16 *silence = g_malloc0 (size);

  return http_put (http, id, sequence, silence, size);
}

typedef struct {
  TestEmulator *emulator;
  const char   *id;
  guint         status;
  gint64        n_results;
} Poll;

static gpointer
poll_thread (gpointer data)
{
  Poll *poll = data;
  g_autoptr (Http) http = http_new (poll->emulator);

  poll->status = http_status (http, poll->id, "");
  if (poll->status == 200)
    poll->n_results = json_object_get_int_member (json_object_get_object_member (json_object_get_object_member (
      http_get_reply (http), "inference"), "page"), "count");
  return NULL;
}

static GThread *
start_poll (Poll *poll)
{
  GThread *thread = g_thread_new ("poll", poll_thread, poll);

  while (test_emulator_get_stat (poll->emulator, "held") == 0)
    continue;
  return thread;
}

/* A held call ends with the first window, the end of the session, or its bound. */
static void
test_stream (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--hold", "600", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *id = create (http);
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s", id);
  Poll poll = { emulator, id };
  GThread *thread = start_poll (&poll);

  g_assert_cmpuint (put (http, id, 0, 3), ==, 200);
  g_thread_join (thread);
  g_assert_cmpuint (poll.status, ==, 200);
  g_assert_cmpint (poll.n_results, ==, 2);

  g_free (id);
  poll.id = id = create (http);
  thread = start_poll (&poll);
  g_assert_cmpuint (http_end (http, id), ==, 204);
  g_thread_join (thread);
  g_assert_cmpint (poll.n_results, ==, 0);

  g_free (id);
  poll.id = id = create (http);
  g_free (path);
  path = g_strdup_printf ("/audio_sessions/%s", id);
  thread = start_poll (&poll);
  g_assert_cmpuint (http_call (http, "DELETE", path, NULL), ==, 204);
  g_thread_join (thread);
  g_assert_cmpuint (poll.status, ==, 404);

  test_emulator_set (emulator, "{\"hold\": 0.2}");
  g_free (id);
  id = create (http);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (http_read_status (http, id, ""), "results")), ==, 0);
  g_assert_cmpint (test_emulator_get_stat (emulator, "held"), ==, 0);
}

/* Who waits when the server dies learns so at once; the session lives on. */
static void
test_dies (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--hold", "600", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *id = create (http);
  Poll poll = { emulator, id, 1 };
  GThread *thread = start_poll (&poll);

  test_emulator_set (emulator, "{\"dead_for\": 0.3}");
  g_thread_join (thread);
  g_assert_cmpuint (poll.status, ==, 0);
  while (put (http, id, 0, 2) != 200)
    continue;
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (http_read_status (http, id, ""), "results")), ==, 1);
  g_assert_cmpint (test_emulator_get_stat (emulator, "held"), ==, 0);
}

/* Whoever gives up does not wait on in the server. */
static void
test_given_up (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--hold", "600", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autofree char *id = create (http);
  g_autofree char *request = g_strdup_printf ("GET /sense/api/v1/audio_sessions/%s/status HTTP/1.1\r\nHost: localhost\r\n"
                                              "X-Api-Key: k\r\n\r\n", id);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_uri (client, test_emulator_get_root_url (emulator), 80, NULL, NULL);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                            request, strlen (request), NULL, NULL, NULL));
  while (test_emulator_get_stat (emulator, "held") == 0)
    continue;
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  while (test_emulator_get_stat (emulator, "held") == 1)
    continue;
}

/* A file's news is that its analysis is done, or has failed. */
static void
test_file (void)
{
  g_autoptr (TestEmulator) emulator = test_emulator_start ("--hold", "600", NULL);
  g_autoptr (Http) http = http_new (emulator);
  g_autoptr (TestSound) sound = test_sound_new (RATE);
  g_autoptr (GBytes) wav = NULL;
  g_autofree char *id = NULL;
  Poll poll = { .emulator = emulator };
  GThread *thread;

  test_sound_add_tone (sound, 880, 6, 0.5);
  wav = test_sound_to_wav (sound);
  poll.id = id = http_create (http, g_bytes_get_size (wav));
  thread = start_poll (&poll);

  g_assert_cmpuint (http_put (http, id, 0, g_bytes_get_data (wav, NULL), g_bytes_get_size (wav)), ==, 200);
  g_thread_join (thread);
  g_assert_cmpint (poll.n_results, ==, 5);
  g_free (id);
  poll.id = id = http_create (http, 4);
  thread = start_poll (&poll);
  g_assert_cmpuint (http_put (http, id, 0, "abcd", 4), ==, 200);
  g_thread_join (thread);
  g_assert_cmpint (poll.n_results, ==, 0);
  g_free (id);
  poll.id = id = http_create (http, 0);
  thread = start_poll (&poll);
  g_assert_cmpuint (http_end (http, id), ==, 204);
  g_thread_join (thread);
  g_assert_cmpint (poll.n_results, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulate/held/stream", test_stream);
  g_test_add_func ("/emulate/held/dies", test_dies);
  g_test_add_func ("/emulate/held/given-up", test_given_up);
  g_test_add_func ("/emulate/held/file", test_file);
  return g_test_run ();
}
