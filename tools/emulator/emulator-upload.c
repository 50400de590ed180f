/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-upload.h"

#include "tools/emulator/emulator-chunk.h"
#include "tools/emulator/emulator-error.h"
#include "tools/emulator/emulator-json.h"

/* One call while a worker has it, or, without an exchange, the end of a stream. */
typedef struct {
  EmulatorServer     *server;
  EmulatorExchange   *exchange;
  EmulatorSession    *session;
  EmulatorCallKind    kind;
  EmulatorPredictData predict_data;
  gsize               max_chunk;
  gint64              arrived;
  GBytes             *body;
  GBytes             *audio;    /* what came out of it */
  GPtrArray          *windows;
  double              seconds;
  GError             *error;
} Job;

static void begin (EmulatorServer *server, EmulatorExchange *exchange, EmulatorSession *session);

static void
job_free (gpointer data)
{
  Job *job = data;

  emulator_session_unref (job->session);
  g_clear_pointer (&job->body, g_bytes_unref);
  g_clear_pointer (&job->audio, g_bytes_unref);
  g_clear_pointer (&job->windows, g_ptr_array_unref);
  g_clear_error (&job->error);
  g_free (job);
}

static void
hear (Job *job)
{
  EmulatorStream *stream = emulator_session_get_stream (job->session);
  EmulatorWindow *window;

  if (job->kind == EMULATOR_CALL_CHUNK) {
    job->windows = emulator_stream_push (stream, job->audio, &job->seconds, &job->error);
    return;
  }
  window = emulator_stream_predict (stream, job->audio, job->predict_data, &job->seconds, &job->error);
  if (!window)
    return;
  job->windows = emulator_window_list_new ();
  g_ptr_array_add (job->windows, window);
}

/* Nothing but the holder of its turn changes a session's sequence, so that it
 * may be read here. */
static void
work (gpointer data)
{
  Job *job = data;
  guint64 sequence = G_MAXUINT64;

  if (!job->body) {
    job->windows = emulator_stream_finish (emulator_session_get_stream (job->session));
    return;
  }
  if (job->kind == EMULATOR_CALL_CHUNK)
    job->audio = emulator_chunk_parse (job->body, job->max_chunk, &job->error);
  else
    job->audio = emulator_chunk_parse_predict (job->body, job->max_chunk, &sequence, &job->error);
  if (!job->audio
      || (sequence != G_MAXUINT64 && !emulator_session_check_sequence (job->session, sequence, &job->error)))
    return;
  if (emulator_session_get_stream (job->session))
    hear (job);
}

static gboolean
take_file_chunk (Job *job)
{
  if (!emulator_session_add_chunk (job->session, emulator_exchange_get_call (job->exchange)->sequence, job->audio,
                                   g_get_monotonic_time (), &job->error))
    return FALSE;
  if (!emulator_session_is_writable (job->session))
    emulator_server_analyze (job->server, job->session);
  emulator_exchange_reply (job->exchange, 200, emulator_json_chunk_taken (job->session));
  return TRUE;
}

static void
count (Job *job, EmulatorUse use)
{
  EmulatorCounters *counters = emulator_server_get_counters (job->server);

  counters->windows += job->windows->len;
  counters->audio_seconds += job->seconds;
  counters->units[use] += emulator_session_bill (job->session, job->seconds);
}

/* A silent server takes audio and never tells what it heard. */
static void
take_stream_chunk (Job *job)
{
  EmulatorSettings *settings = emulator_server_get_settings (job->server);

  emulator_session_advance (job->session, EMULATOR_USE_STREAM, g_get_monotonic_time ());
  count (job, EMULATOR_USE_STREAM);
  if (!settings->silent_streams)
    emulator_session_add_windows (job->session, g_steal_pointer (&job->windows),
                                  emulator_settings_get_ready_time (settings, job->arrived, job->seconds));
  emulator_exchange_reply (job->exchange, 200, emulator_json_chunk_taken (job->session));
}

static void
take_predict (Job *job)
{
  EmulatorSettings *settings = emulator_server_get_settings (job->server);
  const EmulatorFault stall = { .action = EMULATOR_FAULT_STALL };

  emulator_session_advance (job->session, EMULATOR_USE_PREDICT, g_get_monotonic_time ());
  count (job, EMULATOR_USE_PREDICT);
  if (settings->silent_streams)
    emulator_exchange_set_fault (job->exchange, &stall);
  emulator_exchange_set_ready_time (job->exchange,
                                    emulator_settings_get_ready_time (settings, job->arrived, job->seconds));
  emulator_exchange_reply (job->exchange, 200,
                           emulator_json_predicted (job->session, g_ptr_array_index (job->windows, 0)));
}

