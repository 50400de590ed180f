/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlproperties.h"

#include "cochl/model/cochl-error.h"

/* GStreamer reads a flag by its nick and writes it by its name. */
#define MESSAGES_EVENTS "cochlsense-event: the start and the end of each sound"

/* The properties of a class that has no others. */
typedef GObject Holder;
typedef GObjectClass HolderClass;

static void
no_set (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
}

static void
no_get (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
}

static void
holder_class_init (gpointer klass, gpointer data)
{
  G_OBJECT_CLASS (klass)->set_property = no_set;
  G_OBJECT_CLASS (klass)->get_property = no_get;
  gst_cochl_properties_install (klass);
}

static GParamSpec **
list_properties (guint *n)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_type_register_static_simple (G_TYPE_OBJECT, "Holder", sizeof (HolderClass),
                                                             holder_class_init, sizeof (Holder), NULL, 0));
  return g_object_class_list_properties (g_type_class_ref (type), n);
}

static guint
id_of (const char *name)
{
  guint n;
  g_autofree GParamSpec **specs = list_properties (&n);

  for (guint i = 0; i < n; i++) {
    if (g_str_equal (specs[i]->name, name))
      return specs[i]->param_id;
  }
  g_error ("no property %s", name);
}

/* As gst-launch does it. */
static GstCochlConfig *
set_text (GstCochlConfig *config, const char *name, const char *text, GError **error)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *copy = g_strdup (text); /* GStreamer's parser writes into it */
  guint n;
  g_autofree GParamSpec **specs = list_properties (&n);

  for (guint i = 0; i < n; i++) {
    if (g_str_equal (specs[i]->name, name)) {
      g_value_init (&value, specs[i]->value_type);
      g_assert_true (gst_value_deserialize_with_pspec (&value, copy, specs[i]));
      return gst_cochl_properties_set (config, specs[i]->param_id, &value, error);
    }
  }
  g_error ("no property %s", name);
}

/* Every property comes out as the default that gst-inspect shows. */
static void
test_defaults (void)
{
  g_autoptr (GstCochlConfig) config = gst_cochl_config_new ();
  guint n;
  g_autofree GParamSpec **specs = list_properties (&n);

  g_assert_cmpuint (n, ==, GST_COCHL_PROP_LAST - 1);
  for (guint i = 0; i < n; i++) {
    g_auto (GValue) value = G_VALUE_INIT;

    g_value_init (&value, specs[i]->value_type);
    if (!(specs[i]->flags & G_PARAM_READABLE))
      g_assert_false (gst_cochl_properties_get (config, specs[i]->param_id, &value));
    else
      g_assert_true (gst_cochl_properties_get (config, specs[i]->param_id, &value));
    if (!g_param_value_defaults (specs[i], &value) && specs[i]->value_type != GST_TYPE_ARRAY)
      g_error ("%s", specs[i]->name);
    g_assert_nonnull (g_param_spec_get_blurb (specs[i]));
  }
}

