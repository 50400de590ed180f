/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlproperties.h"

#include "cochl/client/cochl-key.h"
#include "cochl/model/cochl-error.h"
#include "gst/gstcochlgate.h"
#include "gst/gstcochlvalues.h"

#define STATIC G_PARAM_STATIC_STRINGS
/* The connection's properties are read when the element starts, the others at
 * the next segment. */
#define CONNECTION (G_PARAM_READWRITE | STATIC | GST_PARAM_MUTABLE_READY)
#define SECRET (G_PARAM_WRITABLE | STATIC | GST_PARAM_MUTABLE_READY)
#define LIVE (G_PARAM_READWRITE | STATIC | GST_PARAM_MUTABLE_PLAYING)

/* Five minutes are 13 MB of WAV; the service takes files up to 16 MB. */
#define MAX_SEGMENT_DURATION (300 * GST_SECOND)

/* An hour: what holds more is a recording. */
#define MAX_LATENCY 3600000

/* A year, as in a config-file. */
#define MAX_MARGIN 31622400

static const GstCochlValuesRule sensitivity_rule = { "tag-sensitivity", -2, 2, TRUE, NULL };
static const GstCochlValuesRule thresholds_rule = { "tag-thresholds", 0, 1, FALSE, NULL };
static const GstCochlValuesRule margins_rule = { "tag-interval-margins", 0, MAX_MARGIN, FALSE, "seconds" };

static void
install_connection (GObjectClass *klass)
{
  g_object_class_install_property (klass, GST_COCHL_PROP_API_KEY,
      g_param_spec_string ("api-key", "API key", "Project key of the service. Not given: api-key-file, "
          "else the environment's COCHL_API_KEY, COCHL_SENSE_PROJECT_KEY or COCHL_PROJECT_KEY. "
          "GStreamer logs launch lines: prefer the file or the environment", NULL, SECRET));
  g_object_class_install_property (klass, GST_COCHL_PROP_API_KEY_FILE,
      g_param_spec_string ("api-key-file", "API key file", "File whose first line is the project key; "
          "read again after the service rejected the key", NULL, CONNECTION));
  g_object_class_install_property (klass, GST_COCHL_PROP_BASE_URL,
      g_param_spec_string ("base-url", "Base URL", "Where the service is. Not given: the environment's "
          "COCHL_SENSE_BASE_URL, else https://api.cochl.ai. A URL without a path gets /sense/api/v1; "
          "plain http is taken to loopback only", NULL, CONNECTION));
  g_object_class_install_property (klass, GST_COCHL_PROP_CONFIG_FILE,
      g_param_spec_string ("config-file", "Settings file", "A config.json of the vendor's client, in either "
          "of its shapes; a property that was set wins over it", NULL, CONNECTION));
  g_object_class_install_property (klass, GST_COCHL_PROP_TIMEOUT,
      g_param_spec_uint ("timeout", "Timeout", "Seconds without progress after which a request is given up "
          "and tried again", 1, 3600, 15, CONNECTION));
  g_object_class_install_property (klass, GST_COCHL_PROP_RETRIES,
      g_param_spec_int ("retries", "Retries", "How often a request is tried again after a server error, a "
          "timeout or a broken connection (-1 = for ever, which is the default for live audio). An answer 429 uses "
          "up none", -1, G_MAXINT, 3, CONNECTION));
  g_object_class_install_property (klass, GST_COCHL_PROP_RETRY_BACKOFF_FACTOR,
      g_param_spec_double ("retry-backoff-factor", "Backoff factor", "Seconds to wait before the first retry; "
          "doubled for each one more, with jitter. The service's Retry-After wins", 0, 3600, 0.5, CONNECTION));
  g_object_class_install_property (klass, GST_COCHL_PROP_RETRY_BACKOFF_MAX,
      g_param_spec_double ("retry-backoff-max", "Longest backoff", "Seconds to wait between two retries at most",
          0, 3600, 60, CONNECTION));
}

