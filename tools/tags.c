/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <json-glib/json-glib.h>

#include "cochl/cochl.h"
#include "tools/tool.h"

typedef struct {
  char    *base_url;
  char    *key_file;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->base_url);
  g_free (options->key_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int *argc, char ***argv, ToolExit *exit_code)
{
  const GOptionEntry entries[] = {
    { "base-url", 0, 0, G_OPTION_ARG_STRING, &options->base_url, "The service (" COCHL_DEFAULT_BASE_URL ")", "URL" },
    { "api-key-file", 0, 0, G_OPTION_ARG_FILENAME, &options->key_file, "The key is the first line of this file", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON array of strings", NULL },
    { NULL }
  };

  return tool_parse_options ("tags", NULL, "List the tags that the service knows, one a line, sorted.",
                             "The key comes from the file, else from COCHL_API_KEY, COCHL_SENSE_PROJECT_KEY or\n"
                             "COCHL_PROJECT_KEY; the service from COCHL_SENSE_BASE_URL where --base-url is not given.",
                             entries, argc, argv, exit_code);
}

static ToolExit
exit_for (const GError *error)
{
  if (g_error_matches (error, COCHL_ERROR, COCHL_ERROR_NO_KEY)
      || g_error_matches (error, COCHL_ERROR, COCHL_ERROR_NOT_AUTHORIZED))
    return TOOL_EXIT_NOT_AUTHORIZED;
  return g_error_matches (error, COCHL_ERROR, COCHL_ERROR_BAD_URL) ? TOOL_EXIT_USAGE : TOOL_EXIT_FAILED;
}

static void
print_tags (const char *const *tags, gboolean json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (builder);
  for (; *tags; tags++) {
    if (json)
      json_builder_add_string_value (builder, *tags);
    else
      g_print ("%s\n", *tags);
  }
  json_builder_end_array (builder);
  if (!json)
    return;
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static GStrv
list_tags (const Options *options, GError **error)
{
  g_autofree char *url = cochl_url_resolve (options->base_url, error);
  g_autoptr (CochlKey) key = url ? cochl_key_new (NULL, options->key_file, error) : NULL;
  g_autoptr (CochlClient) client = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  GStrv tags;

  if (!key)
    return NULL;
  client = cochl_client_new ("base-url", url, "key", key, NULL);
  cochl_client_list_tags_async (client, NULL, keep_result_cb, &listed);
  tags = cochl_client_list_tags_finish (client, wait_for (&listed), error);
  cochl_client_close_async (client, NULL, keep_result_cb, &closed);
  cochl_client_close_finish (client, wait_for (&closed), NULL);
  return tags;
}

int
tool_tags (int argc, char **argv)
{
  g_auto (Options) options = { .base_url = NULL };
  g_auto (GStrv) tags = NULL;
  g_autoptr (GError) error = NULL;
  ToolExit exit_code = TOOL_EXIT_OK;

  if (!parse (&options, &argc, &argv, &exit_code))
    return exit_code;
  if (argc > 1)
    return tool_usage_error ("tags", "it takes no arguments, but got \"%s\"", argv[1]);
  tags = list_tags (&options, &error);
  if (!tags) {
    g_printerr ("cochlsense tags: %s\n", error->message);
    return exit_for (error);
  }
  print_tags ((const char *const *) tags, options.json);
  return TOOL_EXIT_OK;
}
