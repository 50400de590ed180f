/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What every sub-command of `cochlsense` promises to its caller. */
typedef enum {
  TOOL_EXIT_OK = 0,
  TOOL_EXIT_FAILED = 1,         /* some input failed; the others are done */
  TOOL_EXIT_USAGE = 2,
  TOOL_EXIT_NOT_AUTHORIZED = 3
} ToolExit;

/* Parses a sub-command's options. TRUE to go on; else @exit_code is what the
 * command ends with, a usage error having been told on stderr. @what: one line
 * for --help, @arguments: what follows the options, or NULL. What is no option
 * stays in @argv. */
gboolean tool_parse_options (const char *command, const char *arguments, const char *what, const char *more,
                             const GOptionEntry *entries, int *argc, char ***argv, ToolExit *exit_code);
/* Tells a usage error on stderr. */
ToolExit tool_usage_error (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The sub-commands, each in the file of its name; argv[0] is the command. */
int tool_emulate (int argc, char **argv);
int tool_tags (int argc, char **argv);

G_END_DECLS