static void
install_network (GObjectClass *klass)
{
  g_object_class_install_property (klass, GST_COCHL_PROP_PROXY,
      g_param_spec_string ("proxy", "Proxy", "URL of an HTTP proxy. Not given: the environment's; loopback "
          "is never sent through one. User and password in it are masked when it is read", NULL, CONNECTION));
  g_object_class_install_property (klass, GST_COCHL_PROP_PROXY_ID,
      g_param_spec_string ("proxy-id", "Proxy user", "User name for the proxy", NULL, CONNECTION));
  g_object_class_install_property (klass, GST_COCHL_PROP_PROXY_PW,
      g_param_spec_string ("proxy-pw", "Proxy password", "Password for the proxy", NULL, SECRET));
  g_object_class_install_property (klass, GST_COCHL_PROP_TLS_DATABASE,
      g_param_spec_object ("tls-database", "TLS database", "Certificate authorities to trust instead of the "
          "system's", G_TYPE_TLS_DATABASE, CONNECTION));
  g_object_class_install_property (klass, GST_COCHL_PROP_TLS_INTERACTION,
      g_param_spec_object ("tls-interaction", "TLS interaction", "Asked when TLS needs a "
          "password or a certificate", G_TYPE_TLS_INTERACTION, CONNECTION));
  g_object_class_install_property (klass, GST_COCHL_PROP_USER_AGENT,
      g_param_spec_string ("user-agent", "User agent", "User-Agent header of every request. Not given: "
          "cochlsense and its version", NULL, CONNECTION));
}

