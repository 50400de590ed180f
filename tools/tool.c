/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/tool.h"

#include <stdlib.h>
#include <string.h>

ToolExit
tool_usage_error (const char *command, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("cochlsense %s: %s\nTry 'cochlsense %s --help'.\n", command, text, command);
  return TOOL_EXIT_USAGE;
}

/* GOption would print the help and end the process by itself; asking for it here
 * keeps one way out, main's return. */
static gboolean
wants_help (int argc, char **argv)
{
  for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++) {
    if (strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0)
      return TRUE;
  }
  return FALSE;
}

gboolean
tool_parse_options (const char *command, const char *arguments, const char *what, const char *more,
                    const GOptionEntry *entries, int *argc, char ***argv, ToolExit *exit_code)
{
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autofree char *name = g_strdup_printf ("cochlsense %s", command);
  g_autoptr (GError) error = NULL;

  g_set_prgname (name);
  g_option_context_set_summary (context, what);
  g_option_context_set_description (context, more);
  g_option_context_add_main_entries (context, entries, NULL);
  if (wants_help (*argc, *argv)) {
    g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

    g_print ("%s", help);
    *exit_code = TOOL_EXIT_OK;
    return FALSE;
  }
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  *exit_code = tool_usage_error (command, "%s", error->message);
  return FALSE;
}
