/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-connection.h"

#include <errno.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#define DATA_NAME "emulator-connection"
#define MAX_TURNS 16
#define EVENTS    64

/* Waits for the end of every connection in one descriptor: a source for each
 * would be looked at on every turn of the main loop, which costs more than the
 * calls do when there are hundreds. Held by its connections. */
typedef struct {
  int         epoll;
  GHashTable *connections;  /* descriptor -> Connection (not held) */
  GSource    *source;
} Watcher;

/* Belongs to the GSocket. */
typedef struct {
  Watcher *watcher;
  GSocket *socket;  /* not held */
  int      fd;
  GSource *watch;   /* from when on the client has closed its end until the server has seen it */
  gboolean busy;    /* a request is under way */
  gboolean ended;   /* the client has closed its end */
  guint turns;      /* of the loop since then */
  EmulatorConnectionFunc on_end;  /* while a request is under way */
  gpointer call;
  gpointer user_data;
} Connection;

static void
watcher_clear (gpointer data)
{
  Watcher *watcher = data;

  g_source_destroy (watcher->source);
  g_source_unref (watcher->source);
  g_hash_table_unref (watcher->connections);
  close (watcher->epoll);
}

static void
watcher_unref (gpointer watcher)
{
  g_rc_box_release_full (watcher, watcher_clear);
}

/* A closed descriptor leaves the epoll set by itself, and may be another
 * connection's by now. */
static void
watcher_remove (Watcher *watcher, int fd, gpointer connection)
{
  if (g_hash_table_lookup (watcher->connections, GINT_TO_POINTER (fd)) != connection)
    return;
  g_hash_table_remove (watcher->connections, GINT_TO_POINTER (fd));
  epoll_ctl (watcher->epoll, EPOLL_CTL_DEL, fd, NULL);
}

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  watcher_remove (connection->watcher, connection->fd, connection);
  watcher_unref (connection->watcher);
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
  else if (connection->on_end)
    connection->on_end (connection->call, connection->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
events_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Watcher *watcher = user_data;
  struct epoll_event events[EVENTS];
  int n_events = epoll_wait (fd, events, EVENTS, 0);

  for (int i = 0; i < n_events; i++) {
    Connection *connection = g_hash_table_lookup (watcher->connections, GINT_TO_POINTER (events[i].data.fd));

    if (!connection || connection->watch)
      continue;
    connection->watch = g_socket_create_source (connection->socket, (GIOCondition) POLLRDHUP, NULL);
    g_source_set_callback (connection->watch, G_SOURCE_FUNC (ended_cb), NULL, NULL);
    g_source_attach (connection->watch, g_main_context_get_thread_default ());
  }
  return G_SOURCE_CONTINUE;
}

static Watcher *
watcher_new (void)
{
  Watcher *watcher = g_rc_box_new0 (Watcher);

  watcher->epoll = epoll_create1 (EPOLL_CLOEXEC);
  g_assert (watcher->epoll >= 0);
  watcher->connections = g_hash_table_new (NULL, NULL);
  watcher->source = g_unix_fd_source_new (watcher->epoll, G_IO_IN);
  g_source_set_callback (watcher->source, G_SOURCE_FUNC (events_cb), watcher, NULL);
  g_source_attach (watcher->source, g_main_context_get_thread_default ());
  return watcher;
}

static Connection *
get_connection (Watcher *watcher, GSocket *socket)
{
  Connection *connection = g_object_get_data (G_OBJECT (socket), DATA_NAME);
  struct epoll_event event = { .events = EPOLLRDHUP | EPOLLONESHOT };

  if (connection)
    return connection;
  connection = g_new0 (Connection, 1);
  connection->watcher = g_rc_box_acquire (watcher);
  connection->socket = socket;
  connection->fd = event.data.fd = g_socket_get_fd (socket);
  g_hash_table_insert (watcher->connections, GINT_TO_POINTER (connection->fd), connection);
  if (epoll_ctl (watcher->epoll, EPOLL_CTL_ADD, connection->fd, &event) < 0)
    g_warning ("connection %d is not watched: %s", connection->fd, g_strerror (errno));
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
  connection->on_end = NULL;
  if (connection->ended)
    g_idle_add_full (G_PRIORITY_DEFAULT, close_cb, g_object_ref (socket), g_object_unref);
}

static void
request_started_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket)
    get_connection (user_data, socket)->busy = TRUE;
}

void
emulator_connection_watch_all (SoupServer *server)
{
  Watcher *watcher = watcher_new ();

  g_object_set_data_full (G_OBJECT (server), DATA_NAME, watcher, watcher_unref);
  g_signal_connect (server, "request-started", G_CALLBACK (request_started_cb), watcher);
  g_signal_connect (server, "request-finished", G_CALLBACK (request_finished_cb), NULL);
  g_signal_connect (server, "request-aborted", G_CALLBACK (request_finished_cb), NULL);
}

void
emulator_connection_tell_end (SoupServerMessage *message, EmulatorConnectionFunc func, gpointer call,
                              gpointer user_data)
{
  GSocket *socket = soup_server_message_get_socket (message);
  Connection *connection = socket ? g_object_get_data (G_OBJECT (socket), DATA_NAME) : NULL;

  if (!connection)
    return;
  connection->on_end = func;
  connection->call = call;
  connection->user_data = user_data;
}

void
emulator_connection_release (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket)
    g_object_set_data (G_OBJECT (socket), DATA_NAME, NULL);
}
