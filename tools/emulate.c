/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gio/gio.h>
#include <glib-unix.h>
#include <gst/gst.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "tools/emulator/emulator-server.h"
#include "tools/tool.h"

static const char more[] =
  "Faults: CALL[@N[xCOUNT]]=ACTION[-after]\n"
  "  CALL    create, chunk, predict, results, status, patch, delete,\n"
  "          tags, unknown or any\n"
  "  N       from the N-th such call on, 1 being the next; without it: every one\n"
  "  COUNT   for so many calls (1), or * for all that follow\n"
  "  ACTION  a status from 200 to 599, STATUS:SECONDS with Retry-After, reset\n"
  "          (TCP RST), cut (the body breaks off), stall (no reply), garbage (200,\n"
  "          no JSON), endless (200, a body without end), slow (a byte a 0.1 s)\n"
  "  -after  the call takes effect first; else nothing happens but the fault\n"
  "Examples: --fail chunk@2=503:1  --fail any@5=reset-after  --fail 'results@1x3=429'\n"
  "\n"
  "While it runs, /emulator/stats, /emulator/sessions, /emulator/faults and\n"
  "/emulator/settings on the same port tell and change what it does.";

typedef struct {
  EmulatorSettings *settings;
  int               port;
  gboolean          no_tell_windows;
  gboolean          until_stdin_closes;
  char             *rate_limit;
  char             *predict_data;
  char             *tls;
  char            **tones;
  char            **faults;
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->settings, emulator_settings_free);
  g_free (options->rate_limit);
  g_free (options->predict_data);
  g_free (options->tls);
  g_strfreev (options->tones);
  g_strfreev (options->faults);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int *argc, char ***argv, ToolExit *exit_code)
{
  EmulatorSettings *settings = options->settings;
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &options->port, "Port on 127.0.0.1; 0: any free one (0)", "PORT" },
    { "key", 0, 0, G_OPTION_ARG_STRING, &settings->key, "The only API key that is taken (any)", "KEY" },
    { "tone", 't', 0, G_OPTION_ARG_STRING_ARRAY, &options->tones, "Give a pure tone a name; repeatable", "HZ=TAG" },
    { "analysis-time", 0, 0, G_OPTION_ARG_DOUBLE, &settings->analysis_time,
      "Seconds from the last byte to the result (0)", "S" },
    { "analysis-rate", 0, 0, G_OPTION_ARG_DOUBLE, &settings->analysis_rate,
      "Analyse at X times real time (at once)", "X" },
    { "latency", 0, 0, G_OPTION_ARG_INT, &settings->latency_ms, "Milliseconds before each reply (0)", "MS" },
    { "fail", 'f', 0, G_OPTION_ARG_STRING_ARRAY, &options->faults, "A fault, see below; repeatable", "FAULT" },
    { "rate-limit", 0, 0, G_OPTION_ARG_STRING, &options->rate_limit,
      "429 above N calls in any span of so many seconds", "N/SECONDS" },
    { "window-size", 0, 0, G_OPTION_ARG_DOUBLE, &settings->grid.size, "Seconds (2)", "S" },
    { "window-hop", 0, 0, G_OPTION_ARG_DOUBLE, &settings->grid.hop, "Seconds (1)", "S" },
    { "no-tell-windows", 0, 0, G_OPTION_ARG_NONE, &options->no_tell_windows,
      "Leave size and hop out of the create reply, as old servers do", NULL },
    { "create-status", 0, 0, G_OPTION_ARG_INT, &settings->create_status, "200 or 201 for a new session (200)", "STATUS" },
    { "max-chunk", 0, 0, G_OPTION_ARG_INT64, &settings->max_chunk, "Bytes of audio in one chunk (8388608)", "BYTES" },
    { "session-lifetime", 0, 0, G_OPTION_ARG_DOUBLE, &settings->session_lifetime,
      "Seconds that a session lives without new audio (3600)", "S" },
    { "hold", 0, 0, G_OPTION_ARG_DOUBLE, &settings->hold, "Seconds that a status call waits for news (5)", "S" },
    { "predict-data", 0, 0, G_OPTION_ARG_STRING, &options->predict_data,
      "What predict calls carry: window or hop (window)", "WHAT" },
    { "refuse-streams", 0, 0, G_OPTION_ARG_NONE, &settings->refuse_streams, "Offer no stream sessions", NULL },
    { "silent-streams", 0, 0, G_OPTION_ARG_NONE, &settings->silent_streams,
      "Take streams and never tell a window of them", NULL },
    { "stream-life", 0, 0, G_OPTION_ARG_DOUBLE, &settings->stream_life,
      "Seconds until a stream session is readonly (never)", "S" },
    { "stream-length", 0, 0, G_OPTION_ARG_DOUBLE, &settings->stream_length,
      "Seconds of audio that a stream session takes (any)", "S" },
    { "tls", 0, 0, G_OPTION_ARG_FILENAME, &options->tls,
      "Speak HTTPS, with the certificate and the private key in these PEM files", "CERT KEY" },
    { "until-stdin-closes", 0, 0, G_OPTION_ARG_NONE, &options->until_stdin_closes,
      "End when standard input does, so that it never outlives its starter", NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &settings->verbose, "Log each call to stderr", NULL },
    { NULL }
  };

  return tool_parse_options ("emulate", NULL,
                             "Run a local stand-in of the Cochl.Sense audio-session API.\n"
                             "It measures sound (Tone, Noise, Knock) and recognises nothing.",
                             more, entries, argc, argv, exit_code);
}

