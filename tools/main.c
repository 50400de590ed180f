/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <locale.h>
#include <string.h>

#include "tools/tool.h"

static const struct {
  const char *name;
  int       (*run) (int argc, char **argv);
  const char *what;
} commands[] = {
  { "emulate", tool_emulate, "run a local stand-in of the service" },
  { "tags", tool_tags, "list the tags that the service knows" },
};

static void
print_help (void)
{
  g_print ("Usage: cochlsense [--version|--help] COMMAND [OPTIONS]\n\nCommands:\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-10s %s\n", commands[i].name, commands[i].what);
  g_print ("\n'cochlsense COMMAND --help' tells more.\n"
           "Exit codes: 0 all well, 1 some input failed, 2 usage, 3 not authorized.\n");
}

static ToolExit
usage_error (const char *text, const char *name)
{
  g_printerr ("cochlsense: %s%s\nTry 'cochlsense --help'.\n", text, name);
  return TOOL_EXIT_USAGE;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  if (argc < 2)
    return usage_error ("a command is missing", "");
  if (strcmp (argv[1], "--version") == 0) {
    g_print ("cochlsense %s\n", COCHL_VERSION);
    return TOOL_EXIT_OK;
  }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0) {
    print_help ();
    return TOOL_EXIT_OK;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1);
  }
  return usage_error (*argv[1] == '-' ? "unknown option: " : "unknown command: ", argv[1]);
}
