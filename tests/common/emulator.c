/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/common/emulator.h"

#include <libsoup/soup.h>
#include <string.h>

#include "tests/common/child.h"

#define REPLY_SECONDS 30

struct _TestEmulator {
  TestChild *child;
  char      *root_url;
  char      *base_url;
};

TestEmulator *
test_emulator_startv (const char *const *options)
{
  const char *command = g_getenv ("COCHLSENSE");
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  TestEmulator *self = g_new0 (TestEmulator, 1);

  if (!command || !*command)
    g_error ("COCHLSENSE must name the command: run the tests with meson test");
  g_ptr_array_add (argv, (gpointer) command);
  g_ptr_array_add (argv, (gpointer) "emulate");
  g_ptr_array_add (argv, (gpointer) "--port=0");
  g_ptr_array_add (argv, (gpointer) "--until-stdin-closes");
  for (; options && *options; options++)
    g_ptr_array_add (argv, (gpointer) *options);
  g_ptr_array_add (argv, NULL);

  self->child = test_child_start ((const char *const *) argv->pdata, "listening on ");
  self->root_url = g_strdup (test_child_get_word (self->child));
  if (!g_str_has_prefix (self->root_url, "http://127.0.0.1:") && !g_str_has_prefix (self->root_url, "https://127.0.0.1:"))
    g_error ("the emulator said \"%s\"", self->root_url);
  self->base_url = g_strconcat (self->root_url, "/sense/api/v1", NULL);
  return self;
}

TestEmulator *
test_emulator_start (const char *first_option, ...)
{
  g_autoptr (GPtrArray) options = g_ptr_array_new ();
  const char *option = first_option;
  va_list more;

  va_start (more, first_option);
  while (option) {
    g_ptr_array_add (options, (gpointer) option);
    option = va_arg (more, const char *);
  }
  va_end (more);
  g_ptr_array_add (options, NULL);
  return test_emulator_startv ((const char *const *) options->pdata);
}

void
test_emulator_stop (TestEmulator *self)
{
  test_child_stop (self->child);
  g_free (self->root_url);
  g_free (self->base_url);
  g_free (self);
}

const char *
test_emulator_get_base_url (TestEmulator *self)
{
  return self->base_url;
}

const char *
test_emulator_get_root_url (TestEmulator *self)
{
  return self->root_url;
}

/* It is the process that was started above: there is nothing to verify. */
static gboolean
accept_cb (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags errors, gpointer user_data)
{
  return TRUE;
}

/* A session for each request: none is shared by threads, and no idle connection
 * is left over when a test lets the emulator die. */
JsonNode *
test_emulator_request (TestEmulator *self, const char *method, const char *route, const char *body)
{
  g_autoptr (SoupSession) session = soup_session_new_with_options ("timeout", REPLY_SECONDS, "proxy-resolver", NULL, NULL);
  g_autofree char *url = g_strconcat (self->root_url, "/emulator/", route, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  if (body) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }
  reply = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  if (soup_message_get_status (message) != 200)
    g_error ("%s %s: %u %.*s", method, url, soup_message_get_status (message),
             (int) g_bytes_get_size (reply), (const char *) g_bytes_get_data (reply, NULL));
  g_free (url);
  url = g_strndup (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply));
  node = json_from_string (url, &error);
  g_assert_no_error (error);
  return node;
}

gint64
test_emulator_get_stat (TestEmulator *self, const char *name)
{
  g_autoptr (JsonNode) stats = test_emulator_request (self, "GET", "stats", NULL);
  g_auto (GStrv) parts = g_strsplit (name, ".", 2);
  JsonObject *object = json_node_get_object (stats);

  if (parts[1])
    object = json_object_get_object_member (object, parts[0]);
  if (!json_object_has_member (object, parts[1] ? parts[1] : parts[0])) {
    g_assert_cmpstr (parts[0], ==, "statuses");
    return 0;
  }
  return json_object_get_int_member (object, parts[1] ? parts[1] : parts[0]);
}

void
test_emulator_add_fault (TestEmulator *self, const char *rule)
{
  g_autofree char *body = g_strdup_printf ("{\"rules\": [\"%s\"]}", rule);
  g_autoptr (JsonNode) unused = test_emulator_request (self, "POST", "faults", body);
}

void
test_emulator_clear_faults (TestEmulator *self)
{
  g_autoptr (JsonNode) unused = test_emulator_request (self, "DELETE", "faults", NULL);
}

gint64
test_emulator_count_fired (TestEmulator *self)
{
  g_autoptr (JsonNode) faults = test_emulator_request (self, "GET", "faults", NULL);
  JsonArray *array = json_node_get_array (faults);
  gint64 fired = 0;

  for (guint i = 0; i < json_array_get_length (array); i++)
    fired += json_object_get_int_member (json_array_get_object_element (array, i), "fired");
  return fired;
}

void
test_emulator_set (TestEmulator *self, const char *settings)
{
  g_autoptr (JsonNode) unused = test_emulator_request (self, "POST", "settings", settings);
}

void
test_emulator_assert_open (TestEmulator *self, GHashTable *named)
{
  g_autoptr (JsonNode) node = test_emulator_request (self, "GET", "sessions", NULL);
  JsonArray *sessions = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (sessions); i++) {
    JsonObject *session = json_array_get_object_element (sessions, i);
    const char *id = json_object_get_string_member (session, "session_id");

    if (!g_hash_table_contains (named, id))
      g_error ("session %s was left and nobody named it", id);
  }
}