static gboolean
apply_predict_data (Options *options, GError **error)
{
  if (!options->predict_data || g_str_equal (options->predict_data, "window"))
    options->settings->predict_data = EMULATOR_PREDICT_WINDOW;
  else if (g_str_equal (options->predict_data, "hop"))
    options->settings->predict_data = EMULATOR_PREDICT_HOP;
  else {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "predict-data must be window or hop, not \"%s\"",
                 options->predict_data);
    return FALSE;
  }
  return TRUE;
}

static gboolean
apply (Options *options, GError **error)
{
  options->settings->tell_windows = !options->no_tell_windows;
  for (char **tone = options->tones; tone && *tone; tone++) {
    if (!emulator_vocabulary_add_tone (options->settings->vocabulary, *tone, error))
      return FALSE;
  }
  if (options->port < 0 || options->port > G_MAXUINT16) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "port must be from 0 to %d", G_MAXUINT16);
    return FALSE;
  }
  if (!apply_predict_data (options, error))
    return FALSE;
  return emulator_settings_check (options->settings, error);
}

static gboolean
load_certificate (Options *options, const char *key, GError **error)
{
  options->settings->certificate = g_tls_certificate_new_from_files (options->tls, key, error);
  if (options->settings->certificate)
    return TRUE;
  g_prefix_error (error, "--tls %s %s: ", options->tls, key);
  return FALSE;
}

static gboolean
add_troubles (EmulatorServer *server, const Options *options, GError **error)
{
  for (char **fault = options->faults; fault && *fault; fault++) {
    if (!emulator_faults_add (emulator_server_get_faults (server), *fault, error))
      return FALSE;
  }
  if (options->rate_limit) {
    EmulatorLimit *limit = emulator_limit_new (options->rate_limit, error);

    if (!limit)
      return FALSE;
    emulator_server_set_limit (server, limit);
  }
  return TRUE;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
stdin_cb (int fd, GIOCondition condition, gpointer user_data)
{
  char unused[256];

  if (read (fd, unused, sizeof unused) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
serve (EmulatorServer *server, gboolean until_stdin_closes)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *url = emulator_server_get_url (server);
  guint on_term = g_unix_signal_add (SIGTERM, quit_cb, loop);
  guint on_int = g_unix_signal_add (SIGINT, quit_cb, loop);
  g_autoptr (GSource) on_stdin = g_unix_fd_source_new (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR);

  if (until_stdin_closes) {
    g_source_set_callback (on_stdin, G_SOURCE_FUNC (stdin_cb), loop, NULL);
    g_source_attach (on_stdin, NULL);
  }
  g_printerr ("cochlsense emulate: this is a stand-in: it measures sound and recognises nothing\n");
  printf ("listening on %s\n", url);
  fflush (stdout);
  g_main_loop_run (loop);
  g_source_remove (on_term);
  g_source_remove (on_int);
  g_source_destroy (on_stdin);
}

int
tool_emulate (int argc, char **argv)
{
  g_auto (Options) options = { .settings = emulator_settings_new () };
  g_autoptr (EmulatorServer) server = NULL;
  g_autoptr (GError) error = NULL;
  ToolExit exit_code = TOOL_EXIT_OK;

  if (!parse (&options, &argc, &argv, &exit_code))
    return exit_code;
  if (options.tls && argc != 2)
    return tool_usage_error ("emulate", "--tls takes two files, CERT and KEY");
  if (!options.tls && argc > 1)
    return tool_usage_error ("emulate", "it takes no arguments, but got \"%s\"", argv[1]);
  if (!apply (&options, &error) || (options.tls && !load_certificate (&options, argv[1], &error)))
    return tool_usage_error ("emulate", "%s", error->message);
  signal (SIGPIPE, SIG_IGN);
  gst_init (NULL, NULL);
  server = emulator_server_new (g_steal_pointer (&options.settings));
  if (!add_troubles (server, &options, &error))
    return tool_usage_error ("emulate", "%s", error->message);
  if (!emulator_server_listen (server, options.port, &error)) {
    g_printerr ("cochlsense emulate: cannot listen on port %d: %s\n", options.port, error->message);
    return TOOL_EXIT_FAILED;
  }
  serve (server, options.until_stdin_closes);
  return TOOL_EXIT_OK;
}
