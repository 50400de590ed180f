/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

#define DATA_NAME "emulator-connection"
#define MAX_TURNS 16

/* Belongs to the GSocket. */
typedef struct {
  GSource *watch;   /* for the client's end of the connection; NULL once it came */
  gboolean busy;    /* a request is under way */
  gboolean ended;   /* the client has closed its end */
  guint turns;      /* of the loop since then */
} Connection;

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  if (connection->watch)
    g_source_destroy (connection->watch);
  g_clear_pointer (&connection->watch, g_source_unref);
  g_free (connection);
}

static gboolean
close_cb (gpointer user_data)
{
  g_socket_close (user_data, NULL);
  return G_SOURCE_REMOVE;
}

/* The server must see the end first, and read what came before it: it does so
 * in the turns of the loop that pass here. A low priority would do the same, but
 * a client that connects without a pause would keep these from their turn until
 * no connection is left to have. */
static gboolean
ended_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Connection *connection = g_object_get_data (G_OBJECT (socket), DATA_NAME);

  connection->ended = TRUE;
  if (!connection->busy && connection->turns++ < (g_socket_get_available_bytes (socket) > 0 ? MAX_TURNS : 1))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&connection->watch, g_source_unref);
  if (!connection->busy && !g_socket_is_closed (socket))
    g_socket_close (socket, NULL);
  return G_SOURCE_REMOVE;
}

static Connection *
get_connection (GSocket *socket)
{
  Connection *connection = g_object_get_data (G_OBJECT (socket), DATA_NAME);

  if (connection)
    return connection;
  connection = g_new0 (Connection, 1);
  connection->watch = g_socket_create_source (socket, (GIOCondition) POLLRDHUP, NULL);
  g_source_set_callback (connection->watch, G_SOURCE_FUNC (ended_cb), NULL, NULL);
  g_source_attach (connection->watch, g_main_context_get_thread_default ());
  g_object_set_data_full (G_OBJECT (socket), DATA_NAME, connection, connection_free);
  /* Small replies must not wait for the acknowledgement of the one before. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  return connection;
}

static void
request_finished_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  GSocket *socket = soup_server_message_get_socket (message);
  Connection *connection = socket ? g_object_get_data (G_OBJECT (socket), DATA_NAME) : NULL;

  if (!connection)
    return;
  connection->busy = FALSE;
  if (connection->ended)
    g_idle_add_full (G_PRIORITY_DEFAULT, close_cb, g_object_ref (socket), g_object_unref);
}

static void
request_started_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket)
    get_connection (socket)->busy = TRUE;
}

void
emulator_connection_watch_all (SoupServer *server)
{
  g_signal_connect (server, "request-started", G_CALLBACK (request_started_cb), NULL);
  g_signal_connect (server, "request-finished", G_CALLBACK (request_finished_cb), NULL);
  g_signal_connect (server, "request-aborted", G_CALLBACK (request_finished_cb), NULL);
}

void
emulator_connection_release (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket)
    g_object_set_data (G_OBJECT (socket), DATA_NAME, NULL);
}