static void
install_sessions (GObjectClass *klass)
{
  g_object_class_install_property (klass, GST_COCHL_PROP_REALTIME,
      g_param_spec_enum ("realtime", "Real time", "Whether audio must never wait for the analysis: what live means "
          "for every auto below (auto = upstream is live)", GST_TYPE_COCHL_REALTIME, GST_COCHL_REALTIME_AUTO, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_SESSION_TYPE,
      g_param_spec_enum ("session-type", "Session type", "How audio is brought to the service: in a session for each "
          "segment (file), in one session for all of it (stream), or with a call for each window (predict)",
          GST_TYPE_COCHL_SESSION_TYPE, GST_COCHL_SESSION_AUTO, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_SEGMENT_DURATION,
      g_param_spec_uint64 ("segment-duration", "Segment duration", "Audio that one submission carries, in "
          "nanoseconds (0 = auto: 60 s, live and for stream and predict 2 s); at least one window. The service bills "
          "each begun 15 s",
          0, MAX_SEGMENT_DURATION, 0, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_UPLOAD_FORMAT,
      g_param_spec_enum ("upload-format", "Upload format", "How the audio of a file session is encoded "
          "(auto: wav). flac and ogg take fewer bytes and more CPU; without their encoder WAV is sent",
          GST_TYPE_COCHL_UPLOAD_FORMAT, GST_COCHL_UPLOAD_AUTO, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_PREDICT_NEW_AUDIO,
      g_param_spec_boolean ("predict-new-audio", "Predict new audio", "Whether a predict call carries only the audio that "
          "its session does not have yet, instead of the whole window", FALSE, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_MIN_LEVEL,
      g_param_spec_double ("min-level", "Least level", "RMS level in dBFS that a window must have for its segment to be "
          "sent; the others are told as quiet (-200 = off: all are sent)", GST_COCHL_GATE_OFF, 0, GST_COCHL_GATE_OFF, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_MAX_IN_FLIGHT,
      g_param_spec_uint ("max-in-flight", "Most in flight", "Submissions that are judged at once (0 = auto: 4, "
          "live 10)", 0, 64, 0, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_MAX_QUEUED,
      g_param_spec_uint ("max-queued", "Most queued", "Segments that wait for their turn (0 = auto: 1, live "
          "4); leaky says what happens when there are more", 0, 1024, 0, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_LEAKY,
      g_param_spec_enum ("leaky", "Leaky", "What happens when max-in-flight and max-queued are reached",
          GST_TYPE_COCHL_LEAKY, GST_COCHL_LEAKY_AUTO, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_DEADLINE,
      g_param_spec_uint64 ("deadline", "Deadline", "A segment that is not judged so long after its last audio came "
          "is given up, in nanoseconds (0 = auto: never, live 20 s; 18446744073709551615 = never)",
          0, G_MAXUINT64, 0, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_DRAIN_TIMEOUT,
      g_param_spec_uint64 ("drain-timeout", "Drain timeout", "How long EOS waits for what is not judged yet, in "
          "nanoseconds (0 = auto: without bound, live 20 s; 18446744073709551615 = without bound)",
          0, G_MAXUINT64, 0, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_ON_FAILURE,
      g_param_spec_enum ("on-failure", "On failure", "What to do when a segment cannot be judged",
          GST_TYPE_COCHL_ON_FAILURE, GST_COCHL_ON_FAILURE_AUTO, LIVE));
}

static void
install_judging (GObjectClass *klass)
{
  g_object_class_install_property (klass, GST_COCHL_PROP_TAGS,
      gst_param_spec_array ("tags", "Tags", "Names of the tags that are reported, \"<Gunshot,Siren>\" "
          "(empty = all)",
          g_param_spec_string ("tag", "Tag", "Name of a tag", NULL, G_PARAM_READWRITE | STATIC), LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_SENSITIVITY,
      g_param_spec_int ("sensitivity", "Sensitivity", "How easily the service reports a tag: -2 = much more "
          "easily, 2 = much less. A whole number; for a least probability use threshold or tag-thresholds",
          -2, 2, 0, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_TAG_SENSITIVITY,
      g_param_spec_boxed ("tag-sensitivity", "Tags' sensitivity", "Sensitivity of single tags, whole numbers "
          "from -2 to 2: \"t,Baby_cry=-2,Gunshot=1\"", GST_TYPE_STRUCTURE, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_THRESHOLD,
      g_param_spec_double ("threshold", "Threshold", "Least probability with which a tag is reported",
          0, 1, 0, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_TAG_THRESHOLDS,
      g_param_spec_boxed ("tag-thresholds", "Tags' thresholds", "Threshold of single tags, from 0 to 1: "
          "\"t,Siren=0.6,Gunshot=0.9\"", GST_TYPE_STRUCTURE, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_INTERVAL_MARGIN,
      g_param_spec_double ("interval-margin", "Interval margin", "Seconds without a tag that its event bridges",
          0, MAX_MARGIN, 0, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_TAG_INTERVAL_MARGINS,
      g_param_spec_boxed ("tag-interval-margins", "Tags' interval margins", "Interval margin of single tags in "
          "seconds: \"t,Baby_cry=5\"", GST_TYPE_STRUCTURE, LIVE));
}

static void
install_outputs (GObjectClass *klass)
{
  g_object_class_install_property (klass, GST_COCHL_PROP_MESSAGES,
      g_param_spec_flags ("messages", "Messages", "What is posted on the bus", GST_TYPE_COCHL_MESSAGES,
          GST_COCHL_MESSAGES_ALL, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_SEND_EVENTS,
      g_param_spec_boolean ("send-events", "Send events", "Send what the messages say downstream too, as "
          "serialized custom events before the next buffer", TRUE, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_ATTACH_METAS,
      g_param_spec_boolean ("attach-metas", "Attach metas", "Attach a GstCochlSenseMeta for each detection: "
          "to the buffer that it speaks of where audio is held, as it is for files and with latency, else to the "
          "next; their audio is not copied", FALSE, LIVE));
  g_object_class_install_property (klass, GST_COCHL_PROP_LATENCY,
      g_param_spec_uint ("latency", "Latency", "Milliseconds for which live audio is held, so that metas and events "
          "come with the very buffers that they speak of (0 = it is not)", 0, MAX_LATENCY, 0, LIVE));
}

void
gst_cochl_properties_install (GObjectClass *klass)
{
  install_connection (klass);
  install_sessions (klass);
  install_judging (klass);
  install_outputs (klass);
  install_network (klass);

  gst_type_mark_as_plugin_api (GST_TYPE_COCHL_REALTIME, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_COCHL_SESSION_TYPE, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_COCHL_UPLOAD_FORMAT, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_COCHL_LEAKY, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_COCHL_ON_FAILURE, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_COCHL_MESSAGES, 0);
}

static void
take_secret (char **member, const GValue *value)
{
  cochl_key_wipe (*member);
  *member = g_value_dup_string (value);
}

static void
take_string (char **member, const GValue *value)
{
  g_free (*member);
  *member = g_value_dup_string (value);
}

/* A structure that is NULL takes the property back: the config-file's counts. */
static gboolean
take_values (GstCochlConfig *config, CochlTagValues **member, GstCochlSet bit, const GstCochlValuesRule *rule,
             const GValue *value, GError **error)
{
  const GstStructure *structure = gst_value_get_structure (value);
  CochlTagValues *values = gst_cochl_values_from_structure (rule, structure, error);

  if (!values)
    return FALSE;
  g_clear_pointer (member, cochl_tag_values_unref);
  if (structure) {
    *member = values;
    config->set |= bit;
  } else {
    cochl_tag_values_unref (values);
    config->set &= ~bit;
  }
  return TRUE;
}

static gboolean
take_tags (GstCochlConfig *config, const GValue *value, GError **error)
{
  GStrv tags = gst_cochl_values_names_from_array ("tags", value, error);

  if (!tags)
    return FALSE;
  g_strfreev (config->tags);
  config->tags = tags;
  config->set |= GST_COCHL_SET_TAGS;
  return TRUE;
}

static gboolean
set_judging (GstCochlConfig *config, guint id, const GValue *value, GError **error)
{
  switch (id) {
    case GST_COCHL_PROP_TAGS:
      return take_tags (config, value, error);
    case GST_COCHL_PROP_SENSITIVITY:
      config->sensitivity = g_value_get_int (value);
      config->set |= GST_COCHL_SET_SENSITIVITY;
      return TRUE;
    case GST_COCHL_PROP_TAG_SENSITIVITY:
      return take_values (config, &config->tag_sensitivity, GST_COCHL_SET_TAG_SENSITIVITY,
                          &sensitivity_rule, value, error);
    case GST_COCHL_PROP_THRESHOLD:
      config->threshold = g_value_get_double (value);
      config->set |= GST_COCHL_SET_THRESHOLD;
      return TRUE;
    case GST_COCHL_PROP_TAG_THRESHOLDS:
      return take_values (config, &config->tag_thresholds, GST_COCHL_SET_TAG_THRESHOLDS,
                          &thresholds_rule, value, error);
    case GST_COCHL_PROP_INTERVAL_MARGIN:
      config->interval_margin = g_value_get_double (value);
      config->set |= GST_COCHL_SET_INTERVAL_MARGIN;
      return TRUE;
    case GST_COCHL_PROP_TAG_INTERVAL_MARGINS:
      return take_values (config, &config->tag_interval_margins, GST_COCHL_SET_TAG_INTERVAL_MARGINS,
                          &margins_rule, value, error);
    default:
      g_set_error (error, COCHL_ERROR, COCHL_ERROR_FAILED, "There is no property number %u.", id);
      return FALSE;
  }
}

static gboolean
set_plain (GstCochlConfig *config, guint id, const GValue *value)
{
  switch (id) {
    case GST_COCHL_PROP_API_KEY: take_secret (&config->api_key, value); break;
    case GST_COCHL_PROP_API_KEY_FILE: take_string (&config->api_key_file, value); break;
    case GST_COCHL_PROP_BASE_URL: take_string (&config->base_url, value); break;
    case GST_COCHL_PROP_CONFIG_FILE: take_string (&config->config_file, value); break;
    case GST_COCHL_PROP_REALTIME: config->realtime = g_value_get_enum (value); break;
    case GST_COCHL_PROP_SESSION_TYPE: config->session_type = g_value_get_enum (value); break;
    case GST_COCHL_PROP_SEGMENT_DURATION: config->segment_duration = g_value_get_uint64 (value); break;
    case GST_COCHL_PROP_UPLOAD_FORMAT: config->upload_format = g_value_get_enum (value); break;
    case GST_COCHL_PROP_PREDICT_NEW_AUDIO: config->predict_new_audio = g_value_get_boolean (value); break;
    case GST_COCHL_PROP_MIN_LEVEL: config->min_level = g_value_get_double (value); break;
    case GST_COCHL_PROP_MAX_IN_FLIGHT: config->max_in_flight = g_value_get_uint (value); break;
    case GST_COCHL_PROP_MAX_QUEUED: config->max_queued = g_value_get_uint (value); break;
    case GST_COCHL_PROP_LEAKY: config->leaky = g_value_get_enum (value); break;
    case GST_COCHL_PROP_DEADLINE: config->deadline = g_value_get_uint64 (value); break;
    case GST_COCHL_PROP_TIMEOUT: config->timeout = g_value_get_uint (value); break;
    case GST_COCHL_PROP_RETRIES:
      config->retries = g_value_get_int (value);
      config->set |= GST_COCHL_SET_RETRIES;
      break;
    case GST_COCHL_PROP_RETRY_BACKOFF_FACTOR: config->retry_backoff_factor = g_value_get_double (value); break;
    case GST_COCHL_PROP_RETRY_BACKOFF_MAX: config->retry_backoff_max = g_value_get_double (value); break;
    case GST_COCHL_PROP_DRAIN_TIMEOUT: config->drain_timeout = g_value_get_uint64 (value); break;
    case GST_COCHL_PROP_ON_FAILURE: config->on_failure = g_value_get_enum (value); break;
    case GST_COCHL_PROP_MESSAGES: config->messages = g_value_get_flags (value); break;
    case GST_COCHL_PROP_SEND_EVENTS: config->send_events = g_value_get_boolean (value); break;
    case GST_COCHL_PROP_ATTACH_METAS: config->attach_metas = g_value_get_boolean (value); break;
    case GST_COCHL_PROP_LATENCY: config->latency = g_value_get_uint (value); break;
    case GST_COCHL_PROP_PROXY: take_secret (&config->proxy, value); break;
    case GST_COCHL_PROP_PROXY_ID: take_string (&config->proxy_id, value); break;
    case GST_COCHL_PROP_PROXY_PW: take_secret (&config->proxy_pw, value); break;
    case GST_COCHL_PROP_USER_AGENT: take_string (&config->user_agent, value); break;
    case GST_COCHL_PROP_TLS_DATABASE: g_set_object (&config->tls_database, g_value_get_object (value)); break;
    case GST_COCHL_PROP_TLS_INTERACTION: g_set_object (&config->tls_interaction, g_value_get_object (value)); break;
    default: return FALSE;
  }
  return TRUE;
}

GstCochlConfig *
gst_cochl_properties_set (const GstCochlConfig *config, guint id, const GValue *value, GError **error)
{
  g_autoptr (GstCochlConfig) changed = gst_cochl_config_copy (config);

  if (!set_plain (changed, id, value) && !set_judging (changed, id, value, error))
    return NULL;
  return g_steal_pointer (&changed);
}

/* "user:password@host" without a scheme, or what cannot be parsed, must not show
 * its password either. */
static char *
mask_url (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GUri) masked = NULL;

  if (!url)
    return NULL;
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (!uri || !g_uri_get_userinfo (uri))
    return g_strdup (strchr (url, '@') ? "***" : url);
  masked = g_uri_build (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), "***", g_uri_get_host (uri),
                        g_uri_get_port (uri), g_uri_get_path (uri), NULL, NULL);
  return g_uri_to_string (masked);
}

static gboolean
get_judging (const GstCochlConfig *config, guint id, GValue *value)
{
  switch (id) {
    case GST_COCHL_PROP_TAGS:
      gst_cochl_values_names_to_array ((const char *const *) config->tags, value);
      return TRUE;
    case GST_COCHL_PROP_SENSITIVITY: g_value_set_int (value, config->sensitivity); return TRUE;
    case GST_COCHL_PROP_THRESHOLD: g_value_set_double (value, config->threshold); return TRUE;
    case GST_COCHL_PROP_INTERVAL_MARGIN: g_value_set_double (value, config->interval_margin); return TRUE;
    case GST_COCHL_PROP_TAG_SENSITIVITY:
      g_value_take_boxed (value, gst_cochl_values_to_structure (config->tag_sensitivity, "tag-sensitivity", TRUE));
      return TRUE;
    case GST_COCHL_PROP_TAG_THRESHOLDS:
      g_value_take_boxed (value, gst_cochl_values_to_structure (config->tag_thresholds, "tag-thresholds", FALSE));
      return TRUE;
    case GST_COCHL_PROP_TAG_INTERVAL_MARGINS:
      g_value_take_boxed (value, gst_cochl_values_to_structure (config->tag_interval_margins,
                                                                "tag-interval-margins", FALSE));
      return TRUE;
    default:
      return FALSE;
  }
}

gboolean
gst_cochl_properties_get (const GstCochlConfig *config, guint id, GValue *value)
{
  switch (id) {
    case GST_COCHL_PROP_API_KEY_FILE: g_value_set_string (value, config->api_key_file); break;
    case GST_COCHL_PROP_BASE_URL: g_value_set_string (value, config->base_url); break;
    case GST_COCHL_PROP_CONFIG_FILE: g_value_set_string (value, config->config_file); break;
    case GST_COCHL_PROP_REALTIME: g_value_set_enum (value, config->realtime); break;
    case GST_COCHL_PROP_SESSION_TYPE: g_value_set_enum (value, config->session_type); break;
    case GST_COCHL_PROP_SEGMENT_DURATION: g_value_set_uint64 (value, config->segment_duration); break;
    case GST_COCHL_PROP_UPLOAD_FORMAT: g_value_set_enum (value, config->upload_format); break;
    case GST_COCHL_PROP_PREDICT_NEW_AUDIO: g_value_set_boolean (value, config->predict_new_audio); break;
    case GST_COCHL_PROP_MIN_LEVEL: g_value_set_double (value, config->min_level); break;
    case GST_COCHL_PROP_MAX_IN_FLIGHT: g_value_set_uint (value, config->max_in_flight); break;
    case GST_COCHL_PROP_MAX_QUEUED: g_value_set_uint (value, config->max_queued); break;
    case GST_COCHL_PROP_LEAKY: g_value_set_enum (value, config->leaky); break;
    case GST_COCHL_PROP_DEADLINE: g_value_set_uint64 (value, config->deadline); break;
    case GST_COCHL_PROP_TIMEOUT: g_value_set_uint (value, config->timeout); break;
    case GST_COCHL_PROP_RETRIES: g_value_set_int (value, config->retries); break;
    case GST_COCHL_PROP_RETRY_BACKOFF_FACTOR: g_value_set_double (value, config->retry_backoff_factor); break;
    case GST_COCHL_PROP_RETRY_BACKOFF_MAX: g_value_set_double (value, config->retry_backoff_max); break;
    case GST_COCHL_PROP_DRAIN_TIMEOUT: g_value_set_uint64 (value, config->drain_timeout); break;
    case GST_COCHL_PROP_ON_FAILURE: g_value_set_enum (value, config->on_failure); break;
    case GST_COCHL_PROP_MESSAGES: g_value_set_flags (value, config->messages); break;
    case GST_COCHL_PROP_SEND_EVENTS: g_value_set_boolean (value, config->send_events); break;
    case GST_COCHL_PROP_ATTACH_METAS: g_value_set_boolean (value, config->attach_metas); break;
    case GST_COCHL_PROP_LATENCY: g_value_set_uint (value, config->latency); break;
    case GST_COCHL_PROP_PROXY: g_value_take_string (value, mask_url (config->proxy)); break;
    case GST_COCHL_PROP_PROXY_ID: g_value_set_string (value, config->proxy_id); break;
    case GST_COCHL_PROP_USER_AGENT: g_value_set_string (value, config->user_agent); break;
    case GST_COCHL_PROP_TLS_DATABASE: g_value_set_object (value, config->tls_database); break;
    case GST_COCHL_PROP_TLS_INTERACTION: g_value_set_object (value, config->tls_interaction); break;
    default: return get_judging (config, id, value);
  }
  return TRUE;
}
