/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "cochl/client/cochl-wire.h"
#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-json.h"

/* The JSON of sessions of type `stream`: `status` and `predict`. */

#define STATE_MAX 4096
#define TOKEN_MAX 4096
/* No session has more chunks, calls or windows. */
#define COUNT_MAX G_MAXINT32

/* The reply's object, unless the reply tells of an error. Belongs to @root. */
static JsonObject *
read_object (GBytes *body, JsonNode *root, CochlError code, const char *what, GError **error)
{
  JsonObject *object;

  if (root == NULL || !cochl_json_get_object (root, "$", &object, error))
    return NULL;
  if (cochl_json_has (object, "error")) {
    g_autofree char *text = cochl_wire_read_error (body);

    if (text != NULL) {
      g_set_error (error, COCHL_ERROR, code, "%s: %s", what, text);
      return NULL;
    }
  }
  return object;
}

static JsonNode *
parse (GBytes *body, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  return cochl_json_parse (data, length, COCHL_WIRE_REPLY_MAX, error);
}

/* -- status -- */

static gboolean
read_state (JsonObject *object, CochlWireStatus *status, GError **error)
{
  const char *text;

  if (!cochl_json_read_string (object, "$", "state", STATE_MAX, &text, error))
    return FALSE;
  status->readonly = g_str_equal (text, "readonly");
  if (status->readonly || g_str_equal (text, "writable"))
    return TRUE;
  g_set_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY, "$.state: expected \"writable\" or \"readonly\"");
  return FALSE;
}

static gboolean
read_refs (JsonObject *object, CochlWireStatus *status, GError **error)
{
  JsonObject *refs;
  gint64 sequence;

  if (!cochl_json_read_object (object, "$", "refs", &refs, error)
      || !cochl_json_read_integer (refs, "$.refs", "chunk_sequence", 0, COUNT_MAX, &sequence, error))
    return FALSE;
  status->chunk_sequence = (unsigned int) sequence;
  return TRUE;
}

static gboolean
read_position (JsonObject *inference, CochlWireStatus *status, GError **error)
{
  const char *path = "$.inference.page";
  JsonObject *page;
  gint64 total;
  const char *token;

  if (!cochl_json_read_object (inference, "$.inference", "page", &page, error)
      || !cochl_json_read_integer (page, path, "total", 0, COUNT_MAX, &total, error))
    return FALSE;
  status->total = (unsigned int) total;
  if (!cochl_json_has (page, "next_token"))
    return TRUE;
  if (!cochl_json_read_string (page, path, "next_token", TOKEN_MAX, &token, error))
    return FALSE;
  status->next_token = *token != '\0' ? g_strdup (token) : NULL;
  return TRUE;
}

static gboolean
read_inference (JsonObject *object, CochlWireStatus *status, GError **error)
{
  const char *path = "$.inference";
  JsonObject *inference;

  if (!cochl_json_read_object (object, "$", "inference", &inference, error)
      || !cochl_json_read_boolean (inference, path, "in_progress", &status->in_progress, error)
      || !read_position (inference, status, error))
    return FALSE;
  status->windows = cochl_json_read_list (inference, path, "results", (CochlJsonReadFunc) cochl_window_new_from_json,
                                          COCHL_WIRE_PAGE, (GDestroyNotify) cochl_window_unref, error);
  return status->windows != NULL;
}

gboolean
cochl_wire_read_status (GBytes *body, CochlWireStatus *status, GError **error)
{
  g_autoptr (JsonNode) root = parse (body, error);

  *status = (CochlWireStatus) { 0 };
  JsonObject *object = read_object (body, root, COCHL_ERROR_ANALYSIS, "The service could not analyse the audio", error);
  if (object != NULL && read_state (object, status, error) && read_refs (object, status, error)
      && read_inference (object, status, error))
    return TRUE;
  cochl_wire_status_clear (status);
  return FALSE;
}

void
cochl_wire_status_clear (CochlWireStatus *status)
{
  g_clear_pointer (&status->next_token, g_free);
  g_clear_pointer (&status->windows, g_ptr_array_unref);
}

/* -- predict -- */

GBytes *
cochl_wire_write_predict (GBytes *audio, unsigned int sequence)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (audio, &length);
  g_autofree char *head = g_strdup_printf ("{\"sequence\":%u,\"data\":\"", sequence);
  /* What g_base64_encode_step() and _close() may write between them. */
  char *body = g_malloc (strlen (head) + (length / 3 + 2) * 4 + strlen ("\"}"));
  char *end = body;
  int state = 0, save = 0;

  end = mempcpy (end, head, strlen (head));
  end += g_base64_encode_step (data, length, FALSE, end, &state, &save);
  end += g_base64_encode_close (FALSE, end, &state, &save);
  end = mempcpy (end, "\"}", strlen ("\"}"));
  return g_bytes_new_take (body, end - body);
}

gboolean
cochl_wire_read_predict (GBytes *body, CochlWindow **window, unsigned int *next_sequence, GError **error)
{
  g_autoptr (JsonNode) root = parse (body, error);
  JsonObject *object =
      read_object (body, root, COCHL_ERROR_REFUSED, "The service refused to judge a piece of audio", error);
  JsonObject *data;
  gint64 sequence;

  if (object == NULL || !cochl_json_read_object (object, "$", "data", &data, error)
      || !cochl_json_read_integer (object, "$", "next_sequence", 0, COUNT_MAX, &sequence, error))
    return FALSE;
  *window = cochl_window_new_from_json (json_object_get_member (object, "data"), "$.data", error);
  *next_sequence = (unsigned int) sequence;
  return *window != NULL;
}