static void
test_round_trip (void)
{
  static const char *const cases[][2] = {
    { "api-key-file", "/run/key" }, { "base-url", "https://example.org" }, { "config-file", "/etc/config.json" },
    { "session-type", "file" }, { "segment-duration", "5000000000" }, { "upload-format", "wav" },
    { "predict-new-audio", "true" },
    { "tags", "< (string)Siren, (string)Bell >" }, { "sensitivity", "-2" }, { "threshold", "0.5" },
    { "tag-sensitivity", "tag-sensitivity, Baby_cry=(int)-2;" }, { "interval-margin", "2.5" },
    { "tag-thresholds", "tag-thresholds, Siren=(double)0.5;" },
    { "tag-interval-margins", "tag-interval-margins, Siren=(double)5;" }, { "max-in-flight", "3" },
    { "max-queued", "9" }, { "timeout", "4" }, { "retries", "-1" }, { "retry-backoff-factor", "0.25" },
    { "retry-backoff-max", "8" }, { "drain-timeout", "77" }, { "on-failure", "warn" }, { "messages", MESSAGES_EVENTS },
    { "send-events", "false" }, { "attach-metas", "true" }, { "proxy", "http://proxy:3128" }, { "proxy-id", "me" },
    { "user-agent", "me/1" }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GstCochlConfig) config = gst_cochl_config_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (GstCochlConfig) changed = set_text (config, cases[i][0],
        g_str_equal (cases[i][0], "messages") ? "events" : cases[i][1], &error);
    g_auto (GValue) value = G_VALUE_INIT;
    g_autofree char *text = NULL;
    guint n;
    g_autofree GParamSpec **specs = list_properties (&n);

    g_assert_no_error (error);
    for (guint j = 0; j < n; j++) {
      if (g_str_equal (specs[j]->name, cases[i][0]))
        g_value_init (&value, specs[j]->value_type);
    }
    g_assert_true (gst_cochl_properties_get (changed, id_of (cases[i][0]), &value));
    if (G_VALUE_HOLDS_STRING (&value))
      text = g_value_dup_string (&value);
    else if (GST_VALUE_HOLDS_STRUCTURE (&value))
      text = gst_structure_to_string (gst_value_get_structure (&value));
    else
      text = gst_value_serialize (&value);
    g_assert_cmpstr (text, ==, cases[i][1]);
  }
}

static void
test_bad_field (void)
{
  g_autoptr (GstCochlConfig) config = gst_cochl_config_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (set_text (config, "tag-sensitivity", "t,Baby_cry=-2,Gunshot=0.5", &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_SETTINGS);
  g_assert_nonnull (strstr (error->message, "tag-sensitivity"));
  g_assert_nonnull (strstr (error->message, "Gunshot"));
  g_assert_null (config->tag_sensitivity);
}

/* What was set wins over the config-file; a NULL structure takes that back. */
static void
test_set_bits (void)
{
  g_autoptr (GstCochlConfig) config = gst_cochl_config_new ();
  g_autoptr (GstCochlConfig) set = set_text (config, "tag-thresholds", "t,Siren=0.5", NULL);
  g_autoptr (GstCochlConfig) unset = NULL;
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_cmpint (config->set, ==, 0);
  g_assert_cmpint (set->set, ==, GST_COCHL_SET_TAG_THRESHOLDS);
  g_value_init (&value, GST_TYPE_STRUCTURE);
  unset = gst_cochl_properties_set (set, id_of ("tag-thresholds"), &value, NULL);
  g_assert_cmpint (unset->set, ==, 0);
  g_assert_null (unset->tag_thresholds);
}

static void
test_secrets (void)
{
  static const char *const cases[][2] = {
    { "http://me:S3CRET@proxy:3128", "http://***@proxy:3128" },
    { "http://proxy:3128/", "http://proxy:3128/" },
    { "http://me:S3CRET@[", "***" },
    { "me:S3CRET@proxy:3128", "***" }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GstCochlConfig) config = gst_cochl_config_new ();
    g_autoptr (GstCochlConfig) changed = set_text (config, "proxy", cases[i][0], NULL);
    g_auto (GValue) value = G_VALUE_INIT;

    g_assert_cmpstr (changed->proxy, ==, cases[i][0]);
    g_value_init (&value, G_TYPE_STRING);
    gst_cochl_properties_get (changed, id_of ("proxy"), &value);
    g_assert_cmpstr (g_value_get_string (&value), ==, cases[i][1]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/properties/defaults", test_defaults);
  g_test_add_func ("/properties/round-trip", test_round_trip);
  g_test_add_func ("/properties/bad-field", test_bad_field);
  g_test_add_func ("/properties/set-bits", test_set_bits);
  g_test_add_func ("/properties/secrets", test_secrets);
  return g_test_run ();
}
