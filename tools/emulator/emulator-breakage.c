/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-breakage.h"

#include <string.h>
#include <sys/socket.h>

#include "tools/emulator/emulator-connection.h"

#define ENDLESS_BLOCK 65536
#define SLOW_PAUSE_MS 100

typedef struct {
  GIOStream          *stream;
  GSocket            *socket;
  EmulatorFaultAction action;
  GCancellable       *cancellable;
  GByteArray         *reply;
  gsize               head;  /* bytes of the reply before its body */
  gsize               sent;
  char                rest[256];
} Breakage;

static void watch_client (Breakage *self);
static void write_more (Breakage *self);

static void
breakage_free (Breakage *self)
{
  g_io_stream_close (self->stream, NULL, NULL);
  g_object_unref (self->stream);
  g_clear_object (&self->socket);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->reply);
  g_free (self);
}

/* With a linger time of zero, closing sends RST instead of FIN. */
static void
reset (Breakage *self)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (self->socket) {
    setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    /* Before the stream is: TLS would say goodbye. */
    g_socket_close (self->socket, NULL);
  }
  breakage_free (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Breakage *self = user_data;

  if (g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL) > 0)
    watch_client (self);
  else
    breakage_free (self);
}

static void
watch_client (Breakage *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->rest, sizeof self->rest,
                             G_PRIORITY_DEFAULT, self->cancellable, read_cb, self);
}

static gboolean
pause_over_cb (gpointer user_data)
{
  write_more (user_data);
  return G_SOURCE_REMOVE;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Breakage *self = user_data;
  gsize written = 0;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, &written, NULL)) {
    breakage_free (self);
    return;
  }
  self->sent += written;
  if (self->action == EMULATOR_FAULT_ENDLESS)
    write_more (self);
  else if (self->sent == self->reply->len)
    breakage_free (self);
  else
    g_timeout_add (SLOW_PAUSE_MS, pause_over_cb, self);
}

static void
write_more (Breakage *self)
{
  static const char filler[ENDLESS_BLOCK];
  const void *data = filler;
  gsize size = sizeof filler;

  if (self->sent < self->reply->len) {
    data = self->reply->data + self->sent;
    size = self->reply->len - self->sent;
    if (self->action == EMULATOR_FAULT_SLOW)
      size = self->sent < self->head ? self->head : 1;
  }
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), data, size,
                                   G_PRIORITY_DEFAULT, self->cancellable, written_cb, self);
}

static void
append (Breakage *self, const char *text)
{
  g_byte_array_append (self->reply, (const guint8 *) text, strlen (text));
}

/* The head goes out at once; what follows of the body is the action's matter. */
static void
compose_reply (Breakage *self, guint status, GBytes *body)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (body, &size);
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 %u %s\r\nContent-Type: application/json\r\n",
                                           status, soup_status_get_phrase (status));

  append (self, head);
  if (self->action == EMULATOR_FAULT_ENDLESS) {
    append (self, "Connection: close\r\n\r\n{");
    return;
  }
  g_free (head);
  head = g_strdup_printf ("Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n", size);
  append (self, head);
  /* Of a reply without a body, the head breaks off, and in its first line:
   * clients take one that ends after a header for complete. */
  if (self->action == EMULATOR_FAULT_CUT && size == 0)
    g_byte_array_set_size (self->reply, strlen ("HTTP/1."));
  self->head = self->reply->len;
  g_byte_array_append (self->reply, data, self->action == EMULATOR_FAULT_CUT ? size / 2 : size);
}

void
emulator_breakage_start (SoupServerMessage *message, EmulatorFaultAction action,
                         guint status, GBytes *body, GCancellable *cancellable)
{
  Breakage *self = g_new0 (Breakage, 1);
  GSocket *socket = soup_server_message_get_socket (message);

  self->socket = socket ? g_object_ref (socket) : NULL;
  emulator_connection_release (message);
  self->stream = soup_server_message_steal_connection (message);
  self->action = action;
  self->cancellable = g_object_ref (cancellable);
  self->reply = g_byte_array_new ();
  if (action == EMULATOR_FAULT_RESET) {
    reset (self);
  } else if (action == EMULATOR_FAULT_STALL) {
    watch_client (self);
  } else {
    compose_reply (self, status, body);
    write_more (self);
  }
}
