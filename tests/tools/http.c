/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/tools/http.h"

#include <libsoup/soup.h>
#include <string.h>

#define BOUND_SECONDS 60

struct _Http {
  const char  *base_url;
  char        *key;
  SoupSession *session;
  SoupMessage *message;
  char        *text;
  JsonNode    *reply;
  GError      *error;
};

Http *
http_new (TestEmulator *emulator)
{
  Http *self = g_new0 (Http, 1);

  self->base_url = test_emulator_get_base_url (emulator);
  self->key = g_strdup ("k");
  self->session = soup_session_new_with_options ("timeout", BOUND_SECONDS, "proxy-resolver", NULL, NULL);
  return self;
}

static void
forget_reply (Http *self)
{
  g_clear_object (&self->message);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->reply, json_node_unref);
  g_clear_error (&self->error);
}

void
http_free (Http *self)
{
  forget_reply (self);
  g_object_unref (self->session);
  g_free (self->key);
  g_free (self);
}

void
http_set_key (Http *self, const char *key)
{
  g_free (self->key);
  self->key = g_strdup (key);
}

guint
http_call (Http *self, const char *method, const char *path, const char *body)
{
  g_autofree char *url = g_strconcat (self->base_url, path, NULL);
  g_autoptr (GBytes) bytes = NULL;

  forget_reply (self);
  self->message = soup_message_new (method, url);
  /* libsoup resends PUT and DELETE by itself on a connection that was kept
   * alive; the tests want to see each call as it is. */
  soup_message_add_flags (self->message, SOUP_MESSAGE_NEW_CONNECTION | SOUP_MESSAGE_NO_REDIRECT);
  if (self->key)
    soup_message_headers_replace (soup_message_get_request_headers (self->message), "X-Api-Key", self->key);
  if (body) {
    g_autoptr (GBytes) content = g_bytes_new (body, strlen (body));

    soup_message_set_request_body_from_bytes (self->message, "application/json", content);
  }
  bytes = soup_session_send_and_read (self->session, self->message, NULL, &self->error);
  if (!bytes)
    return 0;
  self->text = g_strndup (g_bytes_get_size (bytes) ? g_bytes_get_data (bytes, NULL) : "", g_bytes_get_size (bytes));
  self->reply = *self->text ? json_from_string (self->text, NULL) : NULL;
  return soup_message_get_status (self->message);
}

JsonObject *
http_get_reply (Http *self)
{
  return self->reply && JSON_NODE_HOLDS_OBJECT (self->reply) ? json_node_get_object (self->reply) : NULL;
}

const char *
http_get_text (Http *self)
{
  return self->text;
}

const char *
http_get_header (Http *self, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->message), name);
}

const char *
http_get_error (Http *self)
{
  return self->error ? self->error->message : NULL;
}

const char *
http_get_refusal (Http *self)
{
  JsonObject *reply = http_get_reply (self);

  g_assert_nonnull (reply);
  g_assert_cmpint (json_object_get_int_member (reply, "status_code"), ==, soup_message_get_status (self->message));
  return json_object_get_string_member (reply, "error");
}

char *
http_create (Http *self, gsize total_size)
{
  g_autofree char *size = total_size ? g_strdup_printf (", \"total_size\": %" G_GSIZE_FORMAT, total_size) : g_strdup ("");
  g_autofree char *body = g_strdup_printf ("{\"type\": \"file\", \"content_type\": \"audio/wav\"%s}", size);

  g_assert_cmpuint (http_call (self, "POST", "/audio_sessions/", body), ==, 200);
  return g_strdup (json_object_get_string_member (http_get_reply (self), "session_id"));
}

guint
http_put (Http *self, const char *session_id, guint sequence, gconstpointer bytes, gsize size)
{
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s/chunks/%u", session_id, sequence);
  g_autofree char *data = g_base64_encode (bytes, size);
  g_autofree char *body = g_strdup_printf ("{\"data\": \"%s\"}", data);

  return http_call (self, "PUT", path, body);
}

guint
http_end (Http *self, const char *session_id)
{
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s", session_id);

  return http_call (self, "PATCH", path, "{\"make_readonly\": true}");
}

guint
http_status (Http *self, const char *session_id, const char *query)
{
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s/status?%s", session_id, query);

  return http_call (self, "GET", path, NULL);
}

JsonObject *
http_read_status (Http *self, const char *session_id, const char *query)
{
  g_assert_cmpuint (http_status (self, session_id, query), ==, 200);
  return json_object_get_object_member (http_get_reply (self), "inference");
}

const char *
http_wait (Http *self, const char *session_id)
{
  g_autofree char *path = g_strdup_printf ("/audio_sessions/%s/results", session_id);
  gint64 bound = g_get_monotonic_time () + BOUND_SECONDS * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < bound) {
    const char *state;

    g_assert_cmpuint (http_call (self, "GET", path, NULL), ==, 200);
    state = json_object_get_string_member (http_get_reply (self), "state");
    if (strcmp (state, "in-progress") != 0 && strcmp (state, "pending") != 0)
      return state;
  }
  g_error ("session %s is not done in %d s", session_id, BOUND_SECONDS);
}

char *
http_analyze (Http *self, GBytes *wav)
{
  char *id = http_create (self, g_bytes_get_size (wav));

  g_assert_cmpuint (http_put (self, id, 0, g_bytes_get_data (wav, NULL), g_bytes_get_size (wav)), ==, 200);
  g_assert_cmpstr (http_wait (self, id), ==, "done");
  return id;
}

double
http_probability (Http *self, guint window, const char *tag)
{
  JsonArray *data = json_object_get_array_member (http_get_reply (self), "data");
  JsonArray *tags = json_object_get_array_member (json_array_get_object_element (data, window), "tags");

  for (guint i = 0; i < json_array_get_length (tags); i++) {
    JsonObject *object = json_array_get_object_element (tags, i);

    if (strcmp (json_object_get_string_member (object, "name"), tag) == 0)
      return json_object_get_double_member (object, "probability");
  }
  return 0;
}
