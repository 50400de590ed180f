/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-exchange.h"

#include "tools/emulator/emulator-breakage.h"
#include "tools/emulator/emulator-error.h"
#include "tools/emulator/emulator-json.h"

struct _EmulatorExchange {
  SoupServerMessage   *message;
  const EmulatorSettings *settings;
  EmulatorCall         call;
  guint                latency_ms;
  gint64               arrival;
  gint64               ready_at;
  GCancellable        *breakages;
  EmulatorExchangeFunc replied;
  gpointer             user_data;
  EmulatorFault        fault;
  gboolean             gone;   /* the client is, or the server was told to die */
  guint                status;
  GBytes              *body;
};

static const char garbage[] = "<html><body>This is no JSON { \"state\": </body></html>";

static void
disconnected_cb (SoupServerMessage *message, EmulatorExchange *self)
{
  self->gone = TRUE;
}

EmulatorExchange *
emulator_exchange_new (SoupServerMessage *message, const EmulatorSettings *settings, GCancellable *breakages,
                       EmulatorExchangeFunc replied, gpointer user_data)
{
  EmulatorExchange *self = g_new0 (EmulatorExchange, 1);

  self->message = g_object_ref (message);
  self->settings = settings;
  self->latency_ms = settings->latency_ms;
  self->arrival = g_get_monotonic_time ();
  self->breakages = g_object_ref (breakages);
  self->replied = replied;
  self->user_data = user_data;
  g_signal_connect (message, "disconnected", G_CALLBACK (disconnected_cb), self);
  soup_server_message_pause (message);
  return self;
}

static void
exchange_free (EmulatorExchange *self)
{
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_object_unref (self->message);
  g_object_unref (self->breakages);
  emulator_call_clear (&self->call);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

EmulatorCall *
emulator_exchange_get_call (EmulatorExchange *self)
{
  return &self->call;
}

SoupServerMessage *
emulator_exchange_get_message (EmulatorExchange *self)
{
  return self->message;
}

GBytes *
emulator_exchange_get_body (EmulatorExchange *self)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (self->message));
}

gint64
emulator_exchange_get_arrival (EmulatorExchange *self)
{
  return self->arrival;
}

void
emulator_exchange_set_ready_time (EmulatorExchange *self, gint64 ready_at)
{
  self->ready_at = ready_at;
}

void
emulator_exchange_set_fault (EmulatorExchange *self, const EmulatorFault *fault)
{
  self->fault = *fault;
}

static void
replace_body (EmulatorExchange *self, guint status, GBytes *body)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  self->status = status;
  self->body = body;
}

/* TRUE when nothing is left to send. */
static gboolean
break_reply (EmulatorExchange *self)
{
  g_autofree char *retry_after = NULL;

  switch (self->fault.action) {
    case EMULATOR_FAULT_NONE:
      return FALSE;
    case EMULATOR_FAULT_STATUS:
      replace_body (self, self->fault.status, emulator_json_error (self->fault.status, "a fault that was asked for"));
      if (self->fault.retry_after > 0) {
        retry_after = g_strdup_printf ("%u", self->fault.retry_after);
        soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                      "Retry-After", retry_after);
      }
      return FALSE;
    case EMULATOR_FAULT_GARBAGE:
      replace_body (self, 200, g_bytes_new_static (garbage, sizeof garbage - 1));
      return FALSE;
    default:
      emulator_breakage_start (self->message, self->fault.action, self->status, self->body, self->breakages);
      return TRUE;
  }
}

/* libsoup 3.2 takes a 204, which has no length, for an answer that ends with the
 * connection, and would close it. */
static void
keep_connection_cb (SoupServerMessage *message, gpointer user_data)
{
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message), SOUP_ENCODING_NONE);
}

static gboolean
send_cb (gpointer user_data)
{
  static const EmulatorFaultAction outages[] = {
    [EMULATOR_OUTAGE_DEAD] = EMULATOR_FAULT_STALL, [EMULATOR_OUTAGE_REFUSES] = EMULATOR_FAULT_RESET
  };
  EmulatorExchange *self = user_data;
  gsize size;

  if (self->settings->outage != EMULATOR_OUTAGE_NONE)
    self->fault.action = outages[self->settings->outage];
  if (!self->body)
    self->body = g_bytes_new_static ("", 0);
  if (self->gone || break_reply (self)) {
    self->replied (self, 0, 0, self->user_data);
    exchange_free (self);
    return G_SOURCE_REMOVE;
  }
  size = g_bytes_get_size (self->body);
  soup_server_message_set_status (self->message, self->status, NULL);
  if (self->status != SOUP_STATUS_NO_CONTENT) {
    soup_message_headers_set_content_type (soup_server_message_get_response_headers (self->message),
                                           "application/json", NULL);
    soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), self->body);
  } else {
    g_signal_connect (self->message, "wrote-headers", G_CALLBACK (keep_connection_cb), NULL);
  }
  self->replied (self, self->status, size, self->user_data);
  soup_server_message_unpause (self->message);
  exchange_free (self);
  return G_SOURCE_REMOVE;
}

void
emulator_exchange_reply (EmulatorExchange *self, guint status, GBytes *body)
{
  gint64 wait = MAX (self->ready_at - g_get_monotonic_time (), 0);
  guint delay_ms = self->latency_ms + (wait + 999) / 1000;

  replace_body (self, status, body);
  if (delay_ms > 0)
    g_timeout_add (delay_ms, send_cb, self);
  else
    send_cb (self);
}

void
emulator_exchange_refuse (EmulatorExchange *self, const GError *error, guint retry_after)
{
  guint status = error->domain == EMULATOR_ERROR ? error->code : SOUP_STATUS_INTERNAL_SERVER_ERROR;

  if (retry_after > 0) {
    g_autofree char *text = g_strdup_printf ("%u", retry_after);

    soup_message_headers_replace (soup_server_message_get_response_headers (self->message), "Retry-After", text);
  }
  emulator_exchange_reply (self, status, emulator_json_error (status, error->message));
}