/* While the audio was heard, the session may have gone. */
static gboolean
take (Job *job)
{
  EmulatorStore *store = emulator_server_get_store (job->server);

  if (job->error || !emulator_store_find (store, emulator_session_get_id (job->session), g_get_monotonic_time (), &job->error))
    return FALSE;
  if (!emulator_session_get_stream (job->session)) {
    if (!take_file_chunk (job))
      return FALSE;
  } else if (job->kind == EMULATOR_CALL_CHUNK) {
    take_stream_chunk (job);
  } else {
    take_predict (job);
  }
  emulator_store_touch (store, job->session);
  emulator_server_check_life (job->server, job->session);
  return TRUE;
}

static void
take_end (Job *job)
{
  EmulatorSettings *settings = emulator_server_get_settings (job->server);
  gint64 ready_at = job->windows->len > 0 ? emulator_settings_get_ready_time (settings, job->arrived, 0) : 0;

  emulator_server_get_counters (job->server)->windows += job->windows->len;
  if (!settings->silent_streams)
    emulator_session_complete (job->session, g_steal_pointer (&job->windows), ready_at);
}

static void
pass_turn (EmulatorServer *server, EmulatorSession *session)
{
  EmulatorExchange *next = emulator_session_pass_turn (session);

  if (next)
    begin (server, next, session);
  else if (!emulator_session_is_writable (session))
    emulator_upload_end (server, session);
}

static void
done (gpointer data)
{
  Job *job = data;

  if (!job->exchange)
    take_end (job);
  else if (!take (job))
    emulator_exchange_refuse (job->exchange, job->error, 0);
  emulator_hold_update (emulator_server_get_hold (job->server), job->session);
  pass_turn (job->server, job->session);
}

static Job *
job_new (EmulatorServer *server, EmulatorSession *session)
{
  Job *job = g_new0 (Job, 1);

  job->server = server;
  job->session = emulator_session_ref (session);
  job->arrived = g_get_monotonic_time ();
  return job;
}

static gboolean
check (EmulatorExchange *exchange, EmulatorSession *session, GError **error)
{
  EmulatorCall *call = emulator_exchange_get_call (exchange);

  if (call->kind == EMULATOR_CALL_PREDICT && emulator_session_get_type (session) != EMULATOR_SESSION_STREAM) {
    g_set_error (error, EMULATOR_ERROR, 400, "predict is for sessions of type \"stream\"");
    return FALSE;
  }
  return emulator_session_check_writable (session, error)
         && (call->kind == EMULATOR_CALL_PREDICT || emulator_session_check_sequence (session, call->sequence, error));
}

/* The session's turn is this call's. */
static void
begin (EmulatorServer *server, EmulatorExchange *exchange, EmulatorSession *session)
{
  EmulatorSettings *settings = emulator_server_get_settings (server);
  g_autoptr (GError) error = NULL;
  Job *job;

  if (!check (exchange, session, &error)) {
    emulator_exchange_refuse (exchange, error, 0);
    pass_turn (server, session);
    return;
  }
  job = job_new (server, session);
  job->exchange = exchange;
  job->kind = emulator_exchange_get_call (exchange)->kind;
  job->predict_data = settings->predict_data;
  job->max_chunk = settings->max_chunk;
  job->arrived = emulator_exchange_get_arrival (exchange);
  job->body = emulator_exchange_get_body (exchange);
  emulator_workers_run (emulator_server_get_workers (server), work, done, job, job_free);
}

void
emulator_upload_handle (EmulatorServer *server, EmulatorExchange *exchange, EmulatorSession *session)
{
  if (emulator_session_take_turn (session, exchange))
    begin (server, exchange, session);
}

/* A stream that is busy ends when its turn is passed on. */
void
emulator_upload_end (EmulatorServer *server, EmulatorSession *session)
{
  gboolean was_writable = emulator_session_is_writable (session);

  emulator_session_make_readonly (session, g_get_monotonic_time ());
  if (!emulator_session_get_stream (session)) {
    if (was_writable)
      emulator_server_analyze (server, session);
  } else if (emulator_session_take_end (session)) {
    emulator_workers_run (emulator_server_get_workers (server), work, done, job_new (server, session), job_free);
  }
}
