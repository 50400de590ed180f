/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/client/test-service.h"

#include <string.h>

#include <json-glib/json-glib.h>

typedef struct {
  gsize total_size;
  double length;
  GByteArray *audio;
  unsigned int next_chunk;
  gint64 done_at; /* 0: bytes are missing */
} Session;

static void
session_free (gpointer data)
{
  Session *session = data;

  g_byte_array_unref (session->audio);
  g_free (session);
}

void
test_service_reply (SoupServerMessage *message, unsigned int status, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  char *text = g_strdup_vprintf (format, args);
  va_end (args);
  soup_server_message_set_status (message, status, NULL);
  /* It may stand in for an answer that was given already. */
  soup_message_body_truncate (soup_server_message_get_response_body (message));
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, text, strlen (text));
}

static JsonObject *
body_object (SoupServerMessage *message, JsonParser *parser)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);

  g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
  return json_node_get_object (json_parser_get_root (parser));
}

static void
do_create (TestService *self, SoupServerMessage *message)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object = body_object (message, parser);
  Session *session = g_new0 (Session, 1);
  g_autofree char *id = g_strdup_printf ("s/%u", ++self->last_id);
  g_autofree char *told = self->options->silent
                              ? g_strdup ("")
                              : g_strdup_printf (", \"window_size\": %g, \"window_hop\": %g", self->options->window_size,
                                                 self->options->window_hop);

  g_free (self->create_body);
  self->create_body = json_to_string (json_parser_get_root (parser), FALSE);
  session->total_size = (gsize) json_object_get_int_member (object, "total_size");
  session->length = json_object_get_double_member (object, "file_length");
  session->audio = g_byte_array_new ();
  g_hash_table_insert (self->sessions, g_strdup (id), session);
  test_service_reply (message, 200, "{\"session_id\": \"%s\", \"chunk_sequence\": 0%s}", id, told);
}

static void
do_chunk (TestService *self, SoupServerMessage *message, const char *id, Session *session, unsigned int n)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (session->done_at != 0) {
    test_service_reply (message, 403, "{\"error\": \"the session is readonly\"}");
    return;
  }
  if (n != session->next_chunk) {
    test_service_reply (message, 409, "{\"error\": \"expected chunk %u\"}", session->next_chunk);
    return;
  }
  g_assert_cmpint (soup_server_message_get_request_body (message)->length, <=, 1024 * 1024);
  gsize length;
  g_autofree guchar *data =
      g_base64_decode (json_object_get_string_member (body_object (message, parser), "data"), &length);
  if (!self->options->ignore_chunks)
    g_byte_array_append (session->audio, data, (guint) length);
  session->next_chunk++;
  if (session->audio->len >= session->total_size) {
    g_free (self->checksum);
    self->checksum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, session->audio->data, session->audio->len);
    session->done_at = g_get_monotonic_time () + (gint64) (self->options->analysis_time * G_TIME_SPAN_SECOND);
  }
  test_service_reply (message, 200, "{\"session_id\": \"%s\", \"chunk_sequence\": %u}", id, n + 1);
}

static void
do_results (TestService *self, SoupServerMessage *message, Session *session, unsigned int offset)
{
  const TestServerOptions *options = self->options;
  unsigned int total = (unsigned int) MAX ((session->length - options->window_size) / options->window_hop + 1.0001, 1);
  g_autoptr (GString) data = g_string_new (NULL);
  unsigned int i;

  if (session->done_at == 0) {
    test_service_reply (message, 200, "{\"state\": \"pending\", \"has_more\": false, \"data\": []}");
    return;
  }
  if (options->never_done || g_get_monotonic_time () < session->done_at) {
    test_service_reply (message, 200, "{\"state\": \"in-progress\", \"has_more\": false, \"data\": []}");
    return;
  }
  if (options->analysis_error != NULL) {
    test_service_reply (message, 200, "{\"state\": \"error\", \"has_more\": false, \"error\": \"%s\"}", options->analysis_error);
    return;
  }
  for (i = offset; i < total && i < offset + options->page; i++)
    g_string_append_printf (data, "%s{\"start_time\": %g, \"end_time\": %g, \"tags\": [{\"name\": \"T%u\", \"probability\": 0.5}]}",
                            i > offset ? "," : "", i * options->window_hop, i * options->window_hop + options->window_size, i);
  test_service_reply (message, 200, "{\"state\": \"done\", \"has_more\": %s, \"data\": [%s]}", i < total ? "true" : "false", data->str);
}

/* libsoup's server takes a 204, which has no length, for an answer that ends
 * with the connection, and would close it. */
static void
wrote_headers_cb (SoupServerMessage *message, gpointer user_data)
{
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message), SOUP_ENCODING_NONE);
}

static void
do_session_call (TestService *self, SoupServerMessage *message, const char *call, char **parts, GHashTable *query)
{
  g_autofree char *id = g_uri_unescape_string (parts[0], NULL);
  Session *session = g_hash_table_lookup (self->sessions, id);

  if (session == NULL)
    test_service_reply (message, 404, "{\"status_code\": 404, \"error\": \"no such session\"}");
  else if (g_str_equal (call, "chunk"))
    do_chunk (self, message, id, session, (unsigned int) g_ascii_strtoull (parts[2], NULL, 10));
  else if (g_str_equal (call, "results"))
    do_results (self, message, session, (unsigned int) g_ascii_strtoull (g_hash_table_lookup (query, "offset"), NULL, 10));
  else {
    g_hash_table_remove (self->sessions, id);
    soup_server_message_set_status (message, 204, NULL);
    g_signal_connect (message, "wrote-headers", G_CALLBACK (wrote_headers_cb), NULL);
  }
}

void
test_service_handle (TestService *self, SoupServerMessage *message, const char *call, char **parts, GHashTable *query)
{
  if (g_str_equal (call, "create"))
    do_create (self, message);
  else if (g_str_equal (call, "tags"))
    test_service_reply (message, 200, "%s", self->options->tags);
  else if (g_str_equal (call, "other"))
    test_service_reply (message, 404, "{\"error\": \"no such call\"}");
  else
    do_session_call (self, message, call, parts, query);
}

void
test_service_init (TestService *self, const TestServerOptions *options)
{
  *self = (TestService) { .options = options };
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, session_free);
}

void
test_service_clear (TestService *self)
{
  g_hash_table_unref (self->sessions);
  g_free (self->create_body);
  g_free (self->checksum);
}
